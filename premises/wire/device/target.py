"""What an image must be for: the maker, type, hardware and version of whatever can be updated, bridge or meter.

From the site alone; who decides when a new version runs follows from the kind of device.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.quantity import Duration, seconds
from premises.wire.field.ota_file import ESME_IMAGE, GSME_IMAGE, HCALCS_IMAGE, PPMID_IMAGE
from premises.wire.site import BridgeSpec, MeterSpec, Site, devices

IMAGE_TYPES = {"ESME": ESME_IMAGE, "GSME": GSME_IMAGE, "HCALCS": HCALCS_IMAGE, "PPMID": PPMID_IMAGE}
"""By kind of meter. Source: TPL for ESME and PPMID; the others are assumption 3 (docs/sources.md)."""

BY_COMMAND = frozenset(("ESME", "GSME", "HCALCS"))
"""Kinds of device that run a new version when CS06 says so, and not before. Source: S7M."""


@dataclass(frozen=True, slots=True)
class Target:
    """One device that can be updated."""

    kind: str
    """``PPMID`` for every bridge, or the meter's."""
    manufacturer: int
    image_type: int
    hardware: int
    running: int
    """What it begins with."""
    size_max: int
    """Octets of its flash for a new image."""
    block_size: int
    wake_every: Duration
    """0 for one that listens all the time."""
    awake: Duration
    poll_every: Duration

    @property
    def code(self) -> tuple[int, int]:
        """Its type, as an OTA header names it: manufacturer and image type."""
        return self.manufacturer, self.image_type

    @property
    def is_commanded(self) -> bool:
        """Whether it runs a new version only when CS06 says so."""
        return self.kind in BY_COMMAND


def target_of(site: Site, who: Name) -> Target | None:
    """Give what images for ``who`` must be for; None when nothing here updates it."""
    spec: BridgeSpec | MeterSpec = site.meters[who] if who in site.meters else site.bridges[who]
    own = spec if isinstance(spec, BridgeSpec) else spec.firmware
    if own is None:
        return None
    return Target(
        "PPMID" if isinstance(spec, BridgeSpec) else spec.kind,
        own.manufacturer,
        spec.image_type if isinstance(spec, BridgeSpec) else IMAGE_TYPES[spec.kind],
        own.hardware,
        own.running,
        own.size_max,
        own.block_size,
        seconds(spec.wake_every_s),
        seconds(spec.awake_s),
        seconds(spec.poll_every_s),
    )


def wanted_of(site: Site, who: Name) -> Target:
    """Give the same of a device that was looked up before, and can be updated."""
    target = target_of(site, who)
    assert target is not None, f"nothing here updates {who}"
    return target


def updatable(site: Site) -> tuple[Name, ...]:
    """Give every device that can be updated, in the order of the site."""
    return tuple(who for who in devices(site) if target_of(site, who) is not None)
