"""What is noted of the Smart Metering Inventory, of whose customer the premises is, and of what Suppliers are told."""

from premises.identity import Eui64, Name
from premises.quantity import Instant
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


class ChangeOrdered(Note, frozen=True, array_like=True, gc=False, tag="change.ordered"):
    """Somebody ordered a Change of Supplier on a premises that was running."""

    fuel: str
    to: Name
    by: str
    since: Instant
    """From when on the premises is its customer."""


class SupplierTold(Note, frozen=True, array_like=True, gc=False, tag="supplier.told"):
    """A Supplier has a word of the DCC's: it took it (DuisAck), or it was the answer to its request, just said."""

    supplier: Name
    number: int
    """Under which it was said until it was taken; 0 for an answer, which nobody acknowledges."""
    message: str
    """Its name in DUIS."""
    request_id: str
    """Of the request that it answers; empty for none."""
    device: Eui64
    """Whom it is about; empty for a whole request. What is about several devices has a note for each."""
    version: int
    """0 when it names none."""
    what: str
    """The word: ``I99``, ``E4``, ``CCS08``, ``CS09``, ``CS06``, ``FDRA``, ``N60``, ``8.2``, ``11.2``, ``0x8F43``."""
    code: str
    """What it came to in small letters: ``success``, ``image_discarded``, of 8.2 the status; empty without one."""
    detail: str = ""
    """Of 8.2 what the device is: ``ESME``, ``PPMID B1``; of a response which service request it answers: ``11.4``."""
