"""What a reader must know of a premises, from its site: who is who, on which way, and how long a frame should take."""

import pytest
from msgspec.structs import replace

from premises.identity import Name, eui64
from premises.journey.layout import AHEAD_ON_RADIO, AHEAD_ON_WAN, Layout, layout_of
from premises.quantity import seconds
from premises.wire.device.target import updatable
from premises.wire.fault import FaultSpec
from premises.wire.site import DCC, HUB, Before, LinkSpec, devices
from tests.journey.fold.stories import SCENARIOS, telling
from tests.journey.reading.flat import B1, B2, B3, B4, EUI, LAYOUT, OLD, TYPE, flat

PPMID, GSME = Name("ppmid"), Name("gsme")


def test_each_bridge_has_its_way_from_the_hub_over_those_that_carry_for_it() -> None:
    assert {who: place.way for who, place in LAYOUT.places.items()} == {
        B1: (HUB, B1),
        B2: (HUB, B1, B2),
        B3: (HUB, B3),
        B4: (HUB, B3, B4),
    }
    assert LAYOUT.places[B4].hops == ((DCC, HUB), (HUB, B3), (B3, B4))


def test_a_place_has_what_its_device_takes_its_time_with() -> None:
    place = LAYOUT.places[B4]

    assert (place.who, place.eui, place.image_type, place.block_size) == (B4, EUI[B4], TYPE[B4], 48)
    assert (place.period, place.phase, place.burst) == (seconds(1800), 0, seconds(120))
    assert (place.query_every, place.start_delay_max) == (seconds(300), seconds(300))
    assert (place.retry_after, place.reboot) == (seconds(2), seconds(40))
    assert LAYOUT.places[B1].period == 0


def test_everybody_with_an_identity_is_known_by_it_and_meters_are_updated_by_nobody() -> None:
    assert set(LAYOUT.names.values()) == {HUB, B1, B2, B3, B4, PPMID, GSME}
    assert LAYOUT.names[EUI[B2]] == B2
    assert set(LAYOUT.places) == {B1, B2, B3, B4}


def test_a_frame_should_take_what_its_own_link_says_or_else_its_kind() -> None:
    site = flat()
    links = replace(site.links, wan=LinkSpec(1000.0, 500.0), han=LinkSpec(30.0, 10.0), althan=LinkSpec(60.0, 20.0))
    b2 = replace(site.bridges["b2"], link=LinkSpec(200.0, 0.0))
    layout = layout_of(replace(site, links=links, bridges=site.bridges | {"b2": b2}))
    takes = {ends: layout.takes(*ends) for ends in (tuple(sorted(ends)) for ends in layout.links)}

    assert takes == {
        (DCC, HUB): seconds(1.5),
        (B1, HUB): seconds(0.04),
        (B3, HUB): seconds(0.04),
        (B1, B2): seconds(0.2),
        (B3, B4): seconds(0.08),
        (B2, PPMID): seconds(0.04),
        (B4, GSME): seconds(0.04),
    }


def test_over_a_link_with_a_rate_a_frame_waits_for_what_is_ahead_of_it_too() -> None:
    site = flat()
    links = replace(
        site.links, wan=LinkSpec(1000.0, 0.0, rate_octets_per_s=1000), han=LinkSpec(30.0, rate_octets_per_s=100)
    )
    layout = layout_of(replace(site, links=links))

    assert layout.takes(DCC, HUB) == layout.takes(HUB, DCC) == seconds(1 + AHEAD_ON_WAN / 1000)
    assert layout.takes(B1, HUB) == seconds(0.03 + AHEAD_ON_RADIO / 100)


def test_who_are_no_neighbours_have_no_link_and_nothing_takes_any_time() -> None:
    assert LAYOUT.takes(HUB, B4) == 0
    assert frozenset((HUB, B4)) not in LAYOUT.links


def test_what_runs_at_the_beginning_is_known_of_a_premises_without_a_past() -> None:
    past = layout_of(replace(flat(), before=Before(60.0)))

    assert LAYOUT.running == {B1: OLD, B2: OLD, B3: OLD, B4: OLD, HUB: flat().hub.running}
    assert past.running == {}


def test_the_faults_of_the_site_are_there_in_their_order() -> None:
    faults = [FaultSpec("loss", chance=0.1), FaultSpec("flash-full", device="b1")]

    assert layout_of(replace(flat(), fault=faults)).faults == tuple(faults)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_layout_of_every_shipped_site_is_that_of_its_story(name: str) -> None:
    told = telling(name)
    site, layout = told.scenario.site, told.layout
    check_layout(layout)

    assert {who: place.eui for who, place in layout.places.items()} == {
        who: eui64(devices(site)[who].eui) for who in updatable(site)
    }
    assert set(layout.names.values()) == {*devices(site), HUB}
    # Every hop of every way is one over which something can go, and whatever went, went over one that is known.
    assert {entry.who for entry in told.entries} <= {*layout.names.values(), DCC, *site.suppliers}


def check_layout(layout: Layout) -> None:
    """Hold a layout to what every reader relies on."""
    for who, place in layout.places.items():
        assert place.way[0] == HUB
        assert place.way[-1] == who
        assert len(set(place.way)) == len(place.way), "no way goes in circles"
        assert all(frozenset(hop) in layout.links for hop in place.hops)
