"""GBCS-shaped messages as bytes: a grouping header, a payload, room for a signature, and perhaps a MAC round it all.

The use cases of ``alerts``, ``activation``, ``reading`` and ``device_log`` only. Nothing here claims conformance with
GBCS, and nothing here makes or checks a signature or a MAC. Source: docs/sources.md, GBCS messages.
"""

from struct import Struct
from typing import TypeVar

from msgspec.structs import replace

from premises.errors import WireError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.wire.gbcs import access_payloads, activation_payloads, alert_payloads, reading_payloads
from premises.wire.gbcs.alert_payloads import Readers, Writers
from premises.wire.gbcs.message import (
    MAC_SIZE,
    SIGNATURE_SIZE,
    BrokeredCommand,
    BrokeredResponse,
    GbcsMessage,
    MessageKind,
    kind_of,
)

GENERAL_SIGNING = 0xDF
"""The first octet of every message here that carries no MAC."""

FIRST_OCTETS = (bytes((GENERAL_SIGNING,)), b"\xdd")
"""How every message here begins: one with a MAC has the second."""

Said = TypeVar("Said", bound=GbcsMessage)


def transaction_of(message: GbcsMessage) -> int:
    """Give the transaction number of a frame that is nothing but ``message``: what its counter shows of itself."""
    return message.counter & 0xFF


def to_gbcs(message: GbcsMessage) -> bytes:
    """Give the whole message, with its signature and its MAC if it has them."""
    size = len(message.mac)
    assert size in (0, MAC_SIZE), f"a MAC has {MAC_SIZE} octets, not {size}"
    inner = maced_octets(message)
    if not size:
        return inner
    return _MAC_HEAD + _length(len(_SECURITY) + len(inner) + size) + _SECURITY + inner + message.mac


def maced_octets(message: GbcsMessage) -> bytes:
    """Give what a MAC covers beside its own security header: the whole message without one."""
    size = len(message.signature)
    assert size in (0, SIGNATURE_SIZE), f"a signature has {SIGNATURE_SIZE} octets, not {size}"
    return bytes((GENERAL_SIGNING,)) + signed_octets(message) + bytes((size,)) + message.signature


def with_mac(message: Said, mac: bytes) -> Said:
    """Give ``message`` with another MAC, over the same ``maced_octets``."""
    return replace(message, mac=mac)


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
    more = b""
    if isinstance(message, BrokeredCommand | BrokeredResponse):
        more = _REMOTE_PARTY.pack(eui64_octets(message.remote_party), message.remote_party_counter)
    head = _HEADER.pack(9, kind_of(message), message.counter, *who, 0, _CODE_SIZE + len(more), number)
    return head + more + bytes((len(payload),)) + payload


def from_gbcs(octets: bytes) -> GbcsMessage:
    """Give the message that ``octets`` are, signature and MAC unchecked; WireError when it is none of ours."""
    if octets[:1] != _MAC_HEAD[:1]:
        return _signed(octets)
    inner, mac = _without_mac(octets)
    return with_mac(_signed(inner), mac)


def _signed(octets: bytes) -> GbcsMessage:
    if len(octets) < 1 + _HEADER.size or octets[0] != GENERAL_SIGNING:
        raise WireError(f"GBCS message of {len(octets)} octets does not begin with a grouping header")
    fields = _HEADER.unpack_from(octets, 1)
    nine, flag, counter, eight, originator, eight_too, recipient, no_time, size, code = fields
    if (nine, eight, eight_too, no_time) != (9, 8, 8, 0) or flag not in _READERS:
        raise WireError(f"GBCS grouping header {octets[1 : 1 + _HEADER.size].hex()} is none of ours")
    read = _READERS[flag].get(code)
    if read is None:
        raise WireError(f"GBCS message code 0x{code:04X} of CRA flag {flag} is none of {_known(flag)}")
    if counter == 0:
        raise WireError("GBCS message: an originator's counter begins at 1")
    more, rest = _other_information(flag, code, size, octets[1 + _HEADER.size :])
    payload, signature = _payload(rest, len(octets))
    message = read((eui64_from_octets(originator), eui64_from_octets(recipient), counter, *more), payload)
    return with_signature(message, signature) if signature else message


def _other_information(flag: int, code: int, size: int, octets: bytes) -> tuple[tuple[Eui64, int] | tuple[()], bytes]:
    """Give the remote party and its counter of what has them, and the octets after them."""
    expected = _REMOTE_PARTY.size if (flag, code) in _BROKERED else 0
    if size != _CODE_SIZE + expected:
        raise WireError(f"GBCS message code 0x{code:04X}: other information of {size} octets")
    if not expected:
        return (), octets
    if len(octets) < expected:
        raise WireError(f"GBCS message code 0x{code:04X}: no room for a remote party and its counter")
    party, counter = _REMOTE_PARTY.unpack_from(octets)
    if counter == 0:
        raise WireError("GBCS message: a remote party's counter begins at 1")
    return (eui64_from_octets(party), counter), octets[expected:]


def _payload(octets: bytes, whole: int) -> tuple[bytes, bytes]:
    """Give the payload and the signature, which may be empty."""
    size = octets[0] if octets else 0
    payload, rest = octets[1 : 1 + size], octets[1 + size :]
    if not octets or len(payload) != size or not rest or len(rest) != 1 + rest[0]:
        raise WireError(f"GBCS message of {whole} octets does not end where its lengths say")
    if rest[0] not in (0, SIGNATURE_SIZE):
        raise WireError(f"GBCS message with a signature of {rest[0]} octets: {SIGNATURE_SIZE} or none are one")
    return payload, rest[1:]


def _without_mac(octets: bytes) -> tuple[bytes, bytes]:
    """Give the message inside a MAC, and the MAC."""
    at = len(_MAC_HEAD)
    size = octets[at] if at < len(octets) else 0
    long = size == _LONG_LENGTH and at + 1 < len(octets)
    size = octets[at + 1] if long else size
    head = _MAC_HEAD + _length(size) + _SECURITY
    inner = octets[len(head) : -MAC_SIZE]
    if octets[: len(head)] != head or len(inner) + len(_SECURITY) + MAC_SIZE != size:
        raise WireError(f"GBCS message of {len(octets)} octets does not begin, or not end, as one with a MAC")
    return inner, octets[-MAC_SIZE:]


def _length(size: int) -> bytes:
    """Give a length as DER has it: every message here is shorter than 256 octets."""
    assert size <= 0xFF, f"a message of {size} octets needs a longer length"
    return bytes((size,)) if size < 0x80 else bytes((_LONG_LENGTH, size))


_HEADER = Struct(">BBQB8sB8sBBH")
"""Length, CRA flag, counter, length, originator, length, recipient, no date-time, length, code."""

_CODE_SIZE = 2
_REMOTE_PARTY = Struct(">8sQ")
"""What follows the code of what is brokered: the remote party, and its counter. Source: GP vectors."""

_MAC_HEAD = bytes((0xDD, 0, 0, 0, 0, 0, 0))
"""General ciphering, with no field of its own but the last. Source: GP vectors."""

_SECURITY = bytes((0x11, 0, 0, 0, 0))
"""Authenticated and not encrypted, an invocation counter of 0: what a MAC covers first. Source: GP vectors."""

_LONG_LENGTH = 0x81

_WRITERS: Writers = {
    **alert_payloads.WRITERS,
    **activation_payloads.COMMAND_WRITERS,
    **activation_payloads.RESPONSE_WRITERS,
    **activation_payloads.ALERT_WRITERS,
    **access_payloads.COMMAND_WRITERS,
    **access_payloads.RESPONSE_WRITERS,
    **reading_payloads.COMMAND_WRITERS,
    **reading_payloads.RESPONSE_WRITERS,
}

KINDS: tuple[type[GbcsMessage], ...] = tuple(_WRITERS)
"""Every GBCS-shaped message there is."""

_READERS: dict[int, Readers] = {
    MessageKind.COMMAND: {
        **activation_payloads.COMMAND_READERS,
        **access_payloads.COMMAND_READERS,
        **reading_payloads.COMMAND_READERS,
    },
    MessageKind.RESPONSE: {
        **activation_payloads.RESPONSE_READERS,
        **access_payloads.RESPONSE_READERS,
        **reading_payloads.RESPONSE_READERS,
    },
    MessageKind.ALERT: {**alert_payloads.READERS, **activation_payloads.ALERT_READERS},
}
"""By CRA flag, then by message code."""

_BROKERED = frozenset(
    (MessageKind.COMMAND if issubclass(kind, BrokeredCommand) else MessageKind.RESPONSE, code)
    for kind, (code, _) in _WRITERS.items()
    if issubclass(kind, BrokeredCommand | BrokeredResponse)
)
"""By CRA flag and message code, what names a remote party."""


def _known(flag: int) -> str:
    return ", ".join(f"0x{code:04X}" for code in sorted(_READERS[flag]))
