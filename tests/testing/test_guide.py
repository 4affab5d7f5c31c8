"""The guide for whoever tests with a premises (docs/testing.md): what it shows works, and it shows everything."""

import inspect
import re

import pytest

from lab.testing.asking.parties import Party, Supplier
from lab.testing.faults.aim import Aim
from lab.testing.faults.imposing import Fault
from lab.testing.premises import Premises
from tests.house.tree import ROOT
from tests.testing.project import run

GUIDE = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
OURS = {"let_answer", "about", "asked", "seen", "known", "miss"}
"""Public for our own rooms, and nothing to a test."""


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_what_the_guide_shows_works(pytester: pytest.Pytester, number: int) -> None:
    result = run(pytester, BLOCKS[number])

    assert result.ret == pytest.ExitCode.OK
    assert set(result.parseoutcomes()) == {"passed"}


def test_the_first_test_is_under_six_lines() -> None:
    assert len(BLOCKS) > 8
    assert len(BLOCKS[0].splitlines()) < 6


@pytest.mark.parametrize("kind", [Premises, Supplier, Party, Aim, Fault])
def test_the_guide_shows_every_method(kind: type) -> None:
    public = {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")} - OURS
    shown = set(re.findall(r"\.(\w+)", "\n".join((*BLOCKS, *re.findall(r"`[^`]*`", GUIDE))))) | set(
        re.findall(r"`(\w+)[(`]", GUIDE)
    )

    assert public - shown == set()
