"""The phases of a device's side of an over-the-air update: each carries what only it has.

Values only; what leads from one to the next stands in ``ota_client``.
"""

from dataclasses import dataclass

from premises.machine.growing import Growing
from premises.quantity import Duration, Instant
from premises.wire.field.zcl import ImageBlockResponse, Status


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of a download that was given up; an offer of the same image goes on from here."""

    size: int
    image: Growing


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing under way; the next query is due at ``query_at``."""

    query_at: Instant
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Querying:
    """A Query Next Image Request is unanswered."""

    tries: int
    retry_at: Instant
    part: Part | None


@dataclass(frozen=True, slots=True)
class Downloading:
    """An Image Block Request for what comes after ``image`` is unanswered."""

    version: int
    size: int
    image: Growing
    pace: Duration
    """The server's minimum block period; 0 when it named none."""
    tries: int
    retry_at: Instant

    def wants(self, block: ImageBlockResponse, size_max: int) -> bool:
        """Say whether ``block`` is the answer: the next octets of this image, at most ``size_max`` and not too many."""
        return (
            block.offset == self.image.length
            and block.version == self.version
            and 0 < len(block.data) <= min(size_max, self.size - block.offset)
        )


@dataclass(frozen=True, slots=True)
class Pausing:
    """The server said WAIT_FOR_DATA or paces the blocks, or the flash is erased: ask (again) at ``until``."""

    version: int
    size: int
    image: Growing
    pace: Duration
    until: Instant


@dataclass(frozen=True, slots=True)
class Whole:
    """The image is whole and verified, and the Upgrade End Request waits for the device's word."""

    version: int
    image: Growing


@dataclass(frozen=True, slots=True)
class Ending:
    """An Upgrade End Request is unanswered."""

    version: int
    image: Growing
    status: Status
    tries: int
    retry_at: Instant


@dataclass(frozen=True, slots=True)
class Countdown:
    """The server named the moment at which the verified image is to run."""

    version: int
    image: Growing
    until: Instant


@dataclass(frozen=True, slots=True)
class Installing:
    """The moment has come; the device that owns this client takes over and reboots into ``image``."""

    version: int
    image: Growing


Phase = Idle | Querying | Downloading | Pausing | Whole | Ending | Countdown | Installing


def deadline_of(phase: Phase) -> Instant | None:
    """Give the moment at which the phase wants to be woken."""
    match phase:
        case Idle(query_at):
            return query_at
        case Querying() | Downloading() | Ending():
            return phase.retry_at
        case Pausing() | Countdown():
            return phase.until
        case Whole() | Installing():
            return None
