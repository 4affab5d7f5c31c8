"""One participant alone on a stage: a machine, its shelf and its moment; the neighbours are the story's affair."""

from collections.abc import Callable
from typing import Generic, TypeVar

from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effects, Keep, Kept, Machine
from premises.quantity import ORIGIN, Instant
from premises.sim.shelf import VirtualShelf
from premises.wire.message import Frame, Message

M = TypeVar("M", bound=Machine)


class Stage(Generic[M]):
    """A participant called ``who``, started; every Keep is kept, every Send is the test's to read."""

    def __init__(self, who: Name, make: Callable[[Kept], M]) -> None:
        self.who = who
        self.make = make
        self.shelf = VirtualShelf()
        self.now = ORIGIN
        self.boot = 0
        self.started = self.restart()

    def restart(self) -> Effects:
        """Lose everything that was not kept, and start."""
        self.boot += 1
        self.shelf.commit([Keep(KEY_BOOT, b"%d" % self.boot)])
        self.machine = self.make(self.shelf)
        return self.keep(self.machine.start(self.now))

    def hear(self, source: Name, message: Message, transaction: int = 0) -> Effects:
        """Let it take a message."""
        return self.hear_frame(Frame(source, self.who, transaction, message))

    def hear_frame(self, frame: Frame) -> Effects:
        """Let it take a frame, perhaps one that is not for it."""
        return self.keep(self.machine.receive(frame, self.now))

    def wake(self) -> Effects:
        """Let time pass until it wants to be woken, and wake it."""
        assert self.machine.deadline is not None, "it waits for nothing"
        self.now = max(self.now, self.machine.deadline)
        return self.keep(self.machine.wake(self.now))

    def wait(self, span: int) -> None:
        """Let time pass without a wake."""
        self.now = Instant(self.now + span)

    def keep(self, effects: Effects) -> Effects:
        """Keep what is to be kept, and give the effects on."""
        self.shelf.commit([effect for effect in effects if isinstance(effect, Keep)])
        return effects
