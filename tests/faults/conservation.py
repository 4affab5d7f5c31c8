"""Frames and impairments of these tests; the impairments' own contract is premises/faults/impairments/contract.py."""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws
from premises.faults.impairments.contract import chunk_request
from premises.faults.impairments.impairment import Flight
from premises.quantity import Duration
from premises.wire.message import Frame


def frame(offset: int = 0) -> Frame:
    """Give a frame that is not like its neighbours."""
    return chunk_request(offset)


@dataclass(frozen=True, slots=True)
class EveryNth:
    """Lose each ``period``-th flight: an impairment with a state."""

    period: int
    called = "every-nth"
    fractions = 0
    fresh = 0
    least = Duration(0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, unless it is the one."""
        assert isinstance(state, int), "it counts"
        count = (state + 1) % self.period
        return count, (() if count == 0 else (flight,))
