"""What the DCC adapter checks of an 11.1 or 11.4 before it takes it: the image, and each device against the inventory.

Pure; the reasons are symbolic (the XSD's own list names), because no public text gives the meaning of E1104xx.
"""

from dataclasses import dataclass

from dcc_adapter.plan import SmiDevice
from premises.errors import ImageFileError
from premises.identity import Eui64
from premises.wire.duis.messages import (
    DEVICE_ID_LIST_MAX,
    FIRMWARE_IMAGE_MAX,
    Refusal,
    UpdateFirmware,
    UpdateRequest,
)
from premises.wire.field.ota_file import OtaHeader, read_ota_file
from premises.wire.tables.hub import GBCS_OF_PPMID_CLASS, GbcsVersion


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which devices of a request are taken, which are not, and why."""

    taken: tuple[Eui64, ...]
    refused: tuple[Eui64, ...]
    refusal: Refusal
    """The first reason met; NONE when nothing was refused."""
    detail: str
    """One sentence for a person; empty when nothing was refused."""


def check_request(request: UpdateRequest, inventory: tuple[SmiDevice, ...], gbcs: GbcsVersion) -> Verdict:
    """Check the image, then each device behind a hub that has the GBCS version ``gbcs``."""
    try:
        header = _check_image(request)
    except ImageFileError as error:
        return Verdict((), request.device_ids, Refusal.INVALID_IMAGE, str(error))
    known = {device.device_id: device for device in inventory}
    taken: list[Eui64] = []
    refused: list[Eui64] = []
    first, detail = Refusal.NONE, ""
    for device_id in dict.fromkeys(request.device_ids):
        refusal, why = _check_device(device_id, known.get(device_id), request, header, gbcs)
        if refusal is Refusal.NONE:
            taken.append(device_id)
            continue
        refused.append(device_id)
        if first is Refusal.NONE:
            first, detail = refusal, why
    return Verdict(tuple(taken), tuple(refused), first, detail)


def _check_image(request: UpdateRequest) -> OtaHeader:
    size = len(request.firmware_image)
    if size > FIRMWARE_IMAGE_MAX:
        raise ImageFileError(f"FirmwareImage has {size} octets, at most {FIRMWARE_IMAGE_MAX} are allowed")
    if not 0 < len(request.device_ids) <= DEVICE_ID_LIST_MAX:
        raise ImageFileError(f"DeviceIDList has {len(request.device_ids)} devices, expected 1 to {DEVICE_ID_LIST_MAX}")
    header = read_ota_file(request.firmware_image).header
    if header.version != request.firmware_version:
        raise ImageFileError(
            f"FirmwareVersion {request.firmware_version:#010x} is not the header's {header.version:#010x}"
        )
    return header


def _check_device(
    device_id: Eui64, device: SmiDevice | None, request: UpdateRequest, header: OtaHeader, gbcs: GbcsVersion
) -> tuple[Refusal, str]:
    if device is None:
        return Refusal.INVALID_DEVICE_ID, f"{device_id} is not on the inventory"
    if not device.commissioned:
        return Refusal.NOT_COMMISSIONED, f"{device.name} is not commissioned"
    if device.device_type in ("PPMID", "HCALCS") and gbcs < GBCS_OF_PPMID_CLASS:
        # Assumption 21: nothing that the Supplier sends changes that, only the CSP's upgrade of the hub does.
        return Refusal.INVALID_GBCS_VERSION, (
            f"the hub is of GBCS {gbcs} and cannot update {device.name}: expected {GBCS_OF_PPMID_CLASS} or later"
        )
    if not device.takes_images:
        kind = f"{device.device_type} {device.ppmid_variant}".strip()
        return Refusal.NOT_APPLICABLE_FIRMWARE, f"{device.name} is a {kind}, which nothing here updates"
    if device.is_commanded != isinstance(request, UpdateFirmware):
        right, wrong = ("11.1", "11.4") if device.is_commanded else ("11.4", "11.1")
        return Refusal.NOT_APPLICABLE_FIRMWARE, f"{device.name} is updated by {right}, and not by {wrong}"
    if (header.manufacturer, header.image_type) != (device.manufacturer, device.image_type):
        return Refusal.NOT_APPLICABLE_FIRMWARE, (
            f"the image is for maker {header.manufacturer:#06x} type {header.image_type:#06x}, "
            f"{device.name} is {device.manufacturer:#06x} type {device.image_type:#06x}"
        )
    if header.version <= device.firmware_version:
        return Refusal.NOT_APPLICABLE_FIRMWARE, (
            f"{device.name} runs {device.firmware_version:#010x} and the image is {header.version:#010x}: not newer"
        )
    return Refusal.NONE, ""


def service_of(request: UpdateRequest) -> str:
    """Give the first four digits of a request's own response codes."""
    return "1101" if isinstance(request, UpdateFirmware) else "1104"
