"""A hub's duty cycle below 1 GHz: its account, its states at their exact thresholds, and what it does in each."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.duty import BUCKETS, Account, Client, Duty, DutyPlan, Level, fresh
from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant, seconds

B1, B2 = Name("b1"), Name("b2")
PLAN = DutyPlan((B1, B2), (100, 180, 250), seconds(3600), 5, secured=True)
MINUTE = seconds(60)


def sent(*frames: tuple[int, int]) -> Account:
    """Give the account after frames of (when, air time), both in microseconds."""
    account = Account()
    for at, air in frames:
        account = account.with_more(Duration(air), Instant(at), PLAN)
    return account


def hub_with(air: int, level: Level = Level.NORMAL) -> Duty:
    """Give a hub that sent ``air`` microseconds in the first minute."""
    return replace(fresh(PLAN), level=level, own=sent((0, air)))


@pytest.mark.parametrize(("level", "limit_s"), [(Level.LIMITED, 36.0), (Level.CRITICAL, 64.8), (Level.SUSPENDED, 90.0)])
def test_a_state_is_reached_at_its_very_share_of_the_hour(level: Level, limit_s: float) -> None:
    limit = seconds(limit_s)

    assert PLAN.limit(level) == limit
    assert hub_with(limit, Level(level - 1)).rises(PLAN)
    assert not hub_with(limit - 1, Level(level - 1)).rises(PLAN)


def test_beyond_suspended_there_is_nothing() -> None:
    assert not hub_with(3600 * seconds(1), Level.SUSPENDED).rises(PLAN)


def test_what_was_sent_counts_for_an_hour_after_its_bucket_is_over_and_no_microsecond_longer() -> None:
    account = sent((0, 7))
    forgotten = Instant(MINUTE + PLAN.window)

    assert account.at(Instant(forgotten - 1), PLAN).used == 7
    assert account.at(forgotten, PLAN).used == 0
    assert hub_with(PLAN.limit(Level.LIMITED), Level.LIMITED).falls_at(PLAN) == forgotten


def test_a_hub_falls_back_when_enough_is_forgotten_and_not_before() -> None:
    account = sent((0, 1), (MINUTE, PLAN.limit(Level.LIMITED) - 1))
    at_threshold = replace(fresh(PLAN), level=Level.LIMITED, own=account)

    assert at_threshold.falls_at(PLAN) == MINUTE + PLAN.window
    assert not replace(at_threshold, own=account.at(Instant(MINUTE + PLAN.window), PLAN), level=Level.NORMAL).rises(
        PLAN
    )


def test_a_normal_hub_waits_for_nothing() -> None:
    assert hub_with(1000).falls_at(PLAN) is None


def test_frames_of_one_bucket_share_a_place() -> None:
    assert sent((0, 5), (MINUTE - 1, 6), (MINUTE, 7)).buckets == ((0, 11), (1, 7))


frames_of_two_hours = st.lists(
    st.tuples(st.integers(0, 2 * 3600 * 1_000_000), st.integers(1, 12_000)), max_size=80
).map(sorted)


@given(frames=frames_of_two_hours, later=st.integers(0, 3600 * 1_000_000))
def test_the_account_lies_between_the_air_time_of_an_hour_and_of_an_hour_and_a_bucket(
    frames: list[tuple[int, int]], later: int
) -> None:
    now = Instant((frames[-1][0] if frames else 0) + later)
    used = sent(*frames).at(now, PLAN).used

    def since(span: int) -> int:
        return sum(air for at, air in frames if at > now - span)

    assert since(PLAN.window) <= used <= since(PLAN.window + PLAN.bucket)
    assert used <= sum(air for _, air in frames)


@given(frames=frames_of_two_hours)
def test_an_account_has_a_bucket_more_than_a_window_at_most(frames: list[tuple[int, int]]) -> None:
    assert len(sent(*frames).buckets) <= BUCKETS + 1


def test_the_client_that_talks_most_is_the_one_that_is_suspended_next() -> None:
    duty = fresh(PLAN).with_client(Client(B1, sent((0, 10)), ORIGIN)).with_client(Client(B2, sent((0, 11)), ORIGIN))
    chosen = duty.most_talkative(ORIGIN, PLAN)

    assert chosen is not None
    assert chosen.who == B2
    quiet = duty.with_client(replace(chosen, quiet_until=Instant(1)))
    assert quiet.most_talkative(ORIGIN, PLAN) == duty.client(B1)
    assert quiet.most_talkative(Instant(1), PLAN) == replace(chosen, quiet_until=Instant(1))


def test_who_said_nothing_within_the_hour_is_never_the_most_talkative() -> None:
    duty = fresh(PLAN).with_client(Client(B1, sent((0, 10)), ORIGIN))

    assert fresh(PLAN).most_talkative(ORIGIN, PLAN) is None
    assert duty.most_talkative(Instant(MINUTE + PLAN.window), PLAN) is None
