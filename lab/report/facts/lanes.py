"""When each device's radio was off and why: asleep, rebooting, down; and which frames came for it meanwhile.

From notes alone, each participant's in its own order. A week of wakes is as many spans: what lies closer together than
a chart can show is drawn as one, and counted all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.downloads import DeviceRebooted
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightMissed, FrameExpired, RadioTurned
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry

STEPS_MAX = 400
"""Places that a chart's width has: so many spans and marks of one kind are drawn for a device at most. Ours."""


class Off(Enum):
    """Why a radio is off."""

    ASLEEP = "asleep"
    REBOOTING = "rebooting"
    DOWN = "down"


class Happening(Enum):
    """What is marked on a lane."""

    WAKE_MISSED = "missed its wake"
    EXPIRED = "frame for it dropped"
    """Its parent dropped what it did not fetch."""
    UNHEARD = "frame not heard"
    """It came while the radio was off, or nobody was there."""


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch with the radio off."""

    why: Off
    since: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at a moment, or so close to it that a chart cannot tell."""

    what: Happening
    at: Instant
    count: int


@dataclass(slots=True)
class Lane:
    """One device."""

    who: Name
    spans: list[Span] = field(default_factory=list)
    """Of each reason in order, merged where a chart cannot show them apart."""
    marks: list[Mark] = field(default_factory=list)
    off: dict[Off, Duration] = field(default_factory=dict)
    """In all."""
    times: dict[Off, int] = field(default_factory=dict)
    """How often it went off for that."""
    happened: dict[Happening, int] = field(default_factory=dict)
    """How often that happened."""


def lanes_of(entries: Iterable[Entry], people: Sequence[Name], now: Instant) -> tuple[Lane, ...]:
    """Give a lane for each of ``people``, in their order, up to ``now``."""
    lanes = {who: _Open(Lane(who), Duration(max(1, now // STEPS_MAX))) for who in people}
    for entry in entries:
        if (child := _child(entry)) in lanes:
            lanes[child].mark(Happening.EXPIRED, entry.at)
        if entry.who in lanes:
            lanes[entry.who].take(entry)
    return tuple(lane.closed(now) for lane in lanes.values())


def _child(entry: Entry) -> Name:
    return entry.note.child if isinstance(entry.note, FrameExpired) else Name("")


class _Open:
    """One lane that is still drawn on."""

    def __init__(self, lane: Lane, step: Duration) -> None:
        self._lane, self._step = lane, step
        self._why: Off | None = None
        self._since = Instant(0)
        self._newest: dict[Off, int] = {}
        """Where on the lane the newest span of each kind is."""
        self._marks: dict[tuple[Happening, int], int] = {}

    def take(self, entry: Entry) -> None:
        match entry.note:
            case FellAsleep():
                self._turn(Off.ASLEEP, entry.at)
            case DeviceRebooted():
                self._turn(Off.REBOOTING, entry.at)
            case DeviceFailed() | ParticipantStopped():
                self._turn(Off.DOWN, entry.at)
            case RadioTurned(on=False):
                self._turn(self._why or Off.ASLEEP, entry.at)
            case RadioTurned() | ParticipantStarted() | DeviceRestored():
                self._turn(None, entry.at)
            case WakeMissed():
                self.mark(Happening.WAKE_MISSED, entry.at)
            case FlightMissed():
                self.mark(Happening.UNHEARD, entry.at)

    def mark(self, what: Happening, at: Instant) -> None:
        happened, place = self._lane.happened, (what, at // self._step)
        happened[what] = happened.get(what, 0) + 1
        self._marks[place] = self._marks.get(place, 0) + 1

    def closed(self, now: Instant) -> Lane:
        self._turn(None, now)
        self._lane.marks = [
            Mark(what, Instant(min(now, number * self._step + self._step // 2)), count)
            for (what, number), count in sorted(self._marks.items(), key=lambda item: (item[0][1], item[0][0].value))
        ]
        return self._lane

    def _turn(self, why: Off | None, at: Instant) -> None:
        if why is self._why:
            return
        if self._why is not None:
            self._end(self._why, at)
        if why is not None:
            self._lane.times[why] = self._lane.times.get(why, 0) + 1
        self._why, self._since = why, at

    def _end(self, why: Off, at: Instant) -> None:
        lane = self._lane
        lane.off[why] = Duration(lane.off.get(why, 0) + at - self._since)
        place = self._newest.get(why)
        if place is not None and self._since - lane.spans[place].until < self._step:
            lane.spans[place] = Span(why, lane.spans[place].since, at)
        elif at > self._since:
            self._newest[why] = len(lane.spans)
            lane.spans.append(Span(why, self._since, at))
