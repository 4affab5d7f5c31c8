"""The stories in which power is cut: small premises, images of five blocks, and what each story promises at its end.

A story is data; another site or another design is another line of ``STORIES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from bridges.plan import bridge_plan
from lab.campaign.allowed import groups_of
from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.cast import makers_of
from lab.images import make_image
from lab.story.requests import image_for, request_for
from lab.story.supplier import Supplier
from premises.errors import PremisesError
from premises.faults.air import LinkPlan
from premises.faults.wiring import link_plans
from premises.identity import Eui64, Name, eui64
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant, seconds
from premises.wire.design import DesignName, ReportPolicy
from premises.wire.route import fed_by, of_design
from premises.wire.site import SUPPLIER, BridgeSpec, LinkSpec, LinksSpec, MeterSpec, Site

OLD, NEW = 0x0001_0000, 0x0001_0001
BLOCKS, BLOCK = 5, 48
SIZE = BLOCKS * BLOCK
"""Octets of every image."""

ASKED_AT = Instant(seconds(5))
DEADLINE = seconds(900)
"""After which a polite Supplier sends its next request unheard: an update here takes a tenth of it. Ours."""

RUNS, FORGED, MISFIT = ("success", "success"), ("transfer_failure", "waiting"), ("hardware_version_mismatch", "waiting")
"""An image that runs; one that its maker did not seal; one for other hardware, which no device ever asks for."""

FLIPPED = 150
"""The octet that is wrong in a forged image; it is one that the seal covers."""

OTHER_HARDWARE = (0x0002, 0x0003)
"""What an image that is a misfit is for."""

THREE_CHUNKS = 20_000
"""Octets that cross the WAN in three parts."""

Makers = Mapping[Name, Maker]
Cast = Callable[[Site, int], dict[Name, Maker]]
"""Gives the participants of a site but the Supplier, as ``lab.cast.makers_of`` does; a planted bug is another one."""


@dataclass(frozen=True, slots=True)
class Story:
    """One premises and what its Supplier asks for."""

    name: str
    there: str
    """The bridges, each by its number."""
    to: tuple[str, ...]
    """The devices that are to be updated, in this order."""
    polite: bool = True
    size: int = SIZE
    ends: tuple[str, str] = RUNS
    """How each request ends: what CCS08 says of its image, and what CS09 says."""
    loss: float = 0.0
    """Of every radio link; nothing is lost over the WAN and DUIS."""
    seeds: int = 1
    """Told with seeds 1 to this many in a whole campaign."""
    design: DesignName = "proposed"
    report: ReportPolicy = "staged"

    def site(self) -> Site:
        """Give its premises."""
        return _site(self)


def _bridge(number: int, **more: object) -> BridgeSpec:
    eui = f"90-B3-D5-1F-30-B{number}-00-01"
    return BridgeSpec(f"B{number}", eui, 0x0084 + 0x0100 * number, reboot_s=20.0, start_delay_max_s=60.0, **more)  # type: ignore[arg-type]  # fields of BridgeSpec


BRIDGES = {
    "1": ("b1", _bridge(1)),
    "2": ("b2", _bridge(2, behind="b1")),
    "3": ("b3", _bridge(3)),
    "4": ("b4", _bridge(4, behind="b3", wake_every_s=120.0, awake_s=20.0, poll_every_s=1.0)),
}
METERS = {
    "2": ("ppmid", MeterSpec("PPMID", "90-B3-D5-1F-30-C2-00-01", behind="b2")),
    "4": (
        "gsme",
        MeterSpec("GSME", "90-B3-D5-1F-30-C4-00-01", behind="b4", wake_every_s=240.0, awake_s=20.0, poll_every_s=1.0),
    ),
}
"""What stands behind a bridge, where there is something."""

STORIES = {
    story.name: story
    for story in (
        Story("b1", "1", ("b1",), seeds=5),
        Story("b2", "12", ("b2",), seeds=2),
        Story("b4", "134", ("b4",), seeds=2),
        Story("campaign-12", "12", ("b1", "b2"), seeds=2),
        Story("campaign-134", "134", ("b1", "b3", "b4"), seeds=2),
        Story("campaign-1234", "1234", ("b1", "b2", "b3", "b4")),
        Story("displaced", "12", ("b1", "b2"), polite=False, seeds=2),
        Story("forged", "1", ("b1",), ends=FORGED, seeds=2),
        Story("three-chunks", "1", ("b1",), size=THREE_CHUNKS, ends=MISFIT, seeds=2),
        Story("b1-lossy", "1", ("b1",), loss=0.1, seeds=5),
        Story("campaign-12-lossy", "12", ("b1", "b2"), loss=0.05, seeds=3),
        Story("campaign-134-lossy", "134", ("b1", "b3", "b4"), loss=0.05),
        Story("option-a", "134", ("b1", "b3"), design="option-a", seeds=2),
        Story("option-a-late", "134", ("b3",), design="option-a", report="late"),
        Story("option-a-early", "134", ("b3",), design="option-a", report="early"),
        Story("option-b", "1234", ("b1",), design="option-b"),
        Story("option-b-late", "12", ("b1",), design="option-b", report="late"),
        Story("displaced-lossy", "12", ("b1", "b2"), polite=False, loss=0.05, seeds=2),
    )
}


@cache
def _site(story: Story) -> Site:
    bridges = dict(BRIDGES[number] for number in story.there)
    meters = dict(METERS[number] for number in story.there if number in METERS)
    links = LinksSpec(
        wan=LinkSpec(300.0, 100.0), han=LinkSpec(25.0, 10.0, story.loss), althan=LinkSpec(100.0, 40.0, story.loss)
    )
    return of_design(Site(bridges=bridges, meters=meters, links=links, report=story.report), story.design)


@cache
def plans_of(story: Story) -> tuple[LinkPlan, ...]:
    """Give its links."""
    return tuple(link_plans(story.site()))


@cache
def campaign_of(story: Story) -> Campaign:
    """Give what its Supplier sends."""
    site = story.site()
    wanted = []
    for number, group in enumerate(groups_of(site, story.to), 1):
        image = _image(story, Name(group[0]))
        wanted.append(Wanted(request_for(site, image, list(group), number), DEADLINE))
    return Campaign(ASKED_AT, story.polite, tuple(wanted))


def cast_of(story: Story, seed: int, cast: Cast = makers_of) -> dict[Name, Maker]:
    """Give everybody, the Supplier too."""
    campaign = campaign_of(story)

    def supplier(kept: Kept) -> Machine:
        return Supplier((), kept, campaign)

    return {**cast(story.site(), seed), SUPPLIER: supplier}


def _image(story: Story, who: Name) -> bytes:
    spec = story.site().bridges[who]
    hardware = OTHER_HARDWARE if story.ends == MISFIT else (spec.hardware, spec.hardware)
    image = make_image(spec.image_type, NEW, story.size, manufacturer=spec.manufacturer, hardware=hardware)
    if fed_by(story.site(), who):
        image = image_for(story.site(), (who,), NEW, story.size)
    if story.ends == FORGED:
        image = image[:FLIPPED] + bytes((image[FLIPPED] ^ 1,)) + image[FLIPPED + 1 :]
    return image


@cache
def device_ids(story: Story) -> dict[Name, Eui64]:
    """Give the identity of each bridge."""
    return {Name(who): eui64(spec.eui) for who, spec in story.site().bridges.items()}


@cache
def why_not_run(story: Story, who: Name, image: bytes, version: int) -> str:
    """Give the reason why a device may not run an image, by its own rules whatever a planted bug makes of it; or none.

    Remembered, for there are few images here and they are looked at in every telling.
    """
    try:
        bridge_plan(story.site(), who, 0).verify(image, version)
    except PremisesError as error:
        return str(error)
    return ""
