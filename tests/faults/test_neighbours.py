"""Neighbours' luck: whatever is added elsewhere, an old lane decides the same for the same frames at the same time."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lab.cast import makers_of
from lab.story.supplier import Planned, Supplier
from premises.faults.air import LinkPlan, lanes_from
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.journey.trace import Crossing, LaneName, flights_by_lane
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.fault import FaultSpec
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import SUPPLIER, BridgeSpec, LinkSpec, LinksSpec, MeterSpec, Site, devices
from tests.faults.conservation import frame_on
from tests.sim.stories import B1, image_for_b1, update_request

FLIGHTS = 40
"""Of each lane: more than a page of draws."""

DEVICES = {
    "b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184),
    "b2": BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0284, behind="b1"),
    "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384, link=LinkSpec(30.0, 15.0, 0.1)),
    "b4": BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3", wake_every_s=3.0),
}
LINKS = st.builds(LinkSpec, st.integers(20, 80), st.sampled_from((0.0, 5.0, 20.0)), st.sampled_from((0.0, 0.02, 0.3)))
KINDS = st.sampled_from(
    (
        FaultSpec("loss", chance=0.4),
        FaultSpec("burst", into=0.2, out_of=0.3),
        FaultSpec("latency", latency_ms=40.0, jitter_ms=30.0),
        FaultSpec("rate", octets_per_s=1500),
        FaultSpec("duplicate", chance=0.3, later_ms=5.0),
        FaultSpec("reorder", chance=0.3, later_ms=9.0),
        FaultSpec("outage", from_s=0.01, for_s=0.02),
        FaultSpec("damage", chance=0.3),
        FaultSpec("loss", chance=1.0, every=3),
    )
)
ENDS = st.sampled_from(("", "hub", "b1", "b2", "b3", "b4", "dcc"))


def aimed(spec: FaultSpec, link: str, toward: str) -> FaultSpec:
    return replace(spec, link=link, toward=toward)


FAULTS = st.builds(aimed, KINDS, st.sampled_from(("", "han", "wan", "althan-b1-b2", "althan-b3-b4")), ENDS)


def site_of(names: tuple[str, ...], links: tuple[LinkSpec, LinkSpec, LinkSpec], faults: list[FaultSpec]) -> Site:
    wan, han, althan = links
    return Site(
        bridges={who: DEVICES[who] for who in names}, links=LinksSpec(wan=wan, han=han, althan=althan), fault=faults
    )


SITES = st.builds(
    site_of,
    st.sampled_from((("b1",), ("b1", "b2"), ("b1", "b3"), ("b3", "b4"), tuple(DEVICES))),
    st.tuples(LINKS, LINKS, LINKS),
    st.lists(FAULTS, max_size=3),
)


@dataclass(frozen=True)
class Newcomer:
    """A device that joins a site, behind ``behind`` if that is there."""

    behind: str
    is_meter: bool
    place: int
    """Among the bridges of the site, from the first on."""

    def joined(self, site: Site) -> Site:
        """Give ``site`` with one device more."""
        behind = self.behind if self.behind in devices(site) else "hub"
        if self.is_meter:
            return replace(site, meters={"newcomer": MeterSpec("PPMID", _EUI, behind=behind)})
        bridges = list(site.bridges.items())
        bridges.insert(self.place, ("newcomer", BridgeSpec("B2", _EUI, 0x0284, behind=behind)))
        return replace(site, bridges=dict(bridges))


NEWCOMERS = st.builds(Newcomer, st.sampled_from(("hub", "b1", "b3")), st.booleans(), st.integers(0, 4))
SEEDS = st.integers(0, 1 << 40)
_EUI = "90-B3-D5-1F-30-00-00-09"


def decided(plans: Iterable[LinkPlan], old: Iterable[LinkPlan], seed: int) -> dict[tuple[str, str, str], list[object]]:
    """Give what becomes of the flights of each lane of ``old``, while all lanes of ``plans`` are as busy."""
    plans = tuple(plans)
    found: dict[tuple[str, str, str], list[object]] = {}
    for source in sorted({end for plan in old for end in plan.ends}):
        lanes = lanes_from(source, plans, seed)
        known = {lane.target for lane in lanes_from(source, old, seed).values()}
        for index in range(FLIGHTS):
            for lane in lanes.values():
                fate = lane.decide(frame_on(lane, index), 1, index, Instant(1_000 * index))
                if lane.target in known:
                    found.setdefault((lane.link, source, lane.target), []).append(fate)
    return found


@settings(max_examples=150)
@given(SITES, NEWCOMERS, SEEDS)
def test_a_new_device_changes_no_old_lanes_luck(site: Site, newcomer: Newcomer, seed: int) -> None:
    before, after = link_plans(site), link_plans(newcomer.joined(site))

    assert len(after) == len(before) + 1
    alone, beside = decided(before, before, seed), decided(after, before, seed)
    assert [lane for lane in alone if alone[lane] != beside[lane]] == []


@settings(max_examples=150)
@given(SITES, FAULTS, SEEDS)
def test_a_new_fault_changes_the_luck_of_those_lanes_alone_that_it_is_for(
    site: Site, added: FaultSpec, seed: int
) -> None:
    before, after = link_plans(site), link_plans(replace(site, fault=[*site.fault, added]))
    struck = {
        (plan.name, source, target)
        for plan in before
        for source, target in (plan.ends, plan.ends[::-1])
        if added.link in ("", plan.name) and added.toward in ("", target)
    }

    calm, stormy = decided(before, before, seed), decided(after, before, seed)

    assert {lane for lane in calm if calm[lane] != stormy[lane]} <= struck


def story(site: Site, seed: int, silent: tuple[str, ...] = ()) -> list[Entry]:
    """Give all that is noted while B1 is updated, with nobody at the place of those who are ``silent``."""
    entries: list[Entry] = []
    makers = makers_of(site, seed)
    for who in silent:
        del makers[Name(who)]
    script = (Planned(Instant(seconds(1)), update_request(site, B1, image_for_b1())),)

    def supplier(kept: Kept) -> Machine:
        return Supplier(script, kept)

    makers[SUPPLIER] = supplier
    world = World(makers, link_plans(site), seed, entries.append)
    world.start()
    world.run(Instant(seconds(2_000)))
    return entries


def without(lanes: dict[LaneName, tuple[Crossing, ...]], who: str) -> dict[LaneName, tuple[Crossing, ...]]:
    return {lane: crossings for lane, crossings in lanes.items() if who not in (lane.source, lane.target)}


@pytest.mark.parametrize("behind", ["hub", "b1"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_beside_a_neighbour_who_never_speaks_b1_is_updated_by_the_same_flights(behind: str, seed: int) -> None:
    rough = LinkSpec(25.0, 10.0, 0.1)
    alone = site_of(("b1",), (rough, rough, rough), [FaultSpec("burst", into=0.1, out_of=0.4)])
    both = replace(alone, bridges={"b2": replace(DEVICES["b2"], behind=behind), **alone.bridges})

    one = flights_by_lane(story(alone, seed))
    noted = story(both, seed, silent=("b2",))

    beside = without(flights_by_lane(noted), "b2")
    assert [lane for lane in {*one, *beside} if one.get(lane) != beside.get(lane)] == []
    assert any(isinstance(entry.note, FirmwareActivated) and entry.who == B1 for entry in noted)
    assert any(fate.why == "burst" for crossings in one.values() for each in crossings for fate in each.fates)
