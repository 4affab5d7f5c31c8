"""What a bridge does for those behind it: it passes their frames on, and holds those for a child that sleeps.

One part, of bridges that listen all the time and of B4, which sleeps. It changes no frame and answers for nobody;
what goes to or from the bridge itself is none of its affairs.
"""

from collections.abc import Mapping

from premises.identity import Name
from premises.machine.effects import Effects, Send
from premises.quantity import Instant
from premises.talk.parent import Held, Parent
from premises.wire.message import Frame
from premises.wire.notes.flights import FrameRelayed
from premises.wire.radio.mac import DataRequest


class Carrying:
    """What is carried through one bridge; ``state`` is the frames held for sleepy children, oldest first."""

    __slots__ = ("_below", "_parent", "_up", "_who")

    def __init__(self, who: Name, up: Name, below: Mapping[Name, Name], sleepy: frozenset[Name]) -> None:
        self._who = who
        self._up = up
        self._below = below
        self._parent = Parent(sleepy)

    @property
    def state(self) -> tuple[Held, ...]:
        """All that can differ between two moments."""
        return self._parent.state

    @state.setter
    def state(self, value: tuple[Held, ...]) -> None:
        self._parent.state = value

    @property
    def deadline(self) -> Instant | None:
        """When the first frame has been held for too long."""
        return self._parent.deadline

    @property
    def owes_an_answer(self) -> bool:
        """Whether something that the bridge itself said to a sleepy child is still held for it."""
        return any(held.frame.source == self._who for held in self.state)

    def take(self, frame: Frame, now: Instant) -> Effects | None:
        """Pass a frame on, hold it, or answer a child's poll; None for a frame that is the bridge's own affair."""
        below = self._below
        if frame.source in below and isinstance(frame.message, DataRequest):
            return self._parent.polled(frame.source)
        if frame.target == self._who or not (frame.target in below or frame.source in below):
            return None
        onward = below.get(frame.target, self._up)
        if self._parent.minds(onward):
            return self._parent.hold(onward, frame, now)
        return [FrameRelayed(onward, type(frame.message).__name__), Send(onward, frame)]

    def deliver(self, frame: Frame, now: Instant) -> Effects:
        """Send a frame of the bridge's own to one behind it, or hold it while that one sleeps."""
        onward = self._below[frame.target]
        return self._parent.hold(onward, frame, now) if self._parent.minds(onward) else [Send(onward, frame)]

    def wake(self, now: Instant) -> Effects:
        """Drop what was held for too long."""
        return self._parent.wake(now)
