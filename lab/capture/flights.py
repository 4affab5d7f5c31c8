"""Flights put together from notes as they come: the octets that left, and what became of them.

For a run file, whose notes are all there, and for a premises that runs: there a flight whose fate nobody has noted is
given up after a while, for whoever looks on will not wait. Knows no site and no file.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FrameHeld
from premises.wire.notes.vocabulary import Entry

FATE_WITHIN = seconds(0.3)
"""Wall time that a frame of a running premises is held back until it is known what became of it. Ours."""

_Key = tuple[Name, Name, Name, int, int]
"""Link, source, target, boot of the source, sequence: what names a flight for ever."""


@dataclass(slots=True)
class Fate:
    """What became of one copy of a frame."""

    note: FlightLost | FlightDelivered | FlightMissed
    held_for: Name = Name("")
    """The child for which its receiver holds it, if it does."""


@dataclass(slots=True)
class Kept:
    """One flight whose octets were kept."""

    at: Instant
    who: Name
    boot: int
    sent: FlightSent
    taken_at: int
    """Wall time at which it was heard of."""
    about: str
    """Which package it is about."""
    fates: list[Fate] = field(default_factory=list)


About = Callable[[Name, FlightSent], str]
"""Gives which package a frame is about that somebody sent."""


class Flights:
    """The flights of one premises; ``take`` notes in the order of their moments."""

    def __init__(self, about: About) -> None:
        self._about = about
        self.without = 0
        """Frames that were sent, and whose octets nobody kept."""
        self._waiting: deque[Kept] = deque()
        self._fates: defaultdict[_Key, list[Fate]] = defaultdict(list)
        self._arrived: dict[Name, tuple[Instant, Fate]] = {}
        """What each participant heard last, and when."""

    def take(self, entry: Entry, now: int) -> None:
        """Take one note; ``now`` is wall time."""
        who, note = entry.who, entry.note
        match note:
            case FlightSent():
                self._send(entry, note, now)
            case FlightLost():
                self._fates[note.link, who, note.target, entry.boot, note.sequence].append(Fate(note))
            case FlightDelivered() | FlightMissed():
                fate = Fate(note)
                self._fates[note.link, note.source, who, note.boot, note.sequence].append(fate)
                self._arrived[who] = entry.at, fate
            case FrameHeld():
                self._hold(entry, note)

    def settled(self, now: int) -> list[Kept]:
        """Give those not given before up to the first whose fate may still come, at wall time ``now``."""
        found = []
        while self._waiting and (self._waiting[0].fates or now - self._waiting[0].taken_at >= FATE_WITHIN):
            found.append(self._waiting.popleft())
        return found

    def rest(self) -> list[Kept]:
        """Give all that were not given before."""
        found = list(self._waiting)
        self._waiting.clear()
        return found

    def _send(self, entry: Entry, note: FlightSent, now: int) -> None:
        if not note.frame:
            # Of DUIS and of supplies nothing is ever kept: those have no octets on the air either.
            self.without += note.octets > 0
            return
        key = (note.link, entry.who, note.target, entry.boot, note.sequence)
        # What became of it is noted by another participant, and may have been heard of first.
        about = self._about(entry.who, note)
        self._waiting.append(Kept(entry.at, entry.who, entry.boot, note, now, about, self._fates[key]))

    def _hold(self, entry: Entry, note: FrameHeld) -> None:
        """Let the frame that was heard last be the one that is held: a parent notes so at once."""
        at, fate = self._arrived.get(entry.who, (None, None))
        if fate is not None and at == entry.at and fate.note.kind == note.kind:
            fate.held_for = note.child
