"""A sleepy child's own rhythm: asleep until its period comes round, then awake in a burst of polls.

::

    Asleep --(period)--> Awake: poll, poll, poll ... --(nothing to do, or the burst is over)--> Asleep

The radio is off while it sleeps, whatever is sent. What there is to do is the device's own affair: it says whether it
is busy. Every figure is assumption 15 (docs/sources.md).
"""

from dataclasses import dataclass

from premises.quantity import Duration, Instant, after, seconds

LINGER = seconds(3)
"""How long it stays awake with nothing under way, so that an answer can come. Ours."""


@dataclass(frozen=True, slots=True)
class SleepPlan:
    """When a device is awake."""

    period: Duration
    """From one wake to the next; more than ``burst``."""
    burst: Duration
    """The longest that it stays awake at one wake. Assumption 15 (docs/sources.md)."""
    poll_every: Duration
    """Between two polls while awake. Assumption 15 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Asleep:
    """The radio is off until ``until``, whatever is sent."""

    until: Instant


@dataclass(frozen=True, slots=True)
class Awake:
    """It polls its parent."""

    since: Instant
    poll_at: Instant
    idle_until: Instant
    """It sleeps then, unless something is under way."""


def woken(plan: SleepPlan, now: Instant) -> Awake:
    """Give the rhythm of a device that has just woken and polled."""
    return Awake(now, after(now, plan.poll_every), after(now, LINGER))


def polled(plan: SleepPlan, awake: Awake, now: Instant) -> Awake:
    """Give the rhythm after another poll."""
    return Awake(awake.since, after(now, plan.poll_every), awake.idle_until)


def stirred(awake: Awake, now: Instant) -> Awake:
    """Give the rhythm after something came: it lingers for more."""
    return Awake(awake.since, awake.poll_at, after(now, LINGER))


def asleep(plan: SleepPlan, now: Instant) -> Asleep:
    """Give the sleep until the next whole period, so that a long burst does not shift the rhythm."""
    return Asleep(Instant((now // plan.period + 1) * plan.period))


def bedtime(plan: SleepPlan, awake: Awake, *, busy: bool) -> Instant:
    """Give when it goes to sleep: at the end of its burst, or before that with nothing to do."""
    end = after(awake.since, plan.burst)
    return end if busy else min(end, awake.idle_until)
