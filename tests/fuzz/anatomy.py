"""Frames taken apart and put together again: what a mutation may touch, and what has to be right for it to get deep.

``opened`` and ``closed`` alone know what a radio puts round a frame: whoever secures frames otherwise changes these.
"""

from premises.faults.air import Lane
from premises.faults.impairments.impairment import LATENCY_MIN
from premises.quantity import Instant
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Envelope
from premises.wire.field.air_bytes import AddressBook, frame_check_sequence
from premises.wire.message import Medium

FCS_SIZE = 2
MAC_TARGET, MAC_END = 5, 9
"""Where a radio frame names the two ends of its hop."""

AUXILIARY_START, COUNTER_START, SOURCE_START, SOURCE_END = 17, 18, 22, 30
"""Where the auxiliary header of a secured frame begins, and in it the frame counter and the sender's EUI-64."""

SECURED_END = 31
"""Octets before the encrypted payload; APS and ZCL header are in it."""

ZCL_START = SECURED_END + 8
"""Octets before the ZCL frame, when the payload is in clear."""

SECURITY_MEANT = b"\x2d"
"""Network key, extended nonce and level 5: what is authenticated, and is not on the air. Source: Zigbee."""

LATENCY = 25_000
"""Microseconds between sending and arrival, as an envelope says them. Ours."""


def opened(octets: bytes, lane: Lane, book: AddressBook) -> bytes:
    """Give what a mutation works on: on a radio the frame in clear without its checks, elsewhere all there is."""
    if lane.medium is not Medium.RADIO:
        return octets
    body = octets[:-FCS_SIZE]
    if book.network is None or len(body) <= SECURED_END:
        return body
    head = body[:SECURED_END]
    payload = book.network.open(*_keyed(head), body[SECURED_END:])
    assert payload is not None, "only frames of the corpus are opened"
    return head + payload


def closed(body: bytes, lane: Lane, book: AddressBook) -> bytes:
    """Give ``body`` as it crosses ``lane``, whatever stands in it, with all that proves it undamaged put right."""
    if lane.medium is not Medium.RADIO:
        return body
    if book.network is not None and len(body) > SECURED_END:
        head = body[:SECURED_END]
        body = head + book.network.seal(*_keyed(head), body[SECURED_END:])
    return body + frame_check_sequence(body)


def readdressed(body: bytes, lane: Lane, book: AddressBook) -> bytes:
    """Give ``body`` of another lane as a frame of this one: the hop's own ends, on a radio."""
    if lane.medium is not Medium.RADIO or len(body) < MAC_END:
        return body
    ends = (book.short[end].to_bytes(2, "little") for end in (lane.target, lane.source))
    body = body[:MAC_TARGET] + b"".join(ends) + body[MAC_END:]
    if book.network is None or len(body) <= SECURED_END:
        return body
    return body[:SOURCE_START] + book.extended[lane.source] + body[SOURCE_END:]


def enveloped(octets: bytes, lane: Lane, due: Instant, sequence: int) -> bytes:
    """Give ``octets`` in the envelope that the sender of ``lane`` puts them in, to arrive at ``due``."""
    sent_at, boot = Instant(max(0, due - LATENCY)), 1
    due = Instant(max(sent_at + LATENCY_MIN, due))
    return encode(Envelope(ENVELOPE_VERSION, lane.link, lane.source, lane.target, boot, sequence, sent_at, due, octets))


def _keyed(head: bytes) -> tuple[bytes, int, bytes]:
    """Give what a cipher wants besides the payload: the sender, its counter, and what else the MIC covers."""
    counter = int.from_bytes(head[COUNTER_START:SOURCE_START], "little")
    authenticated = head[MAC_END:AUXILIARY_START] + SECURITY_MEANT + head[COUNTER_START:]
    return head[SOURCE_START:SOURCE_END], counter, authenticated
