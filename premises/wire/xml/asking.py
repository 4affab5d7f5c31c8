"""A message of a Supplier's written as a service request."""

from lxml import etree

from premises.errors import UsageError
from premises.identity import Eui64
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    ActivateFirmware,
    ReadFirmwareVersion,
    ServiceRequest,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import ActivateFirmwareCommand
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.xml import services
from premises.wire.xml.services import Service
from premises.wire.xml.tree import EXTENSION, SR
from premises.wire.xml.tree import write as octets_of
from premises.wire.xml.values import activation, base64_of, is_request_id, model, version

WRITTEN_VERSION = "5.1"
"""The schemaVersion of what is written here. Source: DUIS XSD V5.1."""

_STATUS_ELEMENTS = {
    DeviceStatus.PENDING: "UpdateDeviceStatusExceptCH",
    DeviceStatus.INSTALLED_NOT_COMMISSIONED: "UpdateDeviceStatusExceptCH",
    DeviceStatus.COMMISSIONED: "UpdateDeviceStatusCH",
}
"""Which element of 8.4 says a status. Source: DUIS XSD V5.1."""


def write(message: ServiceRequest, command_variant: int) -> bytes:
    """Give ``message`` as an unsigned sr:Request; UsageError when the schema has no words for it."""
    service, elements = _operation(message)
    if command_variant not in service.command_variants:
        usual = " or ".join(str(each) for each in service.command_variants)
        raise UsageError(f"{type(message).__name__} goes in command variant {usual}, not {command_variant}")
    if not is_request_id(message.request_id):
        raise UsageError(f"RequestID {message.request_id!r}: expected ORIGINATOR:TARGET:COUNTER")
    root = document("Request")
    header = add(root, "Header")
    add(header, "RequestID", message.request_id)
    add(header, "CommandVariant", str(command_variant))
    add(header, "ServiceReference", service.reference)
    add(header, "ServiceReferenceVariant", service.reference)
    add(root, "Body").append(elements)
    return octets_of(root)


def document(name: str) -> etree._Element:
    """Give the root element of a document."""
    return etree.Element(f"{{{SR}}}{name}", {"schemaVersion": WRITTEN_VERSION}, nsmap={"sr": SR})


def add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """Give a new last child of ``parent``."""
    child = etree.SubElement(parent, f"{{{SR}}}{name}")
    child.text = text
    return child


def add_variant(parent: etree._Element, variant: str) -> None:
    """Add a PPMIDVariant, our extension, unless it is empty. Assumption 9 (docs/sources.md)."""
    if variant:
        etree.SubElement(parent, f"{{{EXTENSION}}}PPMIDVariant", nsmap={"vp": EXTENSION}).text = variant


def _operation(message: ServiceRequest) -> tuple[Service, etree._Element]:
    match message:
        case UpdateFirmware() | UpdatePPMIDFirmware():
            return _update(message)
        case ActivateFirmware() | TransformActivateFirmware():
            return services.ACTIVATE_FIRMWARE, _activate(message)
        case ReadFirmwareVersion():
            return services.READ_FIRMWARE_VERSION, _element("ReadFirmwareVersion")
        case ReadInventory(_, device):
            return services.READ_INVENTORY, _element("ReadInventory", DeviceID=device)
        case UpdateHANDeviceLog(_, device, request):
            told = _element("UpdateHANDeviceLog", DeviceID=device, RequestType=request.value)
            return services.UPDATE_HAN_DEVICE_LOG, told
        case DevicePrenotification():
            return services.DEVICE_PRENOTIFICATION, _prenotification(message)
        case UpdateInventory() | UpdateDeviceDetails():
            return services.UPDATE_INVENTORY, _inventory(message)


def _update(message: UpdateFirmware | UpdatePPMIDFirmware) -> tuple[Service, etree._Element]:
    is_ppmid = isinstance(message, UpdatePPMIDFirmware)
    service = services.UPDATE_PPMID_FIRMWARE if is_ppmid else services.UPDATE_FIRMWARE
    return service, _element(
        service.operation,
        FirmwareImage=base64_of(message.firmware_image),
        FirmwareVersion=version(message.firmware_version),
        DeviceIDList=",".join(message.device_ids),
    )


def _activate(message: ActivateFirmware | TransformActivateFirmware) -> etree._Element:
    if isinstance(message, ActivateFirmware):
        originator, target, counter = message.request_id.split(":")
        command = ActivateFirmwareCommand(
            Eui64(originator),
            Eui64(target),
            int(counter),
            message.firmware_hash,
            message.activation_at,
            signature=message.signature,
        )
        return _element("SignedPreCommand", GBCSPayload=base64_of(to_gbcs(command)))
    at, named = activation(message.activation_at), message.firmware_hash.hex().upper()
    when = {} if at is None else {"ExecutionDateTime": at}
    return _element("ActivateFirmware", **when, FirmwareHash=named)


def _prenotification(message: DevicePrenotification) -> etree._Element:
    element = _element(
        "DevicePrenotification",
        DeviceID=message.device_id,
        DeviceManufacturer=model(message.manufacturer),
        DeviceModel=model(message.model),
        DeviceType=message.device_type,
        FirmwareVersion=version(message.firmware_version),
    )
    add_variant(element, message.ppmid_variant)
    return element


def _inventory(message: UpdateInventory | UpdateDeviceDetails) -> etree._Element:
    element = _element("UpdateInventory", DeviceID=message.device_id)
    if isinstance(message, UpdateDeviceDetails):
        add_variant(add(element, "UpdateDeviceDetails"), message.ppmid_variant)
    elif message.status is None:
        add(element, "DeleteDevice")
    elif message.status in _STATUS_ELEMENTS:
        add(element, _STATUS_ELEMENTS[message.status], message.status.value)
    else:
        raise UsageError(f"8.4 cannot make a device {message.status.value}: DUIS has no words for it")
    return element


def _element(name: str, **children: str) -> etree._Element:
    element = etree.Element(f"{{{SR}}}{name}", nsmap={"sr": SR})
    for child, text in children.items():
        add(element, child, text)
    return element
