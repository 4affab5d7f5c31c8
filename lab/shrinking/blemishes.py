"""What is imperfect about the links of a site by themselves, to be taken away: loss, bursts, rates, jitter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from premises.wire.site import BridgeSpec, LinkSpec, MeterSpec, Site
from premises.wire.site_text import changed

_CURES: dict[str, Callable[[LinkSpec], LinkSpec]] = {
    "loss": lambda link: changed(link, loss=0.0),
    "burst": lambda link: changed(link, burst_into=0.0, burst_out_of=1.0),
    "rate": lambda link: changed(link, rate_octets_per_s=0),
    "jitter": lambda link: changed(link, jitter_ms=0.0, distribution="uniform", correlation=0.0),
}
"""What can be wrong with a link by itself, and the link without it."""

CHANCE = ("loss", "burst")
"""Those by which single flights are lost."""


@dataclass(frozen=True, slots=True)
class Blemish:
    """One imperfection of one link of a site."""

    place: tuple[str, ...]
    """``links`` and which, or the table and the name of the device whose own link it is."""
    what: str

    def __str__(self) -> str:
        """Say it as a site does, like ``links.han: loss``."""
        return f"{'.'.join(self.place)}: {self.what}"


def blemishes(site: Site) -> tuple[Blemish, ...]:
    """Give every imperfection of every link of ``site``."""
    return tuple(
        Blemish(place, what) for place, link in _links(site) for what, cure in _CURES.items() if cure(link) != link
    )


def cured(site: Site, blemish: Blemish) -> Site:
    """Give ``site`` without one imperfection."""
    table, which = blemish.place[:2]
    cure = _CURES[blemish.what]
    if table == "links":
        return changed(site, links=changed(site.links, **{which: cure(getattr(site.links, which))}))
    if table == "bridges":
        bridge: BridgeSpec = site.bridges[which]
        assert bridge.link is not None, f"{which} has no link of its own"
        return changed(site, bridges={**site.bridges, which: changed(bridge, link=cure(bridge.link))})
    meter: MeterSpec = site.meters[which]
    assert meter.link is not None, f"{which} has no link of its own"
    return changed(site, meters={**site.meters, which: changed(meter, link=cure(meter.link))})


def without_chance(site: Site) -> Site:
    """Give ``site`` with links that lose nothing by themselves."""
    for blemish in blemishes(site):
        if blemish.what in CHANCE:
            site = cured(site, blemish)
    return site


def _links(site: Site) -> Iterator[tuple[tuple[str, ...], LinkSpec]]:
    yield from ((("links", kind), getattr(site.links, kind)) for kind in ("duis", "wan", "han", "althan"))
    for table, devices in (("bridges", site.bridges), ("meters", site.meters)):
        yield from (((table, who), device.link) for who, device in devices.items() if device.link is not None)
