"""GBCS-shaped alerts as values: CCS08, DBCH06, DBCH10 from the hub and CS09 from a bridge; bytes in ``gbcs_bytes``.

The fields and codes are those of the public parsers; nothing here claims conformance with GBCS, and nothing here
makes or checks a signature.
Source: GP (docs/sources.md), message codes 0x0128, 0x0129, 0x0110 and 0x0114.
"""

from enum import IntEnum

from premises.identity import Eui64
from premises.wire.message import Message

SIGNATURE_SIZE = 64
"""Octets of a signature: r and s of ECDSA P-256, 32 each. Source: GPY, GBCS 11.2 (docs/sources.md)."""


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


class Signed(Message, frozen=True, gc=False, kw_only=True):
    """What its originator may have signed."""

    signature: bytes = b""
    """SIGNATURE_SIZE octets over all the rest, or empty."""


class GbcsAlert(Signed, frozen=True, gc=False):
    """What all alerts share: who says it, to whom, and the originator's own counter, which never repeats."""

    originator: Eui64
    recipient: Eui64
    counter: int
    """1 to 2**64 - 1, one series an originator."""
    said_at: int
    """Seconds since the premises' origin (written as a GeneralizedTime in bytes)."""


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
