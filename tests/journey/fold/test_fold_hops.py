"""What crossed a hop, counted: sent, lost, heard and missed, in all and lately; and the newest of it, note by note."""

from premises.journey.fold.hop import FLIGHTS_MAX, SLICE, SLICES_MAX, Slice
from premises.quantity import in_seconds
from premises.wire.notes.flights import FlightStraggled
from tests.journey.fold.pages import Page, at, span
from tests.journey.notes import B1, HAN, HUB

SLICE_S = in_seconds(SLICE)


def test_a_hop_counts_what_was_sent_lost_heard_and_missed() -> None:
    page = Page().send(1, 0).lose(2, 1).send(3, 2).hear(1.1, 0, 0.1).miss(3.1, 2)
    hop = page.journey.hop(HUB, B1)

    assert hop is not None
    assert (hop.link, hop.sent, hop.lost, hop.heard, hop.missed) == (HAN, 3, 1, 1, 1)


def test_each_direction_is_a_hop_of_its_own() -> None:
    journey = Page().send(1, 0).ask(2, B1, 48).journey
    there, back = journey.hop(HUB, B1), journey.hop(B1, HUB)

    assert there is not None
    assert back is not None
    assert (there.sent, back.sent) == (1, 1)
    assert journey.hop(B1, B1) is None


def test_a_window_holds_what_began_in_it_and_nothing_before_or_after() -> None:
    page = Page().send(2, 0).lose(12, 1).hear(12, 0, 0.4).hear(13, 1, 0.2).miss(21, 1).send(29, 2)
    hop = page.journey.hop(HUB, B1)

    assert hop is not None
    assert hop.window(at(14), span(10)) == Slice(sent=1, lost=1, heard=2, after=span(0.6))
    assert hop.window(at(21), span(10)) == Slice(missed=1)
    assert hop.window(at(29), span(60)) == Slice(sent=3, lost=1, heard=2, missed=1, after=span(0.6))
    assert hop.window(at(200), span(10)) == Slice()


def test_a_window_reaches_back_two_minutes_of_traffic_and_no_further() -> None:
    page = Page()
    for number in range(3 * SLICES_MAX):
        page.send(number * SLICE_S, number)
    hop = page.journey.hop(HUB, B1)

    assert hop is not None
    assert hop.sent == 3 * SLICES_MAX
    assert hop.window(at(3 * SLICES_MAX * SLICE_S), span(1e6)).sent == SLICES_MAX
    assert len(hop.slices) == SLICES_MAX


def test_what_is_noted_late_counts_in_all_and_in_the_window_only_while_that_remembers() -> None:
    newest = SLICES_MAX * SLICE_S
    hop = Page().send(newest, 0).hear(SLICE_S - 0.1, 0).hear(SLICE_S, 1).journey.hop(HUB, B1)

    assert hop is not None
    assert hop.heard == 2
    assert hop.window(at(newest), span(1e6)) == Slice(sent=1, heard=1, after=span(0.05))


def test_the_newest_flights_are_kept_note_by_note_and_what_became_of_each_beside_them() -> None:
    page = Page().send(1, 0).lose(2, 1).send(3, 2).hear(1.1, 0).miss(3.1, 2)
    hop = page.journey.hop(HUB, B1)
    sent, lost_one, lost, last, heard, missed = page.entries

    assert hop is not None
    assert list(hop.flights) == [sent, lost_one, last]
    assert (hop.losses, hop.hearings, hop.misses) == ({(1, 1): lost}, {(1, 0): heard}, {(1, 2): missed})


def test_so_many_flights_are_kept_and_the_oldest_go_first() -> None:
    page = Page()
    for number in range(2 * FLIGHTS_MAX):
        page.lose(number, number).hear(number, number).miss(number, number)
    hop = page.journey.hop(HUB, B1)

    assert hop is not None
    newest = range(FLIGHTS_MAX, 2 * FLIGHTS_MAX)
    assert [entry.at for entry in hop.flights] == [at(number) for number in newest]
    for fates in (hop.losses, hop.hearings, hop.misses):
        assert list(fates) == [(1, number) for number in newest]
    assert hop.lost == 2 * FLIGHTS_MAX


def test_a_flight_of_another_boot_is_another_flight_and_one_heard_twice_is_one() -> None:
    page = Page().lose(1, 0).lose(5, 0, boot=2).hear(7, 3).hear(8, 3)
    hop = page.journey.hop(HUB, B1)

    assert hop is not None
    assert list(hop.losses) == [(1, 0), (2, 0)]
    assert hop.hearings == {(1, 3): page.entries[-1]}
    assert hop.heard == 2


def test_stragglers_are_counted_apart() -> None:
    page = Page().say(1, B1, *[FlightStraggled(HAN, HUB, 1, number, span(1)) for number in range(3)])

    assert page.journey.stragglers == 3
    assert page.journey.hops == {}
