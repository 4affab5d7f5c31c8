"""Where nothing is wrong, nothing wrong is said; a sample of `make stalls`."""

import pytest

from premises.identity import Name
from premises.journey.why.cause import ASLEEP, LINK_DOWN
from premises.journey.why.finding import Evidence, Finding
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.vocabulary import Entry
from tests.journey.stalls.clean import Truth, clean

SAMPLE = (*range(11), 34)
"""Three or more of each design; in 34 a feeder waits to reboot until B4 has heard its answer."""

B4 = Name("b4")


@pytest.mark.slow
def test_of_premises_with_nothing_wrong_nothing_false_is_said() -> None:
    assert [line for seed in SAMPLE for line in clean(seed)] == []


def test_what_is_false_would_be_found() -> None:
    slept = Entry(Instant(seconds(10)), B4, 1, 0, RadioTurned(False))
    woke = Entry(Instant(seconds(20)), B4, 1, 1, RadioTurned(True))
    truth = Truth([slept, woke])
    asleep = Finding(ASLEEP, (B4,), slept.at, "b4 sleeps", (Evidence("", (slept,)),))
    down = Finding(LINK_DOWN, (Name("b3"), B4), slept.at, "", (Evidence("", (slept,)),))

    assert truth.denies(asleep, Instant(seconds(15))) == ""
    assert truth.denies(asleep, Instant(seconds(25))) == "its radio is on"
    assert truth.denies(down, Instant(seconds(15))) == "nothing is wrong"
