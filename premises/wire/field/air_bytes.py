"""Frames as the octets that their medium carries, and back: the byte path that must equal the value path.

A radio carries 802.15.4, Zigbee NWK and APS round a ZCL frame, unsecured so far; the WAN carries GBCS messages as
they are and the carrier's own in MessagePack; DUIS is MessagePack. Nothing here knows topics, time or loss.
Source: docs/sources.md, radio captures; judged by tshark.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

from premises.errors import WireError
from premises.identity import Eui64, Name
from premises.wire.codec import DuisCarried, WanCarried, decode, encode
from premises.wire.field.duis import Duis
from premises.wire.field.gbcs import GbcsAlert
from premises.wire.field.gbcs_bytes import GENERAL_SIGNING, from_gbcs, to_gbcs, transaction_of
from premises.wire.field.mac import DataRequest
from premises.wire.field.wan import WanPrivate
from premises.wire.field.zcl_bytes import cluster_of, from_zcl, to_zcl
from premises.wire.message import Frame, Medium

PHY_SIZE_MAX = 127
"""Octets of an 802.15.4 frame, FCS included. Source: IEEE 802.15.4, aMaxPHYPacketSize."""

NO_COUNTER = 0
"""What is read as the counter of a frame whose medium carries none."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Who has which address on the radios of one premises."""

    pan: int
    """The PAN identifier, 16 bits."""
    short: Mapping[Name, int]
    """NWK addresses, 16 bits; each is one device's."""
    eui: Mapping[Name, Eui64]
    names: Mapping[int, Name] = field(init=False, repr=False, compare=False)
    """``short`` the other way round."""

    def __post_init__(self) -> None:
        names = {address: who for who, address in self.short.items()}
        assert len(names) == len(self.short), "two devices have one short address"
        object.__setattr__(self, "names", names)


@dataclass(frozen=True, slots=True)
class Hop:
    """The two ends of a link; what a frame's own ends say may lie beyond them."""

    source: Name
    target: Name


class Heard(NamedTuple):
    """A frame as it was read, and as much of the sender's counter as the medium carries."""

    frame: Frame
    counter: int
    """The low 8 bits on a radio (the other 24 are on air once NWK frames are secured), otherwise NO_COUNTER."""


def to_octets(frame: Frame, medium: Medium, hop: Hop, counter: int, book: AddressBook) -> bytes:
    """Give ``frame`` as it crosses ``hop``; a frame that does not fit its medium is our own mistake."""
    if medium is Medium.RADIO:
        return _to_radio(frame, hop, counter, book)
    assert (frame.source, frame.target) == (hop.source, hop.target), f"nobody relays on {medium.value}: {frame}"
    if medium is Medium.WAN:
        return _to_wan(frame)
    assert isinstance(frame.message, Duis), f"{type(frame.message).__name__} is not a DUIS message"
    return encode(DuisCarried(frame.transaction, frame.message))


def from_octets(octets: bytes, medium: Medium, hop: Hop, book: AddressBook) -> Heard:
    """Give the frame that ``octets`` were when they crossed ``hop``; WireError when they were none of ours."""
    if medium is Medium.RADIO:
        return _from_radio(octets, hop, book)
    if medium is Medium.WAN:
        return Heard(_from_wan(octets, hop), NO_COUNTER)
    carried = decode(DuisCarried, octets)
    return Heard(Frame(hop.source, hop.target, carried.transaction, carried.message), NO_COUNTER)


def frame_check_sequence(octets: bytes) -> bytes:
    """Give the FCS of an 802.15.4 frame: CRC-16 of ITU-T, each octet's lowest bit first."""
    # crc_hqx takes the highest bit first, so every octet goes in reversed, and the result comes out reversed.
    return binascii.crc_hqx(octets.translate(_REVERSED), 0).to_bytes(2, "big").translate(_REVERSED)


_REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))

_HEADERS = Struct("<HBHHHHHHBBBBHHBB")
"""MAC (control, sequence, PAN, target, source), NWK (control, target, source, radius, sequence), APS (control,
endpoint, cluster, profile, endpoint, counter)."""

_MAC_CONTROL = 0x8861
"""Data, acknowledgement wanted, one PAN, short addresses."""

_NWK_CONTROL = 0x0048
"""Data, protocol version 2, route discovery, not secured."""

_APS_CONTROL = 0x40
"""Data, unicast, acknowledgement wanted, not secured."""

_RADIUS = 30
"""Hops that a frame may still make: twice Zigbee's nwkMaxDepth of 15. Written afresh at each hop, as no route here
is long enough to spend it."""

_ENDPOINT = 1
"""Where every device here has its clusters. Assumption 12, docs/sources.md."""

_PROFILE = 0x0109
"""Smart Energy."""

_FIXED = (_MAC_CONTROL, _NWK_CONTROL, _APS_CONTROL, _ENDPOINT, _PROFILE, _ENDPOINT)

_FCS_SIZE = 2


_POLL = Struct("<HBHHHB")
"""MAC (control, sequence, PAN, target, source, command)."""

_POLL_CONTROL = 0x8863
"""Command, acknowledgement wanted, one PAN, short addresses."""

_DATA_REQUEST = 0x04


def _to_radio(frame: Frame, hop: Hop, counter: int, book: AddressBook) -> bytes:
    short, sequence = book.short, counter & 0xFF
    if isinstance(frame.message, DataRequest):
        poll = _POLL.pack(_POLL_CONTROL, sequence, book.pan, short[hop.target], short[hop.source], _DATA_REQUEST)
        return poll + frame_check_sequence(poll)
    mac = (_MAC_CONTROL, sequence, book.pan, short[hop.target], short[hop.source])
    nwk = (_NWK_CONTROL, short[frame.target], short[frame.source], _RADIUS, sequence)
    aps = (_APS_CONTROL, _ENDPOINT, cluster_of(frame.message), _PROFILE, _ENDPOINT, sequence)
    octets = _HEADERS.pack(*mac, *nwk, *aps) + to_zcl(frame.message, frame.transaction)
    size = len(octets) + _FCS_SIZE
    assert size <= PHY_SIZE_MAX, f"{type(frame.message).__name__} of {size} octets: a radio sends {PHY_SIZE_MAX}"
    return octets + frame_check_sequence(octets)


def _from_radio(octets: bytes, hop: Hop, book: AddressBook) -> Heard:
    is_poll = len(octets) == _POLL.size + _FCS_SIZE
    if not is_poll and not _HEADERS.size + _FCS_SIZE <= len(octets) <= PHY_SIZE_MAX:
        raise WireError(f"radio frame of {len(octets)} octets: {_HEADERS.size + _FCS_SIZE} to {PHY_SIZE_MAX} are one")
    body = octets[:-_FCS_SIZE]
    _refuse_damage(octets[-_FCS_SIZE:], frame_check_sequence(body))
    if len(body) == _POLL.size:
        return _from_poll(body, hop, book)
    fields = _HEADERS.unpack_from(body)
    mac, sequence, pan, mac_target, mac_source, nwk, target, source, _, _, aps, to, cluster, profile, of, _ = fields
    if (mac, nwk, aps, to, profile, of) != _FIXED:
        raise WireError(f"radio frame {body[: _HEADERS.size].hex()} is not of the form that is spoken here")
    _refuse_stranger(pan, mac_target, mac_source, hop, book)
    transaction, message = from_zcl(cluster, body[_HEADERS.size :])
    return Heard(Frame(_named(source, book), _named(target, book), transaction, message), sequence)


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


def _to_wan(frame: Frame) -> bytes:
    if isinstance(frame.message, GbcsAlert):
        # A GBCS message has no place for a transaction number but its own counter.
        expected = transaction_of(frame.message)
        assert frame.transaction == expected, f"transaction {frame.transaction} of an alert that shows {expected}"
        return to_gbcs(frame.message)
    assert isinstance(frame.message, WanPrivate), f"{type(frame.message).__name__} is not a WAN message"
    return encode(WanCarried(frame.transaction, frame.message))


def _from_wan(octets: bytes, hop: Hop) -> Frame:
    # MessagePack begins a map of 32-bit length with the same octet, and WanCarried is an array: no confusion.
    if octets[:1] == bytes((GENERAL_SIGNING,)):
        alert = from_gbcs(octets)
        return Frame(hop.source, hop.target, transaction_of(alert), alert)
    carried = decode(WanCarried, octets)
    return Frame(hop.source, hop.target, carried.transaction, carried.message)
