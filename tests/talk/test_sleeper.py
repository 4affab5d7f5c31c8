"""A sleeper's rhythm: its wakes are numbered, one a period at most, and missed ones are said."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.draws import Luck
from premises.machine.ailing import DeviceFaults
from premises.quantity import Duration, Instant, seconds
from premises.talk.sleeper import Asleep, Awake, Sleeper, SleepPlan
from premises.wire.notes.sleep import WakeMissed
from tests.machine.wrong import wrong
from tests.talk.test_own_clock import DRIFTS

PERIOD = seconds(1800)
PLAN = SleepPlan(PERIOD, seconds(120), seconds(0.5), luck=Luck(1, "device", "b4", "wakes"))
BURSTS = st.lists(st.integers(0, seconds(120)), min_size=1, max_size=40)
PLANS = st.builds(
    replace, st.just(PLAN), phase=st.integers(0, PERIOD - 1), drift_ppm=DRIFTS, missed=st.sampled_from((0.0, 0.3, 1.0))
)
STUCK = wrong("stuck-asleep", 5000, 9000)


def asleep(sleeper: Sleeper) -> Asleep:
    assert isinstance(sleeper.rhythm, Asleep)
    return sleeper.rhythm


def dues(plan: SleepPlan, bursts: list[int], faults: DeviceFaults = (), begins: int = 0) -> list[Asleep]:
    """Give each sleep of a device that stays awake for so long at each wake that it does not miss."""
    sleeper, now, slept = Sleeper(plan), Instant(begins), []
    sleeper.suffer(faults, now)
    sleeper.power_up(now)
    for burst in bursts:
        if isinstance(sleeper.rhythm, Awake):
            now = Instant(now + burst)
            sleeper.fall_asleep(now)
        slept.append(asleep(sleeper))
        now = slept[-1].until
        if sleeper.miss(now) is None:
            sleeper.wake_up(now)
    return slept


@given(BURSTS, st.integers(0, 10 * PERIOD))
def test_without_drift_or_faults_it_wakes_at_the_next_whole_period(bursts: list[int], begins: int) -> None:
    now, expected = begins, []
    for burst in bursts:
        now = ((now + burst) // PERIOD + 1) * PERIOD
        expected.append(now)

    assert [sleep.until for sleep in dues(PLAN, bursts, begins=begins)] == expected


@given(PLANS, BURSTS, st.integers(0, 10 * PERIOD), st.booleans(), DRIFTS)
def test_its_wakes_come_one_after_the_other_and_one_a_period_at_most(
    plan: SleepPlan, bursts: list[int], begins: int, ails: bool, drift: float
) -> None:
    faults = (wrong("clock-drift", 3000, 20_000, drift_ppm=drift), STUCK) if ails else ()
    slept = dues(plan, bursts, faults, begins)
    shortest = PERIOD * (1 - 0.5e6 / 1e6) * (1 - 0.5e6 / 1e6) - 1

    assert begins < slept[0].until
    for earlier, later in pairwise(slept):
        assert later.number > earlier.number
        assert later.until - earlier.until >= (later.number - earlier.number) * shortest


@given(BURSTS, st.integers(0, PERIOD - 1))
def test_a_phase_moves_every_wake_by_as_much(bursts: list[int], phase: int) -> None:
    slept = dues(replace(PLAN, phase=Duration(phase)), bursts)

    assert [(sleep.until - phase) % PERIOD for sleep in slept] == [0] * len(slept)
    assert [sleep.number for sleep in slept] == [(sleep.until - phase) // PERIOD for sleep in slept]


@pytest.mark.parametrize(("phase_s", "first_s"), [(0, 1800), (1, 1801), (600, 600), (1799, 1799)])
def test_its_first_wake_is_at_its_phase_or_a_period_later(phase_s: float, first_s: float) -> None:
    (first,) = dues(replace(PLAN, phase=seconds(phase_s)), [seconds(3)])

    assert first.until == Instant(seconds(first_s))


@pytest.mark.parametrize(("drift_ppm", "late_s"), [(100.0, 0.18), (-100.0, -0.18), (0.0, 0.0)])
def test_a_drifting_clock_shifts_every_wake_by_more(drift_ppm: float, late_s: float) -> None:
    slept = dues(replace(PLAN, drift_ppm=drift_ppm), [seconds(3)] * 48)

    assert [sleep.until for sleep in slept] == [Instant(seconds(n * (1800 + late_s))) for n in range(1, 49)]


def test_its_clock_is_set_when_it_is_powered_up() -> None:
    (first,) = dues(replace(PLAN, drift_ppm=100.0), [seconds(3)], begins=seconds(10 * 1800 - 10))

    assert first.until == Instant(seconds(10 * 1800 + 0.001))


def test_a_wake_is_missed_by_its_number_and_by_nothing_else() -> None:
    plan = replace(PLAN, missed=0.4)
    sleeper = Sleeper(plan)
    said = []
    for number in range(1, 500):
        sleeper.rhythm = Asleep(Instant(number * PERIOD), number)
        said.append(sleeper.miss(Instant(number * PERIOD)))
    missed = [note.number for note in said if note is not None]
    drawn = [number for number in range(1, 500) if plan.luck.draws(0, number).fraction(0) < 0.4]

    assert missed == drawn
    assert 150 < len(missed) < 250
    assert {note.why for note in said if note is not None} == {"by chance"}


@pytest.mark.parametrize(
    ("since_s", "until_s", "missed"),
    [(1800, 1801, True), (1800.000_001, 1801, False), (0, 1800, False), (0, 1800.000_001, True)],
)
def test_who_is_stuck_asleep_at_that_very_moment_misses_the_wake(since_s: float, until_s: float, missed: bool) -> None:
    sleeper = Sleeper(PLAN)
    sleeper.suffer((wrong("stuck-asleep", since_s, until_s),), Instant(0))
    sleeper.power_up(Instant(0))
    sleeper.fall_asleep(Instant(seconds(3)))

    assert sleeper.miss(Instant(PERIOD)) == (WakeMissed(1, "stuck-asleep", Instant(2 * PERIOD)) if missed else None)


def test_after_being_stuck_it_wakes_at_its_first_regular_wake() -> None:
    slept = dues(PLAN, [seconds(3)] * 6, (STUCK,))

    assert [sleep.until // PERIOD for sleep in slept] == [1, 2, 3, 4, 5, 6]
    sleeper = Sleeper(PLAN)
    sleeper.suffer((STUCK,), Instant(0))
    woken = []
    for number in range(1, 7):
        sleeper.rhythm = Asleep(Instant(number * PERIOD), number)
        if sleeper.miss(Instant(number * PERIOD)) is None:
            woken.append(number)
    assert woken == [1, 2, 5, 6]


def test_a_fault_that_comes_and_goes_while_it_sleeps_moves_the_wake_and_not_the_past() -> None:
    sleeper = Sleeper(PLAN)
    sleeper.power_up(Instant(0))
    sleeper.fall_asleep(Instant(seconds(100)))
    sleeper.suffer((wrong("clock-drift", drift_ppm=500_000),), Instant(seconds(300)))
    slow = asleep(sleeper).until
    sleeper.suffer((), Instant(seconds(600)))
    healed = asleep(sleeper).until

    assert slow == Instant(seconds(300 + 1500 * 1.5))
    assert healed == Instant(seconds(600 + 1300)), "of 300 s, 200 s went by on its clock, and nobody sets it right"


def test_told_the_same_again_nothing_changes() -> None:
    sleeper = Sleeper(replace(PLAN, drift_ppm=33.3))
    sleeper.suffer((STUCK,), Instant(0))
    sleeper.power_up(Instant(0))
    sleeper.fall_asleep(Instant(seconds(100)))
    before = sleeper.state
    sleeper.suffer((STUCK,), Instant(seconds(333.333_333)))

    assert sleeper.state == before
