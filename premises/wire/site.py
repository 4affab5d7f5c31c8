"""A premises as data: which devices there are, what joins them, and what each begins with.

The schema, its defaults and its bounds; every field has one, so an empty site is a premises with B1. Reading files
and explaining what is wrong with one is the lab's affair. What a number is worth stands beside it.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from premises.identity import Eui64, Name
from premises.wire.design import DesignName, ReportPolicy
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.radio.profiles import PROFILE, PROFILES, unrated
from premises.wire.scenario import UPDATES_MAX, Update
from premises.wire.tables.bounds import EUI_SHAPE, EuiText, ImageRoom, Milliseconds, Seconds, Span, Version
from premises.wire.tables.dcc import HASH_DIGITS, DccSpec
from premises.wire.tables.hub import HubSpec
from premises.wire.tables.private import PROTOCOLS_MAX, VISITS_MAX, NewProtocolSpec, VisitSpec
from premises.wire.tables.register import RegisterSpec
from premises.wire.tables.suppliers import (
    CHANGES_MAX,
    SUPPLIERS_MAX,
    ChangeOfSupplierSpec,
    RegisteredSpec,
    SupplierSpec,
)

DCC = Name("dcc")
HUB = Name("hub")
SUPPLIER = Name("supplier")

ACB_EUI = Eui64("90-B3-D5-1F-30-00-00-02")
"""The Access Control Broker of the published test data. Source: GP vectors (docs/sources.md)."""

SUPPLIER_EUI = Eui64("90-B3-D5-1F-30-01-00-00")
"""The Supplier of the published test data. Source: GP vectors (docs/sources.md)."""

BRIDGE_MANUFACTURER = 0xA170
"""Assumption 3 (docs/sources.md)."""

METER_MANUFACTURER = 0xA171
"""Assumption 66 (docs/sources.md)."""

DEVICES_MAX = 16
"""Bridges of one site, and meters of one site. Source: EZ-DL, device log default; a hub's own is the site's to say."""

SEED_MAX = (1 << 63) - 1
"""What a seed may be at most, so that any TOML or JSON library can carry it. Ours."""

PAST_MAX_S = 31_536_000.0
"""The longest past of a premises: a year. Ours."""

_Seed = Annotated[int, Meta(ge=0, le=SEED_MAX)]
_Fraction = Annotated[float, Meta(ge=0, le=1)]
_Drift = Annotated[float, Meta(ge=-500_000, le=500_000)]
_Code = Annotated[int, Meta(ge=0, le=0xFFFF)]
_NAME_SHAPE = "^[a-z0-9-]{1,32}$"

SHAPES = {
    EUI_SHAPE: "eight hex pairs joined by hyphens, like 90-B3-D5-1F-30-B1-00-01",
    HASH_DIGITS: "64 hex digits",
    _NAME_SHAPE: "1 to 32 of a-z, 0-9 and hyphen",
}
"""What each pattern of the schema says, in words."""


class LinkSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One link's radio, the same in both directions."""

    latency_ms: Annotated[float, Meta(gt=0, le=3_600_000)]
    jitter_ms: Milliseconds = 0.0
    """Give or take, as ``distribution`` takes it; uniformly at most the latency."""
    loss: _Fraction = 0.0
    distribution: Literal["uniform", "normal", "lognormal", "pareto"] = "uniform"
    """How the latencies of many frames lie. Assumption 42 (docs/sources.md)."""
    correlation: Annotated[float, Meta(ge=-0.999, le=0.999)] = 0.0
    """How near a frame's latency is to the one before it; 0 for each by itself."""
    burst_into: _Fraction = 0.0
    """That a burst begins with the next frame, in which all are lost; 0 for none. Assumption 44 (docs/sources.md)."""
    burst_out_of: _Fraction = 1.0
    """That a burst ends with the next frame; more than 0."""
    rate_octets_per_s: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    """What goes over it in a second, each way; 0 for no bound. Assumption 53 (docs/sources.md)."""
    band: Literal["2.4-ghz", "sub-ghz"] = "2.4-ghz"
    """Where a radio link is. Below 1 GHz the hub minds its duty cycle towards its neighbours there."""


class BridgeSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One Alt HAN bridge."""

    ppmid_variant: Literal["B1", "B2", "B3", "B4"]
    """Assumption 9 (docs/sources.md)."""
    eui: EuiText
    image_type: _Code
    """Assumption 3 (docs/sources.md)."""
    behind: str = HUB
    """Its neighbour on the way to the hub: the hub itself, or another bridge. Assumption 17 (docs/sources.md)."""
    wake_every_s: Seconds = 0.0
    """A sleepy device's period; 0 for one that listens all the time. Assumption 15 (docs/sources.md)."""
    awake_s: Annotated[float, Meta(gt=0, le=86_400)] = 120.0
    """The longest that a sleepy device stays awake at one wake. Assumption 15 (docs/sources.md)."""
    poll_every_s: Annotated[float, Meta(gt=0, le=3_600)] = 0.5
    """Between two polls of a sleepy device that is awake. Assumption 15 (docs/sources.md)."""
    wake_phase_s: Seconds = 0.0
    """From the origin to its first wake, less than the period. Assumption 33 (docs/sources.md)."""
    wake_drift_ppm: _Drift = 0.0
    """How much longer a second of its clock is than a second, in millionths. Assumption 40 (docs/sources.md)."""
    wake_missed: _Fraction = 0.0
    """The chance that it misses a wake. Assumption 40 (docs/sources.md)."""
    joined: bool = True
    """Whether it is on the inventory and in its hub's log before anybody asks for that (12.2, 8.11)."""
    manufacturer: _Code = BRIDGE_MANUFACTURER
    hardware: _Code = 0x0001
    running: Version = 0x0001_0000
    inventory_version: Version | None = None
    """What the inventory holds it to run, when that is not the truth."""
    block_size: Annotated[int, Meta(ge=1, le=63)] = 48
    reboot_s: Seconds = 40.0
    """Assumption 7 (docs/sources.md): 20 to 60 s."""
    query_every_s: Seconds = 300.0
    """Source: EZ-OC."""
    start_delay_max_s: Seconds = 300.0
    """Source: EZ-OC."""
    retry_after_s: Seconds = 2.0
    """Assumption 11 (docs/sources.md)."""
    size_max: ImageRoom = 1 << 20
    """Octets of its flash for a new image. Assumption 1 (docs/sources.md)."""
    link: LinkSpec | None = None
    """Its own link to whom it stands behind; without one it is ``links.han`` or ``links.althan``."""


class Before(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A premises' past: what happened before it begins, of which each participant has what it kept."""

    until_s: Annotated[float, Meta(gt=0, le=PAST_MAX_S)]
    """Premises time at which the premises begins, as after a power cut at that moment."""
    seed: _Seed | None = None
    """From which the chance of the past follows; without one, the run's. Keys are the run's in any case."""
    update: Annotated[list[Update], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    """Requests of the past, each before ``until_s``."""


class FirmwareSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a meter runs, and how it gets another version."""

    running: Version = 0x0001_0000
    manufacturer: _Code = METER_MANUFACTURER
    hardware: _Code = 0x0001
    block_size: Annotated[int, Meta(ge=1, le=63)] = 48
    reboot_s: Seconds = 40.0
    """Assumption 7 (docs/sources.md): 20 to 60 s."""
    query_every_s: Seconds = 300.0
    """Source: EZ-OC; a GSME asks when its mirror's flag says so, and never by itself."""
    start_delay_max_s: Seconds = 300.0
    """Source: EZ-OC."""
    size_max: ImageRoom = 1 << 20
    """Octets of its flash for a new image. Assumption 1 (docs/sources.md)."""
    cuts_the_hub_for_s: Seconds = 0.0
    """How long an older ESME's reboot leaves the hub without power; 0 for never. Assumption 80 (docs/sources.md)."""


class MeterSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A device of the dwelling that is no bridge."""

    kind: Literal["PPMID", "GSME", "ESME", "HCALCS"]
    """A PPMID asks the hub what the gas meter counted, and a GSME tells it; the others say nothing every day."""
    eui: EuiText
    behind: str = HUB
    """Its neighbour on the way to the hub: the hub itself, or a bridge. Assumption 17 (docs/sources.md)."""
    talk_every_s: Annotated[float, Meta(ge=0.1, le=86_400)] = 120.0
    """Between two questions of a PPMID; a GSME reports at each wake. Assumption 28 (docs/sources.md)."""
    wake_every_s: Seconds = 0.0
    """A GSME's period; 0 for a PPMID, which listens all the time. Source: MP15, typically 30 minutes."""
    awake_s: Annotated[float, Meta(gt=0, le=86_400)] = 120.0
    """The longest that a GSME stays awake at one wake. Assumption 15 (docs/sources.md)."""
    poll_every_s: Annotated[float, Meta(ge=0.01, le=3_600)] = 0.5
    """Between two polls of a GSME that is awake. Assumption 15 (docs/sources.md)."""
    wake_phase_s: Seconds = 0.0
    """From the origin to its first wake, less than the period. Assumption 33 (docs/sources.md)."""
    wake_drift_ppm: _Drift = 0.0
    """How much longer a second of its clock is than a second, in millionths. Assumption 40 (docs/sources.md)."""
    wake_missed: _Fraction = 0.0
    """The chance that it misses a wake. Assumption 40 (docs/sources.md)."""
    joined: bool = True
    """Whether it is on the inventory and in its hub's log before anybody asks for that (12.2, 8.11)."""
    retry_after_s: Annotated[float, Meta(ge=0.1, le=3_600)] = 2.0
    """Between two tries of a question that nobody answers. Assumption 11 (docs/sources.md)."""
    tries_max: Annotated[int, Meta(ge=1, le=100)] = 5
    """Tries without an answer that make a cut. Assumption 29 (docs/sources.md)."""
    link: LinkSpec | None = None
    """Its own link to whom it stands behind; without one it is ``links.han``."""
    firmware: FirmwareSpec | None = None
    """Without it nothing here updates it; an ESME and an HCALCS have one. Assumption 66 (docs/sources.md)."""


DeviceSpec = BridgeSpec | MeterSpec
"""Whatever is in the hub's device log."""


def _bridges() -> dict[str, BridgeSpec]:
    return {"b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184)}


WRITTEN: dict[type, tuple[str, ...]] = {LinkSpec: (PROFILE,)}
"""What a person may write in a table beside its keys: the lab makes keys of it before the schema reads it."""

PROFILE_OF = {"duis": "duis", "wan": "wan-cellular", "han": "han-2400", "althan": "althan-b1-b2"}
"""The profile whose latency, jitter and loss each kind of link has by default; it is held to no rate (0015)."""


def _duis() -> LinkSpec:
    return LinkSpec(**unrated(PROFILES[PROFILE_OF["duis"]]))


def _wan() -> LinkSpec:
    return LinkSpec(**unrated(PROFILES[PROFILE_OF["wan"]]))


def _han() -> LinkSpec:
    return LinkSpec(**unrated(PROFILES[PROFILE_OF["han"]]))


def _althan() -> LinkSpec:
    return LinkSpec(**unrated(PROFILES[PROFILE_OF["althan"]]))


class LinksSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The links of a premises."""

    duis: LinkSpec = field(default_factory=_duis)
    """Between the Supplier and the DCC adapter. Assumption 47 (docs/sources.md)."""
    wan: LinkSpec = field(default_factory=_wan)
    """Cellular, 1 to 2 s a message. Assumption 48 (docs/sources.md)."""
    han: LinkSpec = field(default_factory=_han)
    """2.4 GHz, 30 to 70 ms a block round trip. Assumption 49 (docs/sources.md)."""
    althan: LinkSpec = field(default_factory=_althan)
    """Each private link between two bridges. Assumption 51 (docs/sources.md)."""


class Site(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One premises."""

    name: Annotated[str, Meta(pattern=_NAME_SHAPE)] = "flat-14"
    design: DesignName = "proposed"
    """Who is on the SMI, and who is fed by another bridge. Source: SEED."""
    report: ReportPolicy = "staged"
    """When a bridge that feeds others says that a bundle is done. Assumption 65 (docs/sources.md)."""
    reports: Literal["bundle", "own"] = "bundle"
    """Which version such a bridge says that it runs. Assumption 20 (docs/sources.md)."""
    feed_within_s: Span = 172_800.0
    """How long such a bridge waits for those that it feeds. Assumption 65 (docs/sources.md)."""
    nwk_security: bool = True
    """Whether radio frames are secured under the network key; false to read captures without a key."""
    shape: Literal["legal", "any"] = "legal"
    """Whether only the sets of bridges that there are in the field will do. Assumption 17 (docs/sources.md)."""
    seed: _Seed = 0
    """From which all chance of a run follows, unless the run names another."""
    hub: HubSpec = field(default_factory=HubSpec)
    bridges: Annotated[dict[str, BridgeSpec], Meta(min_length=1, max_length=DEVICES_MAX)] = field(
        default_factory=_bridges
    )
    meters: Annotated[dict[str, MeterSpec], Meta(max_length=DEVICES_MAX)] = field(default_factory=dict)
    links: LinksSpec = field(default_factory=LinksSpec)
    new_protocol: Annotated[list[NewProtocolSpec], Meta(max_length=PROTOCOLS_MAX)] = field(default_factory=list)
    """From which versions on a private link is understood by no older ones. Assumption 78 (docs/sources.md)."""
    visit: Annotated[list[VisitSpec], Meta(max_length=VISITS_MAX)] = field(default_factory=list)
    """Who is given which version by hand, and when. Assumption 79 (docs/sources.md)."""
    before: Before | None = None
    """Where it begins; without it everybody begins as new, at 0 s."""
    suppliers: Annotated[dict[str, SupplierSpec], Meta(min_length=1, max_length=SUPPLIERS_MAX)] = field(
        default_factory=lambda: {str(SUPPLIER): SupplierSpec()}
    )
    registered: RegisteredSpec = field(default_factory=RegisteredSpec)
    """Whose customer it is at its origin."""
    change_of_supplier: Annotated[list[ChangeOfSupplierSpec], Meta(max_length=CHANGES_MAX)] = field(
        default_factory=list
    )
    """Whose customer it becomes, and when. Source: SEED."""
    dcc: DccSpec = field(default_factory=DccSpec)
    register: RegisterSpec = field(default_factory=RegisterSpec)
    """AltHANCo's."""
    fault: Annotated[list[FaultSpec], Meta(max_length=FAULTS_MAX)] = field(default_factory=list)
    """What is wrong with its links on purpose, after what each link is by itself, in this order."""


def devices(site: Site) -> dict[Name, DeviceSpec]:
    """Give every device on the hub's HAN, the bridges first, each in the order of the site."""
    bridges: dict[Name, DeviceSpec] = {Name(who): spec for who, spec in site.bridges.items()}
    return bridges | {Name(who): spec for who, spec in site.meters.items()}


def with_more_faults(site: Site, more: Iterable[FaultSpec]) -> Site:
    """Give ``site`` with ``more`` faults after its own."""
    return replace(site, fault=[*site.fault, *more])
