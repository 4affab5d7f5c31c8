"""What Suppliers ask and are told, drawn at random as DUIS can say it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from hypothesis import strategies as st

from premises.identity import Eui64
from premises.wire.duis import inventory, messages
from premises.wire.duis.inventory import DeviceStatus, LogRequest
from premises.wire.duis.messages import DistributionCode, Refusal, ServiceRequest
from premises.wire.gbcs.activation import (
    AT_ONCE,
    CANCELLED,
    ActivateFirmwareCommand,
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareReceiptAlert,
    FutureDatedAlert,
    FutureDatedCode,
    ReceiptCode,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.gbcs.device_log import DeviceLogResponse
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.gbcs.reading import ReadPpmidVersionResponse, ReadVersionResponse
from premises.wire.message import Message
from premises.wire.site import ACB_EUI
from premises.wire.xml.codes import GENERAL, LISTS, OWN, UNANSWERED
from premises.wire.xml.operations import DEVICE_TYPES, PPMID_VARIANTS
from tests.wire.messages import EUIS

HUB = Eui64("00-DB-12-34-56-78-90-A2")

counters = st.one_of(st.sampled_from((1, 1000, 2**64 - 1)), st.integers(1, 2**64 - 1))
versions = st.one_of(st.sampled_from((0, 1, 0xACDCACDC)), st.integers(0, 2**32 - 1))
hashes = st.binary(min_size=32, max_size=32)
moments = st.one_of(st.sampled_from((AT_ONCE, 0, CANCELLED)), st.integers(0, CANCELLED - 1))
request_ids = st.builds("{}:{}:{}".format, EUIS, EUIS, counters)
devices = st.lists(EUIS, min_size=1, max_size=4, unique=True).map(tuple)
numbers = st.one_of(st.integers(0, 0xFFFF), st.integers(0, 2**32 - 1))
variants = st.sampled_from(("", *PPMID_VARIANTS))
sentences = st.text("abc ,.:B1", max_size=60).map(str.strip)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request and how it is sent."""

    message: ServiceRequest
    command_variant: int


def _asking(command_variant: int) -> Callable[[ServiceRequest], Asking]:
    return lambda message: Asking(message, command_variant)


def _activate(request_id: str, named: bytes, at: int, signature: bytes) -> messages.ActivateFirmware:
    return messages.ActivateFirmware(request_id, _target(request_id), named, at, signature)


def _transform(request_id: str, named: bytes, at: int) -> messages.TransformActivateFirmware:
    return messages.TransformActivateFirmware(request_id, _target(request_id), named, at)


def _read(request_id: str) -> messages.ReadFirmwareVersion:
    return messages.ReadFirmwareVersion(request_id, _target(request_id))


def _target(request_id: str) -> Eui64:
    return Eui64(request_id.split(":")[1])


_STATUSES = (None, DeviceStatus.PENDING, DeviceStatus.INSTALLED_NOT_COMMISSIONED, DeviceStatus.COMMISSIONED)
_images = st.one_of(st.just(b""), st.binary(max_size=400))
_SIGNATURES = st.binary(min_size=64, max_size=64)

STRICT: dict[str, st.SearchStrategy[Asking]] = {
    "11.1": st.builds(messages.UpdateFirmware, request_ids, _images, versions, devices).map(_asking(8)),
    "11.2": st.builds(_read, request_ids).map(_asking(1)),
    "11.3 to be transformed": st.builds(_transform, request_ids, hashes, moments).map(_asking(4)),
    "11.3 signed": st.builds(_activate, request_ids, hashes, moments, _SIGNATURES).map(_asking(5)),
    "11.4": st.builds(messages.UpdatePPMIDFirmware, request_ids, _images, versions, devices).map(_asking(8)),
    "12.2": st.builds(
        inventory.DevicePrenotification,
        request_ids,
        EUIS,
        st.sampled_from(DEVICE_TYPES),
        numbers,
        numbers,
        versions,
        st.just(""),
    ).map(_asking(8)),
    "8.2": st.builds(inventory.ReadInventory, request_ids, EUIS).map(_asking(8)),
    "8.4": st.builds(inventory.UpdateInventory, request_ids, EUIS, st.sampled_from(_STATUSES)).map(_asking(8)),
    "8.11": st.builds(inventory.UpdateHANDeviceLog, request_ids, EUIS, st.sampled_from(LogRequest)).map(_asking(1)),
}
"""Requests that are of the published schema, by service request."""

EXTENDED: dict[str, st.SearchStrategy[Asking]] = {
    "12.2": st.builds(
        inventory.DevicePrenotification,
        request_ids,
        EUIS,
        st.just("PPMID"),
        numbers,
        numbers,
        versions,
        st.sampled_from(PPMID_VARIANTS),
    ).map(_asking(8)),
    "8.4": st.builds(inventory.UpdateDeviceDetails, request_ids, EUIS, st.sampled_from(PPMID_VARIANTS)).map(_asking(8)),
}
"""Requests with a PPMIDVariant."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a Supplier is told, and the service request that it is told about."""

    message: Message
    service: str = ""


def _response(service: str, request_id: str, code: str, detail: str) -> Telling:
    return Telling(messages.ServiceResponse(request_id, code, Refusal.NONE, (), detail), service)


def _refused(service: str, request_id: str, refusal: Refusal, detail: str) -> Telling:
    return Telling(messages.ServiceResponse(request_id, "E4", refusal, (), detail), service)


def _warning(service: str, request_id: str, refusal: Refusal, refused: tuple[Eui64, ...], detail: str) -> Telling:
    return Telling(messages.ServiceResponse(request_id, OWN[service][-1], refusal, refused, detail), service)


def _result(request_id: str, result: ActivationCode, version: int) -> Telling:
    known = 0 if result is ActivationCode.ACCEPTED else version
    originator, target, counter = _parts(request_id)
    payload = to_gbcs(ActivateFirmwareResponse(target, originator, counter, result, known))
    return Telling(messages.ActivateFirmwareResult(request_id, target, result, known, payload))


def _version(request_id: str, kind: Callable[..., GbcsMessage], version: int, is_read: bool) -> Telling:
    originator, target, counter = _parts(request_id)
    known = version if is_read else 0
    brokered = (ACB_EUI, 7, originator, counter) if kind is ReadPpmidVersionResponse else (originator, counter)
    payload = to_gbcs(kind(target, *brokered, known, is_read))
    return Telling(messages.FirmwareVersionResult(request_id, target, known, is_read, payload))


def _logged(request_id: str, kind: Callable[..., GbcsMessage], is_done: bool) -> Telling:
    originator, target, counter = _parts(request_id)
    payload = to_gbcs(kind(target, ACB_EUI, 7, originator, counter, is_done))
    return Telling(inventory.HanDeviceLogResult(request_id, target, is_done, payload))


def _unanswered(request_id: str, code: str, service: str, detail: str) -> Telling:
    refusal = Refusal.NOT_DELIVERED if code == "E20" else Refusal.NO_RESPONSE
    return Telling(messages.ServiceResponse(request_id, code, refusal, (), detail, service=service))


def _future_dated(request_id: str, code: FutureDatedCode, result: ActivationCode, version: int, at: int) -> Telling:
    originator, target, counter = _parts(request_id)
    alert = FutureDatedAlert(target, originator, counter, at, code, counter, result, version)
    told = messages.FutureDatedDeviceAlert(request_id, target, int(code), result, version, to_gbcs(alert))
    return Telling(told)


def _device_alert(request_id: str, code: ReceiptCode, named: bytes, at: int, gas: bool) -> Telling:
    originator, target, counter = _parts(request_id)
    alert = FirmwareReceiptAlert(target, originator, counter, at, code, named, gas)
    return Telling(messages.DeviceAlertMessage(target, int(code), at, named, to_gbcs(alert)))


def _pre_command(request_id: str, named: bytes, at: int) -> Telling:
    payload = to_gbcs(ActivateFirmwareCommand(*_parts(request_id), named, at))
    return Telling(messages.PreCommand(request_id, payload))


def _parts(request_id: str) -> tuple[Eui64, Eui64, int]:
    originator, target, counter = request_id.split(":")
    return Eui64(originator), Eui64(target), int(counter)


def _entries(variant: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[inventory.InventoryEntry, ...]]:
    entry = st.builds(
        inventory.InventoryEntry,
        EUIS,
        st.sampled_from(DEVICE_TYPES),
        st.sampled_from(DeviceStatus),
        numbers,
        numbers,
        versions,
        variant,
    )
    return st.lists(entry, max_size=17).map(tuple)


def _warnings(service: str, request_id: str, reasons: dict[Refusal, tuple[Eui64, ...]]) -> Telling:
    """Give a warning with a device in more than one list, each list in its place."""
    listed = [(name, device) for name in LISTS if name in reasons for device in reasons[name]]
    refused, lists = tuple(device for _, device in listed), tuple(name for name, _ in listed)
    return Telling(messages.ServiceResponse(request_id, OWN[service][-1], listed[0][0], refused, "", lists), service)


_said_at = st.integers(0, 2**31)
_outcomes = st.sampled_from([code for code in ActivationCode if code is not ActivationCode.ACCEPTED])
_updates, _services = st.sampled_from(("11.1", "11.4")), st.sampled_from(("11.1", "11.3", "8.4", "12.2"))
_lists = st.sampled_from(("InvalidDeviceIDList", "NotCommissionedDeviceIDList", "InvalidGBCSVersionList")).map(Refusal)
_reasons = st.sampled_from([refusal for refusal in Refusal if refusal is not Refusal.NONE])

TOLD: dict[str, st.SearchStrategy[Telling]] = {
    "a response": st.builds(_response, _services, request_ids, st.sampled_from(("I0", "I99")), st.just("")),
    "a refusal": st.builds(_refused, _services, request_ids, _reasons, sentences),
    "a warning": st.builds(_warning, _updates, request_ids, _lists, devices, sentences),
    "a warning with lists": st.builds(
        _warnings, _updates, request_ids, st.dictionaries(st.sampled_from(LISTS), devices, min_size=2)
    ),
    "PreCommand": st.builds(_pre_command, request_ids, hashes, moments),
    "DSPInventory": st.builds(inventory.Inventory, request_ids, _entries(st.just(""))).map(Telling),
    "what came of CS06": st.builds(_result, request_ids, st.sampled_from(ActivationCode), versions),
    "what an 11.2 read": st.builds(
        _version, request_ids, st.sampled_from(get_args(ReadVersionResponse)), versions, st.booleans()
    ),
    "what came of an 8.11": st.builds(
        _logged, request_ids, st.sampled_from(get_args(DeviceLogResponse)), st.booleans()
    ),
    "that nobody answered": st.builds(
        _unanswered, request_ids, st.sampled_from(UNANSWERED), st.sampled_from(("11.2", "11.3", "8.11")), sentences
    ),
    "N24": st.builds(inventory.DeviceLogUpdated, request_ids).map(Telling),
    "FutureDatedDeviceAlertMessage": st.builds(
        _future_dated, request_ids, st.sampled_from(FutureDatedCode), _outcomes, versions, _said_at
    ),
    "DeviceAlertMessage": st.builds(
        _device_alert, request_ids, st.sampled_from(ReceiptCode), hashes, _said_at, st.booleans()
    ),
    "CommsHubAlert": st.builds(
        messages.CommsHubAlert, request_ids, EUIS, versions, st.sampled_from(TransferResponseCode)
    ).map(Telling),
    "PPMIDAlert": st.builds(
        messages.PPMIDAlert,
        st.one_of(st.just(""), request_ids),
        EUIS,
        versions,
        st.sampled_from(ActivateImageResultCode),
    ).map(Telling),
    "N60 and N61": st.builds(
        messages.FirmwareDistributionAlert,
        st.one_of(st.just(""), request_ids),
        EUIS,
        st.sampled_from(DistributionCode),
        versions,
    ).map(Telling),
}
"""What a Supplier is told, in the published schema."""

EXTENDED_TOLD = st.builds(inventory.Inventory, request_ids, _entries(variants)).map(Telling)
"""An inventory with PPMIDVariant."""

ANY_CODE = st.sampled_from((*GENERAL, *OWN["11.1"], *OWN["11.4"], "E110301", "E080201", "nothing"))
"""Codes that the adapter might say, of which the XSD has not all."""
