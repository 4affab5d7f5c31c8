"""What screens 2 to 6 show, as values, of stories: no Textual."""

from collections import Counter
from time import perf_counter

import pytest

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.parties.party import PartyKind
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.sleep import FellAsleep
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.model.pages.air import ASKED_MAX, Air
from tui.model.pages.devices import devices_held, devices_in_truth, facts_of
from tui.model.pages.inventory import inventory_of
from tui.model.pages.scenarios import meant, stories_of
from tui.model.pages.sequence import steps_of, told_to
from tui.model.pages.step import Mark, Steps
from tui.model.pages.strikes import Strike
from tui.model.reader import Reader
from tui.model.values.state import State

HAN = Name("han-b1")


def steps(name: str, who: str, at_s: float, *, every: bool = False) -> Steps:
    reader = read(name, at_s)
    known = reader.packages(moment(at_s))
    package = next(package for (_, device), package in reversed(known.items()) if device == who)
    return steps_of(reader.air, package, known.values(), reader.layout, every=every)


# --- The ladder


def test_a_ladder_has_the_lanes_that_are_met_and_no_other() -> None:
    assert steps(FLAT, "b2", AT).lanes == ("supplier", "dcc", "hub", "b1", "b2")
    assert steps(FLAT, "b3", AT).lanes == ("supplier", "dcc", "hub", "b3")


def test_blocks_fold_to_one_arrow_with_their_count_and_unfold() -> None:
    folded, unfolded = steps(FLAT, "b1", AT), steps(FLAT, "b1", AT, every=True)

    blocks = [row for row in folded.rows if row.words.startswith("ImageBlockRequest")]
    assert [row.words.split(",")[0] for row in blocks] == ["ImageBlockRequest \u00d7250"]
    asked = Counter(row.words.split(",")[0] for row in unfolded.rows if row.words.startswith("ImageBlockRequest"))
    assert sum(asked.values()) > 200
    assert 12_000 // 48 == 250


def test_a_frame_that_was_lost_is_lost_on_its_row_and_says_by_what() -> None:
    lost = [row for row in steps(FLAT, "b2", AT).rows if row.mark is Mark.SAID and row.is_lost]

    assert lost
    assert all(row.state is State.SLOW and row.words.endswith("lost (loss)") for row in lost)
    assert ("became", "lost (loss)") in lost[-1].facts
    assert not any(row.is_lost for row in steps(FLAT, "b3", AT).rows if row.mark is Mark.HAPPENED)


def test_what_happened_stands_at_whom_it_happened_to_and_says_how_bad_it_is() -> None:
    rows = [row for row in steps(FLAT, "b2", AT).rows if row.mark is Mark.HAPPENED]

    displaced, stored = (next(row for row in rows if word in row.words) for word in ("displaced", "in store"))
    assert (displaced.source, displaced.state) == ("hub", State.FAILED)
    assert (stored.source, stored.state) == ("hub", None)
    assert "0x" not in "".join(row.words for row in rows)


def test_a_long_rest_is_one_line_and_says_who_slept() -> None:
    rests = [row for row in steps(FLAT, "gsme", 1_700).rows if row.mark is Mark.REST]

    assert rests
    assert all(row.until - row.at >= seconds(60) for row in rests)
    assert "\u00b7\u00b7\u00b7 2 min 31 s asleep \u00b7\u00b7\u00b7" in [row.words for row in rests]


def test_a_ladder_says_what_the_command_says_of_the_same_package() -> None:
    rows = steps(FLAT, "b3", AT, every=True)

    said = [row for row in rows.rows if row.mark is Mark.SAID]
    assert said[0].words.startswith("UpdatePPMIDFirmware")
    assert [row.at for row in rows.rows] == sorted(row.at for row in rows.rows)


def _asked(air: Air, count: int, lose: int = 0) -> None:
    """Have b1 ask the hub for so many blocks, the ones before the last few lost once if wanted."""
    number = 0
    for block in range(count):
        for again in (True, False) if lose and block % lose == 0 else (False,):
            at, number = Instant(seconds(1 + number * 0.1)), number + 1
            sent = FlightSent(
                HAN, Name("hub"), number, number, "ImageBlockRequest", block * 48, 60, Name("b1"), Name("hub")
            )
            air.take(Entry(at, Name("b1"), 1, number * 4, sent))
            if again:
                lost = FlightLost(HAN, Name("hub"), number, "ImageBlockRequest", block * 48, "loss")
                air.take(Entry(at, Name("b1"), 1, number * 4 + 1, lost))
                continue
            came = FlightDelivered(HAN, Name("b1"), 1, number, "ImageBlockRequest", block * 48, seconds(0.01))
            air.take(Entry(Instant(at + 10_000), Name("hub"), 1, number * 4 + 2, came))


@pytest.mark.parametrize("lose", [0, 10])
def test_what_was_counted_and_what_is_kept_are_all_blocks_together(lose: int) -> None:
    air = Air((Name("supplier"),))
    _asked(air, 5_000, lose)

    (asking,) = air.askings.values()
    counted = sum(stretch.count for stretch in asking.stretches)
    kept = {entry.note.offset for entry in asking.kept if isinstance(entry.note, FlightSent)}
    assert len(asking.kept) < 2 * ASKED_MAX
    assert counted + len(kept) == 5_000
    assert min(kept) == asking.stretches[-1].last + 48
    lost = sum(stretch.lost["lost by loss"] for stretch in asking.stretches)
    again = sum(stretch.again for stretch in asking.stretches)
    assert lost == again
    assert (lost > 0) is (lose > 0)


def test_a_ladder_costs_the_same_after_a_hundred_thousand_messages() -> None:
    reader = read(FLAT, AT)
    known = reader.packages(moment(AT))
    package = next(package for (_, who), package in known.items() if who == "gsme")
    _asked(reader.air, 50_000)

    began = perf_counter()
    found = steps_of(reader.air, package, known.values(), reader.layout)
    assert perf_counter() - began < 1.0  # 60 ms on a quiet machine
    assert found.rows
    assert sum(len(asking.kept) for asking in reader.air.askings.values()) < 20 * ASKED_MAX


def test_another_image_begins_another_stretch() -> None:
    air = Air((Name("supplier"),))
    _asked(air, 2_000)
    _asked(air, 2_000)

    (asking,) = air.askings.values()
    assert [stretch.first for stretch in asking.stretches] == [0, 0]


def test_a_party_has_the_ladder_of_what_it_was_told_or_a_line_that_says_why_it_has_none() -> None:
    reader = read(FLAT, AT)
    key = next(key for key in reader.packages(moment(AT)) if key[1] == "b1")

    for party in reader.parties[1:]:
        told = told_to(reader.views.view(party, moment(AT)).believed, key)
        if party.kind in (PartyKind.SUPPLIER, PartyKind.DCC):
            assert {row.target for row in told.rows} == {"supplier"}
            assert any("CCS08" in row.words for row in told.rows)
            assert "b2" not in " ".join(row.words for row in told.rows)
        else:
            assert not told.rows
            assert "ladder" in told.nothing


# --- Devices


def test_every_device_is_a_row_with_what_it_runs_and_what_it_does() -> None:
    reader = read(FLAT, AT)
    rows = {row.who: row for row in devices_in_truth(reader, reader.picture(moment(AT)))}

    assert set(rows) == {"hub", "b1", "b2", "b3", "b4", "ppmid", "gsme", "esme"}
    assert (rows[Name("b2")].running, rows[Name("b2")].pending, rows[Name("b2")].hops) == (0x10000, 0x10001, 2)
    assert (rows[Name("b2")].slot, rows[Name("gsme")].slot, rows[Name("b1")].slot) == ("P", "G", "")
    assert (rows[Name("gsme")].power, rows[Name("esme")].power) == ("battery", "mains")
    assert rows[Name("b4")].state is None
    assert all(row.seen_at is not None and row.seen_at <= moment(AT) for row in rows.values())


def test_a_device_says_what_crossed_its_links_what_is_wrong_with_it_and_what_it_noted_last() -> None:
    reader = read(FLAT, AT)
    facts = facts_of(Name("b2"), reader, reader.picture(moment(AT)))

    assert [tag for tag, _ in facts.faults] == ["S1"]
    assert facts.lost > 0
    assert len(facts.links) == 2
    assert facts.noted[-1].words == "ImageBlockRequest 11,424 lost (loss)"
    assert [event.at for event in facts.noted] == sorted(event.at for event in facts.noted)


def test_asleep_says_until_when() -> None:
    _, entries = notes_of("proposed-b4-asleep")
    slept = next(entry for entry in entries if isinstance(entry.note, FellAsleep))
    at_s = slept.at / 1_000_000 + 0.1
    reader = read("proposed-b4-asleep", at_s)
    rows = {row.who: row for row in devices_in_truth(reader, reader.picture(moment(at_s)))}

    assert isinstance(slept.note, FellAsleep)
    assert rows[slept.who].until == slept.note.until


def test_a_party_has_the_devices_that_it_knows_and_no_other() -> None:
    reader = read("option-b-one-fails", 12.0)
    party = next(each for each in reader.parties if each.kind is PartyKind.DCC)
    shown = reader.picture(moment(12.0), party)
    rows = devices_held(reader.views.view(party, moment(12.0)).believed, shown)

    assert [row.who for row in rows if row.who.startswith("b")] == ["b1"]
    assert all(row.seen_at is None and not row.power for row in rows)


# --- Faults


def strikes(reader: Reader) -> dict[str, Strike]:
    return {fault.tag: fault for fault in reader.strikes.every}


def test_a_fault_counts_the_frames_that_it_may_have_lost_while_it_counts() -> None:
    _, entries = notes_of(FLAT)
    before, after = strikes(read(FLAT, 399.0)), strikes(read(FLAT, AT))
    lost = [
        entry
        for entry in entries
        if isinstance(entry.note, FlightLost)
        and entry.note.link == "althan-b1-b2"
        and moment(400) <= entry.at <= moment(AT)
    ]

    assert before["S1"].count == 0
    assert after["S1"].count == len(lost)
    assert after["S1"].newest_at == lost[-1].at
    assert (after["S2"].count, after["S2"].unit) == (1, "times")


def test_an_imposed_fault_is_there_until_it_is_cleared_and_remembered_then() -> None:
    reader = read(FLAT, AT)
    imposed = FaultImposed("f1", "you", "outage on wan", moment(AT))
    reader.take([Entry(moment(AT), CONDUCTOR, 1, 0, imposed)])
    lost = FlightLost(Name("wan"), Name("hub"), 999, "ImageOffer", -1, "outage")
    reader.take([Entry(moment(AT + 1), Name("dcc"), 1, 9_000, lost)])
    reader.take([Entry(moment(AT + 2), CONDUCTOR, 1, 1, FaultCleared("f1", "me"))])
    reader.take([Entry(moment(AT + 3), Name("dcc"), 1, 9_001, lost)])

    fault = strikes(reader)["F1"]
    assert (fault.count, fault.cleared_at, fault.cleared_by, fault.by) == (1, moment(AT + 2), "me", "you")
    assert strikes(reader)["S1"].count > 1


# --- Inventory


def test_the_inventory_is_right_or_wrong_since_a_moment_and_it_says_who_could_know() -> None:
    _, entries = notes_of("stranded")
    at_s = entries[-1].at / 1_000_000
    reader = read("stranded", at_s)
    rows = {row.who: row for row in inventory_of(reader, moment(at_s))}

    wrong = rows[Name("b1")]
    assert wrong.is_apart
    assert wrong.smi.device.version != wrong.runs
    assert "DCC" not in wrong.known_to
    right = rows[Name("b2")]
    assert not right.is_apart
    assert right.smi.wrong_for == pytest.approx(seconds(150), abs=seconds(1))
    assert "DCC" in right.known_to


def test_what_is_on_no_inventory_is_not_wrong_on_it() -> None:
    reader = read("option-b-one-fails", 12.0)
    rows = {row.who: row for row in inventory_of(reader, moment(12.0))}

    assert not rows[Name("b3")].smi.device.is_known
    assert not rows[Name("b3")].is_apart


# --- Scenarios


def test_a_list_of_scenarios_is_read_and_filtered_by_every_word() -> None:
    octets = (
        b'{"format":1,"scenarios":[{"name":"thin-walls","file":"s/t.toml","purpose":"costs time","within_s":90.0}]}'
    )
    (story,) = stories_of(octets)

    assert (story.name, story.lasts) == ("thin-walls", "1 min 30 s")
    assert meant((story,), "TIME walls") == (story,)
    assert meant((story,), "time wan") == ()


@pytest.mark.parametrize("octets", [b"", b"[]", b'{"format":2,"scenarios":[]}', b'{"format":1}'])
def test_a_list_that_is_none_is_said_in_a_line(octets: bytes) -> None:
    with pytest.raises(UsageError, match="list of scenarios"):
        stories_of(octets)
