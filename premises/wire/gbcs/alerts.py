"""The alerts of hubs and PPMID-class devices as values: CCS08, DBCH06 and DBCH10 from a hub, CS09 from a bridge.

What meters say is in ``metering``; bytes are in ``octets``.
Source: GP (docs/sources.md), message codes 0x0128, 0x0129, 0x0110 and 0x0114.
"""

from enum import IntEnum

from premises.identity import Eui64
from premises.wire.gbcs.message import GbcsAlert


class AlertCode(IntEnum):
    """Alert codes of a firmware transfer. Source: GP util.ts."""

    TRANSFER_FAILED = 0x8F89
    TRANSFER_SUCCEEDED = 0x8F8A
    FIRMWARE_VERSION = 0x8F8B


class SubGhzAlertCode(IntEnum):
    """Alert codes of a hub's duty cycle management. Source: GP util.ts."""

    LIMITED_ACTION_TAKEN = 0x8F20
    BELOW_LIMITED = 0x8F21
    CRITICAL_ACTION_TAKEN = 0x8F22
    BELOW_CRITICAL = 0x8F23
    REGULATED_ACTION_TAKEN = 0x8F24
    BELOW_REGULATED = 0x8F25
    MESSAGE_DISCARDED = 0x8F2C


class TransferResponseCode(IntEnum):
    """Why a transfer ended, in CCS08. Source: GP asn1.ts."""

    SUCCESS = 0
    IMAGE_DISCARDED = 1
    HARDWARE_VERSION_MISMATCH = 2
    TRANSFER_FAILURE = 3


class ActivateImageResultCode(IntEnum):
    """Whether the new image runs, in CS09. Source: GP asn1.ts."""

    SUCCESS = 0
    FAILURE = 1


class FirmwareTransferAlert(GbcsAlert, frozen=True, gc=False, tag="CCS08"):
    """CCS08: the hub tells the Access Control Broker how the transfer to one device ended."""

    alert_code: AlertCode
    entity: Eui64
    """The device that the image was for."""
    version: int
    response_code: TransferResponseCode


class FirmwareActivationAlert(GbcsAlert, frozen=True, gc=False, tag="CS09"):
    """CS09: a PPMID-class device says which version it now runs, and whether activation succeeded."""

    version: int
    result: ActivateImageResultCode


class SubGhzAlert(GbcsAlert, frozen=True, gc=False):
    """What the hub's alerts about its duty cycle have: nothing but a code. Assumption 58 (docs/sources.md)."""

    alert_code: SubGhzAlertCode


class DutyCycleAlert(SubGhzAlert, frozen=True, gc=False, tag="DBCH06"):
    """DBCH06: the hub acted on its duty cycle below 1 GHz, or that fell back below a threshold."""


class MessageDiscardedAlert(SubGhzAlert, frozen=True, gc=False, tag="DBCH10"):
    """DBCH10: the hub discarded a message for the sake of its duty cycle; ``alert_code`` is MESSAGE_DISCARDED."""
