"""What passes between a Supplier and the DCC adapter, with the names of DUIS.

DUIS-shaped values in MessagePack; the XML form over HTTP (``premises.wire.xml``) is another transport for the same
values. What concerns the inventory stands in ``inventory``.
Source: DUIS request templates TPL and the public XSD V5.1 (docs/sources.md).
"""

from enum import Enum

from premises.identity import Eui64
from premises.wire.duis.inventory import (
    DeviceLogUpdated,
    DevicePrenotification,
    HanDeviceLogResult,
    Inventory,
    InventoryRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.message import Message

FIRMWARE_IMAGE_MAX = 10_240_000
"""Octets in FirmwareImage. Source: DUIS XSD V5.1."""

DEVICE_ID_LIST_MAX = 50_000
"""Devices in DeviceIDList (1,199,999 characters of comma-joined EUI-64s). Source: DUIS XSD V5.1."""


REQUEST_ID_MAX = 68
"""Characters in a RequestID: two EUI-64s, a counter of 64 bits in decimal, two colons. Source: DUIS XSD V5.1."""


MAIL_FIRST = 256
"""The first number of what is said again until a Supplier took it; an answer has its request's, an octet. Ours."""


class Refusal(Enum):
    """Why a request, or one device of it, was not taken. Symbolic: the meaning of E1104xx is in no public text."""

    NONE = "none"
    INVALID_DEVICE_ID = "InvalidDeviceIDList"
    NOT_COMMISSIONED = "NotCommissionedDeviceIDList"
    NOT_APPLICABLE_FIRMWARE = "NotApplicableFirmwareDeviceIDList"
    OTHER_REQUEST_IN_PROGRESS = "OtherRequestInProgressList"
    INVALID_GBCS_VERSION = "InvalidGBCSVersionList"
    INVALID_IMAGE = "InvalidImage"
    QUEUE_FULL = "QueueFull"
    NOT_DELIVERED = "CommandNotDelivered"
    NO_RESPONSE = "NoResponse"
    UNKNOWN_USER = "UnknownUser"
    ROLE = "RoleMayNotSendThis"
    NOT_RESPONSIBLE = "NotResponsible"
    DEVICE_STATUS = "DeviceStatus"
    DEVICE_TYPE = "DeviceType"
    UNKNOWN_DEVICE = "UnknownDevice"
    NOT_SUPPORTED = "NotSupported"
    PPMID_VARIANT = "PPMIDVariant"
    PRODUCT_LIST = "CentralProductsList"


class DistributionCode(Enum):
    """DCC alerts about an image on its way to a hub. Source: S7N, by the order of its words."""

    DELIVERED = "N60"
    NOT_DELIVERED = "N61"


class UpdatePPMIDFirmware(Message, frozen=True, gc=False, tag="UpdatePPMIDFirmware"):
    """Service request 11.4: send this image to these PPMID-class devices, which run it at once."""

    request_id: str
    """``ORIGINATOR:TARGET:COUNTER``, two EUI-64s and a decimal counter."""
    firmware_image: bytes
    firmware_version: int
    device_ids: tuple[Eui64, ...]


class UpdateFirmware(Message, frozen=True, gc=False, tag="UpdateFirmware"):
    """Service request 11.1: send this image to these meters or HCALCSs, which keep it until CS06 has them run it."""

    request_id: str
    firmware_image: bytes
    firmware_version: int
    device_ids: tuple[Eui64, ...]


UpdateRequest = UpdateFirmware | UpdatePPMIDFirmware
"""What sends an image: 11.1 to what CS06 activates, 11.4 to what activates by itself."""


class ActivateFirmware(Message, frozen=True, gc=False, tag="ActivateFirmware"):
    """Service request 11.3: have one meter or HCALCS run the image of this hash; it is signed as CS06 will be.

    What command variant 5 brings, with the command of the Pre-Command (TransformActivateFirmware) read: what is signed
    is CS06. A Supplier that knows how CS06 is written can do without asking. Assumption 63 (docs/sources.md).
    """

    request_id: str
    """``ORIGINATOR:TARGET:COUNTER``, its target the device and its counter that of CS06."""
    device_id: Eui64
    firmware_hash: bytes
    """HASH_SIZE octets: the Manufacturer Image Hash."""
    activation_at: int
    """Seconds since the premises' origin, AT_ONCE, or CANCELLED."""
    signature: bytes
    """The Supplier's, over the octets of CS06."""


class TransformActivateFirmware(Message, frozen=True, gc=False, tag="TransformActivateFirmware"):
    """Service request 11.3 in command variant 4: give me CS06 as it is to be signed."""

    request_id: str
    """As of ActivateFirmware, which is to follow under the same RequestID."""
    device_id: Eui64
    firmware_hash: bytes
    """HASH_SIZE octets: the Manufacturer Image Hash."""
    activation_at: int
    """Seconds since the premises' origin, AT_ONCE, or CANCELLED."""


class ReadFirmwareVersion(Message, frozen=True, gc=False, tag="ReadFirmwareVersion"):
    """Service request 11.2: say which firmware this device runs. ECS52, GCS38 or CS08, by the kind of device."""

    request_id: str
    device_id: Eui64


ServiceRequest = UpdateRequest | ActivateFirmware | TransformActivateFirmware | ReadFirmwareVersion | InventoryRequest
"""What a Supplier asks."""


class DuisAck(Message, frozen=True, gc=False, tag="DuisAck"):
    """Supplier to DCC adapter: what was said under this number arrived (HTTP 204); it need not be said again."""

    number: int
    """MAIL_FIRST or more."""


class PreCommand(Message, frozen=True, gc=False, tag="PreCommand"):
    """The answer to command variant 4: the command for the Supplier to check and to sign."""

    request_id: str
    gbcs_payload: bytes
    """CS06 without a signature, whole: its last octet is the null that stands for one. Source: GP."""


class FirmwareVersionResult(Message, frozen=True, gc=False, tag="FirmwareVersionResult"):
    """What a device answered to 11.2 (GBCSPayload in the XSD)."""

    request_id: str
    device_id: Eui64
    firmware_version: int
    """0 when it could not be read."""
    is_read: bool
    gbcs_payload: bytes = b""
    """The device's own response, whole."""


class ServiceResponse(Message, frozen=True, gc=False, tag="ServiceResponse"):
    """The adapter's synchronous answer to a request; of an 11.3 also its word that nobody answered in time."""

    request_id: str
    response_code: str
    """``I0`` done, ``I99`` acknowledged, ``W110401`` acknowledged in part, ``E110401`` refused; ``E20`` the hub never
    took the command, ``E21`` no answer of the device. Assumption 83 (docs/sources.md)."""
    refusal: Refusal
    refused: tuple[Eui64, ...]
    detail: str
    """One sentence for a person."""
    lists: tuple[Refusal, ...] = ()
    """Of a warning: in which of its lists each of those refused stands, in order; none: all in ``refusal``'s."""
    service: str = ""
    """The ServiceReference of an E20 or E21 that comes later (``11.2``, ``11.3``, ``8.11``); empty when the request is
    at hand."""


class CommsHubAlert(Message, frozen=True, gc=False, tag="CommsHubAlert"):
    """DCC alert that carries CCS08 to the Supplier (FirmwareTransferAlert in the XSD)."""

    request_id: str
    device_id: Eui64
    firmware_version: int
    transfer_response_code: TransferResponseCode


class PPMIDAlert(Message, frozen=True, gc=False, tag="PPMIDAlert"):
    """DCC alert that carries CS09 to the Supplier (PPMIDFirmwareUpgradeAlert in the XSD)."""

    request_id: str
    device_id: Eui64
    firmware_version: int
    activate_image_result_code: ActivateImageResultCode


class ActivateFirmwareResult(Message, frozen=True, gc=False, tag="ActivateFirmwareResult"):
    """What a device answered to 11.3: accepted for later, or what came of it (GBCSPayload in the XSD)."""

    request_id: str
    device_id: Eui64
    result: ActivationCode
    firmware_version: int
    """What it runs now; 0 when the command was only accepted."""
    gbcs_payload: bytes = b""
    """The device's own response, whole."""


class FirmwareDistributionAlert(Message, frozen=True, gc=False, tag="FirmwareDistributionAlert"):
    """DCC alert N60 or N61: the image of an 11.1 reached the hub of this device, or did not. Source: S7N.

    That a displaced image of a meter is told of by N61 is assumption 64 (docs/sources.md).
    """

    request_id: str
    device_id: Eui64
    alert_code: DistributionCode
    firmware_version: int = 0
    """Of the image; 0 when it is not known any more."""


class FutureDatedDeviceAlert(Message, frozen=True, gc=False, tag="FutureDatedDeviceAlert"):
    """What came of a future-dated 11.3 (FutureDatedDeviceAlertMessage in the XSD)."""

    request_id: str
    device_id: Eui64
    alert_code: int
    result: ActivationCode
    firmware_version: int
    gbcs_payload: bytes = b""
    """The device's own alert, whole."""


class DeviceAlertMessage(Message, frozen=True, gc=False, tag="DeviceAlertMessage"):
    """An alert of a hub's or a meter's own, as it came (its name in the XSD). Assumption 58 (docs/sources.md)."""

    device_id: Eui64
    alert_code: int
    said_at: int
    """Seconds since the premises' origin."""
    firmware_hash: bytes = b""
    """What an FDRA carries: the Manufacturer Image Hash as the meter computed it; empty for any other alert."""
    gbcs_payload: bytes = b""
    """The device's own alert, whole."""


Duis = (
    UpdatePPMIDFirmware
    | UpdateFirmware
    | ActivateFirmware
    | TransformActivateFirmware
    | ReadFirmwareVersion
    | ReadInventory
    | DevicePrenotification
    | UpdateInventory
    | UpdateDeviceDetails
    | UpdateHANDeviceLog
    | DuisAck
    | PreCommand
    | FirmwareVersionResult
    | Inventory
    | HanDeviceLogResult
    | DeviceLogUpdated
    | ServiceResponse
    | ActivateFirmwareResult
    | CommsHubAlert
    | PPMIDAlert
    | FirmwareDistributionAlert
    | FutureDatedDeviceAlert
    | DeviceAlertMessage
)
"""Every message between a Supplier and the adapter."""
