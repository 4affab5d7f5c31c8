"""Who passes a frame on to whom: the tree of a site, from any device to any other.

Every device stands behind one other, and the hub behind none; a frame goes down into the branch that holds its target,
or else up. Pure; the site says who stands where.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from premises.identity import Name
from premises.wire.design import DESIGNS, DesignName
from premises.wire.site import HUB, LinkSpec, Site, devices


def behind(site: Site) -> dict[Name, Name]:
    """Give, for each device, whom it stands behind: its neighbour on the way to the hub."""
    return {who: Name(spec.behind) for who, spec in devices(site).items()}


def link_of(site: Site, who: Name) -> LinkSpec:
    """Give the radio between ``who`` and whom it stands behind."""
    spec = devices(site)[who]
    shared = site.links.han if spec.behind == HUB or who in site.meters else site.links.althan
    return spec.link or shared


def of_design(site: Site, design: DesignName) -> Site:
    """Give ``site`` built to ``design``: whoever is fed by another in it stands directly behind that one."""
    built = replace(site, design=design)
    feeders = {who: feeder_of(built, Name(who)) for who in site.bridges}
    bridges = {who: replace(spec, behind=feeders[who] or spec.behind) for who, spec in site.bridges.items()}
    return replace(built, bridges=bridges)


def feeder_of(site: Site, who: Name) -> Name | None:
    """Give the bridge that hands ``who`` its firmware; None for a bridge that gets it from the hub."""
    variant = DESIGNS[site.design].fed_by.get(site.bridges[who].ppmid_variant)
    return next((Name(other) for other, spec in site.bridges.items() if spec.ppmid_variant == variant), None)


def fed_by(site: Site, who: Name) -> tuple[Name, ...]:
    """Give the bridges that ``who`` hands their firmware, in the order of the site."""
    return tuple(Name(other) for other in site.bridges if feeder_of(site, Name(other)) == who)


def package_of(site: Site, who: Name) -> tuple[Name, ...]:
    """Give whose firmware is in the package of ``who``: its own first, then of all that are fed through it."""
    return (who, *(inner for fed in fed_by(site, who) for inner in package_of(site, fed)))


def next_hop(up: Mapping[Name, Name], at: Name, target: Name) -> Name:
    """Give the neighbour of ``at`` that is nearest to ``target``."""
    step = target
    while step != HUB:
        above = up[step]
        if above == at:
            return step
        step = above
    return up[at]


def below(up: Mapping[Name, Name], at: Name) -> dict[Name, Name]:
    """Give who is reached through ``at``, and the neighbour of ``at`` that leads there."""
    return {who: next_hop(up, at, who) for who in up if who != at and _passes(up, who, at)}


def _passes(up: Mapping[Name, Name], who: Name, at: Name) -> bool:
    while who != HUB:
        who = up[who]
        if who == at:
            return True
    return False
