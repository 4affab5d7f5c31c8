"""What an impairment is: it takes one flight and gives the flights that go on.

None means lost, two means doubled, later means latency, another frame means damaged. No loop, no clock, no task:
there is nothing to forget and nothing to interrupt. The same values serve live and in virtual time.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from msgspec import Struct

from premises.draws import Draws
from premises.quantity import Duration, Instant
from premises.wire.message import Frame


class Flight(Struct, frozen=True, gc=False):
    """One frame on its way over one directed link."""

    frame: Frame
    sent_at: Instant
    due_at: Instant
    """When the receiver's radio hands it over; only ever moved later."""


class Impairment(Protocol):
    """One way in which a link is not perfect."""

    @property
    def called(self) -> str:
        """The name that a lost flight is noted with, like ``loss``."""

    @property
    def fractions(self) -> int:
        """How many draws one decision may ask for, from ``slot`` on."""

    @property
    def fresh(self) -> Hashable:
        """The state before the first flight (burst, queue, counter); None when it has none."""

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the state after this flight, and the flights that go on."""


@runtime_checkable
class Passing(Protocol):
    """An impairment without a state, which for one draw delays a flight or loses it, whatever the flight."""

    def delay(self, fraction: float) -> int | None:
        """Give how much later a flight goes on, or None when it goes nowhere; ``fraction`` is its draw."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Delay each flight by ``base``, give or take up to ``jitter``, uniformly."""

    base: Duration
    """More than 0."""
    jitter: Duration = Duration(0)
    """0 to ``base``."""

    called = "latency"
    fractions = 1
    fresh = None

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, later."""
        span = self.delay(draws.fraction(slot)) if self.jitter else self.base
        return state, (Flight(flight.frame, flight.sent_at, Instant(flight.due_at + span)),)

    def delay(self, fraction: float) -> int:
        """Give how much later a flight goes on."""
        jitter = self.jitter
        return self.base - jitter + int(fraction * (2 * jitter + 1))


@dataclass(frozen=True, slots=True)
class Loss:
    """Lose each flight with probability ``rate``, independently of every other."""

    rate: float
    """0 to 1."""

    called = "loss"
    fractions = 1
    fresh = None

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, or nothing."""
        return state, (() if self.delay(draws.fraction(slot)) is None else (flight,))

    def delay(self, fraction: float) -> int | None:
        """Give nothing more, or None for a flight that is lost."""
        return None if fraction < self.rate else 0
