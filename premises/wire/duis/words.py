"""What one message tells a Supplier, as values in the field's words: which word, of which device and version, and how.

One place for these words: notes, a Supplier's picture and the views of parties are made from them. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from premises.identity import Eui64
from premises.wire.duis.inventory import (
    DeviceLogUpdated,
    DevicePrenotification,
    HanDeviceLogResult,
    Inventory,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    ActivateFirmware,
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    PreCommand,
    ReadFirmwareVersion,
    Refusal,
    ServiceResponse,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import FirmwareCode, ReceiptCode
from premises.wire.message import Message

NOBODY = Eui64("")
"""The device of a word that is about a whole request."""

SUCCESS, FAILURE = "success", "failure"

RECEIPT = {int(ReceiptCode.VERIFICATION_SUCCEEDED): SUCCESS, int(ReceiptCode.VERIFICATION_FAILED): FAILURE}
"""Alert codes by which a meter says FDRA, and what each comes to. Source: GP util.ts."""

OF_FIRMWARE = {int(code): code.name.lower() for code in FirmwareCode}
"""What else a meter says of its firmware, by alert code. Source: GP util.ts."""

SERVICES: Mapping[type[Message], str] = {
    UpdateFirmware: "11.1",
    ReadFirmwareVersion: "11.2",
    ActivateFirmware: "11.3",
    TransformActivateFirmware: "11.3",
    UpdatePPMIDFirmware: "11.4",
    ReadInventory: "8.2",
    UpdateInventory: "8.4",
    UpdateDeviceDetails: "8.4",
    UpdateHANDeviceLog: "8.11",
    DevicePrenotification: "12.2",
}
"""By request, its ServiceReference; UpdateDeviceDetails is an extension of 8.4. Source: DUIS XSD V5.1."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word; a message that is about several devices has one for each."""

    what: str
    """A response code (``I99``, ``E4``), a use case (``CCS08``, ``CS09``, ``CS06``, ``FDRA``), a DCC alert (``N60``,
    ``N61``, ``N24``), the service request that is answered (``8.2``, ``8.11``, ``11.2``), ``PreCommand``, or an alert
    code as a number (``0x8F43``)."""
    request_id: str
    device: Eui64 = NOBODY
    version: int = 0
    code: str = ""
    """What it came to in small letters: ``success``, ``failure``, ``image_discarded``; of 8.2 the device's status; of
    a refusal its reason; empty for what has no result."""
    detail: str = ""
    """Of 8.2 what the device is: ``ESME``, ``PPMID B1``; of a response which service request it answers: ``11.4``."""


def said_by(message: Message, request: Message | None = None) -> tuple[Said, ...]:
    """Give the words of one message to a Supplier, in the order of its devices; none for what tells it nothing.

    ``request`` is what it answers, where that is at hand.
    """
    match message:
        case ServiceResponse():
            return _response(message, message.service or ("" if request is None else SERVICES.get(type(request), "")))
        case CommsHubAlert(request_id, device, version, result):
            return (Said("CCS08", request_id, device, version, result.name.lower()),)
        case PPMIDAlert(request_id, device, version, outcome):
            return (Said("CS09", request_id, device, version, outcome.name.lower()),)
        case FirmwareDistributionAlert(request_id, device, alert, version):
            code = SUCCESS if alert is DistributionCode.DELIVERED else FAILURE
            return (Said(alert.value, request_id, device, version, code),)
        case ActivateFirmwareResult(request_id, device, done, version):
            return (Said("CS06", request_id, device, version, done.name.lower()),)
        case FutureDatedDeviceAlert(request_id, device, _, done, version):
            return (Said("CS06", request_id, device, version, done.name.lower()),)
    return _answer(message)


def _response(response: ServiceResponse, service: str) -> tuple[Said, ...]:
    code = "" if response.refusal is Refusal.NONE else response.refusal.name.lower()
    whole = Said(response.response_code, response.request_id, NOBODY, 0, code, service)
    if not response.refused:
        return (whole,)
    own = len(response.lists) == len(response.refused)
    lists = response.lists if own else (response.refusal,) * len(response.refused)
    each = zip(response.refused, lists, strict=True)
    return (whole, *(Said(whole.what, whole.request_id, who, 0, why.name.lower(), service) for who, why in each))


def _answer(message: Message) -> tuple[Said, ...]:
    match message:
        case FirmwareVersionResult(request_id, device, version, is_read):
            return (Said("11.2", request_id, device, version, SUCCESS if is_read else FAILURE),)
        case HanDeviceLogResult(request_id, device, is_done):
            return (Said("8.11", request_id, device, 0, SUCCESS if is_done else FAILURE),)
        case DeviceLogUpdated(request_id):
            return (Said("N24", request_id, code=SUCCESS),)
        case PreCommand(request_id):
            return (Said("PreCommand", request_id),)
        case DeviceAlertMessage(device, code):
            if code in RECEIPT:
                return (Said("FDRA", "", device, 0, RECEIPT[code]),)
            return (Said(f"{code:#06X}".replace("0X", "0x"), "", device, 0, OF_FIRMWARE.get(code, "")),)
        case Inventory(request_id, entries):
            return tuple(
                Said(
                    "8.2",
                    request_id,
                    each.device_id,
                    each.firmware_version,
                    each.status.value.lower(),
                    f"{each.device_type} {each.ppmid_variant}".strip(),
                )
                for each in entries
            )
    return ()
