"""The premises that the labelled matrix is told in: all four bridges, B4 asleep but for 30 s of each two minutes."""

from msgspec.structs import replace

from lab.images import make_bundle, make_image
from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.supplier import NO_CAMPAIGN, Planned
from premises.faults.said.checked import with_said
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.design import ReportPolicy
from premises.wire.route import fed_by
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import BridgeSpec, LinkSpec, LinksSpec, Site
from premises.wire.tables.hub import DutySpec, HubSpec

OLD, NEW = 0x0001_0000, 0x0001_0001
B4_WAKES_EVERY_S, B4_AWAKE_S = 120.0, 30.0


def flat() -> Site:
    """Give the premises, with nothing wrong."""
    bridges = {
        "b1": _bridge(1),
        "b2": _bridge(2, behind="b1"),
        "b3": _bridge(3),
        "b4": _bridge(4, behind="b3", wake_every_s=B4_WAKES_EVERY_S, awake_s=B4_AWAKE_S),
    }
    return Site(name="labelled", bridges=bridges, links=LinksSpec(wan=LinkSpec(1000.0, 300.0)))


def fed(site: Site, report: ReportPolicy = "staged") -> Site:
    """Give ``site`` in Option A: B3 has a bundle, and feeds B4."""
    return replace(site, design="option-a", report=report)


def quiet(site: Site) -> Site:
    """Give ``site`` with radios that lose nothing by themselves."""
    links = replace(site.links, han=replace(site.links.han, loss=0.0), althan=replace(site.links.althan, loss=0.0))
    return replace(site, links=links)


def told_to(site: Site, *said: str) -> Site:
    """Give ``site`` with faults in spoken words."""
    return with_said(site, said)


def paced(site: Site, pace_ms: float) -> Site:
    """Give ``site`` with a hub that asks for a pause between blocks."""
    return replace(site, hub=replace(site.hub, block_period_min_ms=pace_ms))


def below_1_ghz(site: Site, duty: DutySpec) -> Site:
    """Give ``site`` with B1 below 1 GHz and the thresholds of ``duty``."""
    bridges = {**site.bridges, "b1": replace(site.bridges["b1"], link=LinkSpec(40.0, 15.0, 0.0, band="sub-ghz"))}
    return replace(site, hub=HubSpec(duty=duty), bridges=bridges)


def small_flash(site: Site, who: str, size_max: int) -> Site:
    """Give ``site`` in which ``who`` has room for ``size_max`` octets."""
    return replace(site, bridges={**site.bridges, who: replace(site.bridges[who], size_max=size_max)})


def story(site: Site, updates: tuple[Planned, ...], until_s: float) -> Scenario:
    """Give a scenario in which a Supplier sends ``updates``, told for ``until_s`` at most."""
    spec = ScenarioSpec("a fault is injected and named", Expect({}, until_s))
    return Scenario("labelled", spec, site, updates, NO_CAMPAIGN)


def update(  # noqa: PLR0913 - what can be wrong with a request, each by name
    site: Site,
    who: str,
    size: int,
    *,
    at_s: float = 10.0,
    number: int = 1,
    version: int = NEW,
    hardware: tuple[int, int] = (1, 1),
    flip: int = -1,
) -> Planned:
    """Give a request for an image of ``size`` octets for ``who``; ``flip`` turns a bit of that octet."""
    if who in site.meters:
        image = image_for(site, (who,), version, size)
        return Planned(Instant(seconds(at_s)), request_for(site, image, [who], number))
    spec = site.bridges[who]
    image = make_image(spec.image_type, version, size, manufacturer=spec.manufacturer, hardware=hardware)
    fed = [image_for(site, (child,), version, size) for child in fed_by(site, Name(who))]
    if fed:
        image = make_bundle((image, *fed), version)
    if flip >= 0:
        image = image[:flip] + bytes((image[flip] ^ 1,)) + image[flip + 1 :]
    return Planned(Instant(seconds(at_s)), request_for(site, image, [who], number))


def _bridge(number: int, **more: object) -> BridgeSpec:
    return BridgeSpec(
        f"B{number}",  # type: ignore[arg-type]  # B1 to B4
        f"90-B3-D5-1F-30-B{number}-00-01",
        0x0084 + 0x0100 * number,
        reboot_s=10.0,
        query_every_s=60.0,
        start_delay_max_s=10.0,
        **more,  # type: ignore[arg-type]  # fields of BridgeSpec
    )
