"""Early or late: what each policy says wrongly, that staged says neither, and what that costs."""

import pytest

from premises.quantity import seconds
from premises.wire.design import DesignName
from tests.designs.costs import STORIES, TOP, Told, told
from tests.rooms.feeder_stage import POLICIES

DESIGNS = list(TOP)


def of_each(design: DesignName, story: str) -> dict[str, Told]:
    """Give one story under each policy."""
    return {report: told(design, story, report) for report in POLICIES}


@pytest.mark.parametrize("design", DESIGNS)
def test_early_says_success_of_what_fails_and_the_others_do_not(design: DesignName) -> None:
    each = of_each(design, "B4 fails")

    assert [each[report].said for report in POLICIES] == ["a **false success**", "the truth", "the truth"]


@pytest.mark.parametrize("design", DESIGNS)
def test_late_says_failure_of_what_was_displaced_at_the_hub_and_runs_and_the_others_do_not(design: DesignName) -> None:
    each = of_each(design, "displaced")

    assert [each[report].said for report in POLICIES] == ["the truth", "a **false failure**", "the truth"]
    assert each["late"].outcome.transfer == "image_discarded"


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("story", STORIES)
def test_staged_says_the_truth_and_says_it_when_all_is_done(design: DesignName, story: str) -> None:
    staged = told(design, story, "staged")

    assert staged.said == "the truth"
    assert staged.word_after >= staged.done_after


@pytest.mark.parametrize("design", DESIGNS)
def test_late_holds_the_hubs_slot_until_b4_woke_and_the_others_do_not(design: DesignName) -> None:
    held = {report: one.held_for for report, one in of_each(design, "all good").items()}

    assert held["late"] > 10 * held["staged"]
    assert held["early"] == held["staged"]


@pytest.mark.parametrize("design", DESIGNS)
def test_what_staged_costs_is_the_time_until_b4_woke(design: DesignName) -> None:
    each = of_each(design, "all good")

    assert each["staged"].word_after - each["early"].word_after > 0.9 * each["early"].done_after
    assert abs(each["staged"].word_after - each["late"].word_after) < seconds(60)
