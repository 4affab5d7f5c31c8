"""What holds for every impairment there is: the contract, and what lanes and worlds make of them."""

from statistics import NormalDist

import pytest

from lab.cast import makers_of
from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.contract import check_impairment
from premises.faults.impairments.impairment import Flight, Impairment
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.quantity import Instant
from premises.runtime.aerial import Cast
from premises.runtime.seat import GRACE
from premises.sim.world import World
from premises.wire.field.air_bytes import AddressBook
from premises.wire.message import Medium
from premises.wire.site import HUB, BridgeSpec, Site
from tests.faults.conservation import frame
from tests.faults.specimens import JITTER, OTHERS, PASSING, SPAN

B1 = Name("b1")
EVERY = (*PASSING, *OTHERS)


def lane(*there: Impairment, seed: int = 1) -> Lane:
    return Lane(LinkPlan(Name("wan"), Medium.WAN, (HUB, B1), there, ()), HUB, seed)


def fates(of: Lane, first: int, count: int) -> list[tuple[tuple[Flight, ...], str]]:
    return [of.decide(frame(index), 1, index, Instant(1_000 * index)) for index in range(first, first + count)]


@pytest.mark.parametrize("impairment", EVERY, ids=repr)
@pytest.mark.parametrize("seed", [0, 1])
def test_every_impairment_keeps_the_contract(impairment: Impairment, seed: int) -> None:
    check_impairment(impairment, seed)


@pytest.mark.parametrize("impairment", PASSING, ids=repr)
def test_what_has_no_state_and_sees_no_flight_is_said_ahead(impairment: Impairment) -> None:
    assert lane(impairment).is_passing


@pytest.mark.parametrize("impairment", OTHERS, ids=repr)
def test_what_remembers_or_looks_at_a_flight_is_never_said_ahead(impairment: Impairment) -> None:
    assert not lane(impairment).is_passing
    assert lane(impairment).plain == 0


@pytest.mark.parametrize("impairment", EVERY, ids=repr)
def test_a_twin_of_its_lane_goes_on_alike_and_a_new_boot_begins_anew(impairment: Impairment) -> None:
    one = lane(impairment)
    start = fates(one, 0, 200)
    twin = one.twin()

    assert fates(twin, 200, 100) == fates(one, 200, 100)
    one.begin()
    assert fates(one, 0, 200) == start


def rough(site: Site, impairment: Impairment) -> tuple[LinkPlan, ...]:
    """Give the links of ``site``, each with ``impairment`` behind what it had, if it is the WAN or the HAN."""
    return tuple(
        LinkPlan(plan.name, plan.medium, plan.ends, (*plan.there, impairment), (*plan.back, impairment))
        if plan.name in ("wan", "han")
        else plan
        for plan in link_plans(site)
    )


@pytest.mark.parametrize("impairment", [each for each in EVERY if "Rate(" not in repr(each)], ids=repr)
def test_a_world_that_nobody_watches_comes_to_the_same_with_it(impairment: Impairment) -> None:
    site = Site(bridges={"b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184)})
    plans = rough(site, impairment)
    watched, alone = World(makers_of(site, 1), plans, 1, lambda entry: None), World(makers_of(site, 1), plans, 1)
    for world in (watched, alone):
        world.start()
        world.run(Instant(2_000_000_000))

    assert all(watched.machine(who).state == alone.machine(who).state for who in watched.names)


@pytest.mark.parametrize("impairment", EVERY, ids=repr)
def test_a_seat_waits_for_no_more_than_the_least_that_its_links_add(impairment: Impairment) -> None:
    links = (LinkPlan(Name("wan"), Medium.WAN, (HUB, B1), (impairment, impairment), ()),)

    def cast(who: Name) -> Cast:
        return Cast(who, makers_of(Site(), 1)[HUB], links, AddressBook(0, {}, {}), 1)

    assert cast(B1).soonest(GRACE) == 2 * impairment.least
    assert cast(HUB).soonest(GRACE) == 0
    assert cast(Name("b2")).soonest(GRACE) == GRACE


def test_the_least_of_each_latency_is_what_its_distribution_says() -> None:
    found = [impairment.least for impairment in PASSING[:8]]
    # The least fraction that a draw can be, as a standard normal.
    least = NormalDist().inv_cdf(2**-54)

    assert found[:4] == [SPAN - JITTER, 1, int(SPAN * 1.4**least), SPAN]
    assert found[4:] == [0, 1, int(SPAN * 2**least), SPAN]
