"""The contract of an impairment, as a function anyone calls on their own; and impairments of these tests that keep it.

What must hold whatever an impairment does to a flight: it decides alike twice, it draws no more than it says, it never
moves a flight earlier, forgets when it was sent, or makes flights without end.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws, Luck
from premises.faults.impairment import Flight, Impairment
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.field.wan import ChunkRequest
from premises.wire.message import Frame

COPIES_MAX = 16
"""Flights that one flight may become. Ours."""

FLIGHTS = 300
"""Flights that one check sends through. Ours."""


def frame(offset: int = 0) -> Frame:
    """Give a frame that is not like its neighbours."""
    return Frame(Name("dcc"), Name("hub"), offset & 0xFF, ChunkRequest(1, offset, 64))


def check_impairment(impairment: Impairment, seed: int = 0) -> None:
    """Return when ``impairment`` keeps the contract; AssertionError, with the flight, when it does not."""
    assert impairment.called == impairment.called.lower() != "", "it has a name to be noted with"
    assert impairment.fractions >= 0, "it says how many draws it may ask for"
    luck = Luck(seed, "check_impairment")
    first = mirror = impairment.fresh
    for index in range(FLIGHTS):
        sent_at = Instant(1_000 * index)
        flight = Flight(frame(index), sent_at, Instant(sent_at + index % 7))
        slot = index % 5
        draws = Watching(luck, index, slot, impairment.fractions)
        state, onward = impairment.decide(first, flight, draws, slot)
        again = impairment.decide(mirror, flight, Watching(luck, index, slot, impairment.fractions), slot)
        where = f"{impairment.called}, flight {index}"
        assert again == (state, onward), f"{where}: not repeatable"
        assert hash(state) == hash(again[0]), f"{where}: a state is a value"
        assert (state is None) == (impairment.fresh is None), f"{where}: it has a state always or never"
        _check_onward(flight, onward, where)
        first = mirror = state


def _check_onward(flight: Flight, onward: tuple[Flight, ...], where: str) -> None:
    assert len(onward) <= COPIES_MAX, f"{where}: it became {len(onward)} flights"
    for ahead in onward:
        assert ahead.sent_at == flight.sent_at, f"{where}: when it was sent is history"
        assert ahead.due_at >= flight.due_at, f"{where}: only ever moved later"
        kept = (ahead.frame.source, ahead.frame.target)
        assert kept == (flight.frame.source, flight.frame.target), f"{where}: it is still from and to the same"


class Watching(Draws):
    """Draws that may be asked for ``fractions`` slots from ``slot`` on, and no others."""

    def __init__(self, luck: Luck, sequence: int, slot: int, fractions: int) -> None:
        super().__init__(luck, 1, sequence)
        self._allowed = range(slot, slot + fractions)

    def fraction(self, slot: int) -> float:
        """Give the draw, when it is one of those that were promised."""
        assert slot in self._allowed, f"slot {slot} belongs to another impairment"
        return super().fraction(slot)


@dataclass(frozen=True, slots=True)
class Twice:
    """Double each flight with probability ``rate``; the copy comes ``after`` the first."""

    rate: float
    after: Duration
    called = "twice"
    fractions = 1
    fresh = None

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, or it and its copy."""
        if draws.fraction(slot) >= self.rate:
            return state, (flight,)
        return state, (flight, Flight(flight.frame, flight.sent_at, Instant(flight.due_at + self.after)))


@dataclass(frozen=True, slots=True)
class EveryNth:
    """Lose each ``period``-th flight: an impairment with a state."""

    period: int
    called = "every-nth"
    fractions = 0
    fresh = 0

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, unless it is the one."""
        assert isinstance(state, int), "it counts"
        count = (state + 1) % self.period
        return count, (() if count == 0 else (flight,))
