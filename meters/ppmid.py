"""A PPMID of the plain kind: it asks the hub what the gas meter counted, again and again, and shows what it was told.

::

    asks --(answered)--> shows --(talk_every)--> asks
     |
     +--(never answered)--> cut off, asks without a pause --(answered)--> shows

It listens all the time, has no OTA client here, and knows nothing of the bridges that carry what it says.
Assumption 28 (docs/sources.md): it asks the hub's mirror alone, as no ESME stands here.
"""

from collections.abc import Hashable

from meters.plan import MeterPlan
from meters.service import Line
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects, Kept, Send
from premises.quantity import Instant, after
from premises.talk.own_clock import stretched
from premises.wire.field.metering import CURRENT_SUMMATION_DELIVERED, NO_VALUE, ReadAttributes, ReadAttributesResponse
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture


class Ppmid:
    """One PPMID as a machine; ``state`` is (its line to the hub, when it asks next, what it shows, what is wrong)."""

    __slots__ = ("_ask_at", "_faults", "_line", "_plan", "_shown")

    def __init__(self, plan: MeterPlan, kept: Kept) -> None:
        self._plan = plan
        self._line = Line(plan.hub, plan.patience, self._question, kept)
        self._ask_at = Instant(0)
        self._shown = NO_VALUE
        self._faults: DeviceFaults = ()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._line.state, self._ask_at, self._shown, self._faults

    @state.setter
    def state(self, value: Hashable) -> None:
        self._line.state, self._ask_at, self._shown, self._faults = value  # type: ignore[misc]  # a tuple of these four, by the getter

    @property
    def deadline(self) -> Instant | None:
        """When it asks again, or next."""
        return self._line.deadline or self._ask_at

    @property
    def picture(self) -> Picture:
        """What it shows, and what it lost of its service."""
        shown = "no gas reading" if self._shown == NO_VALUE else f"gas {self._shown} dm3"
        detail = "; ".join(words for words in (shown, self._line.words()) if words)
        activity = "cut" if self._line.is_cut else "showing"
        return Picture(self._plan.who, None, activity, detail=detail, service=self._line.service)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that its clock drifts: from its next question on it asks by its own seconds."""
        self._faults = faults
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Ask at once."""
        return self._ask(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        message, plan = frame.message, self._plan
        if frame.target == plan.who and frame.source == plan.hub and isinstance(message, ReadAttributesResponse):
            taken = self._line.answered(frame.transaction, now)
            if taken is not None:
                self._shown = message.value
                return taken
        return [MessageIgnored(frame.source, type(message).__name__, "nothing was asked")]

    def wake(self, now: Instant) -> Effects:
        """Ask again, or ask anew: when its time has come, or at once when nobody answered."""
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
