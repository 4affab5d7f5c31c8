"""Where in a run packages stood still, failed and ended: what the scrub line marks, and where `:` goes.

It reads the run through once, and looks at it at a few hundred moments; a stall that came and went between two of them
is not seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from premises.quantity import Instant
from tui.feeding.session import Session
from tui.model.values.screenful import Key
from tui.model.values.state import State
from tui.playing.tape import Tape
from tui.playing.track import Track

LOOKS = 200
"""Moments of a run at which it is looked at: as many as a wide screen has columns. Ours."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A package began to stand so."""

    at: Instant
    """When it was seen first."""
    state: State
    key: Key


class Survey:
    """What was found so far of one tape."""

    def __init__(self, tape: Tape, feed: Session) -> None:
        self.tape, self.ticks = tape, list[Tick]()
        self._track = Track(tape, feed)
        self.is_done = False
        self._before: dict[Key, State] = {}

    def look(self) -> Iterator[None]:
        """Look at all of it, slice by slice."""
        begins, ends = self.tape.begins, self.tape.ends
        for number in range(1, LOOKS + 1):
            at = Instant(begins + (ends - begins) * number // LOOKS)
            yield from self._track.go(at)
            self._take(at)
            yield
        self.is_done = True

    def next_stall(self, at: Instant) -> Tick | None:
        """Give the first package that comes to stand still after ``at``; None when none does, as far as was looked."""
        return next((tick for tick in self.ticks if tick.at > at and tick.state.is_stalled), None)

    def _take(self, at: Instant) -> None:
        reader = self._track.session.reader
        assert reader is not None, "it was opened"
        states = {row.key: row.state for row in reader.rows(at) if not row.is_part}
        for key, state in states.items():
            before = self._before.get(key)
            was_stalled = before is not None and before.is_stalled
            if state is State.DONE or state is State.FAILED:
                is_news = state is not before
            else:
                is_news = state.is_stalled and not was_stalled
            if is_news:
                self.ticks.append(Tick(at, state, key))
        self._before = states
