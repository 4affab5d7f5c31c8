"""B4: a bridge that sleeps, wakes by its period, polls its parent, and asks once a wake whether there is news.

Round a bridge that updates itself (``machine``), whose own timers wait for the next wake. Nobody can wake it: an Image
Notify that comes while it sleeps is lost, and its own query is the only way. So is whatever those behind it send then;
they sleep by its rhythm, and it stays awake for as long as they say anything.
"""

from collections.abc import Hashable

from bridges.carrying import Carrying
from bridges.machine import Bridge
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Listen, Send
from premises.quantity import Instant, earliest
from premises.talk.sleeper import Asleep, Awake, SleepPlan, asleep, bedtime, polled, stirred, woken
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.mac import DataRequest


class SleepyBridge:
    """A sleepy bridge; ``state`` is (its own, frames held for sleepy children, its rhythm)."""

    __slots__ = ("_carrying", "_own", "_parent", "_plan", "_rhythm")

    def __init__(self, own: Bridge, carrying: Carrying, parent: Name, plan: SleepPlan) -> None:
        self._own = own
        self._carrying = carrying
        self._parent = parent
        self._plan = plan
        self._rhythm: Asleep | Awake = Asleep(Instant(0))

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._carrying.state, self._rhythm

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._carrying.state, self._rhythm = value  # type: ignore[misc]  # a tuple of these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The next wake; or, awake, the next poll, its own business, or the end of its burst; or the end of a hold."""
        held = self._carrying.deadline
        if self._own.is_down():
            return earliest(self._own.deadline, held)
        if isinstance(self._rhythm, Asleep):
            return earliest(self._rhythm.until, held)
        return earliest(self._own.deadline, self._rhythm.poll_at, self._bedtime(self._rhythm), held)

    @property
    def picture(self) -> Picture:
        """What it runs, and whether it sleeps."""
        own = self._own.picture
        if self._own.is_down() or isinstance(self._rhythm, Awake):
            return own
        return Picture(own.who, own.running, "asleep", own.version, own.have, own.size)

    def start(self, now: Instant) -> Effects:
        """Begin awake."""
        return [*self._own.start(now), *self._poll(woken(self._plan, now))]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame that its parent held for it, or carry one for those behind it."""
        if not isinstance(self._rhythm, Awake):
            return [MessageIgnored(frame.source, type(frame.message).__name__, "asleep")]
        self._rhythm = stirred(self._rhythm, now)
        carried = self._carrying.take(frame, now)
        return self._own.receive(frame, now) if carried is None else carried

    def wake(self, now: Instant) -> Effects:
        """Wake, poll, go to sleep, drop what was held for too long, or do what the bridge itself is due for."""
        if (self.deadline or now + 1) > now:
            return NOTHING
        return [*self._carrying.wake(now), *self._live(now)]

    def _live(self, now: Instant) -> Effects:
        if self._own.is_down():
            effects = self._own.wake(now)
            return effects if self._own.is_down() else [*effects, *self._poll(woken(self._plan, now))]
        if isinstance(self._rhythm, Asleep):
            if self._rhythm.until > now:
                return NOTHING
            return [Listen(True), *self._poll(woken(self._plan, now)), *self._own.ask(now), *self._own.wake(now)]
        effects = self._own.wake(now)
        if self._own.is_down():
            return effects
        if self._bedtime(self._rhythm) <= now:
            self._rhythm = asleep(self._plan, now)
            return [*effects, Listen(False)]
        if self._rhythm.poll_at <= now:
            return [*effects, *self._poll(polled(self._plan, self._rhythm, now))]
        return effects

    def _bedtime(self, awake: Awake) -> Instant:
        return bedtime(self._plan, awake, busy=self._own.is_busy())

    def _poll(self, rhythm: Awake) -> Effects:
        self._rhythm = rhythm
        who = self._own.plan.who
        return [Send(self._parent, Frame(who, self._parent, 0, DataRequest()))]
