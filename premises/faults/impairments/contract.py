"""The contract of an impairment, as a function anyone calls on their own.

What must hold whatever an impairment does to a flight: it decides alike twice, it draws no more than it says, it never
moves a flight earlier or by less than its least, forgets when it was sent, or makes flights without end. And what
says its delays ahead says what it decides.
"""

from collections.abc import Callable

from premises.draws import Draws, Luck
from premises.faults.impairments.impairment import LOST, WHOLE, Flight, Impairment, Passing
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.field.wan import ChunkRequest
from premises.wire.message import Frame

COPIES_MAX = 16
"""Flights that one flight may become. Ours."""

FLIGHTS = 300
"""Flights that one check sends through. Ours."""


def chunk_request(index: int) -> Frame:
    """Give a frame that is not like its neighbours."""
    return Frame(Name("dcc"), Name("hub"), index & 0xFF, ChunkRequest(1, index, 64))


def check_impairment(impairment: Impairment, seed: int = 0, frame_of: Callable[[int], Frame] = chunk_request) -> None:
    """Return when ``impairment`` keeps the contract; AssertionError, with the flight, when it does not.

    ``frame_of`` gives the frame of each flight, by its number.
    """
    assert impairment.called == impairment.called.lower() != "", "it has a name to be noted with"
    assert impairment.fractions >= 0, "it says how many draws it may ask for"
    assert impairment.least >= 0, "it says the least that it delays by"
    luck = Luck(seed, "check_impairment")
    first = mirror = impairment.fresh
    for index in range(FLIGHTS):
        sent_at = Instant(1_000 * index)
        flight = Flight(frame_of(index), sent_at, Instant(sent_at + index % 7))
        slot = index % 5
        draws = _Watching(luck, index, slot, impairment.fractions)
        state, onward = impairment.decide(first, flight, draws, slot)
        again = impairment.decide(mirror, flight, _Watching(luck, index, slot, impairment.fractions), slot)
        where = f"{impairment.called}, flight {index}"
        assert again == (state, onward), f"{where}: not repeatable"
        assert hash(state) == hash(again[0]), f"{where}: a state is a value"
        assert (state is None) == (impairment.fresh is None), f"{where}: it has a state always or never"
        _check_onward(flight, onward, impairment.least, where)
        if isinstance(impairment, Passing):
            assert impairment.fresh is None, f"{where}: what has a state says no delays ahead"
            (span,) = impairment.delays((luck.draws(1, index).fraction(slot),))
            decided = [ahead.due_at - flight.due_at for ahead in onward]
            assert decided == ([] if span == LOST else [span]), f"{where}: it said {span} us ahead, and did {decided}"
        first = mirror = state


def _check_onward(flight: Flight, onward: tuple[Flight, ...], least: int, where: str) -> None:
    assert len(onward) <= COPIES_MAX, f"{where}: it became {len(onward)} flights"
    for ahead in onward:
        assert ahead.sent_at == flight.sent_at, f"{where}: when it was sent is history"
        assert ahead.due_at >= flight.due_at, f"{where}: only ever moved later"
        assert ahead.due_at >= flight.due_at + least, f"{where}: it said that its least is {least} us"
        kept = (ahead.frame.source, ahead.frame.target)
        assert kept == (flight.frame.source, flight.frame.target), f"{where}: it is still from and to the same"
        assert ahead.turned == flight.turned or (flight.turned == WHOLE and 0 <= ahead.turned < 1), (
            f"{where}: a bit is turned {ahead.turned:g} of the way, after {flight.turned:g}"
        )


class _Watching(Draws):
    """Draws that may be asked for ``fractions`` slots from ``slot`` on, and no others."""

    def __init__(self, luck: Luck, sequence: int, slot: int, fractions: int) -> None:
        super().__init__(luck, 1, sequence)
        self._allowed = range(slot, slot + fractions)

    def fraction(self, slot: int) -> float:
        """Give the draw, when it is one of those that were promised."""
        assert slot in self._allowed, f"slot {slot} belongs to another impairment"
        return super().fraction(slot)
