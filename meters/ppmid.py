"""A PPMID of the plain kind: it asks the hub what the gas meter counted, again and again, and shows what it was told.

::

    asks --(answered)--> shows --(talk_every)--> asks
     |
     +--(never answered)--> cut off, asks without a pause --(answered)--> shows

It listens all the time, and knows nothing of the bridges that carry what it says. With firmware of its own
(``firmware``) it is updated as a bridge is: it runs what it verified by itself, says CS09, and shows nothing meanwhile.
Assumption 28 (docs/sources.md): it asks the hub's mirror alone, as no ESME stands here.
"""

from collections.abc import Hashable

from meters.firmware import Firmware
from meters.plan import MeterPlan
from meters.service import Line
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects, Kept, Send
from premises.quantity import Instant, after, earliest
from premises.talk.own_clock import stretched
from premises.wire.field.metering import CURRENT_SUMMATION_DELIVERED, NO_VALUE, ReadAttributes, ReadAttributesResponse
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture


class Ppmid:
    """One PPMID as a machine; ``state`` is (its line, when it asks, what it shows, what is wrong, its firmware)."""

    __slots__ = ("_ask_at", "_faults", "_firmware", "_line", "_plan", "_shown")

    def __init__(self, plan: MeterPlan, kept: Kept, firmware: Firmware | None = None) -> None:
        self._plan = plan
        self._firmware = firmware
        self._line = Line(plan.hub, plan.patience, self._question, kept)
        self._ask_at = Instant(0)
        self._shown = NO_VALUE
        self._faults: DeviceFaults = ()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        own = None if self._firmware is None else self._firmware.state
        return self._line.state, self._ask_at, self._shown, self._faults, own

    @state.setter
    def state(self, value: Hashable) -> None:
        own: Hashable
        self._line.state, self._ask_at, self._shown, self._faults, own = value  # type: ignore[misc]  # these five, by the getter
        if self._firmware is not None:
            self._firmware.state = own

    @property
    def deadline(self) -> Instant | None:
        """When it asks again, or next; or when its firmware wants something."""
        own = None if self._firmware is None else self._firmware.deadline
        if self._is_down():
            return own
        return earliest(self._ask_at if self._line.deadline is None else self._line.deadline, own)

    @property
    def picture(self) -> Picture:
        """What it shows, and what it lost of its service."""
        shown = "no gas reading" if self._shown == NO_VALUE else f"gas {self._shown} dm3"
        detail = "; ".join(words for words in (shown, self._line.words()) if words)
        activity, service = "cut" if self._line.is_cut else "showing", self._line.service
        if self._firmware is None:
            return Picture(self._plan.who, None, activity, detail=detail, service=service)
        own = self._firmware.picture
        activity = activity if own.activity == "idle" else own.activity
        return Picture(own.who, own.running, activity, own.version, own.have, own.size, detail, service=service)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong: of a drift it knows from its next question on."""
        self._faults = faults
        if self._firmware is not None:
            self._firmware.suffer(faults)
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Ask at once."""
        own = NOTHING if self._firmware is None else self._firmware.start(now)
        return [*self._ask(now), *own]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        message, plan = frame.message, self._plan
        if self._firmware is not None and (self._is_down() or self._firmware.takes(frame)):
            return self._firmware.receive(frame, now)
        if frame.target == plan.who and frame.source == plan.hub and isinstance(message, ReadAttributesResponse):
            taken = self._line.answered(frame.transaction, now)
            if taken is not None:
                self._shown = message.value
                return taken
        return [MessageIgnored(frame.source, type(message).__name__, "nothing was asked")]

    def wake(self, now: Instant) -> Effects:
        """Ask again, or ask anew: when its time has come, or at once when nobody answered."""
        if self._is_down():
            return self._come_up(now)
        own = NOTHING if self._firmware is None else self._firmware.wake(now)
        return [*own, *(NOTHING if self._is_down() else self._talk(now))]

    def _is_down(self) -> bool:
        return self._firmware is not None and self._firmware.is_down

    def _come_up(self, now: Instant) -> Effects:
        effects = NOTHING if self._firmware is None else self._firmware.wake(now)
        return effects if self._is_down() else [*effects, *self._ask(now)]

    def _talk(self, now: Instant) -> Effects:
        effects = self._line.wake(now)
        if self._line.is_waiting or not (self._line.is_cut or self._ask_at <= now):
            return effects
        return [*effects, *self._ask(now)]

    def _ask(self, now: Instant) -> Effects:
        self._ask_at = after(now, stretched(self._plan.talk_every, self._faults, now))
        return self._line.ask(now)

    def _question(self, transaction: int, now: Instant) -> Send:
        plan = self._plan
        return Send(plan.via, Frame(plan.who, plan.hub, transaction, ReadAttributes(CURRENT_SUMMATION_DELIVERED)))
