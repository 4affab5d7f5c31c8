"""A recorded run given out again in steps of time, at any speed and from anywhere, to whoever looks on.

Knows no clock: who plays it brings one. A reader that is slow makes it slow, and nothing is left out or hurried after.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from premises.quantity import Duration, Instant, after, seconds
from premises.wire.notes.vocabulary import Entry

TICK = seconds(0.25)
"""Wall time between two steps: as often as a live premises publishes. Ours."""

NOTES_A_STEP = 1_000
"""Notes of one step, more or less, where nobody waits between them. Ours."""


class Wall(Protocol):
    """A clock on a wall, and the patience to wait for it."""

    def monotonic(self) -> int:
        """Give microseconds since whenever."""

    def sleep(self, span: Duration) -> None:
        """Come back when ``span`` is over."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is given at once."""

    after: Duration
    """Wall time since the step before it."""
    entries: tuple[Entry, ...]
    """Ordered by (at, who, boot, number)."""
    until: Instant
    """The moment to show: every note up to it was given."""
    is_past: bool = False
    """Whether all of it lies before what is to be shown."""


def steps_of(entries: Sequence[Entry], speed: float, begin: Instant | None, end: Instant) -> Iterator[Step]:
    """Give the notes of a run, ordered as a run file has them, from ``begin`` to ``end`` in steps.

    What was noted up to ``begin`` is one step, the past. ``speed`` is premises seconds a wall second; at 0 no step
    waits.
    """
    now, following = Instant(0), 0
    if begin is not None:
        following = _beyond(entries, 0, begin)
        yield Step(Duration(0), tuple(entries[:following]), begin, is_past=True)
        now = begin
    while now < end:
        now = _next(entries, following, now, speed)
        now = min(now, end)
        first, following = following, _beyond(entries, following, now)
        yield Step(TICK if speed else Duration(0), tuple(entries[first:following]), now)


def paced(steps: Iterator[Step], wall: Wall) -> Iterator[Step]:
    """Give each step when it is due by ``wall``."""
    due = wall.monotonic()
    for step in steps:
        due += step.after
        left = due - wall.monotonic()
        if left > 0:
            wall.sleep(Duration(left))
        else:
            due -= left
        yield step


def _next(entries: Sequence[Entry], following: int, now: Instant, speed: float) -> Instant:
    if speed:
        return after(now, Duration(max(1, round(TICK * speed))))
    last = min(following + NOTES_A_STEP, len(entries)) - 1
    return entries[last].at if last >= following else Instant(now + seconds(3600))


def _beyond(entries: Sequence[Entry], first: int, until: Instant) -> int:
    """Give the place of the first entry from ``first`` on that is later than ``until``."""
    place = first
    while place < len(entries) and entries[place].at <= until:
        place += 1
    return place
