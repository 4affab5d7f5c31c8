"""Messages over DUIS that no story of the corpus says, one of each kind, as octets."""

from premises.identity import Eui64, Name
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    HanDeviceLogResult,
    Inventory,
    InventoryEntry,
    LogRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    MAIL_FIRST,
    DuisAck,
    FirmwareVersionResult,
    PreCommand,
    ReadFirmwareVersion,
    TransformActivateFirmware,
)
from premises.wire.field.air_bytes import AddressBook, Hop, to_octets
from premises.wire.message import Frame, Medium, Message
from premises.wire.site import ACB_EUI, DCC, SUPPLIER, SUPPLIER_EUI

DEVICE = Eui64("90-B3-D5-1F-30-B1-00-01")
TO_DCC, TO_DEVICE = f"{SUPPLIER_EUI}:{ACB_EUI}:7", f"{SUPPLIER_EUI}:{DEVICE}:8"

ASKED: tuple[Message, ...] = (
    TransformActivateFirmware(TO_DEVICE, DEVICE, bytes(32), 60),
    ReadFirmwareVersion(TO_DEVICE, DEVICE),
    ReadInventory(TO_DCC, DEVICE),
    DevicePrenotification(TO_DCC, DEVICE, "PPMID", 0xA170, 1, 0x10000, "B1"),
    UpdateInventory(TO_DCC, DEVICE, DeviceStatus.DECOMMISSIONED),
    UpdateDeviceDetails(TO_DCC, DEVICE, "B2"),
    UpdateHANDeviceLog(TO_DEVICE, DEVICE, LogRequest.REMOVE),
    DuisAck(MAIL_FIRST),
)

ANSWERED: tuple[Message, ...] = (
    PreCommand(TO_DEVICE, b"\xdf"),
    FirmwareVersionResult(TO_DEVICE, DEVICE, 0x10000, True, b"\xdf"),
    Inventory(TO_DCC, (InventoryEntry(DEVICE, "PPMID", DeviceStatus.COMMISSIONED, 0xA170, 1, 0x10000, "B1"),)),
    HanDeviceLogResult(TO_DEVICE, DEVICE, True, b"\xdf"),
)


def written(book: AddressBook) -> list[tuple[tuple[Name, Name, Name], bytes]]:
    """Give the lane and the octets of each."""
    return [
        ((Name("duis"), source, target), to_octets(frame, Medium.DUIS, Hop(source, target), 1, book))
        for source, target, messages in ((SUPPLIER, DCC, ASKED), (DCC, SUPPLIER, ANSWERED))
        for frame in (Frame(source, target, 1, message) for message in messages)
    ]
