"""What never changes about the DCC adapter: who it is, and the inventory (SMI) it begins with.

Configuration only; what the adapter does is in ``machine``.
"""

from dataclasses import dataclass, replace

from dcc_adapter.accounts import Accounts, accounts_of
from premises.identity import Eui64, Name, eui64
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.certificates import Pki, pki_of
from premises.trust.mac import MacKeys
from premises.wire.device.register import register_of
from premises.wire.device.target import BY_COMMAND, IMAGE_TYPES
from premises.wire.duis.inventory import DeviceStatus
from premises.wire.route import feeder_of
from premises.wire.site import ACB_EUI, DCC, HUB, MeterSpec, Site, devices
from premises.wire.tables.dcc import DccSpec
from premises.wire.tables.hub import GBCS_OF_PPMID_CLASS, GbcsVersion

UNKNOWN = 0
"""Manufacturer, image type and version of a device whose firmware this premises has none of. Ours."""


@dataclass(frozen=True, slots=True)
class SmiDevice:
    """One device on the inventory: what the DCC holds to be true of it."""

    name: Name
    device_id: Eui64
    device_type: str
    """``PPMID`` for every bridge, ``GSME``, ``ESME``, ``HCALCS``, ``CHF``. Source: the Proposed Solution of MP170."""
    ppmid_variant: str
    """``B1`` to ``B4``, ``STD``, or empty for what is no PPMID. Assumption 9 (docs/sources.md)."""
    manufacturer: int
    image_type: int
    firmware_version: int
    status: DeviceStatus = DeviceStatus.COMMISSIONED
    takes_images: bool = True
    """Whether it has an OTA client here: every bridge has, and a meter whose firmware the site names."""
    model: int = UNKNOWN
    """Its hardware version, for want of a model that any public text gives. Ours."""

    @property
    def commissioned(self) -> bool:
        """Whether it is on the HAN and the DCC knows what it runs."""
        return self.status is DeviceStatus.COMMISSIONED

    @property
    def is_commanded(self) -> bool:
        """Whether it runs a new version when CS06 says so, and not before: what takes 11.1 takes no 11.4."""
        return self.device_type in BY_COMMAND

    @property
    def says_receipt(self) -> bool:
        """Whether N60 or N61 and FDRA tell of its image, and no CCS08. Source: S7N, S7M."""
        return self.device_type in ("ESME", "GSME")


@dataclass(frozen=True, slots=True)
class Label:
    """Which PPMIDVariant a device is given by the one-off data uplift."""

    device_id: Eui64
    ppmid_variant: str


@dataclass(frozen=True, slots=True)
class GbcsFrom:
    """Which GBCS version the hub has from a moment on, as the CSP told the DCC."""

    since: Instant
    version: GbcsVersion


@dataclass(frozen=True, slots=True)
class DccPlan:
    """One adapter, one premises, one hub."""

    who: Name
    acb: Eui64
    accounts: Accounts
    hub: Name
    devices: tuple[SmiDevice, ...]
    """On the inventory from the beginning."""
    pki: Pki
    """By which an alert is believed, as the ACB would."""
    macs: MacKeys
    """The ACB's: with which every command goes out, and answers to its own are checked."""
    chf: Eui64
    """The hub's own identity, as 11.2 and 8.11 name it."""
    hub_gbcs: tuple[GbcsFrom, ...] = (GbcsFrom(ORIGIN, GBCS_OF_PPMID_CLASS),)
    """In order of time, the first from the origin on."""
    dcc: DccSpec = DccSpec()
    """Its settings."""
    labels: tuple[Label, ...] = ()
    """What AltHANCo's register says at the one-off data uplift, if there is one."""
    outside: tuple[SmiDevice, ...] = ()
    """What stands in the premises and nobody has announced: on no inventory until a 12.2."""

    @property
    def there(self) -> tuple[SmiDevice, ...]:
        """All that stands in the premises, as it is."""
        return (*self.devices, *self.outside)

    def gbcs_at(self, now: Instant) -> GbcsVersion:
        """Give the GBCS version that the hub has by the inventory."""
        return next(known.version for known in reversed(self.hub_gbcs) if known.since <= now)


def dcc_plan(site: Site, seed: int) -> DccPlan:
    """Give the plan of the adapter in a premises of ``seed``: whoever is fed by another is not on the inventory."""
    bridges = tuple(
        SmiDevice(
            Name(who),
            eui64(spec.eui),
            "PPMID",
            spec.ppmid_variant,
            spec.manufacturer,
            spec.image_type,
            spec.running if spec.inventory_version is None else spec.inventory_version,
            model=spec.hardware,
        )
        for who, spec in site.bridges.items()
        if feeder_of(site, Name(who)) is None
    )
    meters = tuple(_meter(Name(who), spec) for who, spec in site.meters.items())
    pki, own = pki_of(seed, parties_of(site)), (MacKeys(seed, ACB_EUI), eui64(site.hub.eui))
    joined = {eui64(spec.eui): spec.joined for spec in devices(site).values()}
    every = (_hub(site), *bridges, *meters)
    outside = tuple(device for device in every if not joined.get(device.device_id, True))
    known = tuple(device for device in every if device not in outside)
    of_site = accounts_of(site), HUB, known, pki, *own, gbcs_of(site), site.dcc
    at_s = site.dcc.uplift_at_s
    if at_s is None:
        return DccPlan(DCC, ACB_EUI, *of_site, outside=outside)
    labels = tuple(Label(it.device_id, it.ppmid_variant) for it in register_of(site, Instant(seconds(at_s))))
    plan = DccPlan(DCC, ACB_EUI, *of_site, labels, outside)
    return replace(plan, devices=tuple(replace(device, ppmid_variant="") for device in known))


def gbcs_of(site: Site) -> tuple[GbcsFrom, ...]:
    """Give which GBCS version the hub of ``site`` has, from when on."""
    upgrades = (GbcsFrom(Instant(seconds(each.at_s)), each.gbcs) for each in site.hub.upgrade)
    return (GbcsFrom(ORIGIN, site.hub.gbcs), *upgrades)


def parties_of(site: Site) -> dict[Name, Eui64]:
    """Give who signs alerts in a premises: the hub, every bridge, whether or not it is on the inventory, and meters."""
    bridges = {Name(who): eui64(spec.eui) for who, spec in site.bridges.items()}
    meters = {Name(who): eui64(spec.eui) for who, spec in site.meters.items() if spec.firmware is not None}
    return {HUB: eui64(site.hub.eui)} | bridges | meters


def _hub(site: Site) -> SmiDevice:
    spec = site.hub
    return SmiDevice(HUB, eui64(spec.eui), "CHF", "", UNKNOWN, UNKNOWN, spec.running, takes_images=False)


def _meter(who: Name, spec: MeterSpec) -> SmiDevice:
    variant = "STD" if spec.kind == "PPMID" else ""
    firmware = spec.firmware
    if firmware is None:
        return SmiDevice(who, eui64(spec.eui), spec.kind, variant, UNKNOWN, UNKNOWN, UNKNOWN, takes_images=False)
    kind = firmware.manufacturer, IMAGE_TYPES[spec.kind]
    return SmiDevice(who, eui64(spec.eui), spec.kind, variant, *kind, firmware.running, model=firmware.hardware)
