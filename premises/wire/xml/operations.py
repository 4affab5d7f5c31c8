"""The operations in the body of a request, read into messages; a sentence instead of one for what is not served."""

from collections.abc import Callable

from lxml import etree

from premises.errors import WireError
from premises.identity import Eui64
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    LogRequest,
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
from premises.wire.gbcs.message import HASH_SIZE
from premises.wire.gbcs.octets import from_gbcs
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.taking import Children
from premises.wire.xml.tree import EXTENSION
from premises.wire.xml.values import (
    is_short_hex,
    read_activation,
    read_base64,
    read_eui,
    read_euis,
    read_hex,
    read_moment,
    read_number,
    read_version,
    target_of,
)

DEVICE_TYPES = ("ESME", "GSME", "GPF", "CHF", "HCALCS", "PPMID", "IHD", "CAD")
"""Source: DUIS XSD V5.1."""

PPMID_VARIANTS = ("STD", "B1", "B2", "B3", "B4")
"""Assumption 9 (docs/sources.md)."""

JOIN_TIME_MAX = 3600
"""Seconds of a JoinTimePeriod. Source: DUIS XSD V5.1."""

NAME_MAX = 30
"""Characters of a maker's or a model's name. Source: DUIS XSD V5.1."""

_UPDATED = {
    "UpdateDeviceStatusExceptCH": ("Pending", "InstalledNotCommissioned"),
    "UpdateDeviceStatusCH": ("Commissioned", "Withdrawn", "InstalledNotCommissioned"),
}
"""The statuses that 8.4 may give. Source: DUIS XSD V5.1."""


def signed_pre_command(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    """Read 11.3 in command variant 5: CS06, whole and signed."""
    content = Children(operation)
    at = content.text_if("ExecutionDateTime")
    payload = read_base64("GBCSPayload", content.text("GBCSPayload"))
    content.end()
    try:
        command = from_gbcs(payload)
    except WireError as error:
        raise DuisError(f"GBCSPayload cannot be read: {error}") from None
    if not isinstance(command, ActivateFirmwareCommand):
        raise DuisError(f"GBCSPayload is a {type(command).__name__}: CS06 was expected")
    own = f"{command.originator}:{command.recipient}:{command.counter}"
    if own != request_id:
        raise DuisError(f"GBCSPayload is of {own}, not of the RequestID {request_id}")
    if not command.signature:
        raise DuisError("GBCSPayload is not signed: CS06 with the Supplier's signature was expected")
    if at is not None and read_activation(at) != command.activation_at:
        raise DuisError(f"ExecutionDateTime {at[:40]!r} is not the moment that stands in CS06")
    device, named = command.recipient, command.firmware_hash
    return ActivateFirmware(request_id, device, named, command.activation_at, command.signature)


def _update_firmware(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    return UpdateFirmware(request_id, *_image(operation, "E110101"))


def _update_ppmid_firmware(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    return UpdatePPMIDFirmware(request_id, *_image(operation, "E110401"))


def _image(operation: etree._Element, refused: str) -> tuple[bytes, int, tuple[Eui64, ...]]:
    content = Children(operation)
    image = read_base64("FirmwareImage", content.text("FirmwareImage"))
    version = read_version("FirmwareVersion", content.text("FirmwareVersion"))
    devices = read_euis("DeviceIDList", content.text("DeviceIDList"))
    content.end()
    if len(set(devices)) != len(devices):
        twice = next(each for at, each in enumerate(devices) if each in devices[:at])
        raise DuisError(f"DeviceIDList names {twice} twice", code=refused)
    return image, version, devices


def _read_firmware_version(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    at = content.text_if("ExecutionDateTime")
    content.end()
    return _later("11.2", at) or ReadFirmwareVersion(request_id, target_of(request_id))


def _activate_firmware(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    at = read_activation(content.text_if("ExecutionDateTime"))
    named = read_hex("FirmwareHash", content.text("FirmwareHash"))
    content.end()
    if len(named) != HASH_SIZE:
        raise DuisError(f"FirmwareHash has {len(named)} octets, expected {HASH_SIZE}")
    return TransformActivateFirmware(request_id, target_of(request_id), named, at)


def _device_prenotification(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    device = read_eui("DeviceID", content.text("DeviceID"))
    maker, model = content.text("DeviceManufacturer"), content.text("DeviceModel")
    kind = content.text("DeviceType")
    content.text_if("SMETSCHTSVersion")
    version = read_version("FirmwareVersion", content.text_if("FirmwareVersion") or "0")
    content.text_if("ESMEVariant")
    variant = _ppmid_variant(content.text_if("PPMIDVariant", EXTENSION))
    content.text_if("AssociatedGPFDeviceID")
    content.end()
    if kind not in DEVICE_TYPES:
        raise DuisError(f"DeviceType {kind[:20]!r} is none of {', '.join(DEVICE_TYPES)}")
    for name, text in (("DeviceManufacturer", maker), ("DeviceModel", model)):
        if len(text) > NAME_MAX:
            raise DuisError(f"{name} has {len(text)} characters: at most {NAME_MAX} are allowed")
        if not is_short_hex(text):
            return f"{name} {text!r} is not a number of up to 8 hex digits, and no others are known here"
    return DevicePrenotification(request_id, device, kind, int(maker, 16), int(model, 16), version, variant)


def _read_inventory(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    device = content.text_if("DeviceID")
    if device is None:
        return "the inventory is read by DeviceID only"
    content.end()
    return ReadInventory(request_id, read_eui("DeviceID", device))


def _update_inventory(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    device = read_eui("DeviceID", content.text("DeviceID"))
    change = content.any()
    content.end()
    name = etree.QName(change).localname
    if name == "DeleteDevice":
        Children(change).end()
        return UpdateInventory(request_id, device, None)
    if name == "UpdateDeviceDetails":
        return _details(request_id, device, Children(change))
    if name not in _UPDATED:
        return f"UpdateInventory with {name[:40]} is not served here"
    status = change.text or ""
    if status not in _UPDATED[name]:
        raise DuisError(f"{name} {status[:20]!r} is none of {', '.join(_UPDATED[name])}")
    known = {each.value: each for each in DeviceStatus}
    if status not in known:
        return f"no device is ever {status} here"
    return UpdateInventory(request_id, device, known[status])


def _details(request_id: str, device: Eui64, content: Children) -> ServiceRequest | str:
    names = ("DeviceManufacturer", "DeviceModel", "SMETSCHTSVersion", "FirmwareVersion", "ESMEVariant")
    given = [name for name in names if content.text_if(name) is not None]
    variant = _ppmid_variant(content.text_if("PPMIDVariant", EXTENSION))
    content.end()
    if given or not variant:
        return "UpdateDeviceDetails changes the PPMIDVariant of a device here, and nothing else"
    return UpdateDeviceDetails(request_id, device, variant)


def _update_han_device_log(operation: etree._Element, request_id: str) -> ServiceRequest | str:
    content = Children(operation)
    at = content.text_if("ExecutionDateTime")
    device = read_eui("DeviceID", content.text("DeviceID"))
    request = content.text("RequestType")
    added = content.element_if("AddDeviceToCHFWhitelist")
    content.end()
    if added is not None:
        _check_whitelisting(Children(added))
    known = {each.value: each for each in LogRequest}
    if request not in known:
        raise DuisError(f"RequestType {request[:20]!r} is none of {', '.join(known)}")
    return _later("8.11", at) or UpdateHANDeviceLog(request_id, device, known[request])


def _check_whitelisting(content: Children) -> None:
    if read_number("JoinTimePeriod", content.text("JoinTimePeriod")) > JOIN_TIME_MAX:
        raise DuisError(f"JoinTimePeriod is longer than {JOIN_TIME_MAX} s")
    code = read_hex("InstallCode", content.text("InstallCode"))
    if not 6 <= len(code) <= 16:
        raise DuisError(f"InstallCode has {len(code)} octets, expected 6 to 16")
    for name in ("ImportMPxN", "SecondaryImportMPAN", "ExportMPAN"):
        content.text_if(name)
    content.end()


def _later(service: str, at: str | None) -> str:
    """Say why a request is not served that the DCC is to keep until a moment; empty when it is not such a one."""
    if at is None:
        return ""
    read_moment("ExecutionDateTime", at)
    return f"{service} is served at once only, without an ExecutionDateTime"


def _ppmid_variant(text: str | None) -> str:
    if text is not None and text not in PPMID_VARIANTS:
        raise DuisError(f"PPMIDVariant {text[:20]!r} is none of {', '.join(PPMID_VARIANTS)}")
    return text or ""


READERS: dict[str, Callable[[etree._Element, str], ServiceRequest | str]] = {
    "11.1": _update_firmware,
    "11.2": _read_firmware_version,
    "11.3": _activate_firmware,
    "11.4": _update_ppmid_firmware,
    "12.2": _device_prenotification,
    "8.2": _read_inventory,
    "8.4": _update_inventory,
    "8.11": _update_han_device_log,
}
"""By ServiceReference; 11.3 in command variant 5 is ``signed_pre_command``."""
