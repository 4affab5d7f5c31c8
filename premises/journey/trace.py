"""Whether two runs are the same run: one hash over every note, and the flights of every directed link side by side.

Used by the tests of equal seeds (hash) and of the two clocks (flights). What only the wall decides, such as how late a
frame was handed over, takes no part; nor does whether frames were kept. Pure functions of notes; knows no file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from itertools import zip_longest

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.codec import encode
from premises.wire.notes.emulator import ClockSet, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR

WALL_ONLY: tuple[type[Note], ...] = (ClockSet, ParticipantStopped)
"""Notes about the wall, which virtual time never makes."""

NOBODY_THERE = frozenset({"down", "restarted"})
"""Why a flight was missed when its target was not up from its sending to its coming."""


class FateKind(Enum):
    """What can become of a flight."""

    DELIVERED = "delivered"
    LOST = "lost"
    MISSED = "missed"
    UNHEARD = "nobody there"
    """Its target was down, or has started again since; the one clock notes that and the other cannot."""
    IN_THE_AIR = "in the air at the end"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a flight."""

    kind: FateKind
    after: Duration = Duration(0)
    """From leaving to arriving, if it arrived."""
    why: str = ""
    """The impairment that lost it, or why it was missed."""

    def __str__(self) -> str:
        match self.kind:
            case FateKind.DELIVERED:
                return f"delivered after {self.after} us"
            case FateKind.LOST:
                return f"lost by {self.why}"
            case FateKind.MISSED:
                return f"missed ({self.why})"
            case _:
                return str(self.kind.value)


_IN_THE_AIR = (Fate(FateKind.IN_THE_AIR),)
_UNHEARD = Fate(FateKind.UNHEARD)


@dataclass(frozen=True, slots=True, order=True)
class LaneName:
    """One direction of one link."""

    link: Name
    source: Name
    target: Name

    def __str__(self) -> str:
        return f"{self.link} {self.source}>{self.target}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """One flight and what became of it; two fates when it was doubled."""

    boot: int
    sequence: int
    sent_at: Instant
    kind: str
    offset: int
    fates: tuple[Fate, ...]
    origin: Name = Name("")
    """Who says it, which a bridge that passes it on is not."""
    goal: Name = Name("")
    """For whom it is in the end."""

    def __str__(self) -> str:
        at = f" of offset {self.offset}" if self.offset >= 0 else ""
        return f"{self.kind}{at} {' and '.join(str(fate) for fate in self.fates)}"


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many flights a lane has in each of two runs."""

    lane: LaneName
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    differences: tuple[str, ...]
    """The first difference of each lane, in words; empty when the runs agree as far as both go."""
    lanes: tuple[LaneCount, ...]


def trace_hash(entries: Iterable[Entry]) -> str:
    """Give a hash over all notes in the order (at, who, boot, number), without what only the wall decides.

    Notes of the conductor take no part: virtual time has none.
    """
    hasher = blake2b(digest_size=16)
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)):
        if not isinstance(entry.note, WALL_ONLY) and entry.who != CONDUCTOR:
            hasher.update(encode(_as_in_any_recording(entry)))
    return hasher.hexdigest()


def flights_by_lane(entries: Iterable[Entry]) -> dict[LaneName, tuple[Crossing, ...]]:
    """Give the flights of each directed link, in the order (boot, sequence), each with its fate."""
    return {lane: tuple(crossings) for lane, crossings in _Flights(entries).by_lane().items()}


def compare(first: Iterable[Entry], second: Iterable[Entry]) -> Comparison:
    """Say where two runs differ in (kind, offset, fate) on any directed link.

    A run may end earlier than the other: flights after its end, and flights in the air then, are no difference.
    """
    one, other = _Flights(first), _Flights(second)
    lefts, rights = one.by_lane(), other.by_lane()
    differences: list[str] = [*one.stragglers, *other.stragglers]
    counts: list[LaneCount] = []
    for lane in sorted({*lefts, *rights}):
        left, right = lefts.get(lane, []), rights.get(lane, [])
        counts.append(LaneCount(lane, len(left), len(right)))
        differences.extend(_first_difference(lane, left, right, one.ends, other.ends))
    return Comparison(tuple(differences), tuple(counts))


def _as_in_any_recording(entry: Entry) -> Entry:
    """Give a note as any recording of the run has it: how late it was, and whether frames were kept, take no part."""
    note = entry.note
    plain: FlightDelivered | FlightSent
    if isinstance(note, FlightDelivered) and note.late:
        plain = FlightDelivered(
            note.link, note.source, note.boot, note.sequence, note.kind, note.offset, note.after
        )  # fmt: skip
    elif isinstance(note, FlightSent) and note.frame:
        plain = FlightSent(
            note.link, note.target, note.sequence, note.counter, note.kind, note.offset, note.octets, note.origin,
            note.goal,
        )  # fmt: skip
    else:
        return entry
    return Entry(entry.at, entry.who, entry.boot, entry.number, plain)


_Flight = tuple[LaneName, int, int]
"""Lane, boot of the sender, sequence: what names a flight for ever."""


class _Flights:
    """What the notes of one run say about flights."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.ends: dict[Name, Instant] = {}
        """The last moment that each participant noted anything at: all that was due before it has happened."""
        self.stragglers: list[str] = []
        self._sent: dict[_Flight, tuple[Instant, FlightSent]] = {}
        self._fates: dict[_Flight, list[Fate]] = {}
        self._starts: dict[Name, Instant] = {}
        for entry in entries:
            if not isinstance(entry.note, WALL_ONLY):
                self.ends[entry.who] = max(entry.at, self.ends.get(entry.who, entry.at))
                self._take(entry)

    def by_lane(self) -> dict[LaneName, list[Crossing]]:
        """Give the flights of each lane, in the order (boot, sequence); lanes in the order of their names."""
        lanes: dict[LaneName, list[Crossing]] = {}
        for (lane, boot, sequence), (at, note) in sorted(self._sent.items(), key=lambda item: item[0]):
            fates = self._fates.get((lane, boot, sequence), [])
            if not fates and self._starts.get(lane.target, at) > at:
                fates = [_UNHEARD]
            ordered = tuple(sorted(fates, key=lambda fate: (fate.after, fate.kind.value))) or _IN_THE_AIR
            crossing = Crossing(boot, sequence, at, note.kind, note.offset, ordered, note.origin, note.goal)
            lanes.setdefault(lane, []).append(crossing)
        return lanes

    def _take(self, entry: Entry) -> None:
        who, note = entry.who, entry.note
        match note:
            case FlightSent():
                self._sent[LaneName(note.link, who, note.target), entry.boot, note.sequence] = entry.at, note
            case FlightLost():
                flight = LaneName(note.link, who, note.target), entry.boot, note.sequence
                self._fates.setdefault(flight, []).append(Fate(FateKind.LOST, why=note.by))
            case FlightDelivered() | FlightMissed():
                flight = LaneName(note.link, note.source, who), note.boot, note.sequence
                self._fates.setdefault(flight, []).append(_fate(note))
            case FlightStraggled():
                lane = LaneName(note.link, note.source, who)
                self.stragglers.append(f"{lane} flight {note.sequence}: a straggler, {note.behind} us behind")
            case ParticipantStarted():
                self._starts[who] = max(entry.at, self._starts.get(who, entry.at))


def _fate(note: FlightDelivered | FlightMissed) -> Fate:
    if isinstance(note, FlightDelivered):
        return Fate(FateKind.DELIVERED, after=note.after)
    return _UNHEARD if note.why in NOBODY_THERE else Fate(FateKind.MISSED, why=note.why)


def _first_difference(
    lane: LaneName,
    left: Sequence[Crossing],
    right: Sequence[Crossing],
    left_ends: dict[Name, Instant],
    right_ends: dict[Name, Instant],
) -> Iterator[str]:
    for number, (one, other) in enumerate(zip_longest(left, right)):
        if one is None or other is None:
            extra, ends, which = (other, left_ends, "first") if one is None else (one, right_ends, "second")
            if extra is not None and ends.get(lane.source, Instant(0)) > extra.sent_at:
                yield f"{lane} flight {number}: never sent in the {which} run, {extra} in the other"
            return
        if not _agree(one, other, left_ends.get(lane.target), right_ends.get(lane.target)):
            yield f"{lane} flight {number}: {one} in the first run, {other} in the second"
            return


def _agree(one: Crossing, other: Crossing, one_end: Instant | None, other_end: Instant | None) -> bool:
    if (one.kind, one.offset) != (other.kind, other.offset):
        return False
    if one.fates == _IN_THE_AIR:
        return _can_be_in_the_air(one, other, one_end)
    if other.fates == _IN_THE_AIR:
        return _can_be_in_the_air(other, one, other_end)
    return one.fates == other.fates


def _can_be_in_the_air(flight: Crossing, twin: Crossing, end: Instant | None) -> bool:
    """Say whether a flight without a fate had not come down yet, given what became of it in the other run."""
    fate = twin.fates[0]
    if fate.kind is FateKind.LOST:
        return False
    return fate.kind is not FateKind.DELIVERED or end is None or end <= flight.sent_at + fate.after
