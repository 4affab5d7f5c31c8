"""From a site to its links and its addresses: what every participant must agree on before the first frame.

Pure and the same in every process; it builds no participant.
"""

from dataclasses import replace

from premises.faults.air import LinkPlan
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import CorrelatedLatency, Distribution, Latency
from premises.faults.impairments.queueing import Rate
from premises.faults.specified import QUEUE_MAX, with_faults
from premises.identity import Eui64, Name, eui64
from premises.quantity import seconds
from premises.trust.network import NetworkCipher, network_key
from premises.wire.device.supply import supply_from
from premises.wire.field.air_bytes import AddressBook
from premises.wire.message import Medium
from premises.wire.radio.band import Band
from premises.wire.route import behind
from premises.wire.site import DCC, HUB, SUPPLIER, LinkSpec, Site, devices

PAN = 0x1A62
"""The premises' PAN identifier. Ours."""

HUB_SHORT = 0x0000
"""The coordinator's short address. Source: Zigbee."""

FIRST_SHORT = 0x0101
"""Short address of the first device; the others follow in the order of the site. Ours."""


HAN = "han"
"""The one Zigbee network of a premises, as its key is derived. Assumption 12 (docs/sources.md)."""


HOLDS_UP = (Latency(seconds(0.1), seconds(0)),)
"""How long a hub goes on without a supply: what its capacitors hold. Assumption 81 (docs/sources.md)."""


def link_plans(site: Site) -> tuple[LinkPlan, ...]:
    """Give every link of the premises, in a fixed order, each with the faults that are for it; supplies are links."""
    links, secured = site.links, site.nwk_security
    plans = [
        _plan(duis_of(Name(who)), Medium.DUIS, Name(who), DCC, links.duis, secured=secured) for who in site.suppliers
    ]
    plans.append(_plan("wan", Medium.WAN, DCC, HUB, links.wan, secured=secured))
    plans += [
        # Luck and faults are for what somebody says; a supply is there or not.
        LinkPlan(supply_from(Name(who)), Medium.MAINS, (Name(who), HUB), HOLDS_UP, HOLDS_UP)
        for who, spec in site.meters.items()
        if spec.firmware is not None and spec.firmware.cuts_the_hub_for_s
    ]
    for who, above in behind(site).items():
        own = devices(site)[who].link
        if above == HUB:
            name, usual = "han", links.han
        elif who in site.meters:
            # A bridge extends the HAN: a meter speaks to one as it would to the hub. Assumption 31 (docs/sources.md).
            name, usual = f"han-{above}-{who}", links.han
        else:
            name, usual = f"althan-{above}-{who}", links.althan
        plans.append(_plan(name, Medium.RADIO, above, who, own or usual, secured=secured))
    # Whoever imposes a fault on a link, now or while it runs, finds in its plan what the fault wants to know.
    known = [replace(plan, euis=_euis(site)) for plan in plans]
    return tuple(with_faults(plan, site.fault) for plan in known)


def air_links(site: Site) -> tuple[LinkPlan, ...]:
    """Give every link over which somebody speaks, and which a person can name: all but supplies."""
    return tuple(plan for plan in link_plans(site) if plan.medium is not Medium.MAINS)


def address_book(site: Site, seed: int) -> AddressBook:
    """Give who has which short address and EUI-64 on the radios of a premises of ``seed``, and what secures them."""
    short = {HUB: HUB_SHORT} | {who: FIRST_SHORT + index for index, who in enumerate(devices(site))}
    return AddressBook(PAN, short, _euis(site), NetworkCipher(network_key(seed, HAN)) if site.nwk_security else None)


def duis_of(supplier: Name) -> Name:
    """Give the name of the link between a Supplier and the DCC adapter."""
    return Name("duis") if supplier == SUPPLIER else Name(f"duis-{supplier}")


def _euis(site: Site) -> dict[Name, Eui64]:
    return {HUB: eui64(site.hub.eui)} | {who: eui64(spec.eui) for who, spec in devices(site).items()}


def _plan(link: str, medium: Medium, first: Name, second: Name, spec: LinkSpec, *, secured: bool) -> LinkPlan:
    """Give a link by itself. Its order is fixed: what is lost was on the air, so it took its place in the queue."""
    impairments: list[Impairment] = []
    if spec.rate_octets_per_s:
        impairments.append(Rate(spec.rate_octets_per_s, QUEUE_MAX, medium, secured))
    impairments.append(_latency(spec))
    if spec.loss:
        impairments.append(Loss(spec.loss))
    if spec.burst_into:
        impairments.append(GilbertElliott(spec.burst_into, spec.burst_out_of))
    across = tuple(impairments)
    return LinkPlan(Name(link), medium, (first, second), across, across, secured=secured, band=Band(spec.band))


def _latency(spec: LinkSpec) -> Impairment:
    base, jitter = seconds(spec.latency_ms / 1000), seconds(spec.jitter_ms / 1000)
    latency = Latency(base, jitter, Distribution(spec.distribution))
    return CorrelatedLatency(latency, spec.correlation) if spec.correlation else latency
