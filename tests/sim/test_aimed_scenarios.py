"""What the scenarios claim whose faults are aimed at one alert, at a frame's bits or at one private link."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from premises.identity import Name
from premises.quantity import in_seconds
from premises.wire.notes.downloads import ImageVerified, OtaRetried
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.requests import AlertReceived, AlertSent
from premises.wire.notes.vocabulary import Entry
from tests.sim.test_faulted_scenarios import lost, told

B1, B2, B3 = ("90-B3-D5-1F-30-B1-00-01", "90-B3-D5-1F-30-B2-00-01", "90-B3-D5-1F-30-B3-00-01")
CCS08, CS09 = "CCS08", "CS09"
KINDS = {CCS08: "FirmwareTransferAlert", CS09: "FirmwareActivationAlert"}


def heard(entries: list[Entry]) -> list[tuple[str, str]]:
    """Give use case and device of each alert that the DCC adapter took, in order."""
    notes = (entry.note for entry in entries)
    return [(note.use_case, note.entity) for note in notes if isinstance(note, AlertReceived)]


def tries(entries: list[Entry]) -> Counter[tuple[str, str]]:
    """Give how often the hub said each alert."""
    said = (entry.note for entry in entries if entry.who == Name("hub"))
    return Counter((note.use_case, note.entity) for note in said if isinstance(note, AlertSent))


def delivered(entries: list[Entry], use_case: str) -> int:
    """Give how many frames with such an alert came to the DCC adapter."""
    notes = (entry.note for entry in entries if entry.who == Name("dcc"))
    return sum(isinstance(note, FlightDelivered) and note.kind == KINDS[use_case] for note in notes)


def told_supplier(entries: list[Entry]) -> Counter[str]:
    """Give how many alerts of each kind came to the Supplier."""
    notes = (entry.note for entry in entries if entry.who == Name("supplier"))
    kinds = ("CommsHubAlert", "PPMIDAlert")
    return Counter(note.kind for note in notes if isinstance(note, FlightDelivered) and note.kind in kinds)


def test_the_cs09_of_b3_is_lost_once_and_b1s_is_not() -> None:
    entries = told("lost-cs09-of-b3")
    ((at, gone),) = [(entry.at, entry.note) for entry in entries if isinstance(entry.note, FlightLost)]
    before = {note.entity for note in notes_before(entries, at, AlertReceived) if note.use_case == CS09}

    assert (gone.link, gone.target, gone.kind, gone.by) == ("wan", "dcc", "FirmwareActivationAlert", "loss")
    assert before == {B1}, "B1's went before, and crossed"
    assert tries(entries) == {(CCS08, B1): 1, (CS09, B1): 1, (CCS08, B3): 1, (CS09, B3): 2}
    assert heard(entries) == [(CCS08, B1), (CS09, B1), (CCS08, B3), (CS09, B3)]


def test_a_late_ccs08_is_said_again_and_taken_once() -> None:
    entries = told("late-ccs08")

    assert tries(entries) == {(CCS08, B1): 2, (CS09, B1): 1, (CCS08, B3): 1, (CS09, B3): 1}
    assert delivered(entries, CCS08) == 3
    assert heard(entries) == [(CS09, B1), (CCS08, B1), (CCS08, B3), (CS09, B3)]
    assert told_supplier(entries) == {"CommsHubAlert": 2, "PPMIDAlert": 2}


def test_alerts_that_come_twice_are_told_once() -> None:
    entries = told("doubled-alert")

    assert (delivered(entries, CCS08), delivered(entries, CS09)) == (2, 2)
    assert tries(entries) == {(CCS08, B1): 1, (CS09, B1): 1}
    assert heard(entries) == [(CCS08, B1), (CS09, B1)]
    assert told_supplier(entries) == {"CommsHubAlert": 1, "PPMIDAlert": 1}


def test_cs09_overtakes_ccs08_of_its_own_device_alone() -> None:
    entries = told("alerts-out-of-order")

    assert heard(entries) == [(CS09, B1), (CCS08, B3), (CCS08, B1), (CS09, B3)]
    assert max(tries(entries).values()) == 1
    assert told_supplier(entries) == {"CommsHubAlert": 2, "PPMIDAlert": 2}


def test_damaged_frames_are_heard_by_nobody_and_asked_for_again() -> None:
    entries = told("damaged-air")
    missed = [entry.note for entry in entries if isinstance(entry.note, FlightMissed)]
    sent = sum(isinstance(entry.note, FlightSent) and entry.note.link == "althan-b1-b2" for entry in entries)
    blocks = {note.offset for note in missed if note.kind.startswith("ImageBlock")}
    again = {entry.note.offset for entry in entries if isinstance(entry.note, OtaRetried)}

    assert {(note.link, note.why) for note in missed} == {("althan-b1-b2", "damaged")}
    assert {note.kind for note in missed} >= {"ImageBlockRequest", "ImageBlockResponse"}
    assert 0.05 * sent < len(missed) < 0.35 * sent
    assert blocks <= again
    assert lost(entries) == []


def test_bursts_on_a_slow_link_cost_time_and_no_octet() -> None:
    entries = told("burst-at-the-worst-link")
    gone = lost(entries)
    by_way = [[note.sequence for note in gone if note.target == target] for target in ("b3", "b4")]
    in_a_row = [later - earlier for sequences in by_way for earlier, later in pairwise(sequences)]
    verified = [entry.who for entry in entries if isinstance(entry.note, ImageVerified)]

    assert {(note.link, note.by) for note in gone} == {("althan-b3-b4", "burst")}
    assert 1 in in_a_row
    assert verified == ["b4"]


def test_the_worst_link_is_held_to_its_rate() -> None:
    blocks = [
        entry.note.after
        for entry in told("burst-at-the-worst-link")
        if isinstance(entry.note, FlightDelivered)
        and (entry.note.link, entry.note.kind) == ("althan-b3-b4", "ImageBlockResponse")
    ]

    # 110 octets at 500 a second, on top of a latency of 100 ms at least and 200 at most.
    assert min(blocks) >= 100_000 + 110 * 2_000


def test_who_loses_its_way_in_mid_transfer_asks_on_from_where_it_was() -> None:
    entries = told("outage-mid-transfer")
    gone = [(in_seconds(entry.at), entry.note) for entry in entries if isinstance(entry.note, FlightLost)]
    asked = [offset for at, offset in blocks_asked(entries) if at >= 7]
    offsets = [offset for _, offset in blocks_asked(entries)]

    assert {(note.link, note.by) for _, note in gone} == {("althan-b1-b2", "outage")}
    assert all(3 <= at < 7 for at, _ in gone)
    assert min(asked) == max(offset for at, offset in blocks_asked(entries) if at < 7) > 0
    assert offsets == sorted(offsets), "nothing that it had was asked for again"


@pytest.mark.parametrize("name", ["late-ccs08", "doubled-alert", "alerts-out-of-order"])
def test_nothing_is_lost_where_alerts_are_only_late_or_doubled(name: str) -> None:
    assert lost(told(name)) == []


def blocks_asked(entries: list[Entry]) -> list[tuple[float, int]]:
    """Give when B2 asked for which offset."""
    return [
        (in_seconds(entry.at), entry.note.offset)
        for entry in entries
        if entry.who == Name("b2") and isinstance(entry.note, FlightSent) and entry.note.kind == "ImageBlockRequest"
    ]


def notes_before(entries: list[Entry], at: int, kind: type[AlertReceived]) -> Iterator[AlertReceived]:
    """Give the notes of ``kind`` from before ``at``."""
    return (entry.note for entry in entries if entry.at < at and isinstance(entry.note, kind))
