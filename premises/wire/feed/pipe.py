"""What travels over a pipe to one who looks on, beside batches of notes as they are on MQTT: run, clock and end.

Each is a frame of its own: a letter that says what it is, four octets of length (the highest first), and MessagePack.
"""

from collections.abc import Mapping

from msgspec import Struct

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.envelope import NoteBatch


class PipeOpened(Struct, frozen=True, array_like=True, gc=False):
    """The first word: what was or is run."""

    version: int
    run_id: str
    premises: Name
    seed: int
    site: str
    """As it travels with a run."""
    caveat: str = ""
    """Why these notes may not be the whole story; empty when they are."""


class PipeClock(Struct, frozen=True, array_like=True, gc=False):
    """Every note up to ``premises_at`` was given, and this is the moment to show."""

    version: int
    premises_at: Instant
    speed: float
    """Premises seconds a wall second at which the next ones come; 0 says as fast as they are taken."""
    is_past: bool = False
    """Whether all until here lies before what is to be shown: it is given at once."""


class PipeEnded(Struct, frozen=True, array_like=True, gc=False):
    """The last word: nothing more comes, and nothing is missing."""

    version: int
    premises_at: Instant


class PipeAnswer(Struct, frozen=True, array_like=True, gc=False):
    """What came of one order to a virtual world; all that was noted until then was given before."""

    version: int
    premises_at: Instant
    refused: str = ""
    """Why nothing was done; empty when it was."""
    said: str = ""


FRAMES: Mapping[bytes, type[PipeOpened | NoteBatch | PipeClock | PipeEnded | PipeAnswer]] = {
    b"R": PipeOpened, b"N": NoteBatch, b"C": PipeClock, b"E": PipeEnded, b"A": PipeAnswer,
}  # fmt: skip
"""What a frame holds, by its letter."""

PipeWord = PipeOpened | NoteBatch | PipeClock | PipeEnded | PipeAnswer
"""One word of a pipe."""
