"""How an image and an alert cross the WAN: the carrier's own messages, which no public text describes.

Assumption 2 (docs/sources.md): the hub pulls by offset, as every other client here does, and each alert is
acknowledged by the carrier so that a hub that loses power sends it again.
"""

from enum import IntEnum

from premises.identity import Eui64
from premises.quantity import Instant
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.gbcs.message import MessageKind
from premises.wire.message import Message

WAN_CHUNK_MAX = 8192
"""Octets in one chunk. Assumption 2, docs/sources.md."""


class TransferStatus(IntEnum):
    """How the hub ended a transfer over the WAN."""

    STORED = 0
    HASH_MISMATCH = 1
    TOO_LARGE = 2
    REFUSED_BY_RANK = 3
    NOT_AN_IMAGE = 4


class ImageOffer(Message, frozen=True, gc=False, tag="ImageOffer"):
    """DCC to hub: there is an image for these devices; fetch it."""

    transfer: int
    """1 or more; the DCC adapter's own number, which never repeats."""
    size: int
    sha256: bytes
    """Over the whole file."""
    devices: tuple[Eui64, ...]


class ChunkRequest(Message, frozen=True, gc=False, tag="ChunkRequest"):
    """Hub to DCC: give me up to ``size_max`` octets from ``offset``."""

    transfer: int
    offset: int
    size_max: int


class ChunkResponse(Message, frozen=True, gc=False, tag="ChunkResponse"):
    """DCC to hub: ``data`` at ``offset``; empty data says that the transfer is unknown."""

    transfer: int
    offset: int
    data: bytes


class TransferEnd(Message, frozen=True, gc=False, tag="TransferEnd"):
    """Hub to DCC: the transfer is over, said until it is acknowledged."""

    transfer: int
    status: TransferStatus


class TransferAck(Message, frozen=True, gc=False, tag="TransferAck"):
    """DCC to hub: ``TransferEnd`` arrived."""

    transfer: int


class AlertAck(Message, frozen=True, gc=False, tag="AlertAck"):
    """DCC to hub, or hub to DCC: the message with this originator and counter arrived; it need not be sent again."""

    originator: Eui64
    counter: int
    kind: MessageKind = MessageKind.ALERT
    """A command goes down; an alert and a response, which has its command's counter, come up."""


class PowerOutage(Message, frozen=True, gc=False, tag="PowerOutage"):
    """Hub to DCC: power is gone for long enough that the network operator must know (AD1); said once, unanswered."""

    originator: Eui64
    """The Communications Hub."""
    since: Instant
    """When power went."""


class ImageDiscarded(Message, frozen=True, gc=False, tag="ImageDiscarded"):
    """Hub to DCC: it no longer holds a meter's image that it had stored, said until it is acknowledged.

    One for each device that still waited for the image; a device whose image the hub gave it is not told of. Another
    image took its slot, it was held for too long, or that device cannot use it. Assumption 75 (docs/sources.md).
    """

    transfer: int
    """The one that brought the image; 0 when the hub knows it no more."""
    device: Eui64
    version: int
    code: TransferResponseCode
    """Why, as CCS08 would say it; never SUCCESS."""


class DiscardAck(Message, frozen=True, gc=False, tag="DiscardAck"):
    """DCC to hub: ``ImageDiscarded`` for this device arrived."""

    transfer: int
    device: Eui64


WanPrivate = (
    ImageOffer
    | ChunkRequest
    | ChunkResponse
    | TransferEnd
    | TransferAck
    | AlertAck
    | PowerOutage
    | ImageDiscarded
    | DiscardAck
)
"""Every message of the carrier's own."""
