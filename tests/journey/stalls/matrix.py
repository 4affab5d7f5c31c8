"""The labelled matrix, told: what the diagnosis answers at each look, how long until it does, and what happens next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from lab.story.virtual import tell
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, layout_of
from premises.journey.why.diagnosis import diagnose_all, refused_requests
from premises.journey.why.finding import Finding
from premises.quantity import Duration, Instant, in_seconds, seconds
from premises.wire.notes.bundles import PartSettled
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated
from premises.wire.notes.emulator import ClockSet, DeviceRestored
from premises.wire.notes.flights import FlightSent, RadioTurned
from premises.wire.notes.requests import TransferEnded
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB, devices
from premises.wire.topics import CONDUCTOR
from tests.journey.stalls.case import Case
from tests.journey.stalls.flat import B4_AWAKE_S, story
from tests.journey.stalls.labels import Label

STEP = seconds(0.5)
"""Premises time between two looks that find out when a case is named."""

NAMED_WITHIN = seconds(120)
"""The bound for a device that never sleeps: the hub asks four times over the WAN. One that does has a wake period."""

RIGHT_MIN = 0.97
"""The part of all cases that is named rightly."""

_SAYS_AGAIN = frozenset((
    "ImageBlockRequest", "QueryNextImageRequest", "UpgradeEndRequest", "ChunkRequest", "ImageOffer", "ApsFragment",
    "FirmwareActivationAlert", "TransferEnd",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One moment: what was answered, and what came next."""

    at: Instant
    answer: Finding | None
    moved_at: Instant | None
    """When what the answer predicts came about; None when that never did, or nothing was predicted."""

    @property
    def off_by(self) -> Duration | None:
        """How far the prediction was off."""
        move = None if self.answer is None else self.answer.next_move
        return None if move is None or self.moved_at is None else Duration(abs(self.moved_at - move.at))


@dataclass(frozen=True, slots=True)
class Row:
    """One case, told."""

    case: Case
    looks: tuple[Look, ...]
    named_after: Duration | None
    """From when its label holds to when it was first the answer; None when it never was, or nothing is to be said."""

    @property
    def is_right(self) -> bool:
        """Whether the answer was the label at each look."""
        return all(fits(look.answer, self.case.label) for look in self.looks)

    @property
    def is_unexplained(self) -> bool:
        """Whether it was not, and nothing wrong was said either: no cause, or none known."""
        answers = [look.answer for look in self.looks if not fits(look.answer, self.case.label)]
        return bool(answers) and all(answer is None or answer.cause.code == "UNEXPLAINED" for answer in answers)


@dataclass(frozen=True, slots=True)
class Told:
    """A case that was told: all its notes in order of time, and its layout."""

    case: Case
    entries: tuple[Entry, ...]
    layout: Layout
    begins: Instant
    """From when its label holds."""
    looks: tuple[Instant, ...]


def tell_case(case: Case) -> Told:
    """Tell one case."""
    entries: list[Entry] = []
    tell(story(case.site, case.updates, case.until_s), case.seed, entries.append)
    if case.paused_at_s is not None:
        entries.append(Entry(Instant(seconds(case.paused_at_s)), CONDUCTOR, 1, 0, ClockSet(0.0, "paused")))
    entries.sort(key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))
    zero = _zero(case, entries)
    begins = Instant(zero + seconds(case.begins_s))
    looks = tuple(Instant(zero + seconds(look)) for look in case.looks)
    return Told(case, tuple(entries), layout_of(case.site), begins, looks)


def row_of(told: Told) -> Row:
    """Give what the diagnosis answers at its looks, and when it first gave its label."""
    case, answers = told.case, {}
    named_at: Instant | None = None
    grid = range(told.begins, told.looks[-1] + 1, STEP) if told.looks[-1] - told.begins < seconds(2_000) else ()
    for now, journey in folded(told.entries, sorted({*grid, *told.looks})):
        answer = answer_of(journey, told.layout, case.device, now)
        if named_at is None and case.label.cause and fits(answer, case.label):
            named_at = now
        answers[now] = answer
    looks = tuple(Look(at, answers[at], _moved_at(told, at, answers[at])) for at in told.looks)
    return Row(case, looks, None if named_at is None else Duration(named_at - told.begins))


def folded(entries: Iterable[Entry], moments: Iterable[int]) -> Iterator[tuple[Instant, Journey]]:
    """Give the journey at each of ``moments``, in order: one journey that grows."""
    journey, left = Journey(), iter(entries)
    upcoming = next(left, None)
    for moment in moments:
        while upcoming is not None and upcoming.at <= moment:
            journey.take(upcoming)
            upcoming = next(left, None)
        yield Instant(moment), journey


def answer_of(journey: Journey, layout: Layout, device: Name, now: Instant) -> Finding | None:
    """Give what holds up the first package for ``device``, or the first request when it was refused."""
    for found in diagnose_all(journey, layout, now):
        if found.package.device == device:
            return found.finding
    refused = refused_requests(journey, layout)
    return refused[0].finding if refused else None


def fits(answer: Finding | None, label: Label) -> bool:
    """Say whether an answer is what the label says: the cause, and the hop, with its direction if that was injected."""
    if answer is None or not label.cause:
        return answer is None and not label.cause
    at, expected = answer.at, label.at
    return answer.cause.code == label.cause and (at == expected if label.directed else {*at} == {*expected})


def named_within(row: Row) -> Duration:
    """Give the bound for naming a case: a wake period of a device that sleeps, else NAMED_WITHIN."""
    spec = devices(row.case.site)[row.case.device]
    return seconds(spec.wake_every_s) if spec.wake_every_s else NAMED_WITHIN


def summary(rows: Sequence[Row]) -> str:
    """Give the figures of a told matrix on one line."""
    named = [row.named_after for row in rows if row.named_after is not None]
    offs = [look.off_by for row in rows for look in row.looks if look.off_by is not None]
    right, unexplained = sum(row.is_right for row in rows), sum(row.is_unexplained for row in rows)
    return (
        f"{len(rows)} cases: {right} right, {unexplained} unexplained, {len(rows) - right - unexplained} wrong; "
        f"named after {in_seconds(round(median(named))):.1f} s at the median, {in_seconds(max(named)):.1f} s at most; "
        f"{len(offs)} next moves off by {in_seconds(round(median(offs))):.2f} s at the median"
    )


def broken(rows: Sequence[Row], *, wrong_max: int = 0) -> tuple[str, ...]:
    """Give each bar that does not hold for ``rows``, a line each."""
    lines: list[str] = []
    right = sum(row.is_right for row in rows)
    wrong = [row.case.name for row in rows if not row.is_right and not row.is_unexplained]
    if right < RIGHT_MIN * len(rows):
        lines.append(f"{right} of {len(rows)} are right")
    if len(wrong) > wrong_max:
        lines.append(f"{len(wrong)} are given a wrong cause: {', '.join(wrong)}")
    lines += [f"{row.case.name}: named after {row.named_after} us" for row in rows if _is_late(row)]
    offs = [look.off_by for row in rows for look in row.looks if look.off_by is not None]
    if median(offs) > seconds(B4_AWAKE_S):
        lines.append(f"next moves are off by {median(offs)} us at the median")
    return tuple(lines)


def not_right(row: Row) -> Iterator[str]:
    """Give each look at which the answer was not the label, a line each."""
    label = row.case.label
    for look in row.looks:
        if not fits(look.answer, label):
            said = "nothing" if look.answer is None else f"{look.answer.cause.code} {'>'.join(look.answer.at)}"
            meant = f"{label.cause} {'>'.join(label.at)}".strip() or "nothing"
            yield f"{row.case.name}, {look.at / 1e6:.1f} s: {said}, and not {meant}"


def _is_late(row: Row) -> bool:
    is_named = row.named_after is not None and row.named_after <= named_within(row)
    return row.is_right and bool(row.case.label.cause) and not is_named


def _zero(case: Case, entries: list[Entry]) -> Instant:
    if case.after is None:
        return Instant(0)
    found = (entry.at for entry in entries if entry.who == case.by and type(entry.note) is case.after)
    first = next(found, None)
    assert first is not None, f"{case.name}: {case.by} never noted {case.after.__name__}"
    return first


def _moved_at(told: Told, at: Instant, answer: Finding | None) -> Instant | None:
    if answer is None or answer.next_move is None:
        return None
    return next((entry.at for entry in told.entries if entry.at > at and _is_move(told, entry, answer)), None)


def _is_move(told: Told, entry: Entry, answer: Finding) -> bool:
    """Say whether a note is what was predicted: the next wake, start or end, or the next that is said again."""
    note, who = entry.note, answer.at[0]
    match answer.cause.code:
        case "QUEUED":
            return isinstance(note, TransferEnded) and entry.who == HUB
        case "DEVICE_DOWN":
            return isinstance(note, DeviceRestored) and entry.who == who
        case "ASLEEP" | "WAKE_MISSED" | "MIRROR_FLAG":
            return entry.who == who and (isinstance(note, WakeMissed) or (isinstance(note, RadioTurned) and note.on))
        case "CHILDREN_NOT_DONE":
            return isinstance(note, PartSettled) and entry.who == who
        case "ACTIVATES_LATER":
            return entry.who == who and isinstance(note, DeviceRebooted)
        case "STRANDED":
            return isinstance(note, FirmwareActivated)
        case "REBOOTING":
            return entry.who == who and isinstance(note, FirmwareActivated | ActivationFailed)
    said = isinstance(note, FlightSent) and note.kind in _SAYS_AGAIN and note.origin == entry.who
    return said or isinstance(note, DeviceRebooted)
