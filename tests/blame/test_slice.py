"""A slice of the cells, lived in two seconds: small sites, one setting each; and alerts that were truly lost."""

from collections.abc import Sequence

import pytest

from premises.identity import Name
from premises.journey.parties.word import Word
from premises.wire.design import SHAPES, DesignName, ReportPolicy
from tests.blame.cells import cells
from tests.blame.lived import Case, Shape, heard_with, lived

ONE, PAIR, TRIO, FOUR = SHAPES


@pytest.mark.parametrize(
    ("design", "report", "shape"),
    [("proposed", "staged", PAIR), ("option-a", "early", ONE), ("option-b", "early", PAIR), ("option-b", "late", PAIR)],
)
def test_the_cells_of_a_small_site_are_as_their_labels_say(
    design: DesignName, report: ReportPolicy, shape: Shape
) -> None:
    some = cells(design, report, "own", (shape,), ("known",))

    assert len(some) >= 10
    assert [cell for cell in some if not cell.is_as_labelled or cell.blame.hypotheses != len(cell.worlds)] == []


LOST: list[tuple[DesignName, ReportPolicy, Shape, str, str, str]] = [
    ("proposed", "staged", FOUR, "b2", "CS09", "b2"),
    ("proposed", "staged", PAIR, "b1", "CCS08", "b1"),
    ("option-a", "late", TRIO, "b4", "CCS08", "b3"),
    ("option-a", "staged", FOUR, "b3", "CS09", "b3"),
    ("option-b", "staged", FOUR, "b4", "CS09", "b1"),
    ("option-b", "early", PAIR, "b1", "CS09", "b1"),
]


@pytest.mark.parametrize(("design", "report", "shape", "failed", "alert", "about"), LOST)
def test_an_alert_that_is_lost_leaves_what_was_heard_without_it(
    design: DesignName, report: ReportPolicy, shape: Shape, failed: str, alert: str, about: str
) -> None:
    case = Case(design, report, "bundle", shape, frozenset((Name(failed),)))
    others = [word for word in lived(case).words if (word.what, word.device) != (alert, about)]

    heard = heard_with(case, f"{alert} of {about} lost on wan")

    assert len(others) < len(lived(case).words)
    assert _unnumbered(heard) == _unnumbered(others)


def _unnumbered(words: Sequence[Word]) -> list[tuple[str, Name, str, int]]:
    return [(word.what, word.device, word.code, word.version) for word in words]
