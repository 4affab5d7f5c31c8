"""A sleepy child's own rhythm: asleep until its period comes round, then awake in a burst of polls.

::

    Asleep --(period)--> Awake: poll, poll, poll ... --(nothing to do, or the burst is over)--> Asleep
      ^        |
      +-missed-+

The radio is off while it sleeps, whatever is sent. Its wakes are numbered: the nth is due when its own clock has gone
the phase and n periods. What there is to do is the device's own affair: it says whether it is busy.
"""

from dataclasses import dataclass

from premises.draws import Luck
from premises.identity import Name
from premises.machine.ailing import DeviceFaults, found
from premises.quantity import ORIGIN, Duration, Instant, after, seconds
from premises.talk.own_clock import OwnClock, moment_of, reading_at
from premises.wire.notes.sleep import WakeMissed
from premises.wire.site import DeviceSpec

LINGER = seconds(3)
"""How long it stays awake with nothing under way, so that an answer can come. Ours."""

STUCK_ASLEEP = "stuck-asleep"

NO_LUCK = Luck(0, "sleeper")
"""For a rhythm that leaves nothing to chance."""


@dataclass(frozen=True, slots=True)
class SleepPlan:
    """When a device is awake."""

    period: Duration
    """From one wake to the next by its own clock; more than ``burst``."""
    burst: Duration
    """The longest that it stays awake at one wake. Assumption 15 (docs/sources.md)."""
    poll_every: Duration
    """Between two polls while awake. Assumption 15 (docs/sources.md)."""
    phase: Duration = Duration(0)
    """From the origin to its first wake, by its own clock; less than ``period``. Assumption 33 (docs/sources.md)."""
    drift_ppm: float = 0.0
    """How much longer a second of its clock is than a second, in millionths. Assumption 40 (docs/sources.md)."""
    missed: float = 0.0
    """The chance, 0 to 1, that it misses a wake. Assumption 40 (docs/sources.md)."""
    luck: Luck = NO_LUCK
    """Decides of each wake, by its number, whether it is missed."""


def sleep_plan(spec: DeviceSpec, who: Name, seed: int) -> SleepPlan:
    """Give the rhythm of device ``who`` as the site describes it; one that never sleeps has a period of 0."""
    return SleepPlan(
        seconds(spec.wake_every_s),
        seconds(spec.awake_s),
        seconds(spec.poll_every_s),
        seconds(spec.wake_phase_s),
        spec.wake_drift_ppm,
        spec.wake_missed,
        Luck(seed, "device", who, "wakes"),
    )


@dataclass(frozen=True, slots=True)
class Asleep:
    """The radio is off until ``until``, whatever is sent."""

    until: Instant
    number: int
    """Which wake is due then."""


@dataclass(frozen=True, slots=True)
class Awake:
    """It polls its parent."""

    since: Instant
    poll_at: Instant
    idle_until: Instant
    """It sleeps then, unless something is under way."""


class Sleeper:
    """One device's rhythm; ``state`` is (asleep or awake, its clock, what is wrong with the device)."""

    __slots__ = ("_clock", "_faults", "_plan", "rhythm")

    def __init__(self, plan: SleepPlan) -> None:
        self._plan = plan
        self._clock = OwnClock(ORIGIN, ORIGIN)
        self._faults: DeviceFaults = ()
        self.rhythm: Asleep | Awake = Asleep(ORIGIN, 0)

    @property
    def state(self) -> tuple[Asleep | Awake, OwnClock, DeviceFaults]:
        """All that can differ between two moments."""
        return self.rhythm, self._clock, self._faults

    @state.setter
    def state(self, value: tuple[Asleep | Awake, OwnClock, DeviceFaults]) -> None:
        self.rhythm, self._clock, self._faults = value

    def suffer(self, faults: DeviceFaults, now: Instant) -> None:
        """Go on from here with ``faults``: what its clock has gained or lost so far, it keeps."""
        if faults == self._faults:
            return
        self._clock = OwnClock(now, reading_at(self._clock, self._plan.drift_ppm, self._faults, now))
        self._faults = faults
        if isinstance(self.rhythm, Asleep):
            self.rhythm = self._until(self.rhythm.number)

    def power_up(self, now: Instant) -> None:
        """Set its clock, and be awake."""
        self._clock = OwnClock(now, now)
        self.wake_up(now)

    def wake_up(self, now: Instant) -> None:
        """Be awake from now on, with a poll that was just sent."""
        self.rhythm = Awake(now, after(now, self._plan.poll_every), after(now, LINGER))

    def miss(self, now: Instant) -> WakeMissed | None:
        """Sleep on and say so if the wake that is due is not to be; None, and nothing changes, when it is."""
        assert isinstance(self.rhythm, Asleep), "who is awake misses no wake"
        number, why = self.rhythm.number, ""
        if found(self._faults, STUCK_ASLEEP, now) is not None:
            why = STUCK_ASLEEP
        elif self._plan.missed and self._plan.luck.draws(0, number).fraction(0) < self._plan.missed:
            why = "by chance"
        if not why:
            return None
        self.fall_asleep(now)
        return WakeMissed(number, why)

    def fall_asleep(self, now: Instant) -> None:
        """Sleep until the next of its regular wakes, so that a long burst does not shift the rhythm."""
        plan = self._plan
        gone = reading_at(self._clock, plan.drift_ppm, self._faults, now) - plan.phase
        self.rhythm = self._until(gone // plan.period + 1)

    def _until(self, number: int) -> Asleep:
        plan = self._plan
        due = plan.phase + number * plan.period
        return Asleep(moment_of(self._clock, plan.drift_ppm, self._faults, due), number)


def polled(plan: SleepPlan, awake: Awake, now: Instant) -> Awake:
    """Give the rhythm after another poll."""
    return Awake(awake.since, after(now, plan.poll_every), awake.idle_until)


def stirred(awake: Awake, now: Instant) -> Awake:
    """Give the rhythm after something came: it lingers for more."""
    return Awake(awake.since, awake.poll_at, after(now, LINGER))


def bedtime(plan: SleepPlan, awake: Awake, *, busy: bool) -> Instant:
    """Give when it goes to sleep: at the end of its burst, or before that with nothing to do."""
    end = after(awake.since, plan.burst)
    return end if busy else min(end, awake.idle_until)
