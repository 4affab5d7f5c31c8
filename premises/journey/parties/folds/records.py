"""What there is in a premises, and what the inventory (SMI) held of it at the origin: from the site alone.

The DCC's view begins with it, and a Supplier's whose customer the premises was at its origin. Assumption 100
(docs/sources.md).
"""

from dataclasses import dataclass

from premises.identity import Eui64, Name, eui64
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.device.target import updatable
from premises.wire.duis.inventory import DeviceStatus
from premises.wire.route import feeder_of
from premises.wire.site import HUB, BridgeSpec, MeterSpec, Site, devices

STATUSES = {status.value.lower(): status.value for status in DeviceStatus}
"""As DUIS writes a status, by how a word has it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One device."""

    who: Name
    eui: Eui64
    device_type: str
    """As the SMI has it: a bridge is a ``PPMID``."""
    variant: str
    """Its PPMIDVariant; empty for what has none."""
    runs: int | None
    """What it runs at the origin; None for what has no firmware here, and of a premises with a past."""
    on_smi: bool
    """Whether it is on the SMI at the origin."""
    held: int | None
    """Which version the SMI holds it to run then."""
    labelled: bool
    """Whether the SMI knows its variant then."""

    @property
    def kind(self) -> str:
        """What it is: ``PPMID B1``, ``ESME``."""
        return f"{self.device_type} {self.variant}".strip()

    @property
    def kind_on_smi(self) -> str:
        """What the SMI says that it is at the origin."""
        return self.kind if self.labelled else self.device_type


def records_of(site: Site) -> dict[Name, Record]:
    """Give every device: the hub, then the others in the order of the site."""
    can, is_new = updatable(site), site.before is None
    hub = site.hub
    at_first = hub.running if is_new else None
    records = {HUB: Record(HUB, eui64(hub.eui), "CHF", "", at_first, True, at_first, labelled=True)}
    for who, spec in devices(site).items():
        fed = isinstance(spec, BridgeSpec) and feeder_of(site, who) is not None
        runs = _running(spec) if who in can and is_new else None
        said = getattr(spec, "inventory_version", None)
        held = None if not is_new or runs is None else runs if said is None else said
        kind = "PPMID" if isinstance(spec, BridgeSpec) else spec.kind
        labelled = site.dcc.uplift_at_s is None
        there = spec.joined and not fed
        records[who] = Record(who, eui64(spec.eui), kind, _variant(spec), runs, there, held, labelled)
    return records


def begins_at(site: Site) -> Instant:
    """Give when a premises begins: after its past, if it has one."""
    return ORIGIN if site.before is None else Instant(seconds(site.before.until_s))


def _variant(spec: BridgeSpec | MeterSpec) -> str:
    if isinstance(spec, BridgeSpec):
        return spec.ppmid_variant
    return "STD" if spec.kind == "PPMID" else ""


def _running(spec: BridgeSpec | MeterSpec) -> int | None:
    own = spec if isinstance(spec, BridgeSpec) else spec.firmware
    return None if own is None else own.running
