"""What a reader of notes must know of a premises: who is who, and on which way a frame reaches each device.

From the site that comes with a run; it holds nothing that a note says better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, seconds
from premises.wire.device.target import BY_COMMAND, updatable, wanted_of
from premises.wire.fault import FaultSpec
from premises.wire.field.wan import WAN_CHUNK_MAX
from premises.wire.route import behind, link_of
from premises.wire.site import DCC, HUB, BridgeSpec, LinkSpec, Site, devices
from premises.wire.tables.private import VisitSpec

AHEAD_ON_WAN = 2 * WAN_CHUNK_MAX
"""Octets that a message of the WAN waits for and is made of, where it has a rate: two chunks. Ours."""

AHEAD_ON_RADIO = 4 * 127
"""The same for a frame on a radio link: four of the longest. Ours."""


@dataclass(frozen=True, slots=True)
class Place:
    """One device that can be updated, as the site has it."""

    who: Name
    kind: str
    """``PPMID`` for every bridge, or the meter's."""
    eui: Eui64
    image_type: int
    way: tuple[Name, ...]
    """From the hub to the device, both included: ``(hub, b1, b2)``."""
    period: Duration
    """Between two wakes; 0 for one that listens all the time."""
    phase: Duration
    """How much later than a whole period it wakes."""
    burst: Duration
    """The longest that it stays awake at one wake."""
    poll_every: Duration
    """Between two polls of a sleepy device that is awake."""
    query_every: Duration
    start_delay_max: Duration
    retry_after: Duration
    reboot: Duration
    block_size: int

    @property
    def is_commanded(self) -> bool:
        """Whether it runs a new version only when CS06 says so."""
        return self.kind in BY_COMMAND

    @property
    def is_told_by_its_mirror(self) -> bool:
        """Whether it asks for nothing of its own accord, and hears of what waits when it reports to its mirror."""
        return self.kind == "GSME"

    @property
    def hops(self) -> tuple[tuple[Name, Name], ...]:
        """Each neighbour and the next one, from the DCC adapter to the device."""
        whole = (DCC, *self.way)
        return tuple(pairwise(whole))


@dataclass(frozen=True, slots=True)
class Layout:
    """One premises."""

    places: Mapping[Name, Place]
    names: Mapping[Eui64, Name]
    """Every device and the hub, by identity."""
    links: Mapping[frozenset[Name], LinkSpec]
    """What the site says of the link between two neighbours."""
    faults: tuple[FaultSpec, ...] = ()
    """What is wrong on purpose from the beginning."""
    running: Mapping[Name, int] = field(default_factory=dict)
    """Which version each device and the hub runs at the beginning; nobody's when the premises has a past."""

    feed_within: Duration = Duration(0)
    """How long a bridge that feeds others waits for them."""

    visits: tuple[VisitSpec, ...] = ()
    """Who is given which version by hand, and when."""

    def takes(self, first: Name, second: Name) -> Duration:
        """Give how long a frame should take at most between two neighbours; 0 for who are none."""
        link = self.links.get(frozenset((first, second)))
        if link is None:
            return Duration(0)
        ahead = AHEAD_ON_WAN if DCC in (first, second) else AHEAD_ON_RADIO
        queued = ahead / link.rate_octets_per_s if link.rate_octets_per_s else 0.0
        return seconds((link.latency_ms + link.jitter_ms) / 1000 + queued)


def layout_of(site: Site) -> Layout:
    """Give the layout of a premises."""
    up = behind(site)
    names = {eui64(spec.eui): who for who, spec in devices(site).items()} | {eui64(site.hub.eui): HUB}
    links = {frozenset((DCC, HUB)): site.links.wan}
    links |= {frozenset((who, above)): link_of(site, who) for who, above in up.items()}
    places = {who: _place(site, who, up) for who in updatable(site)}
    running = {who: wanted_of(site, who).running for who in places} | {HUB: site.hub.running}
    begins_with = {} if site.before else running
    feed_within = seconds(site.feed_within_s)
    return Layout(places, names, links, tuple(site.fault), begins_with, feed_within, tuple(site.visit))


def _place(site: Site, who: Name, up: Mapping[Name, Name]) -> Place:
    spec, target = devices(site)[who], wanted_of(site, who)
    own = spec if isinstance(spec, BridgeSpec) else spec.firmware
    assert own is not None, "it can be updated"
    way, at = [who], who
    while at != HUB:
        at = up[at]
        way.append(at)
    return Place(
        who,
        target.kind,
        eui64(spec.eui),
        target.image_type,
        tuple(reversed(way)),
        target.wake_every,
        seconds(spec.wake_phase_s),
        target.awake,
        target.poll_every,
        seconds(own.query_every_s),
        seconds(own.start_delay_max_s),
        seconds(spec.retry_after_s),
        seconds(own.reboot_s),
        target.block_size,
    )
