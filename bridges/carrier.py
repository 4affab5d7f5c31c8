"""A bridge that others stand behind and that listens all the time.

Round a bridge that updates itself (``machine``), which knows nothing of those behind it. While it reboots its radio is
off, and whoever stands behind it is cut off.
"""

from collections.abc import Hashable

from bridges.carrying import Carrying
from bridges.machine import Bridge
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import Effects
from premises.quantity import Instant, earliest
from premises.wire.message import Frame
from premises.wire.picture import Picture


class CarryingBridge:
    """A bridge with others behind it; ``state`` is (its own, frames held for sleepy children)."""

    __slots__ = ("_carrying", "_own")

    def __init__(self, own: Bridge, carrying: Carrying) -> None:
        self._own = own
        self._carrying = carrying

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._carrying.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._carrying.state = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own, or the end of a hold."""
        return earliest(self._own.deadline, self._carrying.deadline)

    @property
    def picture(self) -> Picture:
        """What it runs, and how far its own download is."""
        return self._own.picture

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong; what it carries for others it carries all the same."""
        return self._own.suffer(faults, now)

    def start(self, now: Instant) -> Effects:
        """Begin; what was held for others is gone with the power."""
        return self._own.start(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame of its own, or carry another's."""
        carried = self._carrying.take(frame, now)
        return self._own.receive(frame, now) if carried is None else carried

    def wake(self, now: Instant) -> Effects:
        """Drop what was held for too long, and do what the bridge itself is due for."""
        return [*self._carrying.wake(now), *self._own.wake(now)]
