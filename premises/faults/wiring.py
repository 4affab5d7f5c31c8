"""From a site to its links and its addresses: what every participant must agree on before the first frame.

Pure and the same in every process; it builds no participant.
"""

from dataclasses import replace

from premises.faults.air import LinkPlan
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.specified import with_faults
from premises.identity import Name, eui64
from premises.quantity import seconds
from premises.trust.network import NetworkCipher, network_key
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


def link_plans(site: Site) -> tuple[LinkPlan, ...]:
    """Give every link of the premises, in a fixed order, each with the faults that are for it."""
    links = site.links
    plans = [
        _plan("duis", Medium.DUIS, SUPPLIER, DCC, links.duis),
        _plan("wan", Medium.WAN, DCC, HUB, links.wan),
    ]
    for who, above in behind(site).items():
        own = devices(site)[who].link
        if above == HUB:
            plans.append(_plan("han", Medium.RADIO, HUB, who, own or links.han))
        elif who in site.meters:
            # A bridge extends the HAN: a meter speaks to one as it would to the hub. Assumption 31 (docs/sources.md).
            plans.append(_plan(f"han-{above}-{who}", Medium.RADIO, above, who, own or links.han))
        else:
            plans.append(_plan(f"althan-{above}-{who}", Medium.RADIO, above, who, own or links.althan))
    secured = site.nwk_security
    return tuple(with_faults(replace(plan, secured=secured), site.fault, secured=secured) for plan in plans)


def address_book(site: Site, seed: int) -> AddressBook:
    """Give who has which short address and EUI-64 on the radios of a premises of ``seed``, and what secures them."""
    short = {HUB: HUB_SHORT} | {who: FIRST_SHORT + index for index, who in enumerate(devices(site))}
    eui = {HUB: eui64(site.hub.eui)} | {who: eui64(spec.eui) for who, spec in devices(site).items()}
    return AddressBook(PAN, short, eui, NetworkCipher(network_key(seed, HAN)) if site.nwk_security else None)


def _plan(link: str, medium: Medium, first: Name, second: Name, spec: LinkSpec) -> LinkPlan:
    impairments: list[Impairment] = [Latency(seconds(spec.latency_ms / 1000), seconds(spec.jitter_ms / 1000))]
    if spec.loss:
        impairments.append(Loss(spec.loss))
    return LinkPlan(Name(link), medium, (first, second), tuple(impairments), tuple(impairments), Band(spec.band))
