"""Whether a Supplier may ask this of that device: which codes are those of all requests, and in which order.

====  ==========================================================================  =======
  1   the RequestID's originator sent it                                          E1
  2   the RequestID names its target: of what concerns no device alone, the ACB   E11
  3   the Supplier's DUIS has this request (``checks``, ``requests``)             E2
  4   the device is on the inventory                                              E19
  5   it is of a type that takes this request                                     E11
  6   the Supplier is responsible for it                                          E4
  7   it is in a status in which this may be asked                                E5
====  ==========================================================================  =======

Source: ERR; the order, and that a RequestID to somebody else is E11, are assumption 92 (docs/sources.md).
"""

from dataclasses import dataclass

from dcc_adapter.accounts import Account, Accounts, parts_of
from dcc_adapter.plan import SmiDevice
from dcc_adapter.smi.inventory import Smi
from premises.identity import Eui64
from premises.wire.device.target import BY_COMMAND
from premises.wire.duis.inventory import DeviceStatus, UpdateHANDeviceLog
from premises.wire.duis.messages import (
    ActivateFirmware,
    ReadFirmwareVersion,
    Refusal,
    ServiceRequest,
    TransformActivateFirmware,
)
from premises.wire.tables.dcc import AlertRule

OnItsWay = ActivateFirmware | TransformActivateFirmware | ReadFirmwareVersion | UpdateHANDeviceLog
"""What is addressed to a device; of an 8.11 that is the hub. Source: TPL."""

READABLE = (DeviceStatus.WHITELISTED, DeviceStatus.INSTALLED_NOT_COMMISSIONED, DeviceStatus.COMMISSIONED)
"""In which an 11.2 may be asked of a device; of one that is Suspended, since November 2021. Source: MP105; that it may
be asked of one that joins is assumption 94 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a request, or with one device of it."""

    code: str
    refusal: Refusal
    words: str
    """One sentence for a person."""


def why_not_heard(request: ServiceRequest, account: Account, accounts: Accounts, acb: Eui64) -> Finding | None:
    """Give why a request is refused for its RequestID alone: another's, or of what concerns no device to a device."""
    if accounts.asker(request.request_id) != account:
        words = f"RequestID {request.request_id} is not of {account.eui}, who sent it"
        return Finding("E1", Refusal.UNKNOWN_USER, words)
    parts = parts_of(request.request_id)
    if not isinstance(request, OnItsWay) and (parts is None or parts.target != acb):
        return misdirected(request.request_id, acb)
    return None


def misdirected(request_id: str, target: Eui64) -> Finding:
    """Give what is wrong with a RequestID that does not name ``target``, or no counter."""
    return Finding("E11", Refusal.INVALID_DEVICE_ID, f"{request_id} is no RequestID to {target}")


def unknown(device_id: Eui64) -> Finding:
    """Give what is wrong with a device that is not there."""
    return Finding("E19", Refusal.UNKNOWN_DEVICE, f"{device_id} is not on the inventory")


def not_own(device: SmiDevice, account: Account, smi: Smi) -> Finding | None:
    """Give why a device is not this Supplier's, by the registration data looked at last."""
    if account in smi.responsible(device):
        return None
    return Finding("E4", Refusal.NOT_RESPONSIBLE, f"{account.name} is not responsible for {device.name}")


def why_not_read(device_id: Eui64, account: Account, smi: Smi, rule: AlertRule) -> Finding | None:
    """Give why an 11.2 of a device is refused."""
    device = smi.device(device_id)
    if device is None:
        return unknown(device_id)
    if (finding := not_own(device, account, smi)) is not None:
        return finding
    if device.status in READABLE or (device.status is DeviceStatus.SUSPENDED and rule == "since-2021"):
        return None
    words = f"{device.name} is {device.status.value}, in which nobody reads its version"
    return Finding("E5", Refusal.DEVICE_STATUS, words)


def why_not_activated(device_id: Eui64, account: Account, smi: Smi) -> Finding | None:
    """Give why an 11.3 for a device is refused, whichever its command variant."""
    device = smi.device(device_id)
    if device is None:
        return unknown(device_id)
    if device.device_type not in BY_COMMAND:
        words = f"{device.name} is a {device.device_type}, which activates by itself"
        return Finding("E11", Refusal.DEVICE_TYPE, words)
    if (finding := not_own(device, account, smi)) is not None:
        return finding
    if not device.commissioned:
        words = f"{device.name} is {device.status.value} and not Commissioned"
        return Finding("E5", Refusal.DEVICE_STATUS, words)
    return None
