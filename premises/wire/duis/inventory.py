"""What a Supplier asks and is told about the Smart Metering Inventory (SMI): 8.2, 8.4, 8.11, 12.2, and later variants.

Values with the names of DUIS; their XML is in ``premises.wire.xml``. PPMIDVariant is in no published DUIS: where it
stands is an extension of ours. Source: DUIS request templates TPL and the public XSD V5.1 (docs/sources.md).
"""

from enum import Enum

from msgspec import Struct

from premises.identity import Eui64
from premises.wire.message import Message


class DeviceStatus(Enum):
    """What the SMI holds a device to be. Source: DP test, SMIX, MP105; two are assumption 46 (docs/sources.md)."""

    PENDING = "Pending"
    WHITELISTED = "Whitelisted"
    INSTALLED_NOT_COMMISSIONED = "InstalledNotCommissioned"
    COMMISSIONED = "Commissioned"
    SUSPENDED = "Suspended"
    DECOMMISSIONED = "Decommissioned"


class LogRequest(Enum):
    """What 8.11 asks of a hub's device log. Source: TPL."""

    ADD = "Add"
    REMOVE = "Remove"


class InventoryEntry(Struct, frozen=True, gc=False, array_like=True):
    """One device as the SMI shows it to a Supplier."""

    device_id: Eui64
    device_type: str
    """``ESME``, ``GSME``, ``CHF``, ``HCALCS`` or ``PPMID``: a bridge is a PPMID. Source: DUIS XSD V5.1."""
    status: DeviceStatus
    manufacturer: int
    """Two octets, as the OTA header names a maker."""
    model: int
    """Two octets: the hardware version, for want of a model that any public text gives. Ours."""
    firmware_version: int
    ppmid_variant: str
    """``STD`` or ``B1`` to ``B4``; empty for what has none, or for a Supplier that cannot read it. Assumption 9
    (docs/sources.md)."""


class ReadInventory(Message, frozen=True, gc=False, tag="ReadInventory"):
    """Service request 8.2: say what the SMI holds of this device, and of the others at its hub."""

    request_id: str
    device_id: Eui64


class Inventory(Message, frozen=True, gc=False, tag="Inventory"):
    """The answer to 8.2 (DSPInventory in the XSD)."""

    request_id: str
    devices: tuple[InventoryEntry, ...]


class DevicePrenotification(Message, frozen=True, gc=False, tag="DevicePrenotification"):
    """Service request 12.2: a device is on its way to some premises; the SMI is to have it as Pending."""

    request_id: str
    device_id: Eui64
    device_type: str
    manufacturer: int
    model: int
    firmware_version: int
    ppmid_variant: str
    """Empty when the Supplier gave none. Assumption 9 (docs/sources.md)."""


class UpdateInventory(Message, frozen=True, gc=False, tag="UpdateInventory"):
    """Service request 8.4: this device is in another status, or is to be forgotten."""

    request_id: str
    device_id: Eui64
    status: DeviceStatus | None
    """None deletes it."""


class UpdateDeviceDetails(Message, frozen=True, gc=False, tag="UpdateDeviceDetails"):
    """An extension of ours: another PPMIDVariant for a device that is on the SMI already.

    As MP125 wants it for ESMEVariant; refused of a commissioned device unless the site says otherwise. Source: SEED.
    """

    request_id: str
    device_id: Eui64
    ppmid_variant: str


class UpdateHANDeviceLog(Message, frozen=True, gc=False, tag="UpdateHANDeviceLog"):
    """Service request 8.11: the hub is to take this device into its device log, or out of it (CCS01, CCS02)."""

    request_id: str
    """Its target is the hub."""
    device_id: Eui64
    request: LogRequest


class HanDeviceLogResult(Message, frozen=True, gc=False, tag="HanDeviceLogResult"):
    """What a hub answered to 8.11 (GBCSPayload in the XSD)."""

    request_id: str
    device_id: Eui64
    """Whom the request was about; read from XML, which does not name it, the hub."""
    is_done: bool
    gbcs_payload: bytes = b""
    """The hub's own response, whole."""


class DeviceLogUpdated(Message, frozen=True, gc=False, tag="DeviceLogUpdated"):
    """DCC alert N24: a hub took a device into its device log, as an 8.11 asked (UpdateHANDeviceLogResult in the XSD).

    Source: DP test; that a removal has none is assumption 94 (docs/sources.md).
    """

    request_id: str


InventoryRequest = ReadInventory | DevicePrenotification | UpdateInventory | UpdateDeviceDetails | UpdateHANDeviceLog
"""What a Supplier asks of the SMI."""
