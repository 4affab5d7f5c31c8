"""Notes folded into packets: what a comment says, in which order they come, and what is left out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.capture.capture import IN_THE_AIR, Capture, Wanted
from lab.capture.flights import FATE_WITHIN, Fate, Flights
from premises.identity import Name
from premises.journey.telling.documents import document_of
from premises.journey.telling.seen import seen_of
from premises.journey.telling.sentences import entry_in_words
from premises.journey.trace import compare, trace_hash
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent, FrameExpired, FrameHeld
from premises.wire.notes.vocabulary import AnyNote, Entry
from tests.capture.stories import comments_of, told

HAN, HUB, B3, B4 = map(Name, ("han", "hub", "b3", "b4"))


def test_a_run_with_frames_is_the_run_without() -> None:
    _, with_frames = told("thin-walls")
    _, without = told("thin-walls", frames=False)

    assert with_frames != without
    assert trace_hash(with_frames) == trace_hash(without)
    assert compare(with_frames, without).differences == ()


def test_every_frame_of_radio_and_wan_is_a_packet_in_order_of_time_and_nothing_of_duis_is() -> None:
    scenario, entries = told("naive-supplier")
    capture = Capture(scenario.site, scenario.spec.seed, Wanted())
    capture.take(entries)
    packets = capture.rest()
    sent = [e for e in entries if isinstance(e.note, FlightSent) and not e.note.link.startswith("duis")]

    assert [packet.at for packet in packets] == [entry.at for entry in sent]
    assert [packet.octets[-10:] for packet in packets] == [entry.note.frame[-10:] for entry in sent]  # type: ignore[union-attr]  # it was sent
    assert capture.without == 0
    assert capture.rest() == []


def test_a_frame_that_a_fault_lost_names_it_and_one_before_it_does_not() -> None:
    comments = comments_of("thin-walls", "outage on wan from 700ms for 2s")
    lost = [comment for comment in comments if "lost by outage" in comment]

    assert lost
    assert all(comment.endswith('; fault: "outage on wan from 700ms for 2s"') for comment in lost)
    assert not [comment for comment in comments if "fault: " in comment and comment not in lost]


def test_a_fault_is_not_blamed_for_what_it_was_not_aimed_at() -> None:
    comments = comments_of("thin-walls", "100% of ChunkRequest lost on wan for 3s")
    blamed = [comment for comment in comments if "fault: " in comment]

    assert blamed
    assert all("; ChunkRequest offset " in comment and "lost by loss" in comment for comment in blamed)
    assert any("lost by loss" in comment for comment in comments if comment not in blamed), "the link itself loses some"


def test_where_the_link_loses_frames_by_itself_the_words_leave_it_open() -> None:
    comments = comments_of("thin-walls", "50% loss on han", "outage on wan for 800ms")
    by_loss, by_outage = (
        [comment for comment in comments if words in comment and "fault" in comment]
        for words in ("lost by loss", "lost by outage")
    )

    assert by_loss
    assert by_outage
    assert all('; fault, or the link itself: "50% loss on han"' in comment for comment in by_loss)
    assert all('; fault: "outage on wan for 800ms"' in comment for comment in by_outage)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("100% duplicated on wan", " and delivered after "),
        ("100% damaged on wan for 2s", "damaged on the way, and dropped by whoever it reached; here as it was sent"),
        ("100ms latency on wan", "delivered after "),
    ],
)
def test_what_a_fault_does_beside_losing_is_said_too(said: str, words: str) -> None:
    comments = comments_of("thin-walls", said)

    assert any(words in comment and f'; fault: "{said}"' in comment for comment in comments)


def test_a_frame_that_a_sleeper_never_fetched_says_that_its_parent_dropped_it() -> None:
    held = [words for words in comments_of("proposed-b4-asleep") if "held for b4" in words]
    dropped = [words for words in held if words.endswith(", then dropped: not fetched in time")]

    assert len(held) > len(dropped) == 1
    assert "; ImageNotify; hub for b4, over hub>b3; " in dropped[0]


def test_what_a_parent_says_itself_and_drops_is_no_word_about_what_it_passes_on() -> None:
    _, entries = told("option-a-b4-asleep")
    dropped = [entry.note.child for entry in entries if isinstance(entry.note, FrameExpired)]

    assert dropped == ["b4"]
    assert not [words for words in comments_of("option-a-b4-asleep") if "dropped: " in words]


def pencilled(*notes: tuple[float, str, AnyNote]) -> list[Fate]:
    """Give what became of the frames of b3's notes, and of the one flight that left for it."""
    flights = Flights(lambda who, sent: "")
    for number, (at_s, who, note) in enumerate(notes):
        flights.take(Entry(Instant(seconds(at_s)), Name(who), 1, number, note), 0)
    return [fate for kept in flights.rest() for fate in kept.fates]


def held_by_b3(kind: str = "ImageNotify") -> tuple[tuple[float, str, AnyNote], ...]:
    """Give that the hub says something for b4, and that b3 holds it."""
    sent = FlightSent(HAN, B3, 1, 1, kind, -1, 50, HUB, B4, b"octets")
    heard = FlightDelivered(HAN, HUB, 1, 1, kind, -1, Duration(10))
    return (1.0, HUB, sent), (1.1, B3, heard), (1.1, B3, FrameHeld(B4, kind))


EXPIRED = FrameExpired(B4, "ImageNotify", "not fetched in time")


def test_of_what_is_held_the_oldest_of_its_kind_is_dropped_unless_it_was_fetched_or_the_parent_began_again() -> None:
    sent_on = FlightSent(HAN, B4, 2, 2, "ImageNotify", -1, 50, HUB, B4, b"")
    other = FlightSent(HAN, B4, 2, 2, "DefaultResponse", -1, 50, HUB, B4, b"")

    assert [fate.expired for fate in pencilled(*held_by_b3(), (9.0, B3, EXPIRED))] == ["not fetched in time"]
    assert [fate.expired for fate in pencilled(*held_by_b3(), (2.0, B3, other), (9.0, B3, EXPIRED))] != [""]
    assert [fate.expired for fate in pencilled(*held_by_b3(), (2.0, B3, sent_on), (9.0, B3, EXPIRED))] == [""]
    assert [fate.expired for fate in pencilled(*held_by_b3("CS06"), (9.0, B3, EXPIRED))] == [""]
    begun = 2.0, B3, ParticipantStarted(2)
    assert [fate.expired for fate in pencilled(*held_by_b3(), begun, (9.0, B3, EXPIRED))] == [""]
    elsewhere = 2.0, HUB, ParticipantStarted(2)
    assert [fate.expired for fate in pencilled(*held_by_b3(), elsewhere, (9.0, B3, EXPIRED))] != [""]


def test_only_what_is_wanted_is_shown() -> None:
    everything = comments_of("thin-walls")
    of_b1 = comments_of("thin-walls", wanted=Wanted(device=Name("b1")))
    late = comments_of("thin-walls", wanted=Wanted(since=Instant(1_000_000), until=Instant(2_000_000)))

    assert 0 < len(of_b1) < len(everything)
    assert all("b1 for" in comment or "for b1" in comment for comment in of_b1)
    assert 0 < len(late) < len(everything)


def test_a_frame_whose_fate_nobody_notes_is_given_up_in_time_and_those_behind_it_wait_no_longer() -> None:
    scenario, entries = told("thin-walls")
    sent = [entry for entry in entries if isinstance(entry.note, FlightSent) and entry.note.frame]
    capture = Capture(scenario.site, scenario.spec.seed, Wanted())
    capture.take([entry for entry in entries if not isinstance(entry.note, FlightDelivered | FlightLost)], 0)

    assert capture.packets(FATE_WITHIN - 1) == []
    packets = capture.packets(FATE_WITHIN)
    assert len(packets) == len(sent)
    assert IN_THE_AIR in packets[0].comment


def test_a_frame_that_is_heard_of_too_late_says_so_and_keeps_the_order() -> None:
    scenario, entries = told("thin-walls")
    first = next(entry for entry in entries if isinstance(entry.note, FlightSent) and entry.note.frame)
    capture = Capture(scenario.site, scenario.spec.seed, Wanted())
    capture.take([entry for entry in entries if entry is not first])
    before = capture.rest()
    capture.take([first])
    (late,) = capture.rest()

    assert late.at == before[-1].at > first.at
    assert late.comment.endswith(", heard of too late")


def test_frames_that_nobody_kept_are_counted() -> None:
    scenario, entries = told("thin-walls", frames=False)
    capture = Capture(scenario.site, scenario.spec.seed, Wanted())
    capture.take(entries)

    assert capture.rest() == []
    assert capture.without == sum(isinstance(e.note, FlightSent) and e.note.octets > 0 for e in entries) > 0


@pytest.mark.parametrize("name", ["outage-mid-transfer", "cut-off"])
def test_no_octet_of_a_frame_is_ever_shown_as_evidence(name: str) -> None:
    scenario, entries = told(name)
    shown: Callable[[int], str] = lambda end: json.dumps(  # noqa: E731 - once for each moment
        document_of(seen_of(scenario.site, [e for e in entries if e.at <= end], Instant(end)))
    )
    pages = [shown(end) for end in range(0, entries[-1].at, entries[-1].at // 20)]
    lines = [entry_in_words(entry) for entry in entries if isinstance(entry.note, FlightSent)]

    assert any('"event": "flight.sent"' in page for page in pages) or lines
    assert not [page for page in pages if '"frame"' in page]
    assert not [line for line in lines if "frame=" in line]


def test_links_are_wan_han_and_alt_han_one_interface_each(tmp_path: Path) -> None:
    scenario, _ = told("option-b-good")
    interfaces = Capture(scenario.site, 1, Wanted()).interfaces

    assert [(each.name, each.description.partition(":")[0]) for each in interfaces] == [
        ("wan", "WAN"),
        ("han", "HAN"),
        ("althan-b1-b2", "Alt HAN"),
        ("althan-b1-b3", "Alt HAN"),
        ("althan-b3-b4", "Alt HAN"),
    ]
