"""What is told of meters: their images wait for CS06, and a GSME hears of anything when it wakes and reports.

And of what keeps a bridge's image from it that a meter, a hub or a version brings about.
"""

import dataclasses
from collections.abc import Iterator
from typing import get_args

from msgspec.structs import replace

from lab.campaign.activation import activation_for
from lab.story.supplier import Planned
from premises.identity import eui64
from premises.quantity import Instant, seconds
from premises.trust.trailer import firmware_hash
from premises.wire.design import DesignName
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.notes.downloads import DeviceRebooted, ImageVerified
from premises.wire.notes.flights import FlightLost, FrameExpired, FrameStranded
from premises.wire.notes.orders import OrderEnded, OrderPut, OrderTaken
from premises.wire.notes.requests import ImageRemoved
from premises.wire.route import of_design
from premises.wire.site import FirmwareSpec, MeterSpec, Site
from premises.wire.tables.hub import HubSpec, StoreSpec
from premises.wire.tables.private import NewProtocolSpec
from tests.journey.stalls.case import SIZES, Case, fault_case, named_case
from tests.journey.stalls.flat import flat, told_to, update

NEWER, NEXT = 0x0001_0002, 0x0002_0000
GSME_WAKES_EVERY_S, GSME_AWAKE_S = 120.0, 30.0
_FIRMWARE = FirmwareSpec(reboot_s=10.0, query_every_s=60.0, start_delay_max_s=10.0)


def metered() -> Iterator[Case]:
    """Give what is told of them, in each design: none of it goes by whom a bridge is fed."""
    for design in get_args(DesignName):
        site = of_design(with_meters(flat()), design)
        yield from _orders(site)
        yield from _gsme(site)
        yield from _faults(site)
        yield from _beside(site)


def with_meters(site: Site) -> Site:
    """Give ``site`` with a meter of each kind that CS06 activates, on the hub's own HAN."""
    gsme = MeterSpec(
        "GSME", "90-B3-D5-1F-30-00-00-11", wake_every_s=GSME_WAKES_EVERY_S, awake_s=GSME_AWAKE_S, firmware=_FIRMWARE
    )
    esme = MeterSpec("ESME", "90-B3-D5-1F-30-00-00-12", firmware=_FIRMWARE)
    hcalcs = MeterSpec("HCALCS", "90-B3-D5-1F-30-00-00-13", firmware=_FIRMWARE)
    return replace(site, meters={"gsme": gsme, "esme": esme, "hcalcs": hcalcs})


def _orders(site: Site) -> Iterator[Case]:
    """Give how an order can be late, or for nothing."""
    for who in ("esme", "hcalcs"):
        alone = (update(site, who, 2_000),)
        yield named_case(
            f"nobody sends 11.3, {who}", site, alone, (2.0, 300.0), device=who, after=ImageVerified, by=who
        )
    one, later = update(site, "esme", 2_000), update(site, "esme", 2_000, at_s=100.0, number=3, version=NEWER)
    dated = one, _order(site, "esme", one, 60.0, runs_at_s=400)
    yield named_case("11.3 for later", site, dated, (1.0, 200.0), device="esme", after=OrderTaken, by="esme")
    called_off = *dated, _order(site, "esme", one, 90.0, runs_at_s=CANCELLED, number=3)
    yield named_case("11.3 called off", site, called_off, (120.0, 500.0), device="esme", begins_s=95.0)
    at_once = one, _order(site, "esme", one, 60.0)
    yield named_case("11.3 at once", site, at_once, (1.0, 8.0), device="esme", after=DeviceRebooted, by="esme")
    other = one, _order(site, "esme", later, 60.0)
    yield named_case("11.3 for another image", site, other, (1.0, 60.0), device="esme", after=OrderEnded, by="esme")
    forged = one, _order(site, "esme", one, 60.0, forged=True)
    yield named_case("11.3 by somebody else", site, forged, (80.0, 200.0), device="esme", begins_s=60.0)
    both = one, later
    yield named_case("another image in its place", site, both, (150.0, 200.0), device="esme", begins_s=105.0)


def _gsme(site: Site) -> Iterator[Case]:
    one = update(site, "gsme", 2_000)
    ordered = one, _order(site, "gsme", one, 180.0)
    name = "an image waits for the GSME"
    yield named_case(name, site, (one,), (50.0, 110.0), device="gsme", begins_s=40.0)
    name = "CS06 waits for the GSME"
    yield named_case(name, site, ordered, (10.0, 40.0), device="gsme", after=OrderPut, by="hub")
    large = (update(site, "gsme", 60_000),)
    yield named_case("the GSME fetches in bursts", site, large, (160.0, 220.0), device="gsme", begins_s=155.0)
    deaf = told_to(_seldom(site), "stuck asleep at gsme from 170s for 2d")
    name = "CS06 is not fetched in a day"
    yield named_case(name, deaf, ordered, (1.0, 900.0), device="gsme", after=FrameExpired, by="hub", lasts_s=88_000.0)


def _faults(site: Site) -> Iterator[Case]:
    """Give what goes wrong on a meter's way as on a bridge's."""
    yield fault_case("power cut at esme from 45s for 100s", "esme", (60.0, 120.0), size=60_000, of=site)
    for kind in ("outage", "100% loss", "40% loss"):
        yield fault_case(f"{kind} on han from 45s for 1h", "esme", (70.0, 80.0, 95.0), size=60_000, of=site)
    one = update(site, "hcalcs", 2_000)
    ordered = one, _order(site, "hcalcs", one, 60.0)
    for message, by in (("ActivateFirmwareCommand", "dcc"), ("ActivateFirmwareResponse", "hub")):
        said = f"drop the 1st {message} on wan"
        case = fault_case(said, "hcalcs", (2.0, 6.0), after=FlightLost, by=by, of=site)
        yield dataclasses.replace(case, updates=ordered)


def _beside(site: Site) -> Iterator[Case]:
    """Give what keeps a bridge's image from it that a meter, the hub or a version brings about."""
    small = 2_000
    # Large enough that no luck lets it arrive before the other one.
    bridge, gsme = update(site, "b1", 40_000), update(site, "gsme", 20_000, at_s=40.0, number=2)
    yield named_case("displaced by a GSME", site, (bridge, gsme), (120.0, 150.0), begins_s=40.0)
    first = update(site, "gsme", small), update(site, "b1", small, at_s=20.0, number=2)
    yield named_case("outranked by a GSME", site, first, (60.0, 100.0), begins_s=20.0)
    old = replace(site, hub=HubSpec(gbcs="3.2"))
    yield named_case("a hub of GBCS 3.2", old, (update(old, "b1", small),), (20.0, 60.0))
    forgets = told_to(replace(site, hub=HubSpec(store=StoreSpec(survives_reboot=False))), "crash of hub at 45s")
    lost = (update(forgets, "b1", SIZES[site.design]["b1"]),)
    yield named_case("the hub's store is lost", forgets, lost, (2.0, 60.0), after=ImageRemoved, by="hub")
    if site.design == "option-b":
        return
    apart = replace(site, new_protocol=[NewProtocolSpec("B1", "B2", NEXT, NEXT)])
    odd = (update(apart, "b2", small, version=NEXT),)
    yield named_case("B2 is stranded", apart, odd, (1.0, 30.0), device="b2", after=FrameStranded, by="b1")


def _seldom(site: Site) -> Site:
    """Give ``site`` whose bridges and meters ask for news once an hour."""
    bridges = {who: replace(spec, query_every_s=3_600.0, wake_every_s=0.0) for who, spec in site.bridges.items()}
    hourly = replace(_FIRMWARE, query_every_s=3_600.0)
    return replace(
        site, bridges=bridges, meters={who: replace(spec, firmware=hourly) for who, spec in site.meters.items()}
    )


def _order(
    site: Site,
    who: str,
    image: Planned,
    at_s: float,
    *,
    runs_at_s: int = AT_ONCE,
    forged: bool = False,
    number: int = 2,
) -> Planned:
    """Give the 11.3 that names ``image``, to be carried out at once or then; one that is forged is signed by nobody."""
    digest = firmware_hash(image.request.firmware_image)  # type: ignore[union-attr]  # an update has one
    request = activation_for(eui64(site.meters[who].eui), digest, runs_at_s, number)
    if forged:
        request = replace(request, signature=bytes(len(request.signature)))
    return Planned(Instant(seconds(at_s)), request)
