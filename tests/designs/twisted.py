"""A participant whose words somebody twists, and one whose reboots are watched; each is otherwise what it holds."""

from collections.abc import Callable

from bridges.machine import Bridge
from premises.identity import Name
from premises.machine.effects import Effect, Effects, Machine, Send
from premises.quantity import Instant
from premises.talk.reboot.life import Down
from premises.wire.message import Frame, Message
from premises.wire.notes.downloads import FirmwareActivated
from tests.sim.around import Around

Twist = Callable[[Message], Message | None]
"""What becomes of a message that is said; None for silence."""


class Twisted(Around):
    """A machine of which every message goes through ``twist`` before it leaves."""

    def __init__(self, machine: Machine, twist: Twist) -> None:
        super().__init__(machine)
        self._twist = twist

    def start(self, now: Instant) -> Effects:
        return self._twisted(super().start(now))

    def receive(self, frame: Frame, now: Instant) -> Effects:
        return self._twisted(super().receive(frame, now))

    def wake(self, now: Instant) -> Effects:
        return self._twisted(super().wake(now))

    def _twisted(self, effects: Effects) -> Effects:
        out: list[Effect] = []
        for effect in effects:
            if not isinstance(effect, Send):
                out.append(effect)
            elif (said := self._twist(effect.frame.message)) is not None:
                frame = effect.frame
                out.append(Send(effect.to, Frame(frame.source, frame.target, frame.transaction, said)))
        return out


class Watched(Twisted):
    """A bridge of which each image that came to run is written down, as octets."""

    def __init__(self, machine: Machine, who: Name, ran: list[tuple[Name, bytes]]) -> None:
        super().__init__(machine, lambda message: message)
        self._own: Bridge = machine if isinstance(machine, Bridge) else machine._own  # type: ignore[attr-defined]  # each kind of bridge holds one
        self._who = who
        self._ran = ran

    def wake(self, now: Instant) -> Effects:
        life = self._own._life
        effects = super().wake(now)
        if any(isinstance(effect, FirmwareActivated) for effect in effects):
            assert isinstance(life, Down), "only who was down comes up"
            self._ran.append((self._who, life.image.whole()))
        return effects
