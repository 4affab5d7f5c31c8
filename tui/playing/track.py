"""One run as it is gone through: folded up to the moment that is looked at, on from there, or back from a checkpoint.

A reader only takes notes and forgets none. So going back is folding anew: from the nearest copy that was put aside, so
that a run of a million notes is gone through as quickly as one of a hundred thousand.
"""

from collections.abc import Iterator

from premises.quantity import Instant
from tui.feeding.session import Session, Source, Standing
from tui.model.reader import Reader
from tui.playing.tape import Tape

SLICE = 5_000
"""Notes folded at once, before a key can be heard again: some 20 ms. Ours."""

TICK_MAX = 4 * SLICE
"""Notes folded in one tick of playing: where a run has more of them, it plays slower. Ours."""

CHECKPOINT_EVERY = 100_000
"""Notes between two copies of the read-model, at first: each costs about as much as folding as many. Ours."""

CHECKPOINTS_MAX = 12
"""Copies that are kept; one more, and every second one goes and they stand twice as far apart. Ours."""


class Track:
    """What is shown of a tape; ``session`` is what a sight looks at."""

    def __init__(self, tape: Tape, feed: Session, every: int = CHECKPOINT_EVERY) -> None:
        """``every`` is the number of notes between two copies, at first."""
        self.feed, self.tape = feed, tape
        self.session = Session(Standing(Source.RUN, feed.standing.place, is_up=True, run_id=tape.run_id,
                                        caveat=tape.caveat, ends_at=tape.ends))  # fmt: skip
        self.session.open(tape.site, tape.run_id)
        self._place = 0
        self._every = every
        self._checkpoints: dict[int, Reader] = {}

    @property
    def checkpoints(self) -> int:
        """How many copies there are."""
        return len(self._checkpoints)

    def extend(self, tape: Tape) -> None:
        """Go on with a longer tape of the same run."""
        assert tape.entries[: self._place][-1:] == self.tape.entries[: self._place][-1:], "the same run"
        self.tape = tape
        self.session.standing.ends_at = tape.ends

    def capped(self, at: Instant) -> Instant:
        """Give ``at``, or how far a few slices go on the way to it: who plays does not stand still for more."""
        last = self._place + TICK_MAX
        return at if self.tape.upto(at) <= last else max(self.session.now, self.tape.entries[last - 1].at)

    def go(self, at: Instant) -> Iterator[None]:
        """Show the moment ``at``, slice by slice; who stops in the middle goes on from there by another call."""
        aim = self.tape.upto(at)
        if aim < self._place or at < self.session.now:
            self._back(aim)
        while self._place < aim:
            first = self._place
            self._place = min(aim, first + SLICE, self._following(first))
            reader = self.session.reader
            assert reader is not None, "it was opened"
            entries = self.tape.entries[first : self._place]
            self.session.take(entries, entries[-1].at)
            if self._place % self._every == 0:
                self._put_aside(reader)
            yield
        self.session.now = at
        self.session.stir()

    def _following(self, place: int) -> int:
        return (place // self._every + 1) * self._every

    def _back(self, aim: int) -> None:
        """Begin anew, or from the last copy from before."""
        place = max((each for each in self._checkpoints if each <= aim), default=0)
        reader = self._checkpoints[place].twin() if place else Reader(self.tape.site)
        self._place, self.session.reader = place, reader
        self.session.now = self.tape.entries[place - 1].at if place else self.tape.begins
        self.session.stir()

    def _put_aside(self, reader: Reader) -> None:
        if self._place in self._checkpoints:
            return
        self._checkpoints[self._place] = reader.twin()
        if len(self._checkpoints) > CHECKPOINTS_MAX:
            self._every *= 2
            self._checkpoints = {at: copy for at, copy in self._checkpoints.items() if at % self._every == 0}
