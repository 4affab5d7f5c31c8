"""Whom a bridge that feeds others waits for, and whose part came to a bad end: read from the notes of feeders.

A feeder may feed another, which is followed to whom it waits for itself.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.quantity import Instant
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.vocabulary import Entry

ON_THE_WAY = ("taken",)
"""What a part can be settled as without being done. It is bridges.feed's word."""

GOOD = "runs"
"""What it is settled as when its child runs it. It is bridges.feed's word."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One feeder, and one of its children that is not done."""

    feeder: Name
    child: Name
    begun: Entry


def waits(journey: Journey, feeder: Name, since: Instant, above: tuple[Name, ...] = ()) -> tuple[tuple[Wait, ...], ...]:
    """Give for whom ``feeder`` waits, of bundles that it has had ``since``: a row for each child, down to the last."""
    begun = _begun(journey, feeder, since)
    if begun is None or feeder in above:
        return ()
    rows: list[tuple[Wait, ...]] = []
    for child in _not_done(journey, feeder, begun):
        wait = Wait(feeder, child, begun)
        rows += [(wait, *row) for row in waits(journey, child, since, (*above, feeder)) or ((),)]
    return tuple(rows)


def bad_end(journey: Journey, feeder: Name, since: Instant) -> tuple[Entry, ...]:
    """Give the notes of a part that came to a bad end: the end of handing on, who failed it, and who failed that one.

    Empty when none did.
    """
    begun, ended = _newest(journey, feeder, FeedingBegun, since), _newest(journey, feeder, FeedingEnded, since)
    if begun is None or ended is None:
        return ()
    settled = [entry for entry in journey.of_kind(feeder, PartSettled) if begun.at <= entry.at <= ended.at]
    bad = [entry for entry in settled if _word(entry) not in (GOOD, *ON_THE_WAY)]
    return (ended, bad[0], *bad_end(journey, _child(bad[0]), since)[1:]) if bad else ()


def _begun(journey: Journey, who: Name, since: Instant) -> Entry | None:
    """Give the note that ``who`` hands on a bundle, unless that ended."""
    begun, ended = _newest(journey, who, FeedingBegun, since), _newest(journey, who, FeedingEnded, since)
    return None if begun is None or (ended is not None and ended.at > begun.at) else begun


def _not_done(journey: Journey, feeder: Name, begun: Entry) -> tuple[Name, ...]:
    assert isinstance(begun.note, FeedingBegun), "of that kind"
    done = {_child(entry) for entry in journey.of_kind(feeder, PartSettled) if _is_done(entry, begun)}
    return tuple(child for child in begun.note.children if child not in done)


def _newest(journey: Journey, who: Name, kind: type[FeedingBegun | FeedingEnded], since: Instant) -> Entry | None:
    found = [entry for entry in journey.of_kind(who, kind) if entry.at >= since]
    return max(found, key=lambda entry: entry.at, default=None)


def _is_done(entry: Entry, begun: Entry) -> bool:
    return entry.at >= begun.at and _word(entry) not in ON_THE_WAY


def _word(entry: Entry) -> str:
    assert isinstance(entry.note, PartSettled), "of that kind"
    return entry.note.standing


def _child(entry: Entry) -> Name:
    assert isinstance(entry.note, PartSettled), "of that kind"
    return entry.note.child
