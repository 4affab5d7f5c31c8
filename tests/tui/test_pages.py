"""What screens 2 to 6 show, as values, of stories: no Textual."""

import pytest

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.parties.party import PartyKind
from premises.quantity import seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.sleep import FellAsleep
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.model.pages.devices import devices_held, devices_in_truth, facts_of
from tui.model.pages.inventory import inventory_of
from tui.model.pages.scenarios import meant, stories_of
from tui.model.pages.strikes import Strike
from tui.model.reader import Reader

HAN = Name("han-b1")


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
    assert all(event.where in ("b2", "b2-b1", "b2-ppmid") for event in facts.noted)
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
