"""What every GBCS-shaped message has in common: who says it, to whom, and a counter; commands, responses, alerts.

Values; their bytes are in ``octets``. The fields and codes are those of the public parsers; nothing here claims
conformance with GBCS, and nothing here makes or checks a signature or a MAC. Source: GP (docs/sources.md).
"""

from enum import IntEnum

from premises.identity import Eui64
from premises.wire.message import Message

SIGNATURE_SIZE = 64
"""Octets of a signature: r and s of ECDSA P-256, 32 each. Source: GPY, GBCS 11.2 (docs/sources.md)."""

MAC_SIZE = 12
"""Octets of a MAC: AES-128-GMAC cut to 96 bits. Source: GPY; GP crypto.ts (docs/sources.md)."""

HASH_SIZE = 32
"""Octets of a Manufacturer Image Hash, a SHA-256. Source: GPY, GBCS 11.2 (docs/sources.md)."""


class MessageKind(IntEnum):
    """CRA flag: with its originator and its counter it names a message. Source: GPY."""

    COMMAND = 1
    RESPONSE = 2
    ALERT = 3


class Signed(Message, frozen=True, gc=False, kw_only=True):
    """What its originator may have signed."""

    signature: bytes = b""
    """SIGNATURE_SIZE octets over all the rest but the MAC, or empty."""
    mac: bytes = b""
    """MAC_SIZE octets over all the rest, or empty."""


class GbcsMessage(Signed, frozen=True, gc=False):
    """What all messages share: who says it, to whom, and a counter of the party that began the exchange."""

    originator: Eui64
    recipient: Eui64
    counter: int
    """1 to 2**64 - 1, one series an originator; a response has that of its command."""


class GbcsCommand(GbcsMessage, frozen=True, gc=False):
    """A message that asks a device to do something."""


class GbcsResponse(GbcsMessage, frozen=True, gc=False):
    """What a device answers to a command."""


class BrokeredCommand(GbcsCommand, frozen=True, gc=False):
    """A command that the Access Control Broker originates for a party whom the device does not know. Source: GP."""

    remote_party: Eui64
    """The Supplier that asked."""
    remote_party_counter: int
    """The counter of its request; 1 to 2**64 - 1."""


class BrokeredResponse(GbcsResponse, frozen=True, gc=False):
    """What a device answers to such a command, to the Access Control Broker. Source: GP."""

    remote_party: Eui64
    """The Supplier that asked."""
    remote_party_counter: int
    """The counter of its request; 1 to 2**64 - 1."""


class GbcsAlert(GbcsMessage, frozen=True, gc=False):
    """What a device says of its own accord."""

    said_at: int
    """Seconds since the premises' origin (written as a GeneralizedTime in bytes)."""


def kind_of(message: GbcsMessage) -> MessageKind:
    """Give which kind of message it is."""
    if isinstance(message, GbcsAlert):
        return MessageKind.ALERT
    assert isinstance(message, GbcsCommand | GbcsResponse), f"{type(message).__name__} is no kind of GBCS message"
    return MessageKind.COMMAND if isinstance(message, GbcsCommand) else MessageKind.RESPONSE
