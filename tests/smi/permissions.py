"""Every cause for which a request other than 11.1 and 11.4 is refused, with the same request as it is taken."""

from dataclasses import dataclass

from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan, SmiDevice
from premises.identity import Eui64, Name
from premises.machine.effects import Kept
from premises.trust.certificates import pki_of
from premises.trust.mac import MacKeys
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    LogRequest,
    ReadInventory,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    ActivateFirmware,
    ReadFirmwareVersion,
    Refusal,
    ServiceRequest,
    TransformActivateFirmware,
)
from premises.wire.gbcs.activation import AT_ONCE
from premises.wire.site import ACB_EUI, DCC, HUB
from premises.wire.tables.dcc import AlertRule, DccSpec
from tests.rooms.attended import Attended
from tests.smi.premises_of_two import ACCOUNTS, B1, CHF, ESME, EUI, GAS, GSME, MAKER, NEXT, OLD, POWER, WHO

HCALCS, JOINS, LOST, ADDED = (Eui64(f"00-DB-12-34-56-78-90-{last}") for last in ("A5", "AB", "A6", "AC"))
"""A switch, a bridge that is Pending, a switch that did not answer, a bridge that is in the log and was never heard."""

STRANGER = Eui64("00-DB-12-34-56-78-90-FF")
HASH, SIGNATURE = bytes(32), bytes(64)
DEVICES = (
    SmiDevice(HUB, CHF, "CHF", "", 0, 0, OLD, takes_images=False),
    SmiDevice(Name("esme"), ESME, "ESME", "", MAKER, 0x0000, OLD),
    SmiDevice(Name("gsme"), GSME, "GSME", "", MAKER, 0x0001, OLD),
    SmiDevice(Name("b1"), B1, "PPMID", "B1", MAKER, 0x0184, OLD),
    SmiDevice(Name("hcalcs"), HCALCS, "HCALCS", "", MAKER, 0x0083, OLD),
    SmiDevice(Name("joins"), JOINS, "PPMID", "B2", MAKER, 0x0284, OLD, DeviceStatus.PENDING),
    SmiDevice(Name("lost"), LOST, "HCALCS", "", MAKER, 0x0083, OLD, DeviceStatus.SUSPENDED),
    SmiDevice(Name("added"), ADDED, "PPMID", "B3", MAKER, 0x0384, OLD, DeviceStatus.WHITELISTED),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """One request that is refused, and why; ``mended`` is what is taken when that alone is not so."""

    service: str
    what: str
    request: ServiceRequest
    code: str
    refusal: Refusal
    words: str
    mended: ServiceRequest
    by: Name = POWER
    mended_by: Name = POWER
    rule: AlertRule = "since-2021"
    mended_rule: AlertRule = "since-2021"


def stage(rule: AlertRule) -> Attended:
    """Give the adapter of a premises with devices in every status."""
    dcc = DccSpec(alerts=rule)
    plan = DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF, dcc=dcc)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def read(who: Eui64, by: Name = POWER, to: Eui64 | None = None) -> ReadFirmwareVersion:
    """Give an 11.2."""
    return ReadFirmwareVersion(f"{EUI[by]}:{to or who}:7", who)


def transform(who: Eui64, by: Name = POWER, to: Eui64 | None = None) -> TransformActivateFirmware:
    """Give an 11.3 in command variant 4."""
    return TransformActivateFirmware(f"{EUI[by]}:{to or who}:7", who, HASH, AT_ONCE)


def activate(who: Eui64, by: Name = POWER, to: Eui64 | None = None) -> ActivateFirmware:
    """Give an 11.3 in command variant 5."""
    return ActivateFirmware(f"{EUI[by]}:{to or who}:7", who, HASH, AT_ONCE, SIGNATURE)


def log(who: Eui64, request: LogRequest = LogRequest.ADD, by: Name = POWER, to: Eui64 = CHF) -> UpdateHANDeviceLog:
    """Give an 8.11."""
    return UpdateHANDeviceLog(f"{EUI[by]}:{to}:7", who, request)


def inventory(who: Eui64 = B1, by: Name = POWER, to: Eui64 = ACB_EUI) -> ReadInventory:
    """Give an 8.2."""
    return ReadInventory(f"{EUI[by]}:{to}:7", who)


def status(who: Eui64, by: Name = POWER, to: Eui64 = ACB_EUI) -> UpdateInventory:
    """Give an 8.4."""
    return UpdateInventory(f"{EUI[by]}:{to}:7", who, DeviceStatus.INSTALLED_NOT_COMMISSIONED)


def notified(who: Eui64 = STRANGER, kind: str = "PPMID", to: Eui64 = ACB_EUI) -> DevicePrenotification:
    """Give a 12.2."""
    return DevicePrenotification(f"{EUI[POWER]}:{to}:7", who, kind, MAKER, 1, OLD, "")


_NO_ID, _UNKNOWN, _TYPE = Refusal.INVALID_DEVICE_ID, Refusal.UNKNOWN_DEVICE, Refusal.DEVICE_TYPE
_OTHERS, _STATUS = Refusal.NOT_RESPONSIBLE, Refusal.DEVICE_STATUS
_NOT_HERE, _NOT_OWN = "is not on the inventory", "power is not responsible for gsme"

CAUSES = (
    Cause("11.2", "another's RequestID", read(ESME, GAS), "E1", Refusal.UNKNOWN_USER, "who sent it", read(ESME)),
    Cause("11.2", "a RequestID to another", read(ESME, to=B1), "E11", _NO_ID, "is no RequestID to", read(ESME)),
    Cause("11.2", "unknown", read(STRANGER), "E19", _UNKNOWN, _NOT_HERE, read(ESME)),
    Cause("11.2", "another's", read(GSME), "E4", _OTHERS, _NOT_OWN, read(GSME, GAS), mended_by=GAS),
    Cause("11.2", "nobody's customer", read(B1, NEXT), "E4", _OTHERS, "next is not", read(B1), by=NEXT),
    Cause("11.2", "Pending", read(JOINS), "E5", _STATUS, "joins is Pending", read(ADDED)),
    Cause(
        "11.2", "Suspended, before November 2021", read(LOST), "E5", _STATUS, "lost is Suspended", read(LOST),
        rule="before-2021",
    ),
    Cause("11.3, CV 4", "a RequestID to another", transform(ESME, to=B1), "E11", _NO_ID, "is no", transform(ESME)),
    Cause("11.3, CV 4", "unknown", transform(STRANGER), "E19", _UNKNOWN, _NOT_HERE, transform(ESME)),
    Cause("11.3, CV 4", "a bridge", transform(B1), "E11", _TYPE, "activates by itself", transform(HCALCS)),
    Cause("11.3, CV 4", "another's", transform(GSME), "E4", _OTHERS, _NOT_OWN, transform(GSME, GAS), mended_by=GAS),
    Cause("11.3, CV 4", "Suspended", transform(LOST), "E5", _STATUS, "lost is Suspended", transform(HCALCS)),
    Cause("11.3, CV 5", "a RequestID to another", activate(ESME, to=B1), "E11", _NO_ID, "is no", activate(ESME)),
    Cause("11.3, CV 5", "unknown", activate(STRANGER), "E19", _UNKNOWN, _NOT_HERE, activate(ESME)),
    Cause("11.3, CV 5", "a bridge", activate(B1), "E11", _TYPE, "activates by itself", activate(HCALCS)),
    Cause("11.3, CV 5", "another's", activate(GSME), "E4", _OTHERS, _NOT_OWN, activate(GSME, GAS), mended_by=GAS),
    Cause("11.3, CV 5", "Suspended", activate(LOST), "E5", _STATUS, "lost is Suspended", activate(HCALCS)),
    Cause("8.2", "a RequestID to a device", inventory(to=B1), "E11", _NO_ID, "is no RequestID to", inventory()),
    Cause("8.2", "unknown", inventory(STRANGER), "E19", _UNKNOWN, _NOT_HERE, inventory()),
    Cause("8.4", "a RequestID to a device", status(B1, to=B1), "E11", _NO_ID, "is no RequestID to", status(B1)),
    Cause("8.4", "unknown", status(STRANGER), "E19", _UNKNOWN, _NOT_HERE, status(B1)),
    Cause("8.4", "another's", status(GSME), "E4", _OTHERS, _NOT_OWN, status(GSME, GAS), mended_by=GAS),
    Cause("8.11", "a RequestID to another", log(JOINS, to=JOINS), "E11", _NO_ID, "is no RequestID to", log(JOINS)),
    Cause("8.11", "unknown", log(STRANGER), "E19", _UNKNOWN, _NOT_HERE, log(JOINS)),
    Cause("8.11", "the hub", log(CHF, LogRequest.REMOVE), "E11", _TYPE, "in no log of its own", log(JOINS)),
    Cause(
        "8.11", "another's", log(GSME, LogRequest.REMOVE), "E4", _OTHERS, _NOT_OWN, log(GSME, LogRequest.REMOVE, GAS),
        mended_by=GAS,
    ),
    Cause("8.11", "Add, and it is in", log(B1), "E5", _STATUS, "Add takes what is Pending", log(JOINS)),
    Cause("8.11", "Remove, and it is not in", log(JOINS, LogRequest.REMOVE), "E5", _STATUS, "Remove", log(JOINS)),
    Cause("12.2", "a RequestID to a device", notified(to=B1), "E11", _NO_ID, "is no RequestID to", notified()),
    Cause("12.2", "a hub", notified(kind="CHF"), "E11", _TYPE, "pre-notified by nobody here", notified()),
    Cause("12.2", "it is there", notified(B1), "E120201", _NO_ID, "is on the inventory already", notified()),
)  # fmt: skip
