"""Faults of links that are imposed for a while: whose luck and state they touch, and what is left of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.specified import imposed_on
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.fault import FaultSpec
from premises.wire.field.wan import ChunkRequest
from premises.wire.message import Frame, Medium
from premises.wire.site import DCC, HUB

LOSS, OTHER = FaultSpec("loss", chance=0.4), FaultSpec("loss", chance=0.3)
BURST = FaultSpec("burst", into=0.2, out_of=0.2)
COPIES = FaultSpec("duplicate", chance=0.5, later_ms=30.0)
THIRD = FaultSpec("outage", nth=3)
SLOW = FaultSpec("latency", latency_ms=70.0, jitter_ms=20.0)
ALL = (LOSS, OTHER, BURST, COPIES, THIRD, SLOW)


def lane(*own: Impairment) -> Lane:
    impairments = own or (Latency(Duration(40_000), Duration(5_000)), Loss(0.1))
    return Lane(LinkPlan(Name("wan"), Medium.WAN, (DCC, HUB), impairments, impairments), DCC, 7)


def impose(on: Lane, *faults: FaultSpec) -> Lane:
    on.impose(imposed_on(on, faults))
    return on


def fates(on: Lane, first: int = 0, count: int = 60) -> list[tuple[tuple[int, ...], str]]:
    """Give when the flights arrive that are sent a tenth of a second apart, and who lost those that never do."""
    told = []
    for sequence in range(first, first + count):
        now = Instant(sequence * 100_000)
        flights, by = on.decide(Frame(DCC, HUB, 0, ChunkRequest(1, sequence, 64)), 1, sequence, now)
        told.append((tuple(flight.due_at - now for flight in flights), by))
    return told


def test_a_lane_without_faults_has_the_luck_and_the_speed_that_it_always_had() -> None:
    healed = impose(impose(lane(), *ALL))

    assert fates(healed) == fates(lane())
    assert healed.is_passing
    assert healed.delay(1, 3) == lane().delay(1, 3)
    assert not impose(lane(), LOSS).is_passing


def test_own_impairments_keep_their_state_whatever_comes_and_goes() -> None:
    bursty = (Latency(Duration(40_000)), GilbertElliott(0.1, 0.1))
    alone, disturbed = lane(*bursty), lane(*bursty)
    first = fates(alone, 0, 40), fates(impose(disturbed, SLOW), 0, 40)
    impose(disturbed)

    assert [by for _, by in first[0]] == [by for _, by in first[1]]
    assert fates(disturbed, 40) == fates(alone, 40)


@pytest.mark.parametrize("stays", [LOSS, BURST, THIRD, COPIES])
def test_a_fault_that_stays_keeps_its_state_and_its_luck_when_others_come_and_go(stays: FaultSpec) -> None:
    certain = (Latency(Duration(40_000)),)
    alone = fates(impose(lane(*certain), stays), 0, 100)
    shared = impose(lane(*certain), SLOW, stays)
    told = fates(shared, 0, 30) + fates(impose(shared, stays, SLOW), 30, 30) + fates(impose(shared, stays), 60, 40)

    assert [(len(due), by) for due, by in told] == [(len(due), by) for due, by in alone]


def test_two_equal_faults_are_two_chances() -> None:
    once = sum(not due for due, _ in fates(impose(lane(Latency(Duration(1))), LOSS), 0, 400))
    twice = sum(not due for due, _ in fates(impose(lane(Latency(Duration(1))), LOSS, LOSS), 0, 400))

    assert 130 < once < 190
    assert 220 < twice < 290, "0.4 + 0.6 * 0.4"


def test_both_ways_of_a_link_have_luck_of_their_own() -> None:
    impairments = (Latency(Duration(1)),)
    plan = LinkPlan(Name("wan"), Medium.WAN, (DCC, HUB), impairments, impairments)
    there, back = (impose(Lane(plan, source, 7), LOSS) for source in plan.ends)

    assert [not due for due, _ in fates(there)] != [not due for due, _ in fates(back)]


def test_what_is_for_another_link_or_way_is_not_imposed() -> None:
    others = (FaultSpec("outage", link="han"), FaultSpec("outage", toward="dcc"), FaultSpec("crash", device="hub"))

    assert imposed_on(lane(), others) == ()


def test_the_name_of_what_loses_a_flight_is_noted() -> None:
    assert {by for _, by in fates(impose(lane(Latency(Duration(1))), FaultSpec("outage")))} == {"outage"}


def test_no_flight_arrives_sooner_than_without_faults() -> None:
    own = fates(lane())
    imposed = fates(impose(lane(), SLOW, COPIES))

    assert all(min(late) >= due[0] for (due, _), (late, _) in zip(own, imposed, strict=True) if due)


FAULTS = st.lists(st.sampled_from(ALL), max_size=4)


@given(FAULTS, FAULTS, st.integers(0, 30))
def test_imposing_the_same_again_changes_nothing(before: list[FaultSpec], now: list[FaultSpec], sent: int) -> None:
    once, again = lane(), lane()
    for each in (once, again):
        fates(impose(each, *before), 0, sent)
        impose(each, *now)
    impose(again, *now)

    assert fates(again, sent) == fates(once, sent)


@given(FAULTS, FAULTS, st.integers(0, 30))
def test_a_twin_goes_on_alike_and_on_its_own(imposed: list[FaultSpec], later: list[FaultSpec], sent: int) -> None:
    one = impose(lane(), *imposed)
    fates(one, 0, sent)
    twin, same = one.twin(), one.twin()
    fates(impose(twin, *later), sent, 10)

    assert fates(same, sent) == fates(one, sent)


def test_what_is_imposed_counts_from_each_start_of_the_sender() -> None:
    one = impose(lane(Latency(Duration(1))), THIRD)
    first = fates(one, 0, 5)
    one.begin()

    assert fates(one, 0, 5) == first
    assert [by for _, by in first] == ["", "", "outage", "", ""]
