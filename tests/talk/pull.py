"""A hub's pull of an image over the WAN, alone on a stage: the adapter is the story itself."""

from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Keep
from premises.quantity import ORIGIN
from premises.sim.shelf import VirtualShelf
from premises.talk.wan_fetch import WanFetch
from premises.trust.seal import image_hash
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    ChunkResponse,
    ImageOffer,
    TransferAck,
    TransferStatus,
)
from premises.wire.message import Message

HUB, DCC = Name("hub"), Name("dcc")
DEVICES = (Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-B1-00-02"))
IMAGE = bytes(range(250)) * 70
SIZE = len(IMAGE)
"""17,500 octets: two chunks of the greatest size, and 1,116 more."""
OFFER = ImageOffer(7, SIZE, image_hash(IMAGE), DEVICES)
ACK = TransferAck(7)


class Pull:
    """A fetch with its shelf and its moment."""

    def __init__(self, size_max: int = 1 << 20) -> None:
        self.size_max = size_max
        self.shelf = VirtualShelf()
        self.now = ORIGIN
        self.restart()

    def restart(self) -> Effects:
        self.fetch = WanFetch(HUB, DCC, self.size_max, self.shelf)
        return self.keep(self.fetch.start(self.now))

    def hear(self, message: Message) -> Effects:
        return self.keep(self.fetch.receive(message, self.now))

    def wake(self) -> Effects:
        """Let time pass until the fetch wants to be woken, and wake it."""
        assert self.fetch.deadline is not None, "it waits for nothing"
        self.now = max(self.now, self.fetch.deadline)
        return self.keep(self.fetch.wake(self.now))

    def end(self, status: TransferStatus) -> Effects:
        return self.keep(self.fetch.end(status, self.now))

    def keep(self, effects: Effects) -> Effects:
        self.shelf.commit([effect for effect in effects if isinstance(effect, Keep)])
        return effects


def chunk(offset: int, image: bytes = IMAGE, transfer: int = 7) -> ChunkResponse:
    """Give the chunk at ``offset``."""
    return ChunkResponse(transfer, offset, image[offset : offset + WAN_CHUNK_MAX])


def fetching(chunks: int = 0) -> Pull:
    """Give a fetch that holds ``chunks`` chunks and has asked for the next."""
    pull = Pull()
    pull.hear(OFFER)
    for index in range(chunks):
        pull.hear(chunk(index * WAN_CHUNK_MAX))
    return pull


def fetched() -> Pull:
    """Give a fetch with the whole image."""
    return fetching(3)


def reporting() -> Pull:
    """Give a fetch that said how it ended."""
    pull = fetched()
    pull.end(TransferStatus.STORED)
    return pull
