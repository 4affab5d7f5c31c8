"""What the DCC adapter checks of an 11.1 or 11.4 before it takes it: the image, and each device against the inventory.

Pure, and in this order; the first that does not hold is the reason:

====  ==========================================================================  =======
      of the whole request                                                        code
====  ==========================================================================  =======
  1   the RequestID's originator sent it (``permission``)                         E1
  2   the Supplier's DUIS has this request                                        E2
  3   the image and its list: sizes, header, version                              its own
  4   the CPL: an entry, and its hash                                             its own
====  ==========================================================================  =======

====  ==========================================================================  =======
      of each device                                                              code
====  ==========================================================================  =======
  5   it is on the inventory                                                      E19
  6   such a device is updated by this request                                    E11
  7   the Supplier is responsible for it                                          E4
  8   it is Commissioned                                                          E5
  9   its hub's GBCS version                                                      its own
 10   something here updates it; the image is for its maker and type              its own
 11   the CPL: its model, and the way from what it runs; the image is newer       its own
 12   no other request is under way for it, if the site wants that                its own
====  ==========================================================================  =======

A request of which nothing is taken has the code of what is wrong with all its devices, or its own (E110101, E110401)
when that is not one: what the further codes of its own mean is in no public text. Assumption 92 (docs/sources.md).
"""

from dataclasses import dataclass

from dcc_adapter.accounts import Account
from dcc_adapter.plan import SmiDevice
from dcc_adapter.smi.inventory import Smi
from dcc_adapter.smi.permission import Finding, not_own
from dcc_adapter.smi.products import why_no_way, why_not_listed
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
from premises.wire.tables.dcc import DccSpec
from premises.wire.tables.hub import GBCS_OF_PPMID_CLASS, GbcsVersion

OWN = ""
"""The code of a cause that has none of those that all requests share."""

_LISTED = {
    Refusal.NOT_RESPONSIBLE: Refusal.INVALID_DEVICE_ID,
    Refusal.PRODUCT_LIST: Refusal.NOT_APPLICABLE_FIRMWARE,
}
"""In which list of a warning a cause stands that has no list of its own. Assumption 92 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and by what the DCC adapter judges it at this moment."""

    account: Account
    smi: Smi
    gbcs: GbcsVersion
    """The hub's."""
    dcc: DccSpec = DccSpec()
    under_way: tuple[Eui64, ...] = ()
    """For whom an image is on its way to the hub."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which devices of a request are taken, which are not, and why."""

    taken: tuple[Eui64, ...]
    refused: tuple[Eui64, ...]
    refusal: Refusal
    """The first reason met; NONE when nothing was refused."""
    detail: str
    """One sentence for a person; empty when nothing was refused."""
    code: str = OWN
    """The code of all that was refused, or OWN."""
    lists: tuple[Refusal, ...] = ()
    """In which list of a warning each of those refused stands; none when nothing was taken."""


def check_request(request: UpdateRequest, asking: Asking) -> Verdict:
    """Check the whole request, then each of its devices."""
    try:
        header, finding = _check_whole(request, asking)
    except ImageFileError as error:
        return Verdict((), request.device_ids, Refusal.INVALID_IMAGE, str(error))
    if finding is not None:
        return Verdict((), request.device_ids, finding.refusal, finding.words, finding.code)
    found = {eui: _check_device(eui, request, header, asking) for eui in dict.fromkeys(request.device_ids)}
    wrong = {eui: finding for eui, finding in found.items() if finding is not None}
    taken = tuple(eui for eui in found if eui not in wrong)
    if not wrong:
        return Verdict(taken, (), Refusal.NONE, "")
    first, *rest = wrong.values()
    code = first.code if all(each.code == first.code for each in rest) else OWN
    lists = tuple(_LISTED.get(each.refusal, each.refusal) for each in wrong.values()) if taken else ()
    refusal = _LISTED.get(first.refusal, first.refusal) if taken else first.refusal
    return Verdict(taken, tuple(wrong), refusal, first.words, code, lists)


def service_of(request: UpdateRequest) -> str:
    """Give the first four digits of a request's own response codes."""
    return "1101" if isinstance(request, UpdateFirmware) else "1104"


def _check_whole(request: UpdateRequest, asking: Asking) -> tuple[OtaHeader, Finding | None]:
    header = _check_image(request)
    if asking.account.uplift == "before-secmp0007" and not isinstance(request, UpdateFirmware):
        words = f"the DUIS of {asking.account.name} has no 11.4: it came with SECMP0007"
        return header, Finding("E2", Refusal.ROLE, words)
    why = why_not_listed(asking.dcc, header, request.firmware_image)
    return header, Finding(OWN, Refusal.PRODUCT_LIST, why) if why else None


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


def _check_device(device_id: Eui64, request: UpdateRequest, header: OtaHeader, asking: Asking) -> Finding | None:
    device = asking.smi.device(device_id)
    if device is None:
        return Finding("E19", Refusal.INVALID_DEVICE_ID, f"{device_id} is not on the inventory")
    return (
        _check_account(device, request, asking)
        or _check_ability(device, header, asking)
        or _check_way(device, request, header, asking)
    )


def _check_account(device: SmiDevice, request: UpdateRequest, asking: Asking) -> Finding | None:
    """Check what a Supplier may ask of this device now, whatever the image."""
    if device.device_type == "CHF":
        words = f"{device.name} is a CHF, which no Supplier updates"
        return Finding("E11", Refusal.NOT_APPLICABLE_FIRMWARE, words)
    if device.is_commanded != isinstance(request, UpdateFirmware):
        right, wrong = ("11.1", "11.4") if device.is_commanded else ("11.4", "11.1")
        words = f"{device.name} is updated by {right}, and not by {wrong}"
        return Finding("E11", Refusal.NOT_APPLICABLE_FIRMWARE, words)
    if (finding := not_own(device, asking.account, asking.smi)) is not None:
        return finding
    if not device.commissioned:
        words = f"{device.name} is {device.status.value} and not Commissioned"
        return Finding("E5", Refusal.NOT_COMMISSIONED, words)
    return None


def _check_ability(device: SmiDevice, header: OtaHeader, asking: Asking) -> Finding | None:
    """Check whether the device, behind its hub, could take such an image at all."""
    if device.device_type in ("PPMID", "HCALCS") and asking.gbcs < GBCS_OF_PPMID_CLASS:
        # Assumption 21: nothing that the Supplier sends changes that, only the CSP's upgrade of the hub does.
        words = (
            f"the hub is of GBCS {asking.gbcs} and cannot update {device.name}: expected {GBCS_OF_PPMID_CLASS} or later"
        )
        return Finding(OWN, Refusal.INVALID_GBCS_VERSION, words)
    if not device.takes_images:
        kind = f"{device.device_type} {device.ppmid_variant}".strip()
        words = f"{device.name} is a {kind}, which nothing here updates"
        return Finding(OWN, Refusal.NOT_APPLICABLE_FIRMWARE, words)
    if (header.manufacturer, header.image_type) != (device.manufacturer, device.image_type):
        words = (
            f"the image is for maker {header.manufacturer:#06x} type {header.image_type:#06x}, "
            f"{device.name} is {device.manufacturer:#06x} type {device.image_type:#06x}"
        )
        return Finding(OWN, Refusal.NOT_APPLICABLE_FIRMWARE, words)
    return None


def _check_way(device: SmiDevice, request: UpdateRequest, header: OtaHeader, asking: Asking) -> Finding | None:
    """Check whether the device may go from what it runs to this image now."""
    why = why_no_way(asking.dcc, header, request.firmware_image, device)
    if why:
        return Finding(OWN, Refusal.PRODUCT_LIST, why)
    if header.version <= device.firmware_version:
        words = f"{device.name} runs {device.firmware_version:#010x} and the image is {header.version:#010x}: not newer"
        return Finding(OWN, Refusal.NOT_APPLICABLE_FIRMWARE, words)
    if asking.dcc.one_at_a_time and device.device_id in asking.under_way:
        words = f"an image for {device.name} is under way"
        return Finding(OWN, Refusal.OTHER_REQUEST_IN_PROGRESS, words)
    return None
