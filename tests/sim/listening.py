"""A participant that is listened to: what it heard makes the likely frames of its contract."""

from premises.machine.effects import Effects, Machine
from premises.quantity import Instant
from premises.wire.message import Frame
from tests.sim.around import Around


class Listening(Around):
    """A machine that writes down what it hears and is otherwise the machine it holds."""

    def __init__(self, machine: Machine, heard: list[Frame]) -> None:
        super().__init__(machine)
        self._heard = heard

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self._heard.append(frame)
        return super().receive(frame, now)
