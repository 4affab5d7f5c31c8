"""A participant's radio: counters that never repeat, boots, and who can hear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.faults.air import LinkPlan
from premises.faults.impairments.copies import Duplicate
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.launched import offset_of
from premises.faults.station import COUNTER_RESERVE, KEY_RESERVED, Arrived, Batch, Station
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effects, Keep, Listen, Send
from premises.quantity import ORIGIN, Duration, Instant
from premises.sim.shelf import VirtualShelf
from premises.wire.field.air_bytes import to_octets
from premises.wire.field.wan import TransferAck
from premises.wire.field.zcl import ImageBlockAbort
from premises.wire.message import Frame, Medium
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import NO_OFFSET, FlightDelivered, FlightLost, FlightMissed, FlightSent, RadioTurned
from premises.wire.radio.radio_bytes import FRAME_COUNTER_MAX, Hop
from premises.wire.site import DCC, HUB
from tests.faults.conservation import frame
from tests.wire.messages import B1, BOOK, SECURED

WAN = Name("wan")


def radio(*impairments: Impairment) -> Station:
    """Give the hub's radio, before its first start."""
    there = impairments or (Latency(Duration(1_000)),)
    return Station(HUB, (LinkPlan(WAN, Medium.WAN, (HUB, DCC), there, there),), 1)


class Life:
    """A radio and its shelf, through any number of boots."""

    def __init__(self, *impairments: Impairment) -> None:
        self.station = radio(*impairments)
        self.shelf = VirtualShelf()
        self.used: list[int] = []
        self.boot()

    def boot(self, now: Instant = ORIGIN) -> Batch:
        batch = self.station.start(self.shelf, now)
        self.shelf.commit(batch.keeps)
        return batch

    def say(self, count: int = 1, kept: bool = True) -> list[Batch]:
        batches = [self.station.perform([Send(DCC, frame(index))], ORIGIN) for index in range(count)]
        for batch in batches:
            if kept:
                self.shelf.commit(batch.keeps)
                self.used += [departure.counter for departure in batch.departures]
        return batches


def arrived(sent_at: int = 10) -> Arrived:
    """Give a frame from the DCC."""
    return Arrived(WAN, DCC, 3, 5, frame(64), Instant(sent_at))


def test_each_start_is_another_boot_and_that_is_kept_first() -> None:
    life = Life()
    batch = life.boot()

    assert batch.keeps == [Keep(KEY_BOOT, b"2")]
    assert batch.notes == [ParticipantStarted(2)]
    assert life.station.boot == 2


def test_the_first_boot_is_the_first() -> None:
    station = radio()
    batch = station.start(VirtualShelf(), ORIGIN)

    assert (station.boot, batch.keeps) == (1, [Keep(KEY_BOOT, b"1")])


def test_counters_are_promised_before_the_first_of_them_is_used() -> None:
    life = Life()
    first, second = life.say(2)

    assert first.keeps == [Keep(KEY_RESERVED, b"%d" % (1 + COUNTER_RESERVE))]
    assert second.keeps == []
    assert (first.departures[0].counter, second.departures[0].counter) == (1, 2)


def test_one_promise_is_enough_for_a_thousand_and_24_frames() -> None:
    life = Life()
    batches = life.say(2 * COUNTER_RESERVE + 3)
    promises = [index for index, batch in enumerate(batches, start=1) if batch.keeps]

    assert promises == [1, COUNTER_RESERVE + 2, 2 * COUNTER_RESERVE + 3]
    assert life.used == list(range(1, 2 * COUNTER_RESERVE + 4))


def test_a_crash_skips_counters_and_never_more_than_were_promised() -> None:
    life = Life()
    life.say(1)
    life.boot()
    life.say(1)

    assert life.used == [1, COUNTER_RESERVE + 2]


@given(st.lists(st.integers(0, 3 * COUNTER_RESERVE // 2), min_size=1, max_size=6))
def test_no_counter_is_used_twice_however_often_it_crashes(lives: list[int]) -> None:
    life = Life()
    for count in lives:
        life.say(count)
        life.boot()

    assert life.used == sorted(set(life.used))


def test_a_batch_that_was_not_kept_was_not_sent_so_its_counters_may_come_again() -> None:
    life = Life()
    life.say(5, kept=False)
    life.boot()
    life.say(1)

    assert life.used == [1]


@pytest.mark.parametrize("left", [1, 2])
def test_the_last_frame_counter_is_used_and_none_after_it_not_even_after_a_restart(left: int) -> None:
    life = Life()
    life.shelf.commit([Keep(KEY_RESERVED, b"%d" % (FRAME_COUNTER_MAX - left))])
    life.boot()
    life.say(left)
    line = "hub has used its last frame counter, 4294967295: its network needs a new key"

    assert life.used == list(range(FRAME_COUNTER_MAX - left + 1, FRAME_COUNTER_MAX + 1))
    with pytest.raises(AssertionError, match=line):
        life.say()
    life.boot()
    with pytest.raises(AssertionError, match=line):
        life.say()


def test_a_lost_frame_uses_its_counter_too() -> None:
    life = Life(Loss(1.0))
    batches = life.say(3)

    assert [batch.departures for batch in batches] == [[], [], []]
    assert [batch.notes for batch in batches] == [
        [
            FlightSent(WAN, DCC, index, index + 1, "ChunkRequest", index, 0, DCC, HUB),
            FlightLost(WAN, DCC, index, "ChunkRequest", index, "loss"),
        ]
        for index in range(3)
    ]


def test_a_doubled_frame_is_one_sending_with_two_departures() -> None:
    (batch,) = Life(Duplicate(1.0, Duration(70))).say()

    assert [departure.counter for departure in batch.departures] == [1, 1]
    assert [departure.sequence for departure in batch.departures] == [0, 0]
    assert [type(note) for note in batch.notes] == [FlightSent]


def test_a_boot_counts_flights_from_nought_again() -> None:
    life = Life()
    life.say(7)
    life.boot()
    (batch,) = life.say()

    assert batch.departures[0].sequence == 0


def test_all_keeps_of_an_event_come_before_its_departures_whatever_their_order() -> None:
    life = Life()
    effects: Effects = [Send(DCC, frame()), Keep("a", b"1"), ParticipantStarted(9), Keep("b", b"2")]
    batch = life.station.perform(effects, ORIGIN)

    assert [keep.key for keep in batch.keeps] == ["a", "b", KEY_RESERVED]
    assert len(batch.departures) == 1
    assert batch.notes[0] == ParticipantStarted(9)


def test_what_is_heard_is_delivered_and_says_how_long_it_took() -> None:
    life = Life()

    assert life.station.hear(arrived(), Instant(1_010), late=3) == FlightDelivered(
        WAN, DCC, 3, 5, "ChunkRequest", 64, Duration(1_000), 3
    )


def test_a_radio_that_is_off_is_deaf_until_it_is_on_again() -> None:
    life = Life()
    life.station.perform([Listen(False)], ORIGIN)
    missed = life.station.hear(arrived(), Instant(1_010))
    life.station.perform([Listen(True)], ORIGIN)

    assert missed == FlightMissed(WAN, DCC, 3, 5, "ChunkRequest", 64, "deaf")
    assert isinstance(life.station.hear(arrived(), Instant(1_010)), FlightDelivered)


@pytest.mark.parametrize(("sent_at", "heard"), [(99, False), (100, True), (101, True)])
def test_what_was_sent_before_the_last_start_is_missed(sent_at: int, heard: bool) -> None:
    life = Life()
    life.boot(Instant(100))
    said = life.station.hear(arrived(sent_at), Instant(1_010))

    assert isinstance(said, FlightDelivered) is heard
    assert heard or (isinstance(said, FlightMissed) and said.why == "restarted")


def test_a_turn_of_the_receiver_is_noted_in_its_place_and_what_is_no_news_is_not() -> None:
    life = Life()
    effects: Effects = [
        ParticipantStarted(9),
        Listen(True),
        Listen(False),
        Listen(False),
        ParticipantStarted(8),
        Listen(True),
    ]
    batch = life.station.perform(effects, ORIGIN)

    assert batch.notes == [ParticipantStarted(9), RadioTurned(False), ParticipantStarted(8), RadioTurned(True)]


@pytest.mark.parametrize("secured", [True, False])
def test_a_frame_that_is_sent_is_noted_as_long_as_it_is_on_the_air(secured: bool) -> None:
    plan = LinkPlan(Name("han"), Medium.RADIO, (HUB, B1), (), (), secured=secured)
    station = Station(HUB, (plan,), 1)
    station.start(VirtualShelf(), ORIGIN)
    asked = Frame(HUB, B1, 1, ImageBlockAbort())
    (sent,) = station.perform([Send(B1, asked)], ORIGIN).notes

    book = SECURED if secured else BOOK
    assert isinstance(sent, FlightSent)
    assert sent.octets == len(to_octets(asked, Medium.RADIO, Hop(HUB, B1), 1, book))


def test_a_frame_on_no_radio_has_no_octets_on_the_air() -> None:
    (batch,) = Life().say()

    assert [note.octets for note in batch.notes if isinstance(note, FlightSent)] == [0]


def test_a_start_turns_the_radio_on() -> None:
    life = Life()
    life.station.perform([Listen(False)], ORIGIN)
    life.boot()

    assert life.station.listening


def test_of_a_deaf_radio_that_restarted_the_restart_is_the_reason() -> None:
    life = Life()
    life.boot(Instant(100))
    life.station.perform([Listen(False)], ORIGIN)
    said = life.station.hear(arrived(10), Instant(1_010))

    assert isinstance(said, FlightMissed)
    assert said.why == "restarted"


def test_a_twin_counts_on_its_own() -> None:
    life = Life()
    life.say(4)
    twin = life.station.twin()
    life.say(4)
    batch = twin.perform([Send(DCC, frame())], ORIGIN)

    assert batch.departures[0].counter == 5
    assert batch.departures[0].sequence == 4
    assert (life.station.counter, life.station.lanes[DCC].sequence) == (8, 8)


def test_only_messages_about_an_offset_have_one() -> None:
    assert offset_of(frame(64).message) == 64
    assert offset_of(TransferAck(1)) == NO_OFFSET
