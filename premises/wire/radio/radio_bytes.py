"""Radio frames as octets: 802.15.4, then Zigbee NWK and APS round a ZCL frame, secured on the NWK layer or plain.

A secured frame carries the sender's whole frame counter. A receiver here does not refuse one that it has had before:
there is no replay check, because nobody here replays but an impairment that repeats a frame on purpose. Keys and
ciphers are not its business: whoever makes an AddressBook brings one.
Source: docs/sources.md, radio captures; judged by tshark.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple, Protocol

from premises.errors import WireError
from premises.identity import Eui64, Name, eui64_from_octets, eui64_octets
from premises.wire.field.zcl_bytes import cluster_of, from_zcl, to_zcl
from premises.wire.message import Frame, Message
from premises.wire.radio.aps import BLOCK_SIZE_MAX, ApsFragment
from premises.wire.radio.mac import DataRequest

PHY_SIZE_MAX = 127
"""Octets of an 802.15.4 frame, FCS included. Source: IEEE 802.15.4, aMaxPHYPacketSize."""

FRAME_COUNTER_MAX = 2**32 - 1
"""The last frame counter of a sender under one network key. Source: Zigbee."""

MIC_SIZE = 4
"""Octets of the message integrity code of a secured frame. Source: Zigbee, security level 5."""


class Cipher(Protocol):
    """Seals and opens the secured frames of one network."""

    def seal(self, source: bytes, counter: int, header: bytes, payload: bytes) -> bytes:
        """Give ``payload`` encrypted, its MIC behind it; ``source`` is an EUI-64, lowest octet first."""

    def open(self, source: bytes, counter: int, header: bytes, sealed: bytes) -> bytes | None:
        """Give the payload, or None when ``sealed`` does not match its MIC."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Who has which address on the radios of one premises, and what secures them."""

    pan: int
    """The PAN identifier, 16 bits."""
    short: Mapping[Name, int]
    """NWK addresses, 16 bits; each is one device's."""
    eui: Mapping[Name, Eui64]
    network: Cipher | None = None
    """Of the network key; None for frames that are not secured."""
    names: Mapping[int, Name] = field(init=False, repr=False, compare=False)
    """``short`` the other way round."""
    extended: Mapping[Name, bytes] = field(init=False, repr=False, compare=False)
    """``eui`` as secured frames have it: eight octets, lowest first."""

    def __post_init__(self) -> None:
        names = {address: who for who, address in self.short.items()}
        assert len(names) == len(self.short), "two devices have one short address"
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "extended", {who: eui64_octets(eui)[::-1] for who, eui in self.eui.items()})


@dataclass(frozen=True, slots=True)
class Hop:
    """The two ends of a link; what a frame's own ends say may lie beyond them."""

    source: Name
    target: Name


class Heard(NamedTuple):
    """A frame as it was read, and as much of the sender's counter as the medium carries."""

    frame: Frame
    counter: int
    """All 32 bits of a secured frame, the low 8 of any other on a radio, otherwise NO_COUNTER."""


def to_radio(frame: Frame, hop: Hop, counter: int, book: AddressBook) -> bytes:
    """Give ``frame`` as it crosses ``hop``, secured when the book has a cipher; too long a one is our own mistake."""
    short, sequence = book.short, counter & 0xFF
    if isinstance(frame.message, DataRequest):
        poll = _POLL.pack(_POLL_CONTROL, sequence, book.pan, short[hop.target], short[hop.source], _DATA_REQUEST)
        return poll + frame_check_sequence(poll)
    mac = (_MAC_CONTROL, sequence, book.pan, short[hop.target], short[hop.source])
    nwk = (short[frame.target], short[frame.source], _RADIUS, sequence)
    if isinstance(frame.message, ApsFragment):
        payload = _fragment_octets(frame.message, frame.transaction)
    else:
        aps = (_APS_CONTROL, _ENDPOINT, cluster_of(frame.message), _PROFILE, _ENDPOINT, sequence)
        payload = _APS.pack(*aps) + to_zcl(frame.message, frame.transaction)
    if book.network is None:
        octets = _MAC_NWK.pack(*mac, _NWK_CONTROL, *nwk) + payload
    else:
        source = book.extended[hop.source]
        head = _SECURED.pack(*mac, _NWK_SECURED, *nwk, _SECURITY_ON_AIR, counter, source, _KEY_SEQUENCE)
        octets = head + book.network.seal(source, counter, _authenticated(head), payload)
    size = len(octets) + _FCS_SIZE
    assert size <= PHY_SIZE_MAX, f"{type(frame.message).__name__} of {size} octets: a radio sends {PHY_SIZE_MAX}"
    return octets + frame_check_sequence(octets)


def radio_size(frame: Frame, *, secured: bool) -> int:
    """Give how many octets ``to_radio`` makes of ``frame`` on any hop."""
    if isinstance(frame.message, DataRequest):
        return _POLL.size + _FCS_SIZE
    around = _SECURED.size + MIC_SIZE + _FCS_SIZE if secured else _MAC_NWK.size + _FCS_SIZE
    if isinstance(frame.message, ApsFragment):
        return around + _APS.size + _EXTENDED.size + len(frame.message.octets)
    return around + _APS.size + len(to_zcl(frame.message, frame.transaction))


def from_radio(octets: bytes, hop: Hop, book: AddressBook) -> Heard:
    """Give the frame that ``octets`` were when they crossed ``hop``; WireError when they were none of ours."""
    size, least = len(octets), _SIZE_MIN if book.network is None else _SECURED_SIZE_MIN
    if size != _POLL.size + _FCS_SIZE and not least <= size <= PHY_SIZE_MAX:
        raise WireError(f"radio frame of {size} octets: {least} to {PHY_SIZE_MAX} are one")
    body = octets[:-_FCS_SIZE]
    _refuse_damage(octets[-_FCS_SIZE:], frame_check_sequence(body))
    if len(body) == _POLL.size:
        return _from_poll(body, hop, book)
    mac, sequence, pan, mac_target, mac_source, nwk, target, source, _, _ = _MAC_NWK.unpack_from(body)
    if mac != _MAC_CONTROL or nwk != (_NWK_CONTROL if book.network is None else _NWK_SECURED):
        raise WireError(f"radio frame {body[: _MAC_NWK.size + _APS.size].hex()} is not of the form that is spoken here")
    _refuse_stranger(pan, mac_target, mac_source, hop, book)
    if book.network is None:
        counter, payload = sequence, body[_MAC_NWK.size :]
    else:
        counter, payload = _opened(body, hop, book, book.network)
    transaction, message = _from_aps(payload)
    return Heard(Frame(_named(source, book), _named(target, book), transaction, message), counter)


def frame_check_sequence(octets: bytes) -> bytes:
    """Give the FCS of an 802.15.4 frame: CRC-16 of ITU-T, each octet's lowest bit first."""
    # crc_hqx takes the highest bit first, so every octet goes in reversed, and the result comes out reversed.
    return binascii.crc_hqx(octets.translate(_REVERSED), 0).to_bytes(2, "big").translate(_REVERSED)


_REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))

_MAC_NWK = Struct("<HBHHHHHHBB")
"""MAC (control, sequence, PAN, target, source), NWK (control, target, source, radius, sequence)."""

_SECURED = Struct("<HBHHHHHHBBBI8sB")
"""The same, and the auxiliary header: security control, frame counter, extended source, key sequence number."""

_AUXILIARY = Struct("<BI8sB")
_NWK_START = 9
"""Octets of the MAC header, which the NWK layer does not authenticate."""

_APS = Struct("<BBHHBB")
"""Control, endpoint, cluster, profile, endpoint, counter."""

_MAC_CONTROL = 0x8861
"""Data, acknowledgement wanted, one PAN, short addresses."""

_NWK_CONTROL = 0x0048
"""Data, protocol version 2, route discovery, not secured."""

_NWK_SECURED = 0x0248
"""The same, secured."""

_SECURITY_ON_AIR = 0x28
"""Network key, extended nonce; on the air the level reads 0."""

_SECURITY_MEANT = 0x2D
"""The same with level 5 put in (encrypted, a MIC of 4 octets): what is authenticated."""

_KEY_SEQUENCE = 0
"""The first network key, and the only one: nothing here changes it."""

_APS_CONTROL = 0x40
"""Data, unicast, acknowledgement wanted, not secured."""

_APS_FRAGMENT = 0xC0
"""The same, with an extended header."""

_EXTENDED = Struct("<BB")
"""Extended frame control, and how many blocks there are or which one this is."""

_FIRST_BLOCK, _LATER_BLOCK = 0x01, 0x02

_RADIUS = 30
"""Hops that a frame may still make: twice Zigbee's nwkMaxDepth of 15. Written afresh at each hop, as no route here
is long enough to spend it."""

_ENDPOINT = 1
"""Where every device here has its clusters. Assumption 12, docs/sources.md."""

_PROFILE = 0x0109
"""Smart Energy."""

_APS_FIXED = (_ENDPOINT, _PROFILE, _ENDPOINT)

_FCS_SIZE = 2
_SIZE_MIN = _MAC_NWK.size + _APS.size + _FCS_SIZE
_SECURED_SIZE_MIN = _SECURED.size + _APS.size + MIC_SIZE + _FCS_SIZE


_POLL = Struct("<HBHHHB")
"""MAC (control, sequence, PAN, target, source, command)."""

_POLL_CONTROL = 0x8863
"""Command, acknowledgement wanted, one PAN, short addresses."""

_DATA_REQUEST = 0x04


def _authenticated(head: bytes) -> bytes:
    """Give what a MIC covers besides the payload: NWK and auxiliary header, the level put in."""
    nwk = head[_NWK_START : _MAC_NWK.size]
    return b"%b%c%b" % (nwk, _SECURITY_MEANT, head[_MAC_NWK.size + 1 : _SECURED.size])


def _opened(body: bytes, hop: Hop, book: AddressBook, network: Cipher) -> tuple[int, bytes]:
    """Give counter and payload of a secured frame."""
    control, counter, source, key = _AUXILIARY.unpack_from(body, _MAC_NWK.size)
    if (control, key) != (_SECURITY_ON_AIR, _KEY_SEQUENCE):
        what = f"security control 0x{control:02X} and key {key}"
        raise WireError(f"radio frame with {what}: 0x{_SECURITY_ON_AIR:02X} and {_KEY_SEQUENCE} are spoken here")
    if source != book.extended[hop.source]:
        found = eui64_from_octets(source[::-1])
        raise WireError(f"radio frame secured by {found}: {hop.source} is {book.eui[hop.source]}")
    payload = network.open(source, counter, _authenticated(body), body[_SECURED.size :])
    if payload is None:
        raise WireError(f"radio frame {counter} of {hop.source} does not match its MIC under the network key")
    return counter, payload


def _from_aps(payload: bytes) -> tuple[int, Message]:
    """Give transaction and message of an APS frame."""
    control, to, cluster, profile, of, counter = _APS.unpack_from(payload)
    if (to, profile, of) != _APS_FIXED or control not in (_APS_CONTROL, _APS_FRAGMENT):
        raise WireError(f"APS header {payload[: _APS.size].hex()} is not of the form that is spoken here")
    if control == _APS_FRAGMENT:
        return counter, _read_fragment(cluster, counter, payload[_APS.size :])
    return from_zcl(cluster, payload[_APS.size :])


def _fragment_octets(said: ApsFragment, transaction: int) -> bytes:
    assert transaction == said.counter, f"transaction {transaction} of a fragment that shows {said.counter}"
    assert 1 <= len(said.octets) <= BLOCK_SIZE_MAX, f"a block of {len(said.octets)} octets"
    assert said.blocks > 1 if said.block == 0 else said.blocks == 0, f"block {said.block} of {said.blocks}"
    aps = (_APS_FRAGMENT, _ENDPOINT, said.cluster, _PROFILE, _ENDPOINT, said.counter)
    extended = (_LATER_BLOCK, said.block) if said.block else (_FIRST_BLOCK, said.blocks)
    return _APS.pack(*aps) + _EXTENDED.pack(*extended) + said.octets


def _read_fragment(cluster: int, counter: int, rest: bytes) -> ApsFragment:
    octets = rest[_EXTENDED.size :]
    if not 1 <= len(octets) <= BLOCK_SIZE_MAX:
        raise WireError(f"APS block of {len(octets)} octets: 1 to {BLOCK_SIZE_MAX} are one")
    control, number = _EXTENDED.unpack_from(rest)
    if control == _FIRST_BLOCK and number > 1:
        return ApsFragment(cluster, counter, 0, number, octets)
    if control == _LATER_BLOCK and number:
        return ApsFragment(cluster, counter, number, 0, octets)
    raise WireError(f"APS extended header {rest[: _EXTENDED.size].hex()} is no block of several")


def _from_poll(body: bytes, hop: Hop, book: AddressBook) -> Heard:
    control, sequence, pan, target, source, command = _POLL.unpack(body)
    if (control, command) != (_POLL_CONTROL, _DATA_REQUEST):
        raise WireError(f"radio command {body.hex()} is not of the form that is spoken here")
    _refuse_stranger(pan, target, source, hop, book)
    # A poll has no transaction of its own: it is answered by whatever is held.
    return Heard(Frame(hop.source, hop.target, 0, DataRequest()), sequence)


def _refuse_damage(found: bytes, expected: bytes) -> None:
    if found != expected:
        raise WireError(f"radio frame with FCS 0x{found[::-1].hex()}: its octets make 0x{expected[::-1].hex()}")


def _refuse_stranger(pan: int, target: int, source: int, hop: Hop, book: AddressBook) -> None:
    if pan != book.pan:
        raise WireError(f"radio frame of PAN 0x{pan:04X}: this is 0x{book.pan:04X}")
    if target != book.short[hop.target]:
        raise WireError(f"radio frame to 0x{target:04X}: {hop.target} is 0x{book.short[hop.target]:04X}")
    if source != book.short[hop.source]:
        raise WireError(f"radio frame from 0x{source:04X}: {hop.source} is 0x{book.short[hop.source]:04X}")


def _named(address: int, book: AddressBook) -> Name:
    who = book.names.get(address)
    if who is None:
        raise WireError(f"radio frame with short address 0x{address:04X}, which is nobody's")
    return who
