"""The bodies of Responses: what the DCC adapter's messages are in XML."""

from dataclasses import dataclass
from typing import cast

from lxml import etree

from premises.errors import WireError
from premises.identity import Eui64
from premises.quantity import Instant
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult, Inventory, InventoryEntry
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    PreCommand,
    Refusal,
    ServiceResponse,
)
from premises.wire.gbcs.alerts import AlertCode
from premises.wire.gbcs.octets import from_gbcs
from premises.wire.message import Message
from premises.wire.site import ACB_EUI
from premises.wire.xml import codes
from premises.wire.xml.asking import add, add_variant
from premises.wire.xml.tree import SR
from premises.wire.xml.values import base64_of, is_request_id, model, moment, turned, version

GBCS_VERSION = "4.1"
"""What a Pre-Command says that it was made by. Source: DUIS XSD V5.1, which says that it goes with it."""

DEVICES_MAX = 17
"""Devices in a DSPInventory. Source: DUIS XSD V5.1."""

NO_REQUEST_ID = f"{ACB_EUI}:{ACB_EUI}:0"
"""What stands for a RequestID that the schema wants and who is told did not choose: no request has a counter of 0."""

INSTRUCTION = "1"
"""InstructionNumber and TotalCommandInstructions: CS06 is one instruction. Ours."""


@dataclass(frozen=True, slots=True)
class About:
    """What a Response says that its message does not."""

    at: Instant
    extended: bool
    hub: Eui64
    service: str
    variant: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a Response is made of."""

    code: str
    body: etree._Element
    request_id: str = ""
    response_id: str = ""
    remark: str = ""


def said(message: Message, about: About) -> Said:
    """Give what a message is as a Response."""
    match message:
        case ServiceResponse():
            return _service_response(message, about)
        case Inventory(request_id, devices):
            return Said("I0", _inventory(devices, is_extended=about.extended), request_id)
        case PreCommand(request_id, payload):
            body = service_message("11.3")
            command = add(body, "PreCommand")
            add(command, "GBCSVersion", GBCS_VERSION)
            add(command, "GBCSPayload", base64_of(payload))
            return Said("I0", body, request_id)
        case FirmwareVersionResult() | ActivateFirmwareResult() | HanDeviceLogResult():
            return _device_response(message)
        case FutureDatedDeviceAlert():
            return _future_dated(message)
        case DeviceAlertMessage(_, code, gbcs_payload=payload):
            body = _element("DeviceAlertMessage", AlertCode=f"{code:04X}", GBCSPayload=base64_of(payload))
            return Said("I0", body, response_id=_response_id(payload))
    return Said("I0", _dcc_alert(message, about), cast("str", getattr(message, "request_id", "")))


def service_message(service: str, variant: str = "") -> etree._Element:
    """Give a ResponseMessage of one service request with nothing in it."""
    return _element("ResponseMessage", ServiceReference=service, ServiceReferenceVariant=variant or service)


def remark(refusal: Refusal, detail: str) -> str:
    """Give the sentence for a person, with the reason as a word before it; empty when there is neither."""
    return f"{refusal.value}: {detail}" if refusal is not Refusal.NONE or detail else ""


def _service_response(message: ServiceResponse, about: About) -> Said:
    service = about.service or message.service or "11.3"
    code = codes.code_of(message.response_code, message.refusal, service)
    body = service_message(service, about.variant)
    is_listed = code.startswith("W") or message.refusal in codes.LISTS
    if message.refused and service in codes.OWN and is_listed:
        _warn(add(body, codes.WARNINGS[service]), message)
    return Said(code, body, message.request_id, remark=remark(message.refusal, message.detail))


def _warn(warning: etree._Element, message: ServiceResponse) -> None:
    """List those that were refused, each where it stands; the schema has no list for any other reason than its five."""
    reasons = message.lists or (message.refusal,) * len(message.refused)
    listed = [each if each in codes.LISTS else Refusal.INVALID_DEVICE_ID for each in reasons]
    for name in codes.LISTS:
        devices = [device for device, each in zip(message.refused, listed, strict=True) if each is name]
        if devices:
            add(warning, name.value, ",".join(devices))


def _inventory(devices: tuple[InventoryEntry, ...], *, is_extended: bool) -> etree._Element:
    body = service_message("8.2")
    # The schema wants one device at least; of none there is nothing to say but the service.
    listed = add(body, "DSPInventory") if devices else body
    for device in devices[:DEVICES_MAX]:
        entry = add(listed, "Device")
        add(entry, "DeviceID", device.device_id)
        add(entry, "DeviceType", device.device_type)
        add(entry, "DeviceStatus", device.status.value)
        add(entry, "DeviceManufacturer", model(device.manufacturer))
        add(entry, "DeviceModel", model(device.model))
        add(entry, "DeviceFirmwareVersion", version(device.firmware_version))
        add_variant(entry, device.ppmid_variant if is_extended else "")
    return body


def _device_response(message: FirmwareVersionResult | ActivateFirmwareResult | HanDeviceLogResult) -> Said:
    service = {"FirmwareVersionResult": "11.2", "ActivateFirmwareResult": "11.3"}.get(type(message).__name__, "8.11")
    body = service_message(service)
    add(body, "GBCSPayload", base64_of(message.gbcs_payload))
    response_id = turned(message.request_id) if is_request_id(message.request_id) else ""
    return Said("I0", body, message.request_id, response_id)


def _future_dated(message: FutureDatedDeviceAlert) -> Said:
    body = service_message("11.3")
    alert = add(body, "FutureDatedDeviceAlertMessage")
    add(alert, "FutureDatedAlertCode", f"{message.alert_code:04X}")
    add(alert, "GBCSPayload", base64_of(message.gbcs_payload))
    add(alert, "InstructionNumber", INSTRUCTION)
    add(alert, "TotalCommandInstructions", INSTRUCTION)
    response_id = turned(message.request_id) if is_request_id(message.request_id) else ""
    return Said("I0", body, message.request_id, response_id)


def _response_id(payload: bytes) -> str:
    """Give the ResponseID of an alert of a device's own; empty when its octets do not say whose it is."""
    try:
        alert = from_gbcs(payload)
    except WireError:
        return ""
    return f"{alert.originator}:{alert.recipient}:{alert.counter}"


def _dcc_alert(message: Message, about: About) -> etree._Element:
    match message:
        case CommsHubAlert():
            code, content = codes.CCS08_ALERT, _comms_hub_alert(message, about)
        case PPMIDAlert():
            code, content = codes.CS09_ALERT, _ppmid_alert(message)
        case FirmwareDistributionAlert():
            code, content = message.alert_code.value, _delivery(message, about)
        case DeviceLogUpdated(request_id):
            named = request_id if is_request_id(request_id) else NO_REQUEST_ID
            content = _element("UpdateHANDeviceLogResult", UpdateHANDeviceLogServiceRequestID=named)
            code = codes.LOG_ALERT
        case _:
            raise AssertionError(f"{type(message).__name__} is nothing that a Supplier is told")
    body = _element("DCCAlertMessage", DCCAlertCode=code)
    add(body, "DCCAlert").append(content)
    return body


def _comms_hub_alert(message: CommsHubAlert, about: About) -> etree._Element:
    result = message.transfer_response_code
    element = _element("CommsHubAlert", CommsHubDeviceID=about.hub, AlertCode=f"{codes.transfer_alert(result):04X}")
    transfer = add(element, "FirmwareTransferAlert")
    if is_request_id(message.request_id):
        add(transfer, "UpdateFirmwareRequestID", message.request_id)
    add(transfer, "OtherDeviceID", message.device_id)
    add(transfer, "FirmwareVersion", version(message.firmware_version))
    add(transfer, "TransferResponseCode", codes.IN_TRANSFER[result])
    return element


def _ppmid_alert(message: PPMIDAlert) -> etree._Element:
    element = _element("PPMIDAlert", DeviceID=message.device_id, DeviceAlertCode=f"{AlertCode.FIRMWARE_VERSION:04X}")
    upgrade = add(element, "PPMIDFirmwareUpgradeAlert")
    add(upgrade, "FirmwareVersion", version(message.firmware_version))
    add(upgrade, "ActivateImageResultCode", codes.IN_ACTIVATION[message.activate_image_result_code])
    return element


def _delivery(message: FirmwareDistributionAlert, about: About) -> etree._Element:
    return _element(
        "CSPFirmwareDeliveryStatus",
        UpdateFirmwareRequestID=message.request_id if is_request_id(message.request_id) else NO_REQUEST_ID,
        CommsHubDeviceID=about.hub,
        TargetDeviceID=message.device_id,
        FirmwareVersion=version(message.firmware_version),
        TimeStamp=moment(about.at),
        CommsHubTransferStatus=codes.DELIVERY[message.alert_code],
    )


def _element(name: str, **children: str) -> etree._Element:
    element = etree.Element(f"{{{SR}}}{name}", nsmap={"sr": SR})
    for child, text in children.items():
        add(element, child, text)
    return element
