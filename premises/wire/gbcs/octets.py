"""GBCS-shaped messages as bytes: a grouping header, a payload, and room for a signature.

The use cases of ``alerts`` and ``activation`` only; no MAC is put round them. Nothing here claims conformance with
GBCS, and nothing here makes or checks a signature. Source: docs/sources.md, GBCS messages.
"""

from struct import Struct
from typing import TypeVar

from msgspec.structs import replace

from premises.errors import WireError
from premises.identity import eui64_from_octets, eui64_octets
from premises.wire.gbcs import activation_payloads, alert_payloads
from premises.wire.gbcs.alert_payloads import Readers, Writers
from premises.wire.gbcs.message import SIGNATURE_SIZE, GbcsMessage, MessageKind, kind_of

GENERAL_SIGNING = 0xDF
"""The first octet of every message here."""

Said = TypeVar("Said", bound=GbcsMessage)


def transaction_of(message: GbcsMessage) -> int:
    """Give the transaction number of a frame that is nothing but ``message``: what its counter shows of itself."""
    return message.counter & 0xFF


def to_gbcs(message: GbcsMessage) -> bytes:
    """Give the whole message, with its signature if it has one."""
    size = len(message.signature)
    assert size in (0, SIGNATURE_SIZE), f"a signature has {SIGNATURE_SIZE} octets, not {size}"
    return bytes((GENERAL_SIGNING,)) + signed_octets(message) + bytes((size,)) + message.signature


def with_signature(message: Said, signature: bytes) -> Said:
    """Give ``message`` with another signature, over the same ``signed_octets``."""
    return replace(message, signature=signature)


def signed_octets(message: GbcsMessage) -> bytes:
    """Give what a signature covers: everything after the first octet, up to the end of the payload."""
    known = _WRITERS.get(type(message))
    assert known is not None, f"{type(message).__name__} is not a GBCS message"
    code, write = known
    payload: bytes = write(message)
    number: int = code if isinstance(code, int) else code(message)
    who = 8, eui64_octets(message.originator), 8, eui64_octets(message.recipient)
    return _HEADER.pack(9, kind_of(message), message.counter, *who, 0, 2, number, len(payload)) + payload


def from_gbcs(octets: bytes) -> GbcsMessage:
    """Give the message that ``octets`` are, its signature unchecked; WireError when it is none of ours."""
    if len(octets) < 1 + _HEADER.size or octets[0] != GENERAL_SIGNING:
        raise WireError(f"GBCS message of {len(octets)} octets does not begin with a grouping header")
    fields = _HEADER.unpack_from(octets, 1)
    nine, flag, counter, eight, originator, eight_too, recipient, no_time, two, code, size = fields
    if (nine, eight, eight_too, no_time, two) != (9, 8, 8, 0, 2) or flag not in _READERS:
        raise WireError(f"GBCS grouping header {octets[1 : 1 + _HEADER.size].hex()} is none of ours")
    read = _READERS[flag].get(code)
    if read is None:
        raise WireError(f"GBCS message code 0x{code:04X} of CRA flag {flag} is none of {_known(flag)}")
    start = 1 + _HEADER.size
    payload, rest = octets[start : start + size], octets[start + size :]
    if len(payload) != size or not rest or len(rest) != 1 + rest[0]:
        raise WireError(f"GBCS message of {len(octets)} octets does not end where its lengths say")
    if counter == 0:
        raise WireError("GBCS message: an originator's counter begins at 1")
    if rest[0] not in (0, SIGNATURE_SIZE):
        raise WireError(f"GBCS message with a signature of {rest[0]} octets: {SIGNATURE_SIZE} or none are one")
    message = read((eui64_from_octets(originator), eui64_from_octets(recipient), counter), payload)
    return with_signature(message, rest[1:]) if rest[0] else message


_HEADER = Struct(">BBQB8sB8sBBHB")
"""Length, CRA flag, counter, length, originator, length, recipient, no date-time, length, code, payload length."""

_WRITERS: Writers = {
    **alert_payloads.WRITERS,
    **activation_payloads.COMMAND_WRITERS,
    **activation_payloads.RESPONSE_WRITERS,
    **activation_payloads.ALERT_WRITERS,
}

KINDS: tuple[type[GbcsMessage], ...] = tuple(_WRITERS)
"""Every GBCS-shaped message there is."""

_READERS: dict[int, Readers] = {
    MessageKind.COMMAND: activation_payloads.COMMAND_READERS,
    MessageKind.RESPONSE: activation_payloads.RESPONSE_READERS,
    MessageKind.ALERT: {**alert_payloads.READERS, **activation_payloads.ALERT_READERS},
}
"""By CRA flag, then by message code."""


def _known(flag: int) -> str:
    return ", ".join(f"0x{code:04X}" for code in sorted(_READERS[flag]))
