"""The links of a premises as the interfaces of a capture: WAN, HAN and Alt HAN, and the octets of each as a packet.

DUIS is no interface: it is XML over HTTP, and what of it crosses MQTT is nobody's format.
"""

from struct import Struct

from lab.capture.pcapng import Interface, LinkType
from premises.faults.air import LinkPlan
from premises.faults.launched import CAPTURED
from premises.faults.wiring import air_links
from premises.identity import Name
from premises.wire.gbcs.octets import FIRST_OCTETS
from premises.wire.message import Medium
from premises.wire.radio.band import OCTET_2400_US, OCTET_SUB_GHZ_US, Band
from premises.wire.site import DCC, HUB, Site, devices

_TAG = Struct(">HH")
_DISSECTOR_NAME, _END = 12, 0
"""Tags of an exported PDU. Source: docs/sources.md, radio captures."""

_GBCS, _OTHER = "gbcs_message", "data"
"""Dissectors of what crosses the WAN: a GBCS message, and the carrier's own, which no dissector knows."""

_SPEEDS = {Band.GHZ_2_4: 8_000_000 // OCTET_2400_US, Band.SUB_GHZ: 8_000_000 // OCTET_SUB_GHZ_US}
"""Bits a second of a radio."""


class Links:
    """The interfaces of one premises, in a fixed order, and which flight is on which."""

    def __init__(self, site: Site) -> None:
        self.plans = {(plan.name, frozenset(plan.ends)): plan for plan in air_links(site) if plan.medium in CAPTURED}
        self._names = list(dict.fromkeys(map(_name, self.plans.values())))
        self._site = site

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """What a capture has, one a link."""
        first = {_name(plan): plan for plan in reversed(self.plans.values())}
        return tuple(_interface(name, first[name], self._site) for name in self._names)

    def plan_of(self, link: Name, source: Name, target: Name) -> LinkPlan | None:
        """Give the link between two neighbours; None for one that no capture shows."""
        return self.plans.get((link, frozenset((source, target))))

    def place_of(self, plan: LinkPlan) -> int:
        """Give which of ``interfaces`` a link is."""
        return self._names.index(_name(plan))


def as_packet(octets: bytes, medium: Medium) -> bytes:
    """Give the octets of a frame as its interface's link type has them."""
    if medium is Medium.RADIO:
        return octets
    name = (_GBCS if octets[:1] in FIRST_OCTETS else _OTHER).encode("ascii")
    name += bytes(-len(name) % 4)
    return _TAG.pack(_DISSECTOR_NAME, len(name)) + name + _TAG.pack(_END, 0) + octets


def _name(plan: LinkPlan) -> str:
    """Give the name of a link; one name may stand for two bands, and these are two interfaces."""
    return f"{plan.name}-{plan.band.value}" if plan.band is Band.SUB_GHZ else plan.name


def _interface(name: str, plan: LinkPlan, site: Site) -> Interface:
    if plan.medium is Medium.WAN:
        return Interface(name, f"WAN: {DCC} and {HUB}, GBCS-shaped messages and the carrier's own", LinkType.UPPER_PDU)
    band = "below 1 GHz" if plan.band is Band.SUB_GHZ else "2.4 GHz"
    return Interface(name, f"{_kind(plan, site)}, 802.15.4, {band}", LinkType.RADIO, _SPEEDS[plan.band])


def _kind(plan: LinkPlan, site: Site) -> str:
    first, second = plan.ends
    if HUB in plan.ends:
        return f"HAN: {HUB} and its neighbours"
    if second in site.meters:
        return f"HAN beyond {first}: {first} and {second}"
    assert second in devices(site), f"{second} is at the end of {plan.name}"
    return f"Alt HAN: {first} and {second}"
