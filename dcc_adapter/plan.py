"""What never changes about the DCC adapter: who it is, and the inventory (SMI) it begins with.

Configuration only; what the adapter does is in ``machine``.
"""

from dataclasses import dataclass

from premises.identity import Eui64, Name, eui64
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, Site


@dataclass(frozen=True, slots=True)
class SmiDevice:
    """One device on the inventory: what the DCC holds to be true of it."""

    name: Name
    device_id: Eui64
    device_type: str
    """``PPMID`` for every bridge. Source: the Proposed Solution of MP170."""
    ppmid_variant: str
    """``B1`` to ``B4``, or ``STD``. Assumption 9 (docs/sources.md)."""
    manufacturer: int
    image_type: int
    firmware_version: int
    commissioned: bool = True


@dataclass(frozen=True, slots=True)
class DccPlan:
    """One adapter, one premises, one hub."""

    who: Name
    acb: Eui64
    supplier: Name
    hub: Name
    devices: tuple[SmiDevice, ...]


def dcc_plan(site: Site) -> DccPlan:
    """Give the plan of the adapter as the site describes it: every bridge is on the inventory as a PPMID."""
    devices = tuple(
        SmiDevice(
            Name(who),
            eui64(spec.eui),
            "PPMID",
            spec.ppmid_variant,
            spec.manufacturer,
            spec.image_type,
            spec.running if spec.inventory_version is None else spec.inventory_version,
        )
        for who, spec in site.bridges.items()
    )
    return DccPlan(DCC, ACB_EUI, SUPPLIER, HUB, devices)
