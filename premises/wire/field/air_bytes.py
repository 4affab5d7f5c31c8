"""Frames as the octets that their medium carries, and back: the byte path that must equal the value path.

A radio carries 802.15.4, Zigbee NWK and APS round a ZCL frame (``radio_bytes``); the WAN carries GBCS messages as
they are and the carrier's own in MessagePack; DUIS is MessagePack, and so is a supply. Nothing here knows topics,
time or loss.
Source: docs/sources.md, radio captures; judged by tshark.
"""

from collections.abc import Callable, Mapping

from premises.wire.codec import DuisCarried, MainsCarried, WanCarried, decode, encode
from premises.wire.device.supply import SupplyCut
from premises.wire.duis.messages import Duis
from premises.wire.field.wan import WanPrivate
from premises.wire.field.zcl import ImageBlockResponse, TransferData, TransferDataGetResponse, TransferDataToClient
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import FIRST_OCTETS, from_gbcs, to_gbcs, transaction_of
from premises.wire.message import Frame, Medium, Message
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.radio_bytes import (
    AddressBook,
    Heard,
    Hop,
    frame_check_sequence,
    from_radio,
    radio_size,
    to_radio,
)

__all__ = ("NO_COUNTER", "AddressBook", "Heard", "Hop", "frame_check_sequence", "from_octets", "size_of", "to_octets")

NO_COUNTER = 0
"""What is read as the counter of a frame whose medium carries none."""

_VARYING = frozenset({TransferData, TransferDataToClient, TransferDataGetResponse, ApsFragment})
"""Messages on a radio that are not always as long, but for an Image Block Response, whose data makes the difference."""

_SIZES: tuple[dict[type[Message], int], dict[type[Message], int]] = ({}, {})
"""Octets of a frame on a radio by the kind of its message, its data left out; plain ones, then secured ones."""


def to_octets(frame: Frame, medium: Medium, hop: Hop, counter: int, book: AddressBook) -> bytes:
    """Give ``frame`` as it crosses ``hop``; a frame that does not fit its medium is our own mistake."""
    if medium is Medium.RADIO:
        return to_radio(frame, hop, counter, book)
    assert (frame.source, frame.target) == (hop.source, hop.target), f"nobody relays on {medium.value}: {frame}"
    return _MADE[medium](frame)


def size_of(frame: Frame, medium: Medium, *, secured: bool) -> int:
    """Give how many octets ``to_octets`` makes of ``frame``, whoever sends it; ``secured`` is about radios alone."""
    if medium is Medium.RADIO:
        message = frame.message
        kind = type(message)
        if kind in _VARYING:
            return radio_size(frame, secured=secured)
        # Every watched frame is measured: what is as long each time is measured once.
        before_data = _SIZES[secured].get(kind)
        data = len(message.data) if kind is ImageBlockResponse else 0  # type: ignore[attr-defined]  # type() narrows nothing
        if before_data is None:
            before_data = _SIZES[secured][kind] = radio_size(frame, secured=secured) - data
        return before_data + data
    return len(_MADE[medium](frame))


def from_octets(octets: bytes, medium: Medium, hop: Hop, book: AddressBook) -> Heard:
    """Give the frame that ``octets`` were when they crossed ``hop``; WireError when they were none of ours."""
    if medium is Medium.RADIO:
        return from_radio(octets, hop, book)
    if medium is Medium.WAN:
        return Heard(_from_wan(octets, hop), NO_COUNTER)
    carried = decode(DuisCarried, octets) if medium is Medium.DUIS else decode(MainsCarried, octets)
    return Heard(Frame(hop.source, hop.target, carried.transaction, carried.message), NO_COUNTER)


def _to_wan(frame: Frame) -> bytes:
    if isinstance(frame.message, GbcsMessage):
        # A GBCS message has no place for a transaction number but its own counter.
        expected = transaction_of(frame.message)
        assert frame.transaction == expected, f"transaction {frame.transaction} of a message that shows {expected}"
        return to_gbcs(frame.message)
    assert isinstance(frame.message, WanPrivate), f"{type(frame.message).__name__} is not a WAN message"
    return encode(WanCarried(frame.transaction, frame.message))


def _to_duis(frame: Frame) -> bytes:
    assert isinstance(frame.message, Duis), f"{type(frame.message).__name__} is not a DUIS message"
    return encode(DuisCarried(frame.transaction, frame.message))


def _to_mains(frame: Frame) -> bytes:
    assert isinstance(frame.message, SupplyCut), f"{type(frame.message).__name__} is not a word of a supply"
    return encode(MainsCarried(frame.transaction, frame.message))


def _from_wan(octets: bytes, hop: Hop) -> Frame:
    # MessagePack begins maps and arrays of 32-bit length with these, and WanCarried is a short array: no confusion.
    if octets[:1] in FIRST_OCTETS:
        message = from_gbcs(octets)
        return Frame(hop.source, hop.target, transaction_of(message), message)
    carried = decode(WanCarried, octets)
    return Frame(hop.source, hop.target, carried.transaction, carried.message)


_MADE: Mapping[Medium, Callable[[Frame], bytes]] = {
    Medium.WAN: _to_wan,
    Medium.DUIS: _to_duis,
    Medium.MAINS: _to_mains,
}
"""How each medium but a radio has a frame as bytes."""
