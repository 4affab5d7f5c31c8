"""B4: a bridge that sleeps, wakes by its period, polls its parent, and asks once a wake whether there is news.

Round a bridge that updates itself (``machine``), whose own timers wait for the next wake. Nobody can wake it: an Image
Notify that comes while it sleeps is lost, and its own query is the only way. So is whatever those behind it send then;
they sleep by its rhythm, and it stays awake for as long as they say anything.
"""

from collections.abc import Hashable

from bridges.carrying import Carrying
from bridges.machine import Bridge
from premises.identity import Name
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects, Listen, Send
from premises.quantity import Instant, earliest, is_due
from premises.talk.sleeper import Asleep, Awake, Sleeper, SleepPlan, bedtime, polled, stirred
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.mac import DataRequest


class SleepyBridge:
    """A sleepy bridge; ``state`` is (its own, frames held for sleepy children, its rhythm)."""

    __slots__ = ("_carrying", "_own", "_parent", "_plan", "_sleeper")

    def __init__(self, own: Bridge, carrying: Carrying, parent: Name, plan: SleepPlan) -> None:
        self._own = own
        self._carrying = carrying
        self._parent = parent
        self._plan = plan
        self._sleeper = Sleeper(plan)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._carrying.state, self._sleeper.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._carrying.state, self._sleeper.state = value  # type: ignore[misc]  # a tuple of these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The next wake; or, awake, the next poll, its own business, or the end of its burst; or the end of a hold."""
        held = self._carrying.deadline
        if self._own.is_down():
            return earliest(self._own.deadline, held)
        rhythm = self._sleeper.rhythm
        if isinstance(rhythm, Asleep):
            return earliest(rhythm.until, held)
        return earliest(self._own.deadline, rhythm.poll_at, self._bedtime(rhythm), held)

    @property
    def picture(self) -> Picture:
        """What it runs, and whether it sleeps."""
        own = self._own.picture
        if self._own.is_down() or isinstance(self._sleeper.rhythm, Awake):
            return own
        return Picture(own.who, own.running, "asleep", own.version, own.have, own.size)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong, with the bridge and with its sleep."""
        self._sleeper.suffer(faults, now)
        return self._own.suffer(faults, now)

    def start(self, now: Instant) -> Effects:
        """Begin awake."""
        self._sleeper.power_up(now)
        return [*self._own.start(now), *self._poll()]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame that its parent held for it, or carry one for those behind it."""
        rhythm = self._sleeper.rhythm
        if not isinstance(rhythm, Awake):
            return [MessageIgnored(frame.source, type(frame.message).__name__, "asleep")]
        self._sleeper.rhythm = stirred(rhythm, now)
        carried = self._carrying.take(frame, now)
        return self._own.receive(frame, now) if carried is None else carried

    def wake(self, now: Instant) -> Effects:
        """Wake, poll, go to sleep, drop what was held for too long, or do what the bridge itself is due for."""
        if not is_due(self.deadline, now):
            return NOTHING
        return [*self._carrying.wake(now), *self._live(now)]

    def _live(self, now: Instant) -> Effects:
        if self._own.is_down():
            effects = self._own.wake(now)
            if self._own.is_down():
                return effects
            self._sleeper.wake_up(now)
            return [*effects, *self._poll()]
        rhythm = self._sleeper.rhythm
        if isinstance(rhythm, Asleep):
            return NOTHING if rhythm.until > now else self._due(now)
        effects = self._own.wake(now)
        if self._own.is_down():
            return effects
        if self._bedtime(rhythm) <= now:
            asleep = self._sleeper.fall_asleep(now)
            return [*effects, asleep, Listen(False)]
        if rhythm.poll_at <= now:
            self._sleeper.rhythm = polled(self._plan, rhythm, now)
            return [*effects, *self._poll()]
        return effects

    def _due(self, now: Instant) -> Effects:
        missed = self._sleeper.miss(now)
        if missed is not None:
            return [missed]
        self._sleeper.wake_up(now)
        return [Listen(True), *self._poll(), *self._own.ask(now), *self._own.wake(now)]

    def _bedtime(self, awake: Awake) -> Instant:
        return bedtime(self._plan, awake, busy=self._own.is_busy())

    def _poll(self) -> Effects:
        who = self._own.plan.who
        return [Send(self._parent, Frame(who, self._parent, 0, DataRequest()))]
