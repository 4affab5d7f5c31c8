"""A bridge that others stand behind: it passes their frames on, and holds those for a child that sleeps.

Round a bridge that updates itself (``machine``), which knows nothing of this. While it reboots its radio is off, and
whoever stands behind it is cut off. It changes no frame and answers for nobody.
"""

from collections.abc import Hashable, Mapping

from bridges.machine import Bridge
from premises.identity import Name
from premises.machine.effects import Effects, Send
from premises.quantity import Instant, earliest
from premises.talk.parent import Parent
from premises.wire.field.mac import DataRequest
from premises.wire.message import Frame
from premises.wire.notes.flights import FrameRelayed
from premises.wire.picture import Picture


class CarryingBridge:
    """A bridge with others behind it; ``state`` is (its own, frames held for sleepy children)."""

    __slots__ = ("_below", "_own", "_parent", "_up", "_who")

    def __init__(self, own: Bridge, up: Name, below: Mapping[Name, Name], sleepy: frozenset[Name]) -> None:
        self._own = own
        self._who = own.plan.who
        self._up = up
        self._below = below
        self._parent = Parent(sleepy)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._parent.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._parent.state = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own, or the end of a hold."""
        return earliest(self._own.deadline, self._parent.deadline)

    @property
    def picture(self) -> Picture:
        """What it runs, and how far its own download is."""
        return self._own.picture

    def start(self, now: Instant) -> Effects:
        """Begin; what was held for others is gone with the power."""
        return self._own.start(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame of its own, pass on another's, or answer a poll."""
        if isinstance(frame.message, DataRequest):
            return self._parent.polled(frame.source)
        if frame.target == self._who:
            return self._own.receive(frame, now)
        onward = self._below.get(frame.target, self._up)
        if self._parent.minds(onward):
            return self._parent.hold(onward, frame, now)
        return [FrameRelayed(onward, type(frame.message).__name__), Send(onward, frame)]

    def wake(self, now: Instant) -> Effects:
        """Drop what was held for too long, and do what the bridge itself is due for."""
        return [*self._parent.wake(now), *self._own.wake(now)]
