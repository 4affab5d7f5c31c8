"""A participant round another one: whatever it does not change is the machine's that it holds."""

from collections.abc import Hashable

from premises.machine.effects import Effects, Machine
from premises.quantity import Instant
from premises.wire.message import Frame
from premises.wire.picture import Picture


class Around:
    """A machine that holds one, and is it; what is round it says what it changes."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @property
    def state(self) -> Hashable:
        return self._machine.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._machine.state = value

    @property
    def deadline(self) -> Instant | None:
        return self._machine.deadline

    @property
    def picture(self) -> Picture:
        return self._machine.picture

    def start(self, now: Instant) -> Effects:
        return self._machine.start(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        return self._machine.receive(frame, now)

    def wake(self, now: Instant) -> Effects:
        return self._machine.wake(now)
