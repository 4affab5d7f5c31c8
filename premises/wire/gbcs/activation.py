"""What is said of a meter's firmware: its receipt (FDRA), its activation by command (CS06), and what came of it.

Values; bytes are in ``octets``. A PPMID-class device takes none of these: it activates by itself and says CS09.
Source: docs/sources.md, GBCS messages.
"""

from enum import IntEnum

from premises.wire.gbcs.message import GbcsAlert, GbcsCommand, GbcsResponse

AT_ONCE = -1
"""Moment of an activation that is not future-dated. Ours."""

CANCELLED = 0x7FFF_FFFF
"""Moment of an activation that is called off: written as the last second of the year 9999. Source: GP vectors."""


class ReceiptCode(IntEnum):
    """Whether a meter found the image that it downloaded genuine. Source: GP util.ts."""

    VERIFICATION_SUCCEEDED = 0x8F72
    VERIFICATION_FAILED = 0x8F1C


class FutureDatedCode(IntEnum):
    """Whether a future-dated command was done when its moment came. Source: GP util.ts."""

    DONE = 0x8F66
    NOT_DONE = 0x8F67


class FirmwareCode(IntEnum):
    """What a meter says of the firmware that it runs. Source: GP util.ts."""

    VERIFICATION_FAILED_AT_POWER_ON = 0x8F1B
    VERSION_CHANGED = 0x8F43


class ActivationCode(IntEnum):
    """What came of CS06. Source: GB14 p140, GP asn1.ts; ACCEPTED is written as NULL and has no number there."""

    SUCCESS = 0
    NO_IMAGE_HELD = 1
    HASH_MISMATCH = 2
    ACTIVATION_FAILURE = 3
    ACCEPTED = 255


class ActivateFirmwareCommand(GbcsCommand, frozen=True, gc=False, tag="CS06"):
    """CS06: the Supplier has a meter run the image of this hash, at once or at a moment; it is signed."""

    firmware_hash: bytes
    """HASH_SIZE octets: the Manufacturer Image Hash."""
    activation_at: int = AT_ONCE
    """Seconds since the premises' origin, AT_ONCE, or CANCELLED, which calls off the one before."""


class ActivateFirmwareResponse(GbcsResponse, frozen=True, gc=False, tag="CS06-response"):
    """What a meter answers: accepted, for later, or what came of it, with the version that it now runs."""

    result: ActivationCode
    version: int
    """0 for ACCEPTED, which carries none."""


class FirmwareReceiptAlert(GbcsAlert, frozen=True, gc=False, tag="FDRA"):
    """FDRA: whether the image that a meter downloaded is genuine, and its hash as the meter computed it."""

    alert_code: ReceiptCode
    firmware_hash: bytes
    """HASH_SIZE octets."""
    is_gas: bool
    """A GSME's, in the form of GBZ; an ESME's is in that of DLMS."""


class FutureDatedAlert(GbcsAlert, frozen=True, gc=False, tag="CS06-alert"):
    """What came of a future-dated CS06 when its moment had come."""

    alert_code: FutureDatedCode
    command: int
    """The counter of the command."""
    result: ActivationCode
    version: int


class FirmwareAlert(GbcsAlert, frozen=True, gc=False, tag="firmware-alert"):
    """A meter's word on the firmware that it runs, with nothing but a code."""

    alert_code: FirmwareCode
    is_gas: bool
    """A GSME's, in the form of GBZ; an ESME's is in that of DLMS."""
