"""The list of deep tests names tests that there are, and CI plays them."""

import pytest

from tests.house.deep import DEEP
from tests.house.tree import ROOT


@pytest.mark.parametrize("name", DEEP)
def test_what_is_listed_is_there(name: str) -> None:
    path, _, test = name.partition("::")

    assert (ROOT / path).is_file()
    assert f"def {test.partition('[')[0]}" in (ROOT / path).read_text(encoding="utf-8")


def test_ci_plays_what_make_check_leaves_out() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "not live and not deep" in makefile
    assert "(deep or hypothesis)" in makefile
    assert " make deep\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_ci_plays_the_screens_suite_and_the_fast_one_leaves_it_out(request: pytest.FixtureRequest) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = makefile[makefile.index("\ncheck:") : makefile.index("\ndeep:")]

    assert "and not live and not deep and not tui" in check
    assert "and tui and not live and not deep" in check
    assert request.node.get_closest_marker("tui") is None
