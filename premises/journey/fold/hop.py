"""What crossed one direction of one link, counted as it is noted: in all, in a window, and flight by flight of late.

Counts from the sender's notes and from the receiver's are kept apart and added in any order, so however the notes of
two participants are mixed, the hop that comes out is the same.
"""

from collections import deque
from dataclasses import dataclass, field

from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.vocabulary import Entry

SLICE = seconds(5)
"""Premises time that one slice of the window counts. Ours."""

SLICES_MAX = 24
"""Slices that are kept, the newest: two minutes in all when each has traffic. Ours."""

FLIGHTS_MAX = 128
"""Flights whose notes are kept, the newest: so many say which share is lost. Ours."""


Fates = dict[tuple[int, int], Entry]
"""Notes of what became of flights, the oldest first, by the sender's boot and sequence."""


@dataclass(slots=True)
class Slice:
    """What happened in one stretch of SLICE."""

    sent: int = 0
    lost: int = 0
    """On the air, as the sender noted."""
    heard: int = 0
    missed: int = 0
    """Came while nobody was listening."""
    after: int = 0
    """Microseconds from leaving to arriving, of all that were heard together."""


@dataclass(slots=True)
class Hop:
    """One direction of one link, since the run began."""

    link: Name
    sent: int = 0
    lost: int = 0
    heard: int = 0
    missed: int = 0
    flights: deque[Entry] = field(default_factory=lambda: deque(maxlen=FLIGHTS_MAX))
    """What left, oldest first; what became of each is in the next three, of which each has as many at most."""
    losses: Fates = field(default_factory=dict)
    hearings: Fates = field(default_factory=dict)
    misses: Fates = field(default_factory=dict)
    slices: dict[int, Slice] = field(default_factory=dict)
    newest: int = -1
    """Number of the newest slice."""

    def slice_at(self, at: Instant) -> Slice:
        """Give the slice that ``at`` lies in, and forget those that are too old."""
        number = at // SLICE
        found = self.slices.get(number)
        if found is None:
            found = self.slices[number] = Slice()
            self.newest = max(self.newest, number)
            self._forget()
        return found

    def _forget(self) -> None:
        oldest = self.newest - SLICES_MAX
        for number in [number for number in self.slices if number <= oldest]:
            del self.slices[number]

    def window(self, now: Instant, span: Duration) -> Slice:
        """Give the sum of all slices that began less than ``span`` before ``now``, and none after it."""
        total = Slice()
        first, last = (now - span) // SLICE + 1, now // SLICE
        for number, part in self.slices.items():
            if first <= number <= last:
                total.sent += part.sent
                total.lost += part.lost
                total.heard += part.heard
                total.missed += part.missed
                total.after += part.after
        return total


def keep(fates: Fates, flight: tuple[int, int], entry: Entry) -> None:
    """Remember what became of a flight, and forget the oldest when there are FLIGHTS_MAX."""
    if len(fates) >= FLIGHTS_MAX:
        del fates[next(iter(fates))]
    fates[flight] = entry
