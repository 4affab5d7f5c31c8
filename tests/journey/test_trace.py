"""Two runs are compared flight by flight, and what only the wall decides takes no part."""

import pytest

from premises.identity import Name
from premises.journey.trace import Fate, FateKind, LaneName, compare, flights_by_lane, trace_hash
from premises.quantity import Duration
from premises.wire.notes.emulator import ClockSet
from premises.wire.notes.flights import FlightStraggled
from premises.wire.topics import CONDUCTOR
from tests.journey.notes import B1, HAN, HUB, Pen

LANE = LaneName(HAN, HUB, B1)


def run(late: int = 0) -> Pen:
    return Pen().started(0, HUB).started(0, B1).sent(10, 0).delivered(50, 0, 40, late).sent(60, 1).lost(60, 1)


def test_the_hash_is_of_the_notes_and_not_of_the_wall() -> None:
    live = run(late=1234).stopped(500, HUB).write(0, CONDUCTOR, ClockSet(1.0, "everybody is there"))

    assert trace_hash(live.entries) == trace_hash(reversed(run().entries))


@pytest.mark.parametrize(
    "other",
    [run().sent(70, 2), Pen().started(0, HUB), run().ignored(10, HUB)],
    ids=["one more", "fewer", "another kind"],
)
def test_any_other_note_gives_another_hash(other: Pen) -> None:
    assert trace_hash(other.entries) != trace_hash(run().entries)


def test_each_flight_has_its_fate() -> None:
    pen = run().sent(70, 2).missed(110, 2, "deaf").sent(80, 3).missed(120, 3, "restarted").sent(90, 4)

    crossings = flights_by_lane(pen.entries)[LANE]

    assert [fate for crossing in crossings for fate in crossing.fates] == [
        Fate(FateKind.DELIVERED, after=Duration(40)),
        Fate(FateKind.LOST, why="loss"),
        Fate(FateKind.MISSED, why="deaf"),
        Fate(FateKind.UNHEARD),
        Fate(FateKind.IN_THE_AIR),
    ]


def test_a_doubled_flight_has_two_fates() -> None:
    crossings = flights_by_lane(Pen().sent(10, 0).delivered(60, 0, 50).delivered(50, 0, 40).entries)[LANE]

    assert str(crossings[0]) == "ImageBlockResponse of offset 0 delivered after 40 us and delivered after 50 us"


def test_flights_are_ordered_by_boot_and_sequence() -> None:
    pen = Pen().sent(300, 0, boot=2).sent(10, 1).sent(5, 0)

    assert [(c.boot, c.sequence) for c in flights_by_lane(pen.entries)[LANE]] == [(1, 0), (1, 1), (2, 0)]


def test_a_run_agrees_with_itself_and_says_how_many_flights_it_has() -> None:
    comparison = compare(run().entries, run(late=9).entries)

    assert comparison.differences == ()
    assert [(str(count.lane), count.first, count.second) for count in comparison.lanes] == [("han hub>b1", 2, 2)]


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (Pen().sent(10, 0, offset=48).delivered(50, 0, 40), "of offset 0 delivered after 40 us in the first run, Im"),
        (Pen().sent(10, 0).delivered(51, 0, 41), "delivered after 40 us in the first run, ImageBlockResponse of offs"),
        (Pen().sent(10, 0).lost(10, 0), "delivered after 40 us in the first run, ImageBlockResponse of offset 0 lost"),
        (Pen().sent(10, 0).missed(50, 0, "deaf"), "missed [(]deaf[)] in the second"),
    ],
)
def test_the_first_difference_of_a_lane_is_said_in_words(other: Pen, difference: str) -> None:
    differences = compare(run().entries, other.entries).differences

    assert len(differences) == 1
    assert differences[0].startswith("han hub>b1 flight 0: ")
    assert difference.replace("[(]", "(").replace("[)]", ")") in differences[0]


def test_a_run_that_ended_earlier_is_no_difference() -> None:
    longer = run().sent(70, 2).delivered(110, 2, 40)

    assert compare(run().entries, longer.entries).differences == ()


def test_a_frame_in_the_air_at_the_end_is_no_difference() -> None:
    longer = run().sent(70, 2).delivered(110, 2, 40)
    shorter = run().sent(70, 2).stopped(10_000, B1)

    assert compare(shorter.entries, longer.entries).differences == ()
    assert compare(longer.entries, shorter.entries).differences == ()


def test_a_frame_that_should_have_come_by_then_is_a_difference() -> None:
    longer = run().sent(70, 2).delivered(110, 2, 40)
    vanished = run().sent(70, 2).ignored(500, B1)

    assert "in the air at the end in the first run" in compare(vanished.entries, longer.entries).differences[0]
    assert "in the air at the end in the second" in compare(longer.entries, vanished.entries).differences[0]


def test_a_frame_that_should_have_been_sent_by_then_is_a_difference() -> None:
    silent = run().ignored(500, HUB)

    differences = compare(silent.entries, run().sent(70, 2).entries).differences

    assert len(differences) == 1
    assert differences[0].startswith("han hub>b1 flight 2: never sent in the first run, ImageBlockResponse of offset 0")


def test_what_was_sent_to_somebody_who_was_down_is_the_same_in_both_clocks() -> None:
    virtual = run().sent(70, 2).missed(110, 2, "down").started(200, B1, boot=2)
    live = run().sent(70, 2).started(200, B1, boot=2)

    assert compare(live.entries, virtual.entries).differences == ()


def test_a_straggler_is_always_a_difference() -> None:
    pen = run().write(90, B1, FlightStraggled(HAN, HUB, 1, 1, Duration(7)))

    assert compare(pen.entries, run().entries).differences == ("han hub>b1 flight 1: a straggler, 7 us behind",)


def test_lanes_are_named_by_link_and_direction() -> None:
    assert str(LaneName(Name("wan"), Name("dcc"), HUB)) == "wan dcc>hub"
