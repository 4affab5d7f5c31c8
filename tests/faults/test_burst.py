"""Good and bad times of a link, flight by flight; what many flights come to is the certificate's."""

import pytest

from premises.draws import Draws, Luck
from premises.faults.impairments.burst import BAD, GOOD, GilbertElliott
from premises.faults.impairments.impairment import Flight
from premises.quantity import ORIGIN
from tests.faults.conservation import frame

CHAIN = GilbertElliott(to_bad=0.2, to_good=0.3, loss_good=0.1, loss_bad=0.6)


class Told(Draws):
    """Draws that say what they are told to, from slot 5 on."""

    def __init__(self, *fractions: float) -> None:
        super().__init__(Luck(0), 1, 0)
        self._told = fractions

    def fraction(self, slot: int) -> float:
        """Give what was told."""
        return self._told[slot - 5]


@pytest.mark.parametrize(
    ("before", "change", "loss", "after", "lost"),
    [
        (GOOD, 0.20, 0.10, GOOD, False),
        (GOOD, 0.20, 0.09, GOOD, True),
        (GOOD, 0.19, 0.60, BAD, False),
        (GOOD, 0.19, 0.59, BAD, True),
        (BAD, 0.30, 0.60, BAD, False),
        (BAD, 0.30, 0.59, BAD, True),
        (BAD, 0.29, 0.10, GOOD, False),
        (BAD, 0.29, 0.09, GOOD, True),
    ],
)
def test_times_change_first_and_the_flight_meets_what_they_are_then(
    before: str, change: float, loss: float, after: str, lost: bool
) -> None:
    flight = Flight(frame(), ORIGIN, ORIGIN)

    assert CHAIN.decide(before, flight, Told(change, loss), 5) == (after, () if lost else (flight,))


def test_a_link_begins_in_good_times_and_a_burst_is_called_one() -> None:
    assert (CHAIN.fresh, CHAIN.called) == (GOOD, "burst")
