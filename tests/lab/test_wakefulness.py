"""The share of a run for which a sleepy device was awake, by its own polls."""

from lab.story.wakefulness import awake_for, share_awake
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry

B3, B4 = Name("b3"), Name("b4")


def entry(at_s: float, who: Name = B4, kind: str = "DataRequest") -> Entry:
    return Entry(Instant(seconds(at_s)), who, 1, 0, FlightSent(Name("althan-b3-b4"), B3, 1, 1, kind))


POLLS = [entry(at) for at in (10.0, 10.5, 11.0, 40.0, 40.9)]


def test_awake_is_from_the_first_to_the_last_poll_of_each_wake() -> None:
    assert awake_for(POLLS, B4, seconds(0.5)) == seconds(1.9)


def test_a_gap_of_more_than_two_polls_was_sleep() -> None:
    assert awake_for([entry(1.0), entry(2.0)], B4, seconds(0.5)) == seconds(1)
    assert awake_for([entry(1.0), entry(2.1)], B4, seconds(0.5)) == 0


def test_only_its_own_polls_count() -> None:
    others = [entry(10.0, B3), entry(10.2, kind="ImageBlockRequest"), entry(10.4)]

    assert awake_for(others, B4, seconds(0.5)) == 0


def test_the_share_is_of_the_whole_run() -> None:
    assert share_awake([*POLLS, entry(190.0, B3)], B4, seconds(0.5)) == (0.01, Instant(seconds(190)))
    assert share_awake([], B4, seconds(0.5)) == (0.0, Instant(0))
