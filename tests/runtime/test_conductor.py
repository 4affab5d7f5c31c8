"""The conductor on a broker in memory: it waits, sets the clock, governs, records, and goes on after kill -9."""

from pathlib import Path

import pytest

from lab.conductor_clock import BEGINS_AFTER, ConductedClock, checked_speed
from lab.conductor_podium import EXPECTED_WITHIN
from lab.governor import WINDOW
from premises.errors import ClockError, UsageError
from premises.identity import Name
from premises.journey.run_file import MarkKind
from premises.machine.effects import Keep
from premises.quantity import Duration, Instant
from premises.wire.codec import decode, encode
from premises.wire.envelope import (
    ENVELOPE_VERSION,
    Clock,
    ClockOrder,
    NoteBatch,
    NotesWanted,
    OrderTaken,
    Presence,
)
from premises.wire.notes.emulator import ClockSet, FrameRefused, ParticipantStarted
from premises.wire.notes.flights import FlightStraggled
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.topics import CONDUCTOR, VIEWER
from tests.runtime.hall import B1, HUB, RUN, Hall
from tests.runtime.house import BOOT
from tests.runtime.manual_wall import settle
from tests.runtime.stage import TOPICS


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


async def test_time_begins_when_everybody_is_there(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        await hall.wall.go_on(1_000_000)
        before = hall.clocks()
        hall.come(B1)
        await settle()
        now = hall.wall.monotonic()
        clocks = hall.clocks()

    assert before == []
    assert clocks == [Clock(ENVELOPE_VERSION, BOOT, now + BEGINS_AFTER, Instant(0), 1.0, 1)]
    assert hall.clock_notes() == [ClockSet(1.0, "everybody is there: hub, b1")]


async def test_the_clock_of_a_premises_with_a_past_begins_where_that_ends(hall: Hall) -> None:
    began = ConductedClock(hall.shelf, hall.wall, BOOT, Instant(16_000_000))
    before = began.now()
    clock = began.begin(2.0)
    again = ConductedClock(hall.shelf, hall.wall, BOOT, Instant(16_000_000))

    assert (before, clock.premises_at, clock.revision) == (16_000_000, 16_000_000, 1)
    assert again.value == clock


async def test_it_says_who_is_missing(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        await hall.wall.go_on(2 * EXPECTED_WITHIN + 1_000_000)
        picture = decode(Picture, hall.payloads(TOPICS.picture(CONDUCTOR))[-1])

    assert hall.said == ["waiting for b1"] * 2
    assert (picture.activity, picture.detail) == ("waiting", "for b1")


async def test_the_run_is_retained_before_anybody_comes(hall: Hall) -> None:
    async with hall.open():
        assert hall.payloads(TOPICS.run()) == [encode(RUN)]


async def test_a_killed_conductor_goes_on_with_the_same_clock_run_and_file(hall: Hall) -> None:
    async with hall.open(killed=True):
        hall.come(HUB)
        hall.come(B1)
        await settle()
        hall.notes(0)
        await hall.wall.go_on(1_000_000)
        before = hall.clocks()[-1]
    async with hall.open():
        await hall.wall.go_on(1_000_000)
        hall.notes(1)
        await hall.wall.go_on(1_000_000)
        after = hall.clocks()[-1]

    assert after == before
    assert hall.run_file.complete
    assert [mark.kind for mark in hall.run_file.marks] == [MarkKind.RESUMED, MarkKind.ENDED]
    assert [boot.boot for boot in hall.run_file.batches if boot.who == CONDUCTOR] == [1, 2]


async def test_a_clock_of_another_boot_of_the_machine_is_refused(hall: Hall) -> None:
    hall.shelf.commit([Keep("clock", encode(Clock(ENVELOPE_VERSION, "another", 0, Instant(0), 1.0, 1)))])

    with pytest.raises(ClockError, match="begin a new run"):
        ConductedClock(hall.shelf, hall.wall, BOOT)


async def test_what_a_broker_forgot_is_said_again(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await settle()
        retained = {
            TOPICS.run(), TOPICS.clock(), TOPICS.faults(), TOPICS.frames(), TOPICS.picture(CONDUCTOR),
            TOPICS.presence(CONDUCTOR),
        }  # fmt: skip
        for topic in sorted(retained):
            hall.broker.publish(topic, b"", retain=True)
        hall.broker.cut(CONDUCTOR)
        await settle()
        hall.arrivals.clear()
        await hall.wall.go_on(1_000_000)
        again = {arrival.topic for arrival in hall.arrivals}

    assert retained <= again


async def test_the_clock_of_another_run_is_taken_back_before_this_run_is_said(hall: Hall) -> None:
    stale = encode(Clock(ENVELOPE_VERSION, BOOT, 0, Instant(0), 1.0, 99))
    hall.broker.publish(TOPICS.clock(), stale, retain=True)
    async with hall.open():
        topics = [arrival.topic for arrival in hall.arrivals]
        clocks = hall.payloads(TOPICS.clock())

    assert clocks == [stale, b""]
    assert topics.index(TOPICS.run()) > max(at for at, topic in enumerate(topics) if topic == TOPICS.clock())


async def test_an_order_is_obeyed_answered_and_noted(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await hall.wall.go_on(BEGINS_AFTER + 1_000_000)
        order = ClockOrder(ENVELOPE_VERSION, "order-1", TOPICS.replies(VIEWER), 60.0)
        hall.say(TOPICS.orders(), encode(order))
        await hall.wall.go_on(250_000)
        first, second = hall.clocks()
        answers = [decode(OrderTaken, octets) for octets in hall.payloads(TOPICS.replies(VIEWER))]
        picture = decode(Picture, hall.payloads(TOPICS.picture(CONDUCTOR))[-1])

    assert second == Clock(ENVELOPE_VERSION, BOOT, first.monotonic_at + 1_000_000, Instant(1_000_000), 60.0, 2)
    assert answers == [OrderTaken(ENVELOPE_VERSION, "order-1", "")]
    assert picture.activity == "running ×60"  # noqa: RUF001 - a times sign is meant
    assert hall.clock_notes()[-1] == ClockSet(60.0, "viewer asked for it")


async def test_an_order_that_cannot_be_obeyed_is_refused_in_words(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await settle()
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "order-1", TOPICS.replies(VIEWER), 1e12)))
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "order-2", TOPICS.clock(), 2.0)))
        await settle()
        answers = [decode(OrderTaken, octets) for octets in hall.payloads(TOPICS.replies(VIEWER))]
        clocks = hall.clocks()

    assert [(answer.id, "expected 0 (a pause) to" in answer.refused) for answer in answers] == [("order-1", True)]
    assert [clock.speed for clock in clocks] == [1.0]
    assert [e.note.topic for e in hall.run_file.entries if isinstance(e.note, FrameRefused)] == [TOPICS.orders()]


async def test_an_order_before_the_beginning_is_the_speed_of_the_beginning(hall: Hall) -> None:
    async with hall.open():
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "order-1", TOPICS.replies(VIEWER), 5.0)))
        hall.come(HUB)
        hall.come(B1)
        await settle()

        assert [clock.speed for clock in hall.clocks()] == [5.0]


async def test_a_pause_and_a_resumption_lose_no_premises_time(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await hall.wall.go_on(BEGINS_AFTER + 2_000_000)
        for speed in (0.0, 1.0):
            order = ClockOrder(ENVELOPE_VERSION, "order", TOPICS.replies(VIEWER), speed)
            hall.say(TOPICS.orders(), encode(order))
            await hall.wall.go_on(7_000_000)
        clocks = hall.clocks()

    assert [clock.premises_at for clock in clocks] == [0, 2_000_000, 2_000_000]
    assert [clock.revision for clock in clocks] == [1, 2, 3]


async def test_a_speed_ordered_before_the_origin_begins_at_the_origin(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await settle()
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "order", TOPICS.replies(VIEWER), 3.0)))
        await settle()
        first, second = hall.clocks()

    assert (second.monotonic_at, second.premises_at) == (first.monotonic_at, 0)


async def test_stragglers_slow_the_clock_and_say_why(hall: Hall) -> None:
    hall.speed = 8.0
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await hall.wall.go_on(BEGINS_AFTER + 3 * WINDOW)
        straggler = FlightStraggled(Name("han"), B1, 1, 0, Duration(9))
        hall.notes(0, Entry(Instant(5), HUB, 1, 0, straggler))
        await hall.wall.go_on(2 * WINDOW)
        speeds = [clock.speed for clock in hall.clocks()]

    assert speeds == [8.0, 4.0]
    # It may have gone back while the conductor waited for others to leave; the second one is what slowed it.
    assert "straggler" in hall.clock_notes()[1].reason


async def test_a_gap_is_asked_for_and_the_answer_recorded(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        hall.notes(0)
        hall.notes(2)
        await hall.wall.go_on(2_000_000)
        asked = [decode(NotesWanted, octets) for octets in hall.payloads(TOPICS.wanted(HUB))]
        hall.notes(1)
        await settle()

    assert asked[0] == NotesWanted(ENVELOPE_VERSION, 1, 1, 1)
    assert hall.run_file.complete


async def test_who_comes_back_is_asked_for_what_was_missed(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.notes(0)
        await settle()
        hall.come(HUB, here=False)
        hall.come(HUB)
        await settle()
        asked = [decode(NotesWanted, octets) for octets in hall.payloads(TOPICS.wanted(HUB))]

    assert [(wanted.boot, wanted.first) for wanted in asked] == [(1, 1)]


async def test_notes_on_anothers_topic_are_refused(hall: Hall) -> None:
    async with hall.open():
        hall.say(TOPICS.notes(B1), encode(NoteBatch(ENVELOPE_VERSION, HUB, 1, 0, ())))
        hall.say(TOPICS.notes(B1), b"\xc1")
        await hall.wall.go_on(1_000_000)

    assert len([entry for entry in hall.run_file.entries if isinstance(entry.note, FrameRefused)]) == 2
    assert hall.run_file.complete


async def test_it_stays_for_the_last_notes_of_those_who_are_leaving(hall: Hall) -> None:
    async with hall.open():
        hall.come(HUB)
        hall.come(B1)
        await settle()
        hall.come(B1, here=False)
        hall.notes(0, Entry(Instant(1), HUB, 1, 0, ParticipantStarted(1)))
        hall.come(HUB, here=False)

    assert [entry for entry in hall.run_file.entries if entry.who == HUB]
    assert decode(Presence, hall.payloads(TOPICS.presence(CONDUCTOR))[-1]).here is False


@pytest.mark.parametrize("speed", [-1.0, float("nan"), float("inf"), 1e9])
def test_a_speed_that_no_clock_can_run_at_is_refused(speed: float) -> None:
    with pytest.raises(UsageError, match="expected 0"):
        checked_speed(speed)
