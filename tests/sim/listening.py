"""A participant that is listened to: what it heard makes the likely frames of its contract."""

from collections.abc import Hashable

from premises.machine.effects import Effects, Machine
from premises.quantity import Instant
from premises.wire.message import Frame
from premises.wire.picture import Picture


class Listening:
    """A machine that writes down what it hears and is otherwise the machine it holds."""

    def __init__(self, machine: Machine, heard: list[Frame]) -> None:
        self._machine = machine
        self._heard = heard
        self.start, self.wake = machine.start, machine.wake

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

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self._heard.append(frame)
        return self._machine.receive(frame, now)
