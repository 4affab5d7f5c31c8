"""Whether the GSME is affected: the page's rows are what is told, and each difference has its cause."""

from collections.abc import Iterator, Sequence

import pytest

from premises.quantity import Duration, seconds
from premises.wire.notes.flights import FlightSent
from premises.wire.site import HUB
from tests.designs import own_firmware
from tests.designs.__main__ import PAGE, tables
from tests.designs.moments import SEEDS
from tests.designs.paired import GSME, seen, site_of
from tests.designs.unaffected import CASES, UNEXPLAINED, Which, pair, pair_row
from tests.house.tables import filled
from tests.house.tree import ROOT
from tests.rooms.feeder_stage import B4

HIT = Which("proposed", "staged", "aimed", 5)
SLICE = (
    HIT,
    Which("proposed", "staged", "drawn", 7),
    Which("option-a", "staged", "drawn", 1),
    Which("option-b", "staged", "aimed", 4),
    Which("option-b", "early", "drawn", 14),
)
"""Pairs that the fast tests tell again."""

each = pytest.mark.parametrize("which", SLICE, ids=lambda which: "-".join(map(str, (which.design, which.story))))


def rows_of(name: str) -> Iterator[list[str]]:
    page = (ROOT / PAGE).read_text(encoding="utf-8").split(f"<!-- generated: {name} -->")[1].split("<!-- end -->")[0]
    for line in page.strip().splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def cells(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]


@each
def test_a_pair_told_again_gives_its_row_of_the_page(which: Which) -> None:
    assert cells(pair_row(pair(which))) in list(rows_of("pairs"))


def test_the_page_has_twenty_seeds_of_each_design_and_story_and_explains_all_of_them() -> None:
    rows = list(rows_of("pairs"))

    assert len(SEEDS) >= 20
    assert len(rows) == 2 * len(CASES) * len(SEEDS)
    assert all(UNEXPLAINED not in cell for name in ("pairs", "own") for row in rows_of(name) for cell in row)


@each
def test_whatever_differs_has_a_cause_and_nothing_was_read_that_was_not_counted(which: Which) -> None:
    told = pair(which)

    assert told.all_run, "there was something to be affected by"
    assert told.others == ()
    assert UNEXPLAINED not in " ".join(told.causes)
    assert bool(told.causes) == bool(told.later or told.missing)


def test_a_reading_is_lost_for_good_only_when_a_bridge_on_its_way_reboots_across_a_wake() -> None:
    hit = pair(HIT)

    assert hit.missing == (2,)
    assert "B3 reboots (2)" in hit.causes
    assert hit.lost > seconds(1800)


@pytest.mark.xfail(strict=True, reason="docs/limits.md")
def test_at_the_worst_moment_too_the_hub_comes_to_hold_the_same_readings() -> None:
    assert pair(HIT).is_equal


def test_a_gsme_that_no_bridge_carries_differs_in_nothing() -> None:
    told = pair(Which("proposed", "staged", "drawn", 3, HUB))

    assert (told.is_equal, told.later, told.lost, told.more, told.causes) == (True, (), Duration(0), 0, ())


def test_what_is_said_in_both_worlds_has_one_luck_whatever_bridges_say_beside_it() -> None:
    told = pair(Which("option-a", "staged", "drawn", 1))

    assert told.later, "frames of bridges came between"
    assert all(abs(span) < seconds(0.01) for span in told.later), (
        "other luck would move it by the jitter of three links"
    )


def test_one_seed_tells_one_world() -> None:
    first, second = (seen(site_of("proposed"), 3) for _ in range(2))

    assert first == second
    assert any(isinstance(e.note, FlightSent) and e.note.origin == GSME and e.who == B4 for e in first.entries)


@pytest.mark.parametrize("story", own_firmware.STORIES)
def test_bridge_updates_leave_the_gsmes_image_in_the_slot_and_what_is_told_of_it(story: str) -> None:
    told = own_firmware.pair("proposed", "staged", story, 2)

    assert told.is_equal
    assert told.updated.store == ("stored", "removed: nobody waits for it")
    assert told.updated.told == ("success success",)
    assert UNEXPLAINED not in told.causes


def test_where_they_compete_it_is_the_bridges_image_that_gives_way() -> None:
    told = own_firmware.pair("proposed", "staged", "at once", 2)

    assert told.displaced + told.refused == 1
    assert told.all_run, "it was sent again"


@pytest.mark.campaign
def test_the_page_is_what_is_told() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")

    assert filled(page, tables()) == page
