"""The Smart Metering Inventory as kept rows: one JSON object a device, so that a person can read it with SQL.

``smi/EUI-64`` holds one device; the view of that name (``VIEW``) shows all of them as a table. Knows no rules.
"""

import json
from dataclasses import replace

from dcc_adapter.plan import SmiDevice
from premises.identity import Eui64, Name
from premises.machine.effects import Keep, Kept
from premises.wire.duis.inventory import DeviceStatus

KEY_SMI = "smi"

FIELDS = (
    "device_id",
    "name",
    "device_type",
    "status",
    "manufacturer",
    "model",
    "image_type",
    "firmware_version",
    "ppmid_variant",
    "responsible",
)
"""The columns of the view, in order: what a row says, but for whether the device takes images."""

_TAKES = "takes_images"


def row_of(device: SmiDevice, responsible: tuple[Name, ...]) -> Keep:
    """Give the row of one device; ``responsible`` are the names of its Suppliers at this moment."""
    said = {
        "device_id": device.device_id,
        "name": device.name,
        "device_type": device.device_type,
        "status": device.status.value,
        "manufacturer": f"{device.manufacturer:#06x}",
        "model": f"{device.model:#06x}",
        "image_type": f"{device.image_type:#06x}",
        "firmware_version": f"{device.firmware_version:#010x}",
        "ppmid_variant": device.ppmid_variant,
        "responsible": ", ".join(responsible),
        _TAKES: device.takes_images,
    }
    return Keep(f"{KEY_SMI}/{device.device_id}", json.dumps(said).encode())


def forget_row(device_id: Eui64) -> Keep:
    """Give the keep that forgets one device."""
    return Keep(f"{KEY_SMI}/{device_id}", None)


def kept_devices(first: tuple[SmiDevice, ...], kept: Kept) -> tuple[SmiDevice, ...]:
    """Give the devices as they were kept, those of ``first`` in its order, then others; ``first`` if none was."""
    rows = {key.rsplit("/", 1)[1]: value for key, value in kept.below(KEY_SMI)}
    if not rows:
        return first
    places = {str(device.device_id): place for place, device in enumerate(first)}
    return tuple(_device(rows[eui]) for eui in sorted(rows, key=lambda eui: (places.get(eui, len(places)), eui)))


def _device(row: bytes) -> SmiDevice:
    said = json.loads(row)
    device = SmiDevice(
        Name(said["name"]), Eui64(said["device_id"]), said["device_type"], said["ppmid_variant"], 0, 0, 0
    )
    return replace(
        device,
        manufacturer=int(said["manufacturer"], 16),
        model=int(said["model"], 16),
        image_type=int(said["image_type"], 16),
        firmware_version=int(said["firmware_version"], 16),
        status=DeviceStatus(said["status"]),
        takes_images=said[_TAKES],
    )
