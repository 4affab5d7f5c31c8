"""Flights put together from notes as they come: the octets that left, and what became of them.

For a run file, whose notes are all there, and for a premises that runs: there a flight whose fate nobody has noted is
given up after a while, for whoever looks on will not wait. Knows no site and no file.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import (
    FlightDelivered,
    FlightLost,
    FlightMissed,
    FlightSent,
    FrameExpired,
    FrameHeld,
)
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
    expired: str = ""
    """Why its receiver dropped it in the end; empty when it did not, or nobody has noted so yet."""


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
        self._held: defaultdict[tuple[Name, Name, str], deque[Fate | None]] = defaultdict(deque)
        """What a parent holds for a child, by kind, the oldest first; None for what it says itself."""

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
            case _:
                self._take_of_parent(entry)

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
        self._let_go(entry.who, note.target, note.kind)
        if not note.frame:
            # Of DUIS and of supplies nothing is ever kept: those have no octets on the air either.
            self.without += note.octets > 0
            return
        key = (note.link, entry.who, note.target, entry.boot, note.sequence)
        # What became of it is noted by another participant, and may have been heard of first.
        about = self._about(entry.who, note)
        self._waiting.append(Kept(entry.at, entry.who, entry.boot, note, now, about, self._fates[key]))

    def _take_of_parent(self, entry: Entry) -> None:
        match entry.note:
            case FrameHeld() as note:
                self._hold(entry, note)
            case FrameExpired(child=child, kind=kind, why=why):
                fate = self._let_go(entry.who, child, kind)
                if fate is not None:
                    fate.expired = why
            case ParticipantStarted():
                # Whoever starts again holds nothing.
                for key in [key for key in self._held if key[0] == entry.who]:
                    del self._held[key]

    def _hold(self, entry: Entry, note: FrameHeld) -> None:
        """Let the frame that was heard last be the one that is held: a parent notes so at once."""
        at, fate = self._arrived.get(entry.who, (None, None))
        if fate is not None and (at != entry.at or fate.note.kind != note.kind):
            fate = None
        if fate is not None:
            fate.held_for = note.child
        self._held[entry.who, note.child, note.kind].append(fate)

    def _let_go(self, parent: Name, child: Name, kind: str) -> Fate | None:
        """Give the frame that a parent has held longest, which it sends or drops now; None when it is its own."""
        held = self._held[parent, child, kind]
        return held.popleft() if held else None
