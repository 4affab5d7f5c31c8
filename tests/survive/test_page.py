"""docs/survival.md says what the campaign in the code is, and that its bars were met when it was written."""

from tests.house.tree import ROOT
from tests.survive.planted import BUGS
from tests.survive.positions import DROPPED, KEPT, RESERVED, TORN
from tests.survive.report import HEAD, SURVIVAL
from tests.survive.stories import STORIES

POINTS_MIN = 20_000
"""Cut points of a whole campaign. Ours."""


def rows_of(name: str) -> list[list[str]]:
    """Give the rows of one generated table."""
    page = (ROOT / SURVIVAL).read_text(encoding="utf-8")
    table = page.split(f"<!-- generated: {name} -->")[1].split("<!-- end -->")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_story_stands_there_with_its_cut_points_and_every_promise_kept() -> None:
    rows = {row[0]: dict(zip(HEAD, row, strict=True)) for row in rows_of("survived")}

    assert list(rows) == list(STORIES)
    assert sum(int(row["cut points"]) for row in rows.values()) >= POINTS_MIN
    assert {row["not kept"] for row in rows.values()} == {"0"}


def test_every_planted_bug_stands_there_and_was_found() -> None:
    rows = {row[0]: int(row[2]) for row in rows_of("planted")}

    assert list(rows) == list(BUGS)
    assert all(rows.values()), rows


def test_every_position_is_explained() -> None:
    page = (ROOT / SURVIVAL).read_text(encoding="utf-8")

    assert [word for word in (DROPPED, TORN, KEPT, RESERVED, "sent-N") if f"| `{word}` |" not in page] == []
