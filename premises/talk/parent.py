"""A parent's side of a sleepy child: frames for it are held until it polls, for 7.68 seconds and no longer.

It never wakes a child and never guesses when it will; a frame that nobody fetched is gone, and that is noted.
Source: SLD, sleepy devices; on a private link the figure is assumption 19 (docs/sources.md).
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.machine.effects import Effect, Effects, Send
from premises.quantity import Instant, after, earliest, seconds
from premises.wire.message import Frame
from premises.wire.notes.flights import FrameExpired, FrameHeld

HOLD = seconds(7.68)
"""How long a parent holds a frame for a sleeping child. Source: SLD."""

HELD_PER_CHILD_MAX = 4
"""Frames held for one child; one more pushes out the oldest. Source: SLD says at least one. Ours."""


@dataclass(frozen=True, slots=True)
class Held:
    """One frame that waits for its child to poll."""

    child: Name
    frame: Frame
    until: Instant


class Parent:
    """The frames that one device holds for its sleepy children; ``state`` is the tuple of them, oldest first."""

    __slots__ = ("_children", "state")

    def __init__(self, children: frozenset[Name]) -> None:
        self._children = children
        self.state: tuple[Held, ...] = ()

    @property
    def deadline(self) -> Instant | None:
        """When the first frame has been held for too long."""
        return earliest(*(held.until for held in self.state)) if self.state else None

    def minds(self, child: Name) -> bool:
        """Say whether frames to this neighbour must be held."""
        return child in self._children

    def hold(self, child: Name, frame: Frame, now: Instant) -> Effects:
        """Hold one frame; nothing leaves until the child polls."""
        effects: list[Effect] = []
        mine = [held for held in self.state if held.child == child]
        if len(mine) >= HELD_PER_CHILD_MAX:
            self.state = tuple(held for held in self.state if held is not mine[0])
            effects.append(_expired(mine[0], "pushed out"))
        self.state = (*self.state, Held(child, frame, after(now, HOLD)))
        return [*effects, FrameHeld(child, type(frame.message).__name__)]

    def polled(self, child: Name) -> Effects:
        """Give everything that waits for ``child``, oldest first."""
        fetched = [held for held in self.state if held.child == child]
        self.state = tuple(held for held in self.state if held.child != child)
        return [Send(child, held.frame) for held in fetched]

    def wake(self, now: Instant) -> Effects:
        """Drop what was held for too long."""
        late = [held for held in self.state if held.until <= now]
        if late:
            self.state = tuple(held for held in self.state if held.until > now)
        return [_expired(held, "not fetched in time") for held in late]


def _expired(held: Held, why: str) -> FrameExpired:
    return FrameExpired(held.child, type(held.frame.message).__name__, why)
