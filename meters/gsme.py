"""A GSME: it sleeps, and at each wake it reports its register to the hub's gas mirror.

::

    Asleep --(period)--> Awake: reports, polls ... --(taken, or given up)--> Asleep

Whoever carries its report must be awake at the same moment, and nobody can wake it: a report that is never answered
costs the whole period. It has no OTA client here. What a wake is, is ``premises.talk.sleeper``'s affair.
"""

from collections.abc import Hashable

from meters.plan import MeterPlan
from meters.service import Line
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects, Kept, Listen, Send
from premises.quantity import Instant, earliest, seconds
from premises.talk.sleeper import Asleep, Awake, Sleeper, bedtime, polled, stirred
from premises.wire.field.metering import CURRENT_SUMMATION_DELIVERED, METERING_CLUSTER, REPORT_COMMAND, ReportAttributes
from premises.wire.field.zcl import DefaultResponse, Status
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.mac import DataRequest

DM3_EVERY = seconds(30)
"""One cubic decimetre of gas each, about 1,050 cubic metres in a year. Assumption 30 (docs/sources.md)."""

TAKEN = DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.SUCCESS)
"""What the hub says to a report that it took."""


class Gsme:
    """One GSME as a machine; ``state`` is (its line to the hub, its rhythm)."""

    __slots__ = ("_line", "_plan", "_sleeper")

    def __init__(self, plan: MeterPlan, kept: Kept) -> None:
        self._plan = plan
        self._line = Line(plan.hub, plan.patience, self._report, kept)
        self._sleeper = Sleeper(plan.sleep)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._line.state, self._sleeper.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._line.state, self._sleeper.state = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The next wake; or, awake, the next poll or try, or the end of its burst."""
        rhythm = self._sleeper.rhythm
        if isinstance(rhythm, Asleep):
            return rhythm.until
        return earliest(self._line.deadline, rhythm.poll_at, self._bedtime(rhythm))

    @property
    def picture(self) -> Picture:
        """Whether it sleeps, and what it lost of its service."""
        activity = "asleep" if isinstance(self._sleeper.rhythm, Asleep) else "awake"
        return Picture(self._plan.who, None, activity, detail=self._line.words(), service=self._line.service)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong with its sleep: nothing else of it can be."""
        self._sleeper.suffer(faults, now)
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Begin awake."""
        self._sleeper.power_up(now)
        return self._awake(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        message, rhythm = frame.message, self._sleeper.rhythm
        if not isinstance(rhythm, Awake):
            return [MessageIgnored(frame.source, type(message).__name__, "asleep")]
        if (frame.source, frame.target, message) == (self._plan.hub, self._plan.who, TAKEN):
            taken = self._line.answered(frame.transaction, now)
            if taken is not None:
                self._sleeper.rhythm = stirred(rhythm, now)
                return taken
        return [MessageIgnored(frame.source, type(message).__name__, "nothing was reported")]

    def wake(self, now: Instant) -> Effects:
        """Wake and report, poll, report again, or go to sleep."""
        if (self.deadline or now + 1) > now:
            return NOTHING
        rhythm = self._sleeper.rhythm
        if isinstance(rhythm, Asleep):
            return self._due(now)
        effects = self._line.wake(now)
        if self._bedtime(rhythm) <= now:
            self._sleeper.fall_asleep(now)
            return [*effects, *self._line.give_up(), Listen(False)]
        if rhythm.poll_at <= now:
            self._sleeper.rhythm = polled(self._plan.sleep, rhythm, now)
            return [*effects, self._poll()]
        return effects

    def _due(self, now: Instant) -> Effects:
        missed = self._sleeper.miss(now)
        if missed is not None:
            return [missed]
        self._sleeper.wake_up(now)
        return [Listen(True), *self._awake(now)]

    def _awake(self, now: Instant) -> Effects:
        return [*self._line.ask(now), self._poll()]

    def _bedtime(self, awake: Awake) -> Instant:
        return bedtime(self._plan.sleep, awake, busy=self._line.is_waiting)

    def _poll(self) -> Send:
        plan = self._plan
        return Send(plan.via, Frame(plan.who, plan.via, 0, DataRequest()))

    def _report(self, transaction: int, now: Instant) -> Send:
        plan = self._plan
        report = ReportAttributes(CURRENT_SUMMATION_DELIVERED, now // DM3_EVERY)
        return Send(plan.via, Frame(plan.who, plan.hub, transaction, report))
