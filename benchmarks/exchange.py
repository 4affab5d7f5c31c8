"""What every contestant does: an asker fetches an image block by block, an answerer answers each question.

The values that travel are the standard's own, made by the same functions for all; how they get there, and when, is
the contestant's affair. One question is out at a time. It measures nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.field.zcl import BLOCK_DATA_DEFAULT, ImageBlockRequest, ImageBlockResponse
from premises.wire.message import Frame

BLOCK = BLOCK_DATA_DEFAULT
MANUFACTURER, IMAGE_TYPE, VERSION = 0xA170, 0x0184, 0x0001_0001

LATENCY = seconds(0.01)
"""One way; virtual, so that it costs nothing. Ours."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How much is asked, and over which links."""

    pairs: int
    """Askers, each with an answerer and a link of its own."""
    blocks: int
    """For each pair."""
    jitter: Duration = Duration(0)
    """Give or take, uniformly."""
    loss: float = 0.0
    """Of each frame, either way."""
    burst: tuple[float, float] | None = None
    """Of losses, either way: that one begins, and that one ends, with the next frame. Ours alone can do it."""
    patience: Duration | None = None
    """After which a question is asked again; None waits for ever."""

    @property
    def frames(self) -> int:
        """What has to arrive: a question and an answer for each block."""
        return 2 * self.pairs * self.blocks

    @property
    def size(self) -> int:
        """Octets of each image."""
        return self.blocks * BLOCK

    @property
    def names(self) -> tuple[tuple[Name, Name], ...]:
        """Asker and answerer of each pair."""
        return tuple((Name(f"asker-{number}"), Name(f"answerer-{number}")) for number in range(self.pairs))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one asker did."""

    asked: int
    """Questions, again ones included."""
    ended_at: Instant
    """When the last block came."""


Run = Callable[[], tuple[Fetched, ...]]
"""Does the exchange from start to end, and gives what each asker did."""


def question(asker: Name, answerer: Name, offset: int, asked: int) -> Frame:
    """Give the frame that asks for the block at ``offset``; ``asked`` counts the asker's questions."""
    request = ImageBlockRequest(MANUFACTURER, IMAGE_TYPE, VERSION, offset, BLOCK)
    return Frame(asker, answerer, asked & 0xFF, request)


def answer(frame: Frame, image: bytes) -> Frame:
    """Give the frame that answers a question with octets of ``image``."""
    request = frame.message
    assert isinstance(request, ImageBlockRequest), f"{request} is no question"
    data = image[request.offset : request.offset + request.size_max]
    response = ImageBlockResponse(request.manufacturer, request.image_type, request.version, request.offset, data)
    return Frame(frame.target, frame.source, frame.transaction, response)


def answers(frame: Frame, offset: int) -> bool:
    """Say whether ``frame`` brings the block at ``offset``."""
    response = frame.message
    return isinstance(response, ImageBlockResponse) and response.offset == offset
