"""What is noted of a frame when it leaves: that it was sent, who lost it, and, where frames are kept, its octets."""

from premises.faults.air import Lane
from premises.faults.impairments.impairment import Flight
from premises.wire.field.air_bytes import AddressBook, size_of, to_octets
from premises.wire.field.wan import ChunkRequest, ChunkResponse
from premises.wire.field.zcl import ImageBlockRequest, ImageBlockResponse
from premises.wire.message import Frame, Medium, Message
from premises.wire.notes.flights import NO_OFFSET, FlightLost, FlightSent
from premises.wire.notes.note import Note

CAPTURED = (Medium.RADIO, Medium.WAN)
"""The media whose frames are kept: DUIS is XML over HTTP, and a supply carries no message."""

_WITH_OFFSET = frozenset({ImageBlockRequest, ImageBlockResponse, ChunkRequest, ChunkResponse})


def launch_notes(
    lane: Lane, sequence: int, counter: int, frame: Frame, flights: tuple[Flight, ...], by: str,
    *, book: AddressBook | None = None,
) -> tuple[Note, ...]:  # fmt: skip
    """Give what is noted when a frame leaves: that it was sent, and, when it goes nowhere, who lost it.

    With a ``book`` its octets are kept, as they left: what is damaged on the way is damaged later.
    """
    message, medium = frame.message, lane.medium
    kind, offset = type(message).__name__, offset_of(message)
    octets = size_of(frame, medium, secured=lane.secured) if medium is Medium.RADIO else 0
    kept = to_octets(frame, medium, lane.hop, counter, book) if book is not None and medium in CAPTURED else b""
    sent = FlightSent(lane.link, lane.target, sequence, counter, kind, offset, octets, frame.source, frame.target, kept)
    if flights:
        return (sent,)
    return sent, FlightLost(lane.link, lane.target, sequence, kind, offset, by)


def offset_of(message: Message) -> int:
    """Give the offset that a block or chunk message is about, or NO_OFFSET."""
    if type(message) in _WITH_OFFSET:
        return message.offset  # type: ignore[attr-defined, no-any-return]  # all of _WITH_OFFSET have one
    return NO_OFFSET
