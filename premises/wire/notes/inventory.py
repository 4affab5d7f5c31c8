"""What is noted of the Smart Metering Inventory: what it holds to be true of each device, and since when."""

from premises.identity import Eui64, Name
from premises.wire.notes.note import Note


class InventoryChanged(Note, frozen=True, array_like=True, gc=False, tag="inventory.changed"):
    """The inventory holds something else to be true of a device than before."""

    device: Eui64
    status: str
    """As DUIS writes it: ``Commissioned``."""
    version: int
    ppmid_variant: str
    why: str
    """What changed it: a use case (``CS09``) or a service request (``12.2``)."""


class InventoryForgotten(Note, frozen=True, array_like=True, gc=False, tag="inventory.forgotten"):
    """The inventory knows a device no longer."""

    device: Eui64
    why: str


class SupplierChanged(Note, frozen=True, array_like=True, gc=False, tag="supplier.changed"):
    """The premises became another Supplier's customer."""

    fuel: str
    to: Name
