"""What crossed one direction of one link, counted as it is noted: in all, and in a window of the last while.

Counts from the sender's notes and from the receiver's are kept apart and added in any order, so however the notes of
two participants are mixed, the hop that comes out is the same.
"""

from dataclasses import dataclass, field

from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.vocabulary import Entry

SLICE = seconds(5)
"""Premises time that one slice of the window counts. Ours."""

SLICES_MAX = 24
"""Slices that are kept, the newest: two minutes in all when each has traffic. Ours."""


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
    last_sent: Entry | None = None
    last_lost: Entry | None = None
    last_heard: Entry | None = None
    last_missed: Entry | None = None
    row: int = 0
    """How many of the newest flights were lost on the air one after the other, up to ``last_lost``."""
    row_since: Entry | None = None
    """The first of them that was lost."""
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

    @property
    def lost_in_a_row(self) -> int:
        """How many of the newest flights were lost on the air, one after the other, up to the newest one sent."""
        sent, lost = self.last_sent, self.last_lost
        if sent is None or lost is None or sent.boot != lost.boot:
            return 0
        return self.row if sent.note.sequence == lost.note.sequence else 0  # type: ignore[union-attr]  # flights both

    def lose(self, entry: Entry) -> None:
        """Take it that the flight of this note was lost on the air."""
        before = self.last_lost
        follows = (
            before is not None and before.boot == entry.boot and before.note.sequence + 1 == entry.note.sequence  # type: ignore[union-attr]  # flights both
        )
        self.row = self.row + 1 if follows else 1
        if not follows:
            self.row_since = entry
        self.lost += 1
        self.last_lost = entry
        self.slice_at(entry.at).lost += 1

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
