"""After a fault: once it is over, every flight has the fate that its number has on a link that never had the fault."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from premises.faults.air import Lane, LinkPlan
from premises.faults.specified import imposed_on, with_faults
from premises.faults.wiring import link_plans
from premises.journey.trace import Crossing, FateKind, LaneName, flights_by_lane
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.fault import LINK_KINDS, FaultSpec
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import BridgeSpec, LinkSpec, LinksSpec, Site
from tests.faults.conservation import frame_on
from tests.sim.stories import B1, Story, image_for_b1, update_request
from tests.sim.test_world import digest

STEP_S = 0.01
FLIGHTS = 120
FROM_S, UNTIL_S = 0.205, 0.795
"""Flights 21 to 79 are sent within."""

FAULTS = (
    FaultSpec("loss", chance=0.5),
    FaultSpec("burst", into=0.5, out_of=0.01),
    FaultSpec("latency", latency_ms=400.0, jitter_ms=300.0),
    FaultSpec("rate", octets_per_s=300),
    FaultSpec("duplicate", chance=0.5, later_ms=300.0),
    FaultSpec("reorder", chance=0.5, later_ms=300.0),
    FaultSpec("outage"),
    FaultSpec("damage", chance=0.5),
    FaultSpec("loss", chance=1.0, every=3, share=0.9),
)
WITHOUT_STATE = tuple(spec for spec in FAULTS if spec.kind not in ("burst", "rate") and spec.every is None)

by_kind = pytest.mark.parametrize("spec", FAULTS, ids=lambda spec: f"{spec.kind}{spec.every or ''}")
OWN = st.builds(LinkSpec, st.integers(20, 80), st.sampled_from((0.0, 15.0)), st.sampled_from((0.0, 0.1)))


def plan_of(own: LinkSpec, *faults: FaultSpec) -> LinkPlan:
    """Give the HAN of B1 with these faults."""
    bare = link_plans(Site(links=LinksSpec(han=own)))[-1]
    return with_faults(bare, faults)


def fates(plan: LinkPlan, seed: int) -> list[object]:
    """Give what becomes of each flight of a lane, one a STEP_S."""
    lane = Lane(plan, plan.ends[0], seed)
    return [lane.decide(frame_on(lane, index), 1, index, Instant(seconds(index * STEP_S))) for index in range(FLIGHTS)]


def unlike_each_other(one: list[object], other: list[object]) -> set[int]:
    """Give the numbers of the flights that fare otherwise."""
    return {number for number, (left, right) in enumerate(zip(one, other, strict=True)) if left != right}


def for_a_while(spec: FaultSpec) -> FaultSpec:
    return replace(spec, from_s=FROM_S, until_s=UNTIL_S)


@by_kind
@settings(max_examples=30)
@given(own=OWN, seed=st.integers(0, 1 << 40))
def test_before_and_after_its_window_a_fault_is_as_if_it_were_not(spec: FaultSpec, own: LinkSpec, seed: int) -> None:
    calm, struck = fates(plan_of(own), seed), fates(plan_of(own, for_a_while(spec)), seed)

    unlike = unlike_each_other(calm, struck)
    assert {number for number in unlike if not 21 <= number < 80} == set(), "no queue, bad times or copy is left over"
    assert unlike != set()


@by_kind
@settings(max_examples=30)
@given(own=OWN, other=st.sampled_from(WITHOUT_STATE), seed=st.integers(0, 1 << 40))
def test_what_goes_on_beside_a_fault_that_is_over_has_its_own_luck(
    spec: FaultSpec, own: LinkSpec, other: FaultSpec, seed: int
) -> None:
    never = replace(spec, from_s=86_400.0)

    struck, calm = (fates(plan_of(own, first, other), seed) for first in (for_a_while(spec), never))

    assert {number for number in unlike_each_other(struck, calm) if number >= 80} == set()


SITE = Site(
    bridges={
        "b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184, start_delay_max_s=2.0, query_every_s=5.0),
        "b2": BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0284, behind="b1"),
    },
    links=LinksSpec(wan=LinkSpec(100.0, 30.0, 0.02), han=LinkSpec(25.0, 10.0, 0.05), althan=LinkSpec(40.0, 5.0, 0.05)),
)
STRUCK_S = (3.0, 9.0)
END_S = 120.0


def unlike_calm(entries: Iterable[Entry], since_s: float, until_s: float, seed: int) -> list[tuple[LaneName, Crossing]]:
    """Give the flights sent in a stretch of a story whose fate is not that of their number on a link without faults."""
    lanes = {
        (lane.link, lane.source, lane.target): lane
        for plan in link_plans(SITE)
        for lane in (Lane(plan, end, seed) for end in plan.ends)
    }
    return [
        (name, each)
        for name, crossings in flights_by_lane(entries).items()
        for each in crossings
        if since_s <= in_seconds(each.sent_at) < until_s
        and not _is_calm(lanes[name.link, name.source, name.target], each)
    ]


def _is_calm(lane: Lane, crossing: Crossing) -> bool:
    """Say whether a flight fared as ``lane``, whose impairments look at no frame and have no state, decides."""
    flights, by = lane.decide(frame_on(lane, 0), crossing.boot, crossing.sequence, crossing.sent_at)
    for fate in crossing.fates:
        if fate.kind is FateKind.MISSED and fate.why == "damaged":
            return False
        if fate.kind is FateKind.LOST and (flights or fate.why != by):
            return False
        if fate.kind is FateKind.DELIVERED and fate.after not in [flight.due_at - flight.sent_at for flight in flights]:
            return False
    return len(crossing.fates) <= max(1, len(flights))


def told(site: Site, seed: int) -> Story:
    """Give a story of one update, not begun to be told."""
    return Story(site, ((1.0, update_request(site, B1, image_for_b1(size=9_000))),), seed)


@by_kind
def test_after_a_fault_a_whole_premises_goes_on_with_the_luck_of_one_that_never_had_it(spec: FaultSpec) -> None:
    since, until = STRUCK_S
    struck = replace(SITE, fault=[replace(spec, from_s=since, until_s=until, link=link) for link in ("han", "wan")])
    entries = told(struck, 4).until(END_S).entries

    assert unlike_calm(entries, 0.0, since, 4) == []
    assert unlike_calm(entries, since, until, 4) != []
    assert unlike_calm(entries, until, END_S, 4) == []
    assert sum(entry.at >= seconds(until) for entry in entries) > 400, "the story goes on"


@by_kind
def test_after_a_fault_was_healed_a_whole_premises_goes_on_with_the_luck_of_one_that_never_had_it(
    spec: FaultSpec,
) -> None:
    since, until = STRUCK_S
    story = told(SITE, 4).until(since)
    story.world.impose(tuple(replace(spec, link=link) for link in ("han", "wan")))
    story.until(until).world.impose(())
    entries = story.until(END_S).entries

    assert unlike_calm(entries, 0.0, since, 4) == []
    assert unlike_calm(entries, since, until, 4) != []
    assert unlike_calm(entries, until, END_S, 4) == []
    assert sum(entry.at >= seconds(until) for entry in entries) > 400, "the story goes on"


@by_kind
def test_a_fault_that_is_healed_before_it_strikes_leaves_no_trace(spec: FaultSpec) -> None:
    untouched, touched = told(SITE, 4).until(40.0), told(SITE, 4).until(5.0)
    touched.world.impose((replace(spec, from_s=30.0),))
    touched.until(20.0).world.impose(())

    assert digest(touched.until(40.0).entries) == digest(untouched.entries)


@by_kind
@settings(max_examples=20)
@given(own=OWN, seed=st.integers(0, 1 << 40))
def test_a_fault_that_comes_back_remembers_nothing_of_the_first_time(spec: FaultSpec, own: LinkSpec, seed: int) -> None:
    first, second = (healed_and_back(own, spec, seed, is_twice=is_twice) for is_twice in (True, False))

    assert {number for number in unlike_each_other(first, second) if number >= 80} == set()


def healed_and_back(own: LinkSpec, spec: FaultSpec, seed: int, *, is_twice: bool) -> list[object]:
    """Give what becomes of flights while a fault is imposed from 80 on, and, if twice, from 21 to 40 too."""
    plan = plan_of(own)
    lane = Lane(plan, plan.ends[0], seed)
    found: list[object] = []
    for index in range(FLIGHTS):
        if index in (21, 40, 80):
            lane.impose(imposed_on(lane, (spec,) if index == 80 or (is_twice and index == 21) else ()))
        found.append(lane.decide(frame_on(lane, index), 1, index, Instant(seconds(index * STEP_S))))
    return found


def test_every_kind_of_link_fault_is_tried() -> None:
    assert {spec.kind for spec in FAULTS} == LINK_KINDS
