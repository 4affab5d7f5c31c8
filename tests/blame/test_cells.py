"""The blame set of the code beside labels from premises that were lived; all of it in ``make blame``."""

import pytest

from premises.wire.design import SHAPES, DesignName, ReportPolicy
from tests.blame.cells import POLICIES, REPORTS, Cell, cells, visited
from tests.blame.page import PAGE, tables
from tests.house.tables import filled
from tests.house.tree import ROOT

FOUR = SHAPES[3]
HONEST: tuple[ReportPolicy, ...] = ("late", "staged")


def apart(some: tuple[Cell, ...]) -> list[Cell]:
    """Give the cells in which the code says other than the label."""
    return [cell for cell in some if not cell.is_as_labelled or cell.blame.hypotheses != len(cell.worlds)]


def of(design: DesignName, report: ReportPolicy, count: int) -> list[Cell]:
    """Give the cells of the whole, known site in which ``count`` fail as reported, and nothing is lost or read back."""
    every = (cell for reports in REPORTS for cell in cells(design, report, reports))
    plain = (cell for cell in every if (cell.site, cell.read, cell.lost) == ("known", "passive", "none"))
    reported = (cell for cell in plain if cell.life.case.odd is None and cell.life.case.shape == FOUR)
    return [cell for cell in reported if len(cell.life.case.failed) == count]


@pytest.mark.parametrize("reports", REPORTS)
@pytest.mark.parametrize("report", POLICIES)
@pytest.mark.parametrize("design", ["proposed", "option-a", "option-b"])
def test_every_cell_is_as_its_label_says(design: DesignName, report: ReportPolicy, reports: str) -> None:
    some = cells(design, report, "own" if reports == "own" else "bundle")

    assert len(some) > 500
    assert apart(some) == []


@pytest.mark.parametrize("report", HONEST)
@pytest.mark.parametrize(
    ("design", "sizes"), [("proposed", [1, 1, 1, 1]), ("option-a", [1, 1, 2, 2]), ("option-b", [4, 4, 4, 4])]
)
def test_a_single_reported_failure_leaves_so_many_suspects(
    design: DesignName, sizes: list[int], report: ReportPolicy
) -> None:
    some = of(design, report, 1)

    assert [cell.blame.size for cell in some] == [*sizes, *sizes]
    assert all(cell.covers for cell in some)


@pytest.mark.parametrize("report", HONEST)
@pytest.mark.parametrize(("design", "most"), [("proposed", 2), ("option-a", 3), ("option-b", 4)])
def test_two_reported_failures_leave_at_most_so_many(design: DesignName, most: int, report: ReportPolicy) -> None:
    some = of(design, report, 2)

    assert max(cell.blame.size for cell in some) == most
    assert all(cell.covers for cell in some)


@pytest.mark.parametrize(("design", "fed"), [("option-a", "b4"), ("option-b", "b2 b3 b4")])
def test_early_with_a_failed_child_leaves_nobody_and_does_not_cover(design: DesignName, fed: str) -> None:
    some = [cell for cell in of(design, "early", 1) if next(iter(cell.life.case.failed)) in fed.split()]

    assert [(cell.blame.size, cell.covers) for cell in some] == [(0, False)] * 2 * len(fed.split())


@pytest.mark.parametrize("report", POLICIES)
@pytest.mark.parametrize("design", ["proposed", "option-a", "option-b"])
def test_a_visit_leaves_the_labels_suspects_and_excludes_no_world_that_was_lived(
    design: DesignName, report: ReportPolicy
) -> None:
    some = visited(design, report, "bundle")

    # What early said before may be denied by what is seen, which no honest life gives.
    honest = [cell for cell in some if cell.label.worlds]
    assert all(cell.blame.is_contradicted for cell in some if not cell.label.worlds)
    assert [cell for cell in honest if not cell.worlds >= cell.label.worlds] == []
    assert [cell for cell in honest if frozenset(cell.blame.suspects) != cell.label.suspects] == []


def test_the_page_shows_what_was_compared() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")

    assert filled(page, {table.name: table.markdown() for table in tables()}) == page
