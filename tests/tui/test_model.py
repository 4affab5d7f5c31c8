"""The picture of one moment: packages and why they wait, the map, links, hops, events and the card; what it costs."""

from time import perf_counter

import pytest
from msgspec.structs import replace as moved

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.parties.party import PartyKind
from premises.journey.parties.views import party_named
from premises.journey.why.diagnosis import diagnose_all
from premises.quantity import ORIGIN
from premises.wire.notes.emulator import DeviceFailed
from premises.wire.notes.requests import RequestAccepted
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.model.filtering import filter_said
from tui.model.reader import EVENTS_MAX, Reader
from tui.model.values.figures import change_said, clock_said, lasting_said, latency_said, loss_said, version_said
from tui.model.values.screenful import Event, PackageRow, Screenful
from tui.model.values.state import State

NOW = moment(AT)


def row_of(shown: Screenful, device: str) -> PackageRow:
    return next(row for row in shown.rows if row.device == device)


def test_every_package_has_a_row_with_its_state_its_stage_and_its_reason() -> None:
    shown = read().picture(NOW)

    assert [(row.name, row.state, row.stage, row.code, row.tag) for row in shown.rows] == [
        ("P1", State.DONE, "REPORTED", "", ""),
        ("P2", State.WAITING, "VERIFY", "NO_ORDER", ""),
        ("P3", State.FAILED, "ALT", "IMAGE_REFUSED", "S2"),
        ("P4", State.FAILED, "HAN", "OVERWRITTEN", ""),
        ("P5", State.SLOW, "ALT", "LOSSY", "S1"),
        ("P6", State.MOVING, "ALT", "", ""),
    ]
    assert all(row.why and row.brief and len(row.brief) <= 40 for row in shown.rows)


def test_counts_by_state_and_what_stands_still_by_stage_are_those_of_the_rows() -> None:
    shown = read().picture(NOW)

    assert shown.counts == {State.DONE: 1, State.WAITING: 1, State.FAILED: 2, State.SLOW: 1, State.MOVING: 1}
    assert shown.stalled_at == {"ALT": 2, "HAN": 1}


def test_a_row_says_what_the_diagnosis_says() -> None:
    reader = read()
    told = {each.package.device: each for each in diagnose_all(reader.journey, reader.layout, NOW)}

    for row in reader.picture(NOW).rows:
        finding = told[row.device].finding
        assert row.code == ("" if finding is None else finding.cause.code)
        assert finding is None or finding.words.startswith(row.why)


def test_the_map_has_everybody_in_columns_by_the_way_from_the_dcc() -> None:
    shown = read().picture(NOW)

    assert {box.who: (box.column, box.row) for box in shown.boxes} == {
        "dcc": (0, 0), "hub": (1, 0), "b1": (2, 0), "b2": (3, 0), "ppmid": (4, 0),
        "b3": (2, 1), "b4": (3, 1), "gsme": (4, 1), "esme": (2, 2),
    }  # fmt: skip
    assert len({(box.column, box.row) for box in shown.boxes}) == len(shown.boxes)
    assert shown.boxes[1].span == 3


def test_a_box_tells_of_the_package_that_is_not_done() -> None:
    shown = read().picture(NOW)

    assert [box.title for box in shown.boxes][:4] == ["DCC adapter", "Comms Hub", "Bridge 1", "Bridge 2"]
    b2, b1 = shown.box(Name("b2")), shown.box(Name("b1"))
    assert b2 is not None
    assert b1 is not None
    assert (b2.running, b2.wanted, b2.state) == (0x00010000, 0x00010001, State.SLOW)
    assert b2.part == pytest.approx(row_of(shown, "b2").have / 16_000)  # type: ignore[operator]  # it fetches
    assert (b1.running, b1.wanted, b1.state) == (0x00010001, None, State.DONE)


def test_the_store_says_what_lies_in_each_slot_and_what_was_lost_from_it() -> None:
    shown = read().picture(NOW)

    assert [(slot.name, slot.image, slot.waiting) for slot in shown.store] == [
        ("E", "", ()),
        ("G", "GSME", ("gsme",)),
        ("P", "B2", ("b2",)),
    ]
    assert shown.store[2].gone == "00:05:37 B3 1.1 lost to B2"


def test_loss_and_latency_are_of_the_same_window_on_the_map_and_among_the_hops() -> None:
    shown = read().picture(NOW)

    assert [hop.lane for hop in shown.hops] == list(shown.lanes)
    lossy = next(lane for lane in shown.lanes if lane.lower == "b2")
    assert lossy.state is State.SLOW
    assert lossy.tags == ("S1",)
    assert 0.25 < lossy.lost / lossy.sent < 0.6
    assert max(lane.lost / lane.sent for lane in shown.lanes if lane is not lossy and lane.sent) < 0.1


def test_a_spark_has_a_sample_for_each_second_and_none_where_nothing_was_sent() -> None:
    shown = read().picture(NOW)
    idle = next(hop for hop in shown.hops if hop.lane.lower == "ppmid")
    busy = next(hop for hop in shown.hops if hop.lane.lower == "gsme")

    assert {len(hop.losses) for hop in shown.hops} == {len(hop.latencies) for hop in shown.hops} == {20}
    assert idle.losses == (None,) * 20
    assert None not in busy.losses[:19]


def test_frames_move_only_on_links_on_which_some_were_sent_in_the_last_second() -> None:
    reader = read()
    shown = reader.picture(NOW)
    later = reader.picture(moment(AT + 2))

    assert any(lane.down_now and lane.up_now for lane in shown.lanes)
    assert not any(lane.down_now or lane.up_now or lane.lost_now for lane in later.lanes)


def test_a_picture_does_not_depend_on_how_the_notes_were_sliced() -> None:
    scenario, entries = notes_of(FLAT)
    upto = [entry for entry in entries if entry.at <= NOW]
    sliced = Reader(scenario.site)
    for first in range(0, len(upto), 997):
        sliced.take(upto[first : first + 997])
        sliced.picture(upto[min(first + 996, len(upto) - 1)].at)

    assert sliced.picture(NOW) == read().picture(NOW)


def test_events_are_lines_with_who_which_package_and_how_bad() -> None:
    reader = read()
    reader.picture(NOW)
    told = reader.told(reader.events)

    assert len(told) == reader.events_ever
    lost = [event for event in told if "lost (" in event.words and "b2" in event.where]
    assert {event.state for event in lost} == {State.SLOW}
    assert {event.where for event in lost} >= {"b1-b2", "b2-b1"}
    displaced = [event for event in told if "displaced from slot P" in event.words]
    assert [(event.state, event.where, event.package) for event in displaced] == [(State.FAILED, "hub", "P4")]
    assert all(event.words.strip() for event in told)


def test_the_card_has_the_evidence_what_each_party_sees_and_what_can_be_typed() -> None:
    reader = read()
    key = row_of(reader.picture(NOW), "b2").key
    card = reader.card(key, NOW)
    finding = next(
        each.finding for each in diagnose_all(reader.journey, reader.layout, NOW) if each.package.device == key[1]
    )

    assert card is not None
    assert finding is not None
    assert card.reason == card.row.why
    assert [proof.words.partition(" (")[0] for proof in card.evidence if proof.words[0] != " "] == [
        evidence.says for evidence in finding.evidence
    ]
    assert [who for who, _ in card.sees] == ["supplier", "DCC", "AltHANCo", "DNO"]
    assert card.sees[2][1] == "nothing of it"
    assert card.commands[-1][0] == "premises why b2@0x00010001"
    assert [spell.stage for spell in card.spells] == ["DCC", "WAN", "STORE", "ALT"]
    assert card.spells[-1].ends == NOW
    assert 0 < card.spells[-1].held < NOW


def test_a_bundle_has_a_row_for_each_part_and_a_card_for_each() -> None:
    _, entries = notes_of("option-b-one-fails")
    end = entries[-1].at
    reader = read("option-b-one-fails", end / 1_000_000)
    shown = reader.picture(end)

    assert [(row.name, row.is_part) for row in shown.rows] == [
        ("P1", False), ("├ b2", True), ("├ b3", True), ("└ b4", True),
    ]  # fmt: skip
    assert sum(shown.counts.values()) == 1
    assert State.FAILED in {row.state for row in shown.rows if row.is_part}
    assert all(reader.card(row.key, end) is not None for row in shown.rows)


@pytest.mark.parametrize("party", ["supplier", "dcc", "althanco", "dno"])
@pytest.mark.parametrize("name", ["option-b-one-fails", "flat"])
def test_a_partys_picture_has_no_word_of_a_device_that_it_does_not_know(name: str, party: str) -> None:
    scenario, entries = notes_of(name)
    end = min(entries[-1].at, NOW)
    reader, who = read(name, end / 1_000_000), party_named(scenario.site, party)
    shown, view = reader.picture(end, who), reader.views.view(who, end)
    hidden = {str(each.who) for each in view.devices if not each.is_known}
    cards = [reader.card(row.key, end, who) for row in shown.rows]
    said = repr((shown, cards, reader.told_to(who, end)))

    assert None not in cards
    assert not shown.is_truth
    assert [word for word in hidden if f"'{word}'" in said or f"{word}," in said] == []
    assert "LOSSY" not in said
    assert sum(box.is_dark for box in shown.boxes) == len(hidden) + (
        who.kind in (PartyKind.ALTHANCO, PartyKind.DNO)
    )  # the DCC adapter is nobody's there


def test_a_supplier_sees_what_it_was_told() -> None:
    reader = read()
    who = party_named(reader.site, "supplier")
    shown = reader.picture(NOW, who)

    assert {row.device: row.state for row in shown.rows} == {
        "b1": State.DONE, "esme": State.WAITING, "ppmid": State.FAILED, "b3": State.FAILED,
        "b2": State.WAITING, "gsme": State.WAITING,
    }  # fmt: skip
    assert all(lane.is_dark for lane in shown.lanes)
    assert (shown.hops, shown.faults, shown.fetching) == ((), (), None)
    assert shown.blind


def test_an_empty_premises_is_a_picture_too() -> None:
    scenario, _ = notes_of(FLAT)
    reader = Reader(scenario.site)

    shown = reader.picture(ORIGIN)

    assert (shown.rows, dict(shown.counts)) == ((), {})
    assert len(shown.boxes) == 9
    assert reader.card(("nothing", Name("b1")), ORIGIN) is None


def test_twenty_thousand_notes_are_taken_in_half_a_second_and_a_picture_is_cheap() -> None:
    scenario, entries = notes_of(FLAT)
    many = [*entries, *(moved(entry, at=moment(702) + entry.at, boot=entry.boot + 1) for entry in entries)][:20_000]
    reader = Reader(scenario.site)

    began = perf_counter()
    reader.take(many)
    took = perf_counter()
    reader.picture(many[-1].at)
    painted = perf_counter()

    assert took - began < 0.5
    assert painted - took < 0.1  # 20 ms on a quiet machine; this one may have neighbours
    assert reader.notes == 20_000
    assert len(reader.events) <= EVENTS_MAX


def test_figures_are_short_and_few_samples_are_no_share() -> None:
    assert version_said(0x00010001) == "1.1"
    assert change_said(None, 0x00020003) == "→2.3"
    assert clock_said(moment(3725)) == "01:02:05"
    assert (loss_said(1, 3), loss_said(8, 20), loss_said(0, 0)) == ("1/3", "40.0%", "--")
    assert (latency_said(44_400), latency_said(1_440_000), latency_said(None)) == ("44ms", "1.4s", "--")
    assert [lasting_said(moment(each)) for each in (95, 720, 10_800, 200_000)] == ["95s", "12m", "3h", "2d"]


def test_a_reason_is_said_without_its_fault_which_is_marked() -> None:
    shown = read().picture(NOW)

    assert [row.tag for row in shown.rows if "(fault:" in row.why] == []
    assert {fault.tag for fault in shown.faults} == {row.tag for row in shown.rows if row.tag}


def test_the_links_of_a_device_that_is_down_are_cut_and_its_box_says_so() -> None:
    _, entries = notes_of("power-cut-at-the-hub")
    went = next(entry for entry in entries if isinstance(entry.note, DeviceFailed))
    reader = read("power-cut-at-the-hub", went.at / 1_000_000)
    shown = reader.picture(went.at)

    assert went.who == "hub"
    assert all(lane.is_cut for lane in shown.lanes if "hub" in {lane.upper, lane.lower})
    box = shown.box(went.who)
    assert box is not None
    assert (box.is_down, box.state, box.words) == (True, State.BLOCKED, "power cut")


def test_what_is_noted_at_the_same_moment_is_in_the_next_picture() -> None:
    _, entries = notes_of(FLAT)
    accepted = next(entry for entry in entries if isinstance(entry.note, RequestAccepted))
    reader = read(FLAT, 1.0)
    before = reader.picture(accepted.at)
    reader.take([accepted])

    assert before.rows == ()
    assert [row.device for row in reader.picture(accepted.at).rows] == ["b1"]


def test_all_of_a_filter_must_hold_and_what_is_none_is_one_line() -> None:
    event = Event(NOW, State.SLOW, "b1-b2", "P5", "ImageBlockResponse 240 lost (loss)")

    for said in ("", "pkg:p5", "hop:b2-b1", "dev:b2", "lvl:slow lost", "!lvl:failed", "!pkg:p4 IMAGEblock"):
        assert filter_said(said).passes(event), said
    for said in ("pkg:p", "hop:b1", "dev:b", "lvl:info", "!lost", "lost found", "!dev:b1"):
        assert not filter_said(said).passes(event), said
    for wrong in ("level:slow", "lvl:bad", "pkg:"):
        with pytest.raises(UsageError):
            filter_said(wrong)
