"""What an impairment is: it takes one flight and gives the flights that go on.

None means lost, two means doubled, later means latency, a turned bit means damaged. No loop, no clock, no task:
there is nothing to forget and nothing to interrupt. The same values serve live and in virtual time. The simplest of
them, loss, stands here too; ``contract`` says what all of them must keep.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from msgspec import Struct

from premises.draws import Draws
from premises.quantity import Duration, Instant
from premises.wire.message import Frame

LOST = -1
"""The delay of a flight that goes nowhere."""

LATENCY_MIN = 1
"""Microseconds: no frame is due in the moment it is sent, so cause always comes before effect. Ours."""


WHOLE = -1.0
"""The ``turned`` of a flight without a turned bit."""


class Flight(Struct, frozen=True, gc=False):
    """One frame on its way over one directed link."""

    frame: Frame
    sent_at: Instant
    due_at: Instant
    """When the receiver's radio hands it over; only ever moved later."""
    turned: float = WHOLE
    """How far through its octets one bit is turned, 0 to under 1; WHOLE when none is."""


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

    @property
    def least(self) -> Duration:
        """No flight that goes on does so by less than this later; 0 for what need not delay."""

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the state after this flight, and the flights that go on."""


@runtime_checkable
class Passing(Protocol):
    """An impairment without a state, which for one draw delays a flight or loses it, whatever the flight."""

    def delays(self, fractions: Sequence[float]) -> list[int]:
        """Give, for the draw of each flight, how much later it goes on, or LOST when it goes nowhere."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Lose each flight with probability ``rate``, independently of every other."""

    rate: float
    """0 to 1."""

    called = "loss"
    fractions = 1
    fresh = None
    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("loss", self.rate)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, or nothing."""
        return state, (() if draws.fraction(slot) < self.rate else (flight,))

    def delays(self, fractions: Sequence[float]) -> list[int]:
        """Give no delay for a flight that goes on, and LOST for one that does not."""
        rate = self.rate
        return [LOST if fraction < rate else 0 for fraction in fractions]


def later(flight: Flight, span: int) -> Flight:
    """Give ``flight`` due ``span`` microseconds later."""
    return Flight(flight.frame, flight.sent_at, Instant(flight.due_at + span), flight.turned)


def check_fraction(what: str, value: float) -> None:
    """AssertionError, in one line, when ``value`` is no probability or share."""
    assert 0 <= value <= 1, f"{what} of {value:g}: expected 0 to 1"


def check_least(what: str, value: float, least: int) -> None:
    """AssertionError, in one line, when ``value`` is under ``least``."""
    assert value >= least, f"{what} of {value:g}: expected {least} or more"
