"""Which device failed, and who could know: the answer in sentences, from what the devices noted themselves.

The truth, which only this emulator has; what each party holds is another section's business.
"""

from collections.abc import Iterator

from premises.identity import Name
from premises.journey.devices import newest
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.telling.named import name_of, number_of
from premises.journey.telling.seen import Seen
from premises.quantity import spoken
from premises.wire.notes.bundles import FeedingEnded, PartSettled
from premises.wire.notes.downloads import ActivationFailed, FirmwareActivated, ImageRejected, ImageVerified, OtaFailed
from premises.wire.notes.vocabulary import Entry

_ENDS = (FirmwareActivated, ImageVerified, ActivationFailed, ImageRejected, OtaFailed)
"""How a device's work on an image can end, and what says that it went on well."""


_GOES_ON = ("taken", "runs")
"""What is said of a part that did not come to nothing."""


def answer(seen: Seen, journey: Journey) -> tuple[str, ...]:
    """Give the sentences: the devices that failed, and the packages that did not arrive with who could know."""
    found = failures(journey, seen.layout)
    followed = {entry.who: _parts(journey, entry) for entry in found}
    failed = [_failure(entry) for entry in found if not followed[entry.who]]
    failed += [_follower(entry, followed[entry.who]) for entry in found if followed[entry.who]]
    stalled = [
        f"{name_of(each.package)} did not arrive: {each.finding.words} ({each.finding.cause.code}). "
        f"Who could know: {each.finding.cause.who_could_know}."
        for each in seen.diagnoses
        if each.is_stalled and each.finding is not None
    ]
    refused = [
        f"Request {number_of(each.refused)} was refused: {each.finding.words}. "
        f"Who could know: {each.finding.cause.who_could_know}."
        for each in seen.refused
    ]
    said = (*failed, *stalled, *refused)
    return (*(said or ("No device failed.",)), *_rest(seen))


def failures(journey: Journey, layout: Layout) -> tuple[Entry, ...]:
    """Give, for each device whose newest word on an image is that it came to nothing, that note; the oldest first."""
    found = []
    for who in layout.places:
        last = _last(journey, who)
        if last is not None and isinstance(last.note, ActivationFailed | ImageRejected | OtaFailed):
            found.append(last)
    return tuple(sorted(found, key=lambda entry: entry.at))


def _last(journey: Journey, who: Name) -> Entry | None:
    return newest(*(entry for kind in _ENDS for entry in journey.of_kind(who, kind)[-1:]))


def _failure(entry: Entry) -> str:
    match entry.note:
        case ActivationFailed(version=version, running=running):
            said = f"it came up with {running:#010x} and not with {version:#010x}"
        case ImageRejected(version=version, why=why):
            said = f"it did not find {version:#010x} genuine ({why})"
        case OtaFailed(version=version, why=why):
            said = f"it cannot keep {version:#010x} ({why})"
        case _:
            raise AssertionError(f"{entry.note} is no failure")
    return f"{entry.who} failed at {spoken(entry.at)}: {said}."


def _parts(journey: Journey, entry: Entry) -> tuple[Name, ...]:
    """Give whose part came to nothing, when that is why a bridge does not run its package."""
    ended = newest(*journey.of_kind(entry.who, FeedingEnded)[-1:])
    if ended is None or not isinstance(entry.note, ActivationFailed):
        return ()
    if ended.note != FeedingEnded(entry.note.version, success=False):
        return ()
    last = {
        settled.note.child: settled.note.standing
        for settled in journey.of_kind(entry.who, PartSettled)
        if isinstance(settled.note, PartSettled)
    }
    return tuple(child for child, standing in last.items() if standing not in _GOES_ON)


def _follower(entry: Entry, parts: tuple[Name, ...]) -> str:
    return f"{entry.who} runs nothing new for that reason: its package has a part of {', '.join(parts)}."


def _rest(seen: Seen) -> Iterator[str]:
    packages = [each.package for each in seen.diagnoses]
    if not packages:
        yield "No request was accepted in this run."
        return
    done = [name_of(package) for package in packages if package.is_done]
    if done:
        yield f"{len(done)} of {len(packages)} packages are done, and the DCC adapter heard so: {', '.join(done)}."
    moving = [name_of(each.package) for each in seen.diagnoses if not each.package.is_done and not each.is_stalled]
    if moving:
        yield f"On their way when it ends: {', '.join(moving)}."
