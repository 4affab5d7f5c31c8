"""An ESME or an HCALCS: it listens all the time, and has no everyday traffic here; what it does is all its firmware's.

Neither runs a new version before the Supplier's order (``firmware``).
"""

from collections.abc import Hashable

from meters.firmware import Firmware
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects
from premises.quantity import Instant
from premises.wire.message import Frame
from premises.wire.picture import Picture


class Listener:
    """One ESME or HCALCS as a machine; ``state`` is that of its firmware."""

    __slots__ = ("_firmware",)

    def __init__(self, firmware: Firmware) -> None:
        self._firmware = firmware

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._firmware.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._firmware.state = value

    @property
    def deadline(self) -> Instant | None:
        """When its firmware wants something."""
        return self._firmware.deadline

    @property
    def picture(self) -> Picture:
        """What it runs, what it holds, and how far its download is."""
        return self._firmware.picture

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong."""
        self._firmware.suffer(faults)
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Come up after a loss of power."""
        return self._firmware.start(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        return self._firmware.receive(frame, now)

    def wake(self, now: Instant) -> Effects:
        """Do what its firmware is due for."""
        return self._firmware.wake(now)
