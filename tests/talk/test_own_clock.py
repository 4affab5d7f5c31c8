"""A device's own clock: exact without drift, never back, and what it reads can be foreseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.machine.ailing import DeviceFault, DeviceFaults
from premises.quantity import Duration, Instant, seconds
from premises.talk.own_clock import OwnClock, moment_of, reading_at, stretched
from tests.machine.wrong import wrong

DRIFTS = st.one_of(st.just(0.0), st.floats(-500_000, 500_000), st.floats(-200, 200))
YEAR = 31_536_000 * 1_000_000
MOMENTS = st.integers(0, YEAR).map(Instant)
FAULTS = st.lists(
    st.builds(
        DeviceFault,
        st.sampled_from(("clock-drift", "stuck-asleep")),
        MOMENTS,
        st.one_of(st.none(), MOMENTS),
        st.just(Duration(0)),
        DRIFTS,
    ),
    max_size=4,
).map(tuple)
FROM_START = OwnClock(Instant(0), 0)


@given(st.integers(0, YEAR), MOMENTS)
def test_a_clock_that_does_not_drift_reads_premises_time(reading: int, now: Instant) -> None:
    assert reading_at(FROM_START, 0.0, (), now) == now
    assert moment_of(FROM_START, 0.0, (), reading) == reading


@given(DRIFTS, FAULTS, MOMENTS, MOMENTS)
def test_it_never_goes_back(drift: float, faults: DeviceFaults, one: Instant, other: Instant) -> None:
    first, second = sorted((one, other))

    assert reading_at(FROM_START, drift, faults, first) <= reading_at(FROM_START, drift, faults, second)


@given(DRIFTS, FAULTS, st.integers(1, 2 * YEAR))
def test_the_moment_of_a_reading_is_the_first_at_which_it_is_reached(
    drift: float, faults: DeviceFaults, reading: int
) -> None:
    moment = moment_of(FROM_START, drift, faults, reading)

    assert reading_at(FROM_START, drift, faults, moment) >= reading
    assert reading_at(FROM_START, drift, faults, Instant(moment - 1)) < reading


@pytest.mark.parametrize(
    ("drift_ppm", "moment_s"), [(0, 1000), (100, 1000.1), (-100, 999.9), (500_000, 1500), (-500_000, 500)]
)
def test_a_drift_is_how_much_longer_a_second_of_its_clock_is(drift_ppm: float, moment_s: float) -> None:
    assert moment_of(FROM_START, drift_ppm, (), seconds(1000)) == Instant(seconds(moment_s))


def test_a_fault_counts_in_its_time_and_what_was_lost_stays_lost() -> None:
    slow = (wrong("clock-drift", 100, 250, drift_ppm=500_000),)
    read = [reading_at(FROM_START, 0.0, slow, Instant(seconds(now))) for now in (100, 101.5, 250, 300)]

    assert read == [seconds(at) for at in (100, 101, 200, 250)]
    assert moment_of(FROM_START, 0.0, slow, seconds(100)) == Instant(seconds(100))
    assert moment_of(FROM_START, 0.0, slow, seconds(101)) == Instant(seconds(101.5))
    assert moment_of(FROM_START, 0.0, slow, seconds(200)) == Instant(seconds(250))
    assert moment_of(FROM_START, 0.0, slow, seconds(201)) == Instant(seconds(251))


def test_a_moment_at_which_the_drift_turns_belongs_to_what_was_before() -> None:
    # Two microseconds for each of ours until 10, then two for three: it never reads 19, and 20 first at 10.
    turns = (wrong("clock-drift", 0, 10e-6, drift_ppm=-500_000), wrong("clock-drift", 10e-6, drift_ppm=500_000))

    assert [reading_at(FROM_START, 0.0, turns, Instant(now)) for now in (9, 10, 13)] == [18, 20, 22]
    assert [moment_of(FROM_START, 0.0, turns, reading) for reading in (18, 19, 20, 21)] == [9, 10, 10, 12]


def test_drift_and_fault_count_together() -> None:
    twice = (wrong("clock-drift", drift_ppm=100_000),)

    assert moment_of(FROM_START, 100_000, twice, seconds(100)) == Instant(seconds(121))


@pytest.mark.parametrize(("now_s", "takes_s"), [(9.999_999, 300), (10, 450), (19.999_999, 450), (20, 300)])
def test_a_span_is_as_long_as_its_seconds_are_now(now_s: float, takes_s: float) -> None:
    slow = (wrong("clock-drift", 10, 20, drift_ppm=500_000),)

    assert stretched(seconds(300), slow, Instant(seconds(now_s))) == seconds(takes_s)
