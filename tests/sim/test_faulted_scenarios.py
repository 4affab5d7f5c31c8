"""What the scenarios with faults claim, held to their flights and notes: more than that the image runs at the end."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.quantity import in_seconds
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.requests import AlertReceived
from premises.wire.notes.vocabulary import Entry

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def told(name: str) -> list[Entry]:
    """Give all that is noted in a scenario that keeps its promise."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    entries: list[Entry] = []
    assert tell(scenario, scenario.spec.seed, entries.append).faults == ()
    return entries


def lost(entries: list[Entry]) -> list[FlightLost]:
    return [entry.note for entry in entries if isinstance(entry.note, FlightLost)]


def test_the_second_block_is_lost_once_and_asked_for_twice() -> None:
    entries = told("lost-block")
    (second,) = lost(entries)
    asked = Counter(
        entry.note.offset
        for entry in entries
        if isinstance(entry.note, FlightSent) and entry.note.kind == "ImageBlockRequest"
    )

    assert (second.kind, second.target, second.by) == ("ImageBlockResponse", "b1", "loss")
    assert second.offset == sorted(asked)[1]
    assert {offset for offset, count in asked.items() if count > 1} == {second.offset}


def test_while_the_wan_is_gone_every_frame_on_it_is_lost_and_no_other() -> None:
    entries = told("dead-wan")
    on_wan = [
        (in_seconds(entry.at), entry.note)
        for entry in entries
        if isinstance(entry.note, FlightSent | FlightLost) and entry.note.link == "wan"
    ]
    inside = [note for at, note in on_wan if 1 <= at < 4]

    assert {note.by for note in lost(entries)} == {"outage"}
    assert "ChunkResponse" in {note.kind for note in lost(entries)}
    assert sum(isinstance(note, FlightSent) for note in inside) == len(lost(entries))
    assert any(at >= 4 for at, _ in on_wan)


def test_losses_on_the_han_come_in_bursts() -> None:
    entries = told("bursts")
    by_lane: dict[str, list[int]] = {}
    for note in lost(entries):
        by_lane.setdefault(note.target, []).append(note.sequence)
    next_to_each_other = [
        later - earlier == 1 for sequences in by_lane.values() for earlier, later in pairwise(sequences)
    ]

    assert {(note.link, note.by) for note in lost(entries)} == {("han", "burst")}
    assert any(next_to_each_other)


def test_frames_on_the_han_overtake_each_other() -> None:
    arrived = [
        entry.note
        for entry in told("overtaken")
        if isinstance(entry.note, FlightDelivered) and entry.note.link == "han"
    ]
    orders = [[note.sequence for note in arrived if note.source == source] for source in ("hub", "b1")]

    assert any(order != sorted(order) for order in orders)


def test_what_comes_twice_is_taken_once() -> None:
    entries = told("said-twice")
    arrived = Counter(
        (entry.note.link, entry.note.source, entry.note.sequence)
        for entry in entries
        if isinstance(entry.note, FlightDelivered)
    )
    alerts = [entry.note for entry in entries if isinstance(entry.note, AlertReceived)]

    assert {link for (link, _, _), count in arrived.items() if count == 2} == {"wan", "han"}
    assert len(alerts) == 2
