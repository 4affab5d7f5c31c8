"""The bodies of Responses read back into messages; None for what carries nothing that is known here."""

from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from premises.errors import WireError
from premises.wire.duis.inventory import DeviceLogUpdated, DeviceStatus, HanDeviceLogResult, Inventory, InventoryEntry
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    PreCommand,
    Refusal,
    ServiceResponse,
)
from premises.wire.gbcs.activation import ActivateFirmwareResponse, FirmwareReceiptAlert, FutureDatedAlert
from premises.wire.gbcs.device_log import DeviceLogResponse
from premises.wire.gbcs.message import GbcsAlert, GbcsMessage
from premises.wire.gbcs.octets import from_gbcs
from premises.wire.gbcs.reading import ReadVersionResponse
from premises.wire.message import Message
from premises.wire.xml import codes
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.taking import Children, spoken, text_of
from premises.wire.xml.tree import EXTENSION
from premises.wire.xml.values import (
    read_base64,
    read_eui,
    read_euis,
    read_hex,
    read_moment,
    read_request_id,
    read_version,
)

Code = TypeVar("Code")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a body."""

    request_id: str
    code: str
    remark: str


def message_in(element: etree._Element, heading: Heading) -> Message | None:
    """Give the message in the one element of a body."""
    name, content = etree.QName(element).localname, Children(element)
    if name == "ResponseMessage":
        return _response_message(content, heading)
    if name == "DeviceAlertMessage":
        return _device_alert(content)
    if name == "DCCAlertMessage":
        return _dcc_alert(content, heading)
    raise DuisError(f"sr:Body has {spoken(element)}, which nothing here is told in")


def _response_message(content: Children, heading: Heading) -> Message | None:
    service = content.text("ServiceReference")
    content.text("ServiceReferenceVariant")
    for name in codes.WARNINGS.values():
        if (warning := content.element_if(name)) is not None:
            return _warning(Children(warning), heading)
    inventory, command = content.element_if("DSPInventory"), content.element_if("PreCommand")
    later, payload = content.element_if("FutureDatedDeviceAlertMessage"), content.element_if("GBCSPayload")
    content.end()
    if inventory is not None:
        return _inventory(Children(inventory), heading)
    if command is not None:
        return _pre_command(Children(command), heading)
    if later is not None:
        return _future_dated(Children(later), heading)
    if payload is not None:
        return _device_response(read_base64("GBCSPayload", text_of(payload)), heading)
    if service == "8.2" and heading.code == "I0":
        return Inventory(heading.request_id, ())
    refusal, detail = _remarked(heading)
    late = service if heading.code in codes.UNANSWERED else ""
    return ServiceResponse(heading.request_id, heading.code, refusal, (), detail, service=late)


def _warning(content: Children, heading: Heading) -> Message:
    found = [(each, content.text_if(each.value)) for each in codes.LISTS]
    content.end()
    lists = [(each, read_euis(each.value, text)) for each, text in found if text is not None]
    devices = tuple(device for _, named in lists for device in named)
    each = tuple(name for name, named in lists for _ in named) if len(lists) > 1 else ()
    refusal, detail = _remarked(heading)
    if refusal is Refusal.NONE and lists:
        refusal = lists[0][0]
    return ServiceResponse(heading.request_id, heading.code, refusal, devices, detail, each)


def _remarked(heading: Heading) -> tuple[Refusal, str]:
    """Give the reason and the sentence of a remark that is ours; what the code means for want of one."""
    word, _, detail = heading.remark.partition(":")
    known = {each.value: each for each in Refusal}
    if word in known:
        return known[word], detail.strip()
    return codes.refusal_of(heading.code), heading.remark


def _inventory(content: Children, heading: Heading) -> Inventory:
    entries = []
    while (device := content.element_if("Device")) is not None:
        entries.append(_entry(Children(device)))
    content.end()
    return Inventory(heading.request_id, tuple(entries))


def _entry(content: Children) -> InventoryEntry:
    device = read_eui("DeviceID", content.text("DeviceID"))
    kind, status = content.text("DeviceType"), content.text("DeviceStatus")
    maker = read_version("DeviceManufacturer", content.text("DeviceManufacturer"))
    model = read_version("DeviceModel", content.text("DeviceModel"))
    version = read_version("DeviceFirmwareVersion", content.text("DeviceFirmwareVersion"))
    variant = content.text_if("PPMIDVariant", EXTENSION) or ""
    content.end()
    try:
        return InventoryEntry(device, kind, DeviceStatus(status), maker, model, version, variant)
    except ValueError:
        raise DuisError(f"DeviceStatus {status[:40]!r} is none that a device has here") from None


def _pre_command(content: Children, heading: Heading) -> PreCommand:
    content.text("GBCSVersion")
    payload = read_base64("GBCSPayload", content.text("GBCSPayload"))
    content.end()
    return PreCommand(heading.request_id, payload)


def _device_response(payload: bytes, heading: Heading) -> Message | None:
    answer = _gbcs(payload)
    if isinstance(answer, ActivateFirmwareResponse):
        device = answer.originator
        return ActivateFirmwareResult(heading.request_id, device, answer.result, answer.version, payload)
    if isinstance(answer, ReadVersionResponse):
        device = answer.originator
        return FirmwareVersionResult(heading.request_id, device, answer.version, answer.is_read, payload)
    if isinstance(answer, DeviceLogResponse):
        return HanDeviceLogResult(heading.request_id, answer.originator, answer.is_done, payload)
    return None


def _future_dated(content: Children, heading: Heading) -> FutureDatedDeviceAlert | None:
    code = int.from_bytes(read_hex("FutureDatedAlertCode", content.text("FutureDatedAlertCode")), "big")
    payload = read_base64("GBCSPayload", content.text("GBCSPayload"))
    content.text("InstructionNumber")
    content.text("TotalCommandInstructions")
    content.end()
    alert = _gbcs(payload)
    if not isinstance(alert, FutureDatedAlert):
        return None
    return FutureDatedDeviceAlert(heading.request_id, alert.originator, code, alert.result, alert.version, payload)


def _device_alert(content: Children) -> DeviceAlertMessage | None:
    code = int.from_bytes(read_hex("AlertCode", content.text("AlertCode")), "big")
    payload = read_base64("GBCSPayload", content.text("GBCSPayload"))
    content.end()
    alert = _gbcs(payload)
    if not isinstance(alert, GbcsAlert):
        return None
    named = alert.firmware_hash if isinstance(alert, FirmwareReceiptAlert) else b""
    return DeviceAlertMessage(alert.originator, code, alert.said_at, named, payload)


def _dcc_alert(content: Children, heading: Heading) -> Message | None:
    code = content.text("DCCAlertCode")
    alert = Children(content.element("DCCAlert"))
    content.end()
    element = alert.any()
    alert.end()
    name, inner = etree.QName(element).localname, Children(element)
    if name == "CommsHubAlert":
        return _comms_hub_alert(inner, heading)
    if name == "PPMIDAlert":
        return _ppmid_alert(inner, heading)
    if name == "CSPFirmwareDeliveryStatus":
        return _delivery(inner, code)
    if name == "UpdateHANDeviceLogResult":
        named = inner.text("UpdateHANDeviceLogServiceRequestID")
        inner.end()
        return DeviceLogUpdated("" if named.endswith(":0") else read_request_id(named))
    return None


def _comms_hub_alert(content: Children, heading: Heading) -> CommsHubAlert | None:
    read_eui("CommsHubDeviceID", content.text("CommsHubDeviceID"))
    read_hex("AlertCode", content.text("AlertCode"))
    content.text_if("TimeStamp")
    found = content.element_if("FirmwareTransferAlert")
    content.end()
    if found is None:
        return None
    transfer = Children(found)
    request_id = transfer.text_if("UpdateFirmwareRequestID") or heading.request_id
    device = read_eui("OtherDeviceID", transfer.text("OtherDeviceID"))
    version = read_version("FirmwareVersion", transfer.text("FirmwareVersion"))
    result = _named(codes.IN_TRANSFER, "TransferResponseCode", transfer.text("TransferResponseCode"))
    transfer.end()
    return CommsHubAlert(request_id, device, version, result)


def _ppmid_alert(content: Children, heading: Heading) -> PPMIDAlert | None:
    device = read_eui("DeviceID", content.text("DeviceID"))
    read_hex("DeviceAlertCode", content.text("DeviceAlertCode"))
    content.text_if("Timestamp")
    found = content.element_if("PPMIDFirmwareUpgradeAlert")
    content.end()
    if found is None:
        return None
    upgrade = Children(found)
    version = read_version("FirmwareVersion", upgrade.text("FirmwareVersion"))
    result = _named(codes.IN_ACTIVATION, "ActivateImageResultCode", upgrade.text("ActivateImageResultCode"))
    upgrade.end()
    return PPMIDAlert(heading.request_id, device, version, result)


def _delivery(content: Children, code: str) -> FirmwareDistributionAlert:
    named = content.text("UpdateFirmwareRequestID")
    read_eui("CommsHubDeviceID", content.text("CommsHubDeviceID"))
    device = read_eui("TargetDeviceID", content.text("TargetDeviceID"))
    version = read_version("FirmwareVersion", content.text("FirmwareVersion"))
    read_moment("TimeStamp", content.text("TimeStamp"))
    result: DistributionCode = _named(codes.DELIVERY, "CommsHubTransferStatus", content.text("CommsHubTransferStatus"))
    content.end()
    if code != result.value:
        raise DuisError(f"DCCAlertCode {code[:20]!r} does not go with a CommsHubTransferStatus of {result.value}")
    return FirmwareDistributionAlert("" if named.endswith(":0") else read_request_id(named), device, result, version)


def _named(words: dict[Code, str], name: str, text: str) -> Code:
    found = next((code for code, word in words.items() if word == text), None)
    if found is None:
        raise DuisError(f"{name} {text[:40]!r} is none of {', '.join(words.values())}")
    return found


def _gbcs(payload: bytes) -> GbcsMessage | None:
    try:
        return from_gbcs(payload)
    except WireError:
        return None
