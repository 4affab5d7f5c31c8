"""Messages over DUIS that no story of the corpus says, one of each kind, as octets."""

from premises.identity import Eui64, Name
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    Inventory,
    InventoryEntry,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateInventory,
)
from premises.wire.field.air_bytes import AddressBook, Hop, to_octets
from premises.wire.message import Frame, Medium, Message
from premises.wire.site import ACB_EUI, DCC, SUPPLIER, SUPPLIER_EUI

DEVICE = Eui64("90-B3-D5-1F-30-B1-00-01")
TO_DCC, TO_DEVICE = f"{SUPPLIER_EUI}:{ACB_EUI}:7", f"{SUPPLIER_EUI}:{DEVICE}:8"

ASKED: tuple[Message, ...] = (
    ReadInventory(TO_DCC, DEVICE),
    DevicePrenotification(TO_DCC, DEVICE, "PPMID", 0xA170, 1, 0x10000, "B1"),
    UpdateInventory(TO_DCC, DEVICE, DeviceStatus.DECOMMISSIONED),
    UpdateDeviceDetails(TO_DCC, DEVICE, "B2"),
)

ANSWERED: tuple[Message, ...] = (
    Inventory(TO_DCC, (InventoryEntry(DEVICE, "PPMID", DeviceStatus.COMMISSIONED, 0xA170, 1, 0x10000, "B1"),)),
)


def written(book: AddressBook) -> list[tuple[tuple[Name, Name, Name], bytes]]:
    """Give the lane and the octets of each."""
    return [
        ((Name("duis"), source, target), to_octets(frame, Medium.DUIS, Hop(source, target), 1, book))
        for source, target, messages in ((SUPPLIER, DCC, ASKED), (DCC, SUPPLIER, ANSWERED))
        for frame in (Frame(source, target, 1, message) for message in messages)
    ]
