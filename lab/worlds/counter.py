"""A Supplier in a virtual world, of whom more can be asked while it lives: its script first, then what people want.

Each thing that is asked is a scripted Supplier of its own, behind one name: it hears all that is said, and says only
what it was asked for. Where the process of a Supplier dies, what people asked is forgotten; its own script is not.
"""

from collections.abc import Hashable, Iterable
from typing import cast

from lab.story.supplier import Supplier
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Send
from premises.quantity import Instant, earliest
from premises.wire.duis.messages import DuisAck
from premises.wire.message import Frame
from premises.wire.picture import Picture
from premises.wire.site import DCC

ASKED_MAX = 200
"""Things asked of one Supplier in one life. Ours."""


class Counter:
    """A Supplier and what is asked of it; ``state`` is (its own, that of each thing asked)."""

    __slots__ = ("_asked", "_own", "_who")

    def __init__(self, who: Name, own: Supplier) -> None:
        self._who, self._own = who, own
        self._asked: tuple[Supplier, ...] = ()

    @property
    def asked(self) -> int:
        """How many things were asked."""
        return len(self._asked)

    def ask(self, wanted: Supplier) -> None:
        """Have it see to one thing more; whoever runs it must then look at its deadline."""
        assert len(self._asked) < ASKED_MAX, "whoever asks counts"
        self._asked = (*self._asked, wanted)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, tuple(each.state for each in self._asked)

    @state.setter
    def state(self, value: Hashable) -> None:
        own, asked = cast("tuple[Hashable, tuple[Hashable, ...]]", value)
        self._own.state = own
        for each, state in zip(self._asked, asked, strict=True):
            each.state = state

    @property
    def deadline(self) -> Instant | None:
        """When the next request goes out."""
        return earliest(*(due for each in self._all if (due := each.deadline) is not None))

    @property
    def picture(self) -> Picture:
        """How far its own script is."""
        return self._own.picture

    def start(self, now: Instant) -> Effects:
        """Go on with its script."""
        return self._own.start(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Let everybody hear it, and let one of them acknowledge it."""
        effects = self._own.receive(frame, now)
        more = [effect for each in self._asked for effect in _said(each.receive(frame, now))]
        return [*effects, *more] if more else effects

    def wake(self, now: Instant) -> Effects:
        """Send what is due."""
        effects = self._own.wake(now)
        more = [effect for each in self._asked for effect in _said(each.wake(now))]
        return [*effects, *more] or NOTHING

    @property
    def _all(self) -> tuple[Supplier, ...]:
        return self._own, *self._asked


def _said(effects: Effects) -> Iterable[Send]:
    """Give the requests alone: what is kept and acknowledged is the Supplier's own."""
    return (effect for effect in effects if isinstance(effect, Send) and _is_request(effect))


def _is_request(send: Send) -> bool:
    return send.to == DCC and not isinstance(send.frame.message, DuisAck)
