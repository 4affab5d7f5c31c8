"""A GSME: it sleeps, and at each wake it reports its register to the hub's gas mirror.

::

    Asleep --(period)--> Awake: reports, polls ... --(taken, or given up)--> Asleep

Whoever carries its report must be awake at the same moment, and nobody can wake it: a report that is never answered
costs the whole period. What a wake is, is ``premises.talk.sleeper``'s affair.

With firmware of its own (``firmware``) it learns from the mirror's answer to its report that there is an image, or a
command, and fetches either while it is awake: nobody else can tell it.
"""

from collections.abc import Hashable

from meters.firmware import Firmware
from meters.plan import MeterPlan
from meters.service import Line
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effect, Effects, Kept, Listen, Send
from premises.quantity import Instant, earliest, is_due, seconds
from premises.talk.commands.tunnel_end import TUNNEL
from premises.talk.sleeper import Asleep, Awake, Sleeper, bedtime, polled, stirred
from premises.wire.field.metering import (
    CURRENT_SUMMATION_DELIVERED,
    METERING_CLUSTER,
    NEW_OTA_FIRMWARE,
    REPORT_COMMAND,
    TUNNEL_MESSAGE_PENDING,
    MirrorReportAttributeResponse,
    ReportAttributes,
)
from premises.wire.field.zcl import DefaultResponse, Status, TransferDataGet
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.mac import DataRequest

DM3_EVERY = seconds(30)
"""One cubic decimetre of gas each, about 1,050 cubic metres in a year. Assumption 30 (docs/sources.md)."""

TAKEN = DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.SUCCESS)
"""What the hub says to a report that it took."""


class Gsme:
    """One GSME as a machine; ``state`` is (its line to the hub, its rhythm, its firmware)."""

    __slots__ = ("_firmware", "_line", "_plan", "_sleeper")

    def __init__(self, plan: MeterPlan, kept: Kept, firmware: Firmware | None = None) -> None:
        self._plan = plan
        self._firmware = firmware
        self._line = Line(plan.hub, plan.patience, self._report, kept)
        self._sleeper = Sleeper(plan.sleep)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._line.state, self._sleeper.state, None if self._firmware is None else self._firmware.state

    @state.setter
    def state(self, value: Hashable) -> None:
        own: Hashable
        self._line.state, self._sleeper.state, own = value  # type: ignore[misc]  # a tuple of these three, by the getter
        if self._firmware is not None:
            self._firmware.state = own

    @property
    def deadline(self) -> Instant | None:
        """The next wake, or an order's moment; or, awake, the next poll or try, or the end of its burst."""
        rhythm, own = self._sleeper.rhythm, self._firmware
        if own is not None and own.is_down:
            return own.deadline
        if isinstance(rhythm, Asleep):
            return earliest(rhythm.until, None if own is None else own.order_due_at)
        wanted = None if own is None else own.deadline
        return earliest(self._line.deadline, rhythm.poll_at, self._bedtime(rhythm), wanted)

    @property
    def picture(self) -> Picture:
        """Whether it sleeps, what it runs, and what it lost of its service."""
        activity = "asleep" if isinstance(self._sleeper.rhythm, Asleep) else "awake"
        words, service = self._line.words(), self._line.service
        if self._firmware is None:
            return Picture(self._plan.who, None, activity, detail=words, service=service)
        own = self._firmware.picture
        if activity == "awake" and own.activity != "idle":
            activity = own.activity
        return Picture(own.who, own.running, activity, own.version, own.have, own.size, words, service=service)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong, with its sleep and with its firmware."""
        self._sleeper.suffer(faults, now)
        if self._firmware is not None:
            self._firmware.suffer(faults)
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Begin awake."""
        self._sleeper.power_up(now)
        own = NOTHING if self._firmware is None else self._firmware.start(now)
        return [*self._awake(now), *own]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        message, rhythm = frame.message, self._sleeper.rhythm
        if not isinstance(rhythm, Awake):
            return [MessageIgnored(frame.source, type(message).__name__, "asleep")]
        if self._firmware is not None and (self._firmware.is_down or self._firmware.takes(frame)):
            self._sleeper.rhythm = stirred(rhythm, now)
            return self._firmware.receive(frame, now)
        is_word = message == TAKEN or isinstance(message, MirrorReportAttributeResponse)
        if is_word and (frame.source, frame.target) == (self._plan.hub, self._plan.who):
            taken = self._line.answered(frame.transaction, now)
            if taken is not None:
                self._sleeper.rhythm = stirred(rhythm, now)
                return [*taken, *self._flagged(message, now)]
        return [MessageIgnored(frame.source, type(message).__name__, "nothing was reported")]

    def wake(self, now: Instant) -> Effects:
        """Wake and report, poll, report again, or go to sleep."""
        if not is_due(self.deadline, now):
            return NOTHING
        if self._firmware is not None and self._firmware.is_down:
            return self._come_up(self._firmware, now)
        rhythm = self._sleeper.rhythm
        if isinstance(rhythm, Asleep):
            return self._due(now) if rhythm.until <= now else self._stirs(now)
        own = NOTHING if self._firmware is None else self._firmware.wake(now)
        if self._firmware is not None and self._firmware.is_down:
            return own
        effects = [*own, *self._line.wake(now)]
        if self._bedtime(rhythm) <= now:
            asleep = self._sleeper.fall_asleep(now)
            return [*effects, *self._line.give_up(), asleep, Listen(False)]
        if rhythm.poll_at <= now:
            self._sleeper.rhythm = polled(self._plan.sleep, rhythm, now)
            return [*effects, self._poll()]
        return effects

    def _due(self, now: Instant) -> Effects:
        missed = self._sleeper.miss(now)
        if missed is not None:
            return [missed]
        self._sleeper.wake_up(now)
        own = NOTHING if self._firmware is None else self._firmware.wake(now)
        return [Listen(True), *self._awake(now), *own]

    def _stirs(self, now: Instant) -> Effects:
        """Wake out of turn, for an order whose moment has come: nobody else need be awake for that."""
        self._sleeper.wake_up(now)
        own = NOTHING if self._firmware is None else self._firmware.wake(now)
        return [Listen(True), self._poll(), *own]

    def _come_up(self, firmware: Firmware, now: Instant) -> Effects:
        """Be awake after a reboot and say what came of it; the next report is its next wake's."""
        effects = firmware.wake(now)
        if firmware.is_down:
            return effects
        self._sleeper.wake_up(now)
        return [*effects, *self._line.wake(now), self._poll()]

    def _flagged(self, message: Message, now: Instant) -> Effects:
        """Fetch what the mirror's flags name."""
        if self._firmware is None or not isinstance(message, MirrorReportAttributeResponse):
            return NOTHING
        effects: list[Effect] = []
        if message.flags & TUNNEL_MESSAGE_PENDING:
            plan = self._plan
            effects.append(Send(plan.via, Frame(plan.who, plan.hub, 0, TransferDataGet(TUNNEL))))
        if message.flags & NEW_OTA_FIRMWARE:
            effects += self._firmware.ask(now)
        return effects

    def _awake(self, now: Instant) -> Effects:
        return [*self._line.ask(now), self._poll()]

    def _bedtime(self, awake: Awake) -> Instant:
        return bedtime(self._plan.sleep, awake, busy=self._line.is_waiting or self._is_busy())

    def _is_busy(self) -> bool:
        return self._firmware is not None and self._firmware.is_busy

    def _poll(self) -> Send:
        plan = self._plan
        return Send(plan.via, Frame(plan.who, plan.via, 0, DataRequest()))

    def _report(self, transaction: int, now: Instant) -> Send:
        plan = self._plan
        report = ReportAttributes(CURRENT_SUMMATION_DELIVERED, now // DM3_EVERY)
        return Send(plan.via, Frame(plan.who, plan.hub, transaction, report))
