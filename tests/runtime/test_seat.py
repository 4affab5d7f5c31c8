"""A live seat does the same as a seat of the world, in the same order, whatever the broker and the scheduler do."""

import pytest

from premises.identity import Name
from premises.journey.trace import compare
from premises.quantity import Duration, Instant
from premises.runtime.aerial import BY_BROKER
from premises.runtime.link import Arrival
from premises.runtime.seat import GRACE, HELD_MAX
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Envelope
from premises.wire.field.air_bytes import Hop, to_octets
from premises.wire.field.wan import ChunkRequest
from premises.wire.message import Frame, Medium
from premises.wire.notes.emulator import FrameRefused, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import ORIGIN, TOPICS, House, clock
from tests.runtime.players import BOOK, DCC, HUB, Echo, Pace, echo, pinger, wan


def of_kind(entries: list[Entry], kind: type[Note], who: Name | None = None) -> list[Note]:
    return [entry.note for entry in entries if isinstance(entry.note, kind) and who in (None, entry.who)]


def two(latency: int = 40_000, every: int = 100_000, **more: object) -> House:
    makers = {DCC: pinger(DCC, HUB, Pace(Duration(every))), HUB: echo(HUB)}
    return House(makers, [wan(latency)], **more)  # type: ignore[arg-type]  # fields of House


def test_everybody_starts_at_the_origin_although_the_clock_came_at_different_times() -> None:
    house = two()
    house.seats[DCC].follow(clock(), live=False)
    house.run(ORIGIN + 5_000)
    house.seats[HUB].follow(clock(), live=True)
    house.run(ORIGIN + 10_000)

    starts = [(entry.at, entry.who) for entry in house.entries if isinstance(entry.note, ParticipantStarted)]

    assert starts == [(0, DCC), (0, HUB)]


def test_who_finds_a_running_clock_starts_now() -> None:
    house = two()
    house.wall.jump(2_300_000)
    house.follow(clock(), live=False)
    house.run(ORIGIN + 2_000_000)

    assert {entry.at for entry in house.entries if isinstance(entry.note, ParticipantStarted)} == {2_000_000}


def test_a_frame_is_handed_over_when_it_is_due_and_says_how_late() -> None:
    house = two(slowness=lambda number: 700)
    house.follow(clock())
    house.run(ORIGIN + 300_000)

    delivered = [note for note in of_kind(house.entries, FlightDelivered) if isinstance(note, FlightDelivered)]

    assert delivered
    assert {note.after for note in delivered} == {40_000}
    assert {note.late for note in delivered} == {700}


@pytest.mark.parametrize(
    ("speed", "grace"),
    # A latency of 40 ms is 15 ms of wall, and 5 ms later what was sent in time has come; at more speed half must do.
    [(40 / 15, GRACE - 15_000), (4.0, 5_000), (8.0, 2_500)],
)
def test_a_wake_waits_for_frames_that_were_sent_before_it(speed: float, grace: int) -> None:
    house = two(every=1_000_000)
    house.follow(clock(speed))
    house.run(ORIGIN)
    seat = house.seats[DCC]

    wake_at = seat.moment()

    assert wake_at is not None
    assert wake_at - ORIGIN == 1 + grace


def test_a_wake_on_links_slower_than_the_grace_waits_for_nothing() -> None:
    house = two(latency=GRACE, every=1_000_000)
    house.follow(clock())
    house.run(ORIGIN)

    assert house.seats[DCC].moment() == ORIGIN + 1


def test_a_frame_from_before_now_is_noted_as_a_straggler_and_delivered_now() -> None:
    house = two(transit=lambda number: 500 if number != 3 else 90_000, every=30_000)
    house.follow(clock())
    house.run(ORIGIN + 400_000)

    stragglers = of_kind(house.entries, FlightStraggled)
    times = [entry.at for entry in house.entries if entry.who == HUB]

    assert stragglers
    assert all(isinstance(note, FlightStraggled) and note.behind > 0 for note in stragglers)
    assert times == sorted(times), "logical time never goes back"
    assert compare(house.entries, []).differences


def test_bytes_that_are_no_frame_are_noted_and_life_goes_on() -> None:
    house = two()
    topic = TOPICS.air(Name("wan"), DCC, HUB)
    foreign = Envelope(ENVELOPE_VERSION, Name("wan"), DCC, Name("b1"), 1, 0, Instant(0), Instant(9), b"")
    early = Envelope(ENVELOPE_VERSION, Name("wan"), DCC, HUB, 1, 0, Instant(9), Instant(9), b"")
    garbled = Envelope(ENVELOPE_VERSION, Name("wan"), DCC, HUB, 1, 0, Instant(0), Instant(9), b"\xff")
    payloads = [b"", b"\xc1", encode(foreign), encode(early), encode(garbled)]
    for payload in payloads:
        house.seats[HUB].take(Arrival(topic, payload, retained=False))
    house.follow(clock())
    house.run(ORIGIN + 300_000)

    refusals = of_kind(house.entries, FrameRefused, HUB)

    assert len(refusals) == len(payloads)
    assert all(isinstance(note, FrameRefused) and note.topic == topic and note.reason for note in refusals)
    assert of_kind(house.entries, FlightDelivered, HUB)


def test_more_frames_than_can_be_held_are_an_emulators_loss() -> None:
    house = two()
    house.follow(clock())
    house.run(ORIGIN + 10_000)
    # One more is held already: the first question of the story.
    for number in range(HELD_MAX):
        arrival = Arrival(TOPICS.air(Name("wan"), DCC, HUB), encode(_question(number)), retained=False)
        house.seats[HUB].take(arrival)

    refusals = of_kind(house.entries, FrameRefused, HUB)

    assert [note.reason for note in refusals if isinstance(note, FrameRefused)] == [
        f"emulator: held frames full ({HELD_MAX})"
    ]


def test_what_cannot_be_published_is_lost_by_the_broker() -> None:
    house = two()
    house.is_cut = True
    house.follow(clock())
    house.run(ORIGIN + 250_000)

    sent, lost = of_kind(house.entries, FlightSent), of_kind(house.entries, FlightLost)

    assert len(sent) == len(lost) > 0
    assert all(isinstance(note, FlightLost) and note.by == BY_BROKER for note in lost)


def test_a_frame_sent_before_the_last_start_is_missed_and_no_straggler() -> None:
    house = two(transit=lambda number: 30_000)
    house.follow(clock())
    house.run(ORIGIN + 20_000)
    house.enter(HUB)
    house.seats[HUB].follow(clock(), live=False)
    house.run(ORIGIN + 250_000)

    missed = of_kind(house.entries, FlightMissed, HUB)

    assert [note.why for note in missed if isinstance(note, FlightMissed)] == ["restarted"]
    assert of_kind(house.entries, FlightStraggled) == []
    assert [note.boot for note in of_kind(house.entries, ParticipantStarted, HUB)] == [1, 2]  # type: ignore[attr-defined]  # all are ParticipantStarted


def test_another_speed_moves_every_held_frame_and_every_wake() -> None:
    house = two(latency=400_000, every=400_000)
    house.follow(clock())
    house.run(ORIGIN + 200_000)
    house.follow(clock(0.5, revision=2, at=ORIGIN + 200_000, premises_at=200_000))

    assert house.seats[HUB].moment() == ORIGIN + 600_002
    assert house.seats[DCC].moment() == ORIGIN + 600_002


def test_a_paused_premises_does_nothing_and_goes_on_where_it_was() -> None:
    house = two()
    house.follow(clock())
    house.run(ORIGIN + 10_000)
    house.follow(clock(0.0, revision=2, at=ORIGIN + 10_000, premises_at=10_000))
    so_far = len(house.entries)
    house.run(ORIGIN + 5_000_000)
    paused = len(house.entries)
    house.follow(clock(1.0, revision=3, at=ORIGIN + 5_000_000, premises_at=10_000))
    house.run(ORIGIN + 5_200_000)

    assert house.seats[HUB].moment() is not None
    assert paused == so_far
    assert {note.after for note in of_kind(house.entries, FlightDelivered)} == {40_000}  # type: ignore[attr-defined]  # all are FlightDelivered


def test_a_stop_is_noted_as_of_now() -> None:
    house = two()
    house.follow(clock())
    house.run(ORIGIN + 123_000)
    house.seats[HUB].stop()

    assert isinstance(house.entries[-1].note, ParticipantStopped)
    assert house.entries[-1].at == 123_000


@pytest.mark.parametrize("seed", range(3))
def test_a_participant_that_comes_back_goes_on_from_its_shelf(seed: int) -> None:
    house = two(every=50_000, seed=seed)
    house.follow(clock())
    house.run(ORIGIN + 400_000)
    house.enter(DCC)
    house.seats[DCC].follow(clock(), live=False)
    house.run(ORIGIN + 900_000)

    offsets = [note.offset for note in of_kind(house.entries, FlightSent, DCC) if isinstance(note, FlightSent)]

    assert offsets == list(range(len(offsets))), "nothing was asked twice, nothing was left out"


def test_the_echo_of_these_tests_hears_in_logical_order() -> None:
    house = two(every=10_000)
    house.follow(clock())
    house.run(ORIGIN + 300_000)
    machine = house.seats[HUB]._machine

    assert isinstance(machine, Echo)
    assert list(machine.heard) == sorted(machine.heard)


def _question(sequence: int) -> Envelope:
    """Give a question that is not due for days."""
    octets = to_octets(Frame(DCC, HUB, 0, ChunkRequest(1, 0, 64)), Medium.WAN, Hop(DCC, HUB), 1, BOOK)
    return Envelope(ENVELOPE_VERSION, Name("wan"), DCC, HUB, 1, sequence, Instant(0), Instant(1 << 40), octets)


def test_a_deadline_that_is_past_is_kept_now() -> None:
    house = two(every=1_000_000)
    house.follow(clock())
    house.run(ORIGIN + 100_000)
    machine = house.seats[DCC]._machine
    assert machine is not None
    machine.state = (1, 0, Instant(5))
    house.run(ORIGIN + 200_000)

    sent = [entry.at for entry in house.entries if isinstance(entry.note, FlightSent) and entry.who == DCC]

    assert sent == [1, 80_001]
