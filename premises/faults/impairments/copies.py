"""Frames that come twice, and frames that come after those that were sent later."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from premises.draws import Draws
from premises.faults.impairments.impairment import Flight, check_fraction, check_least, later
from premises.quantity import Duration


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Double each flight with probability ``rate``; the copy comes ``after`` the first."""

    rate: float
    """0 to 1."""
    after: Duration
    """0 or more."""

    called = "duplicate"
    fractions = 1
    fresh = None
    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("duplicate", self.rate)
        check_least("duplicate after", self.after, 0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, or it and its copy."""
        if draws.fraction(slot) >= self.rate:
            return state, (flight,)
        return state, (flight, later(flight, self.after))


@dataclass(frozen=True, slots=True)
class Reorder:
    """Hold each flight back ``by`` a span with probability ``rate``, so that those sent within it overtake."""

    rate: float
    """0 to 1."""
    by: Duration
    """0 or more; what is sent less than this later overtakes."""

    called = "reorder"
    fractions = 1
    fresh = None
    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("reorder", self.rate)
        check_least("reorder by", self.by, 0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, held back or not."""
        return state, ((later(flight, self.by) if draws.fraction(slot) < self.rate else flight),)

    def delays(self, fractions: Sequence[float]) -> list[int]:
        """Give how much later each flight goes on."""
        return [self.by if fraction < self.rate else 0 for fraction in fractions]
