"""What a Supplier asks of the inventory: 8.2, 8.4, 8.11, 12.2, and the later change of a PPMIDVariant.

Each gives the inventory after it, what is to be kept and noted, and the answer. Who may is looked at in the order of
``checks``: the Supplier's DUIS (E2), that the device is there (E19), what it is (E11), whose (E4), its status (E5).
"""

from dataclasses import dataclass, replace

from dcc_adapter.accounts import Account
from dcc_adapter.plan import UNKNOWN, DccPlan, SmiDevice
from dcc_adapter.smi.inventory import INVENTORY_MAX, Smi
from dcc_adapter.smi.permission import Finding, not_own, unknown
from premises.identity import Eui64, Name
from premises.machine.effects import Effect
from premises.wire.device.responsible import FUELS
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    Inventory,
    InventoryEntry,
    InventoryRequest,
    LogRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import Refusal, ServiceResponse
from premises.wire.notes.requests import RequestRefused
from premises.wire.tables.dcc import DccSpec
from premises.wire.tables.suppliers import Uplift

VARIANTS = ("STD", "B1", "B2", "B3", "B4")
"""What a PPMIDVariant can be. Assumption 9 (docs/sources.md)."""

SETTABLE = (DeviceStatus.PENDING, DeviceStatus.INSTALLED_NOT_COMMISSIONED)
"""What 8.4 may make of a device that is no hub. Source: DUIS XSD V5.1, UpdateDeviceStatusExceptCH."""

SETTABLE_CHF = (DeviceStatus.COMMISSIONED, DeviceStatus.INSTALLED_NOT_COMMISSIONED)
"""What 8.4 may make of a hub, less what this emulator has no word for. Source: DUIS XSD V5.1, UpdateDeviceStatusCH."""

OWN_CODES = {"8.4": "E080405", "8.11": "E081101", "12.2": "E120201"}
"""The first of each request's own codes that the XSD has; what it means was read nowhere. Assumption 92
(docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes of a request."""

    smi: Smi
    effects: tuple[Effect, ...]
    answer: ServiceResponse | Inventory


def asked_of_inventory(request: InventoryRequest, account: Account, smi: Smi, plan: DccPlan) -> Asked:
    """Answer one request; a refusal changes nothing."""
    match request:
        case ReadInventory():
            return _read(request, account, smi)
        case DevicePrenotification():
            why = _why_not_new(request, account, smi, plan.dcc)
            return _refused(request, smi, why) if why else _done(request, smi, _new_device(request, plan), "12.2")
        case UpdateDeviceDetails():
            why = _why_not_relabelled(request, account, smi, plan.dcc)
            return _refused(request, smi, why) if why else _change(request, smi, ppmid_variant=request.ppmid_variant)
        case UpdateInventory():
            return _update(request, account, smi)
    why = _why_not_logged(request, account, smi)
    return _refused(request, smi, why) if why else Asked(smi, (), _response(request.request_id, "I99"))


def logged(request: UpdateHANDeviceLog, smi: Smi) -> tuple[Smi, list[Effect]]:
    """Give the inventory after the hub did what an 8.11 asked of it."""
    device = smi.device(request.device_id)
    if device is None:
        return smi, []
    status = DeviceStatus.WHITELISTED if request.request is LogRequest.ADD else DeviceStatus.PENDING
    return smi.with_device(replace(device, status=status), "8.11")


def shown(device: SmiDevice, uplift: Uplift) -> InventoryEntry:
    """Give a device as a Supplier of this DUIS sees it: before MP170 a bridge is a PPMID like any other."""
    variant = device.ppmid_variant if uplift == "mp170" else ""
    what = device.manufacturer, device.model, device.firmware_version
    return InventoryEntry(device.device_id, device.device_type, device.status, *what, variant)


def why_no_variant(device_type: str, variant: str, uplift: Uplift, dcc: DccSpec) -> str:
    """Give why a device of this type may not be pre-notified with this PPMIDVariant; empty when it may."""
    if variant and uplift != "mp170":
        return "this Supplier's DUIS has no PPMIDVariant: it came with MP170"
    if variant and device_type != "PPMID":
        return f"a {device_type} has no PPMIDVariant"
    if variant and variant not in VARIANTS:
        return f"PPMIDVariant {variant!r}: expected one of {', '.join(VARIANTS)}"
    if device_type == "PPMID" and not variant and dcc.ppmid_variant == "mandatory":
        return f"a PPMID is pre-notified with a PPMIDVariant: expected one of {', '.join(VARIANTS)}"
    return ""


def _read(request: ReadInventory, account: Account, smi: Smi) -> Asked:
    if smi.device(request.device_id) is None:
        return _refused(request, smi, unknown(request.device_id))
    first = sorted(smi.devices, key=lambda device: device.device_id != request.device_id)
    entries = tuple(shown(device, account.uplift) for device in first)
    return Asked(smi, (), Inventory(request.request_id, entries))


def _why_not_new(request: DevicePrenotification, account: Account, smi: Smi, dcc: DccSpec) -> Finding | None:
    if request.device_type not in FUELS:
        words = f"a {request.device_type} is pre-notified by nobody here: expected one of {', '.join(FUELS)}"
        return Finding("E11", Refusal.DEVICE_TYPE, words)
    if smi.device(request.device_id) is not None:
        return Finding(OWN_CODES["12.2"], Refusal.INVALID_DEVICE_ID, f"{request.device_id} is on the inventory already")
    why = why_no_variant(request.device_type, request.ppmid_variant, account.uplift, dcc)
    if why:
        return Finding(OWN_CODES["12.2"], Refusal.PPMID_VARIANT, why)
    if len(smi.devices) >= INVENTORY_MAX:
        return Finding(OWN_CODES["12.2"], Refusal.QUEUE_FULL, f"{INVENTORY_MAX} devices are on the inventory")
    return None


def _new_device(request: DevicePrenotification, plan: DccPlan) -> SmiDevice:
    # Named as nobody in the site is, unless it is of the site: an EUI-64 without its hyphens.
    name = Name(request.device_id.replace("-", "").lower())
    stranger = SmiDevice(name, request.device_id, "", "", UNKNOWN, UNKNOWN, UNKNOWN, takes_images=False)
    there = next((device for device in plan.there if device.device_id == request.device_id), stranger)
    return replace(
        there,
        device_type=request.device_type,
        ppmid_variant=request.ppmid_variant,
        manufacturer=request.manufacturer,
        model=request.model,
        firmware_version=request.firmware_version,
        status=DeviceStatus.PENDING,
    )


def _why_not_relabelled(request: UpdateDeviceDetails, account: Account, smi: Smi, dcc: DccSpec) -> Finding | None:
    if account.uplift != "mp170":
        return Finding("E2", Refusal.ROLE, f"the DUIS of {account.name} has no PPMIDVariant: it came with MP170")
    found = _mine(request.device_id, account, smi, wants="PPMID")
    if isinstance(found, Finding):
        return found
    if request.ppmid_variant not in VARIANTS:
        words = f"PPMIDVariant {request.ppmid_variant!r}: expected one of {', '.join(VARIANTS)}"
        return Finding(OWN_CODES["8.4"], Refusal.PPMID_VARIANT, words)
    if found.status not in (DeviceStatus.PENDING, DeviceStatus.WHITELISTED) and not dcc.mp125:
        words = f"{found.name} is {found.status.value}: its PPMIDVariant can be changed before that, or by MP125's rule"
        return Finding("E5", Refusal.DEVICE_STATUS, words)
    return None


def _update(request: UpdateInventory, account: Account, smi: Smi) -> Asked:
    found = _mine(request.device_id, account, smi)
    if isinstance(found, Finding):
        return _refused(request, smi, found)
    if request.status is None:
        if found.status is not DeviceStatus.PENDING:
            words = f"{found.name} is {found.status.value}: only what is Pending is deleted"
            return _refused(request, smi, Finding("E5", Refusal.DEVICE_STATUS, words))
        after, effects = smi.without(found.device_id, "8.4")
        return Asked(after, tuple(effects), _response(request.request_id, "I0"))
    settable = SETTABLE_CHF if found.device_type == "CHF" else SETTABLE
    if request.status not in settable:
        expected = ", ".join(status.value for status in settable)
        words = f"8.4 makes no {found.device_type} {request.status.value}: expected one of {expected}"
        return _refused(request, smi, Finding(OWN_CODES["8.4"], Refusal.DEVICE_STATUS, words))
    return _change(request, smi, status=request.status)


def _why_not_logged(request: UpdateHANDeviceLog, account: Account, smi: Smi) -> Finding | None:
    device = smi.device(request.device_id)
    if device is not None and device.device_type == "CHF":
        return Finding("E11", Refusal.DEVICE_TYPE, f"{device.name} is the hub, which is in no log of its own")
    found = _mine(request.device_id, account, smi)
    if isinstance(found, Finding):
        return found
    is_pending = found.status is DeviceStatus.PENDING
    if is_pending != (request.request is LogRequest.ADD):
        words = f"{found.name} is {found.status.value}: Add takes what is Pending, Remove what is not"
        return Finding("E5", Refusal.DEVICE_STATUS, words)
    return None


def _mine(device_id: Eui64, account: Account, smi: Smi, wants: str = "") -> SmiDevice | Finding:
    """Give a device of the type ``wants`` (any when empty) that this Supplier is responsible for, or why not."""
    device = smi.device(device_id)
    if device is None:
        return unknown(device_id)
    if wants and device.device_type != wants:
        return Finding("E11", Refusal.DEVICE_TYPE, f"{device.name} is a {device.device_type}: expected a {wants}")
    return not_own(device, account, smi) or device


def _change(
    request: UpdateInventory | UpdateDeviceDetails,
    smi: Smi,
    status: DeviceStatus | None = None,
    ppmid_variant: str | None = None,
) -> Asked:
    device = smi.device(request.device_id)
    assert device is not None, "it was looked for"
    variant = device.ppmid_variant if ppmid_variant is None else ppmid_variant
    return _done(request, smi, replace(device, status=status or device.status, ppmid_variant=variant), "8.4")


def _done(request: InventoryRequest, smi: Smi, device: SmiDevice, why: str) -> Asked:
    after, effects = smi.with_device(device, why)
    return Asked(after, tuple(effects), _response(request.request_id, "I0"))


def _refused(request: InventoryRequest, smi: Smi, why: Finding) -> Asked:
    noted = RequestRefused(request.request_id, why.refusal.value, why.words)
    answer = ServiceResponse(request.request_id, why.code, why.refusal, (request.device_id,), why.words)
    return Asked(smi, (noted,), answer)


def _response(request_id: str, code: str) -> ServiceResponse:
    return ServiceResponse(request_id, code, Refusal.NONE, (), "")
