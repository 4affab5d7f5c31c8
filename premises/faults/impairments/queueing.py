"""A link that carries only so many octets a second, and the frames that wait for it."""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws
from premises.faults.impairments.impairment import Flight, check_least, later
from premises.quantity import MICROSECONDS_PER_SECOND, Duration
from premises.wire.field.air_bytes import size_of
from premises.wire.message import Medium


@dataclass(frozen=True, slots=True)
class Rate:
    """Send one frame after the other at ``octets_per_s``; a frame that finds the queue full is lost.

    A frame joins the queue at the moment it is sent, whatever else delays it, so it does not matter where among the
    impairments of a link this one stands, but for what others have already lost or doubled. Its own time on the air
    is added to what it is delayed by. No time is lost to rounding: n frames back to back end when all their octets
    have passed, to the microsecond.
    Only the frame's own octets count, and nothing else is on the air. Assumption 43 (docs/sources.md).
    """

    octets_per_s: int
    """1 or more."""
    queue_max: int
    """Frames, 1 or more: the one that is being sent and those that wait."""
    medium: Medium
    """Says what a frame's octets are."""
    secured: bool = True
    """Whether the premises' radio frames are."""

    called = "queue"
    fractions = 0
    fresh = ()
    """Then the ends of the frames in the queue, in 1/octets_per_s of a microsecond: whole numbers, no remainder."""
    least = Duration(0)

    def __post_init__(self) -> None:
        check_least("rate: octets_per_s", self.octets_per_s, 1)
        check_least("rate: queue_max", self.queue_max, 1)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the queue, and the flight when its turn has passed, or nothing."""
        assert isinstance(state, tuple), "it remembers a queue"
        now = flight.sent_at * self.octets_per_s
        queue: tuple[int, ...] = tuple(end for end in state if end > now)
        if len(queue) >= self.queue_max:
            return queue, ()
        octets = size_of(flight.frame, self.medium, secured=self.secured)
        end = (queue[-1] if queue else now) + octets * MICROSECONDS_PER_SECOND
        # Rounded up: a frame is not there before its last octet is.
        span = -((now - end) // self.octets_per_s)
        return (*queue, end), (later(flight, span),)
