"""The ladder of a package as rows, of stories and of many messages: no Textual."""

from collections import Counter
from time import perf_counter

import pytest

from premises.identity import Name
from premises.journey.parties.party import PartyKind
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.model.pages.air import ASKED_MAX, Air
from tui.model.pages.sequence import steps_of, told_to
from tui.model.pages.step import Mark, Steps
from tui.model.values.state import State
from tui.panes.pages.ladder import fitting

HAN = Name("han-b1")


def steps(name: str, who: str, at_s: float, *, every: bool = False) -> Steps:
    reader = read(name, at_s)
    known = reader.packages(moment(at_s))
    package = next(package for (_, device), package in reversed(known.items()) if device == who)
    return steps_of(reader.air, package, known.values(), reader.layout, every=every)


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


@pytest.mark.parametrize(
    ("words", "room", "shown"),
    [
        ("ImageBlockRequest \u00d7189, 27 lost, 37 again", 60, "ImageBlockRequest \u00d7189, 27 lost, 37 again"),
        ("ImageBlockRequest \u00d7189, 27 lost, 37 again", 37, "ImageBlockRequest \u00d7189, 27 lost…"),
        ("ImageBlockRequest 11,376, lost (loss)", 20, "ImageBlockRequest…"),
        ("ImageBlockRequest", 6, "Image…"),
    ],
)
def test_words_that_do_not_fit_are_left_out_whole_and_no_figure_stands_at_the_cut(
    words: str, room: int, shown: str
) -> None:
    assert fitting(words, room) == shown
    assert len(fitting(words, room)) <= room


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


@pytest.mark.parametrize("who", ["b1", "b2", "gsme"])
def test_what_is_counted_reads_as_what_is_kept(who: str) -> None:
    reader = read(FLAT, AT)
    _, entries = notes_of(FLAT)
    known = reader.packages(moment(AT))
    package = next(package for (_, device), package in reversed(known.items()) if device == who)
    told = []
    for asked_max in (100_000, 96):
        air = Air((Name("supplier"),), asked_max)
        for entry in entries:
            if entry.at <= moment(AT):
                air.take(entry)
        found = steps_of(air, package, known.values(), reader.layout)
        blocks = Counter[str]()
        for row in found.rows:
            if row.mark is Mark.REPEATED:
                kind, _, count = row.words.split(",")[0].partition(" \u00d7")
                blocks[kind] += int(count)
        told.append((blocks, found.messages))

    whole, counted = told
    if who != "b2":
        assert counted == whole
    else:
        # A question that nobody answered before something happened has a row of its own while it is kept.
        assert whole[0].total() <= counted[0].total() <= whole[0].total() + 4


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
