"""Losses that come together: a link has good and bad times, as Gilbert and Elliott put it.

Source: docs/sources.md, impairments.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws
from premises.faults.impairments.impairment import Flight, check_fraction
from premises.quantity import Duration

GOOD, BAD = "good", "bad"
"""The two states of a link."""


@dataclass(frozen=True, slots=True)
class GilbertElliott:
    """Lose flights with one rate in good times and another in bad ones.

    For each flight it is first decided whether the times change, then whether the flight is lost. In the long run a
    share to_bad / (to_bad + to_good) of the flights meets bad times; these last 1 / to_good flights on average.
    A sender that starts meets good times first. Assumption 44 (docs/sources.md).
    """

    to_bad: float
    """Probability, for each flight, that good times turn bad; 0 to 1."""
    to_good: float
    """Probability, for each flight, that bad times turn good; 0 to 1."""
    loss_good: float = 0.0
    """Share lost in good times, 0 to 1."""
    loss_bad: float = 1.0
    """Share lost in bad times, 0 to 1."""

    called = "burst"
    fractions = 2
    fresh = GOOD
    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("burst: to_bad", self.to_bad)
        check_fraction("burst: to_good", self.to_good)
        check_fraction("burst: loss_good", self.loss_good)
        check_fraction("burst: loss_bad", self.loss_bad)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the times that it is, and the flight, or nothing."""
        change, other = (self.to_bad, BAD) if state == GOOD else (self.to_good, GOOD)
        if draws.fraction(slot) < change:
            state = other
        rate = self.loss_good if state == GOOD else self.loss_bad
        return state, (() if draws.fraction(slot + 1) < rate else (flight,))
