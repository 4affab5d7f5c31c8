"""The check of the example catches what it is there to catch."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example import witness
from tests.example.__main__ import EXAMPLE, LOCKS, TESTERS, locked, trouble_on
from tests.house.tree import ROOT


@pytest.mark.parametrize(("path", "foreign"), [("", []), (str(ROOT), ["premises", "premises.errors"])])
def test_a_process_says_what_it_imported_from_the_tree(path: str, foreign: list[str], tmp_path: Path) -> None:
    shutil.copy(witness.__file__, tmp_path / "sitecustomize.py")
    page, tree = tmp_path / "page", ROOT / "premises"
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{path}", witness.PAGE: str(page), witness.TREE: str(tree),
    }  # fmt: skip
    code = "import premises.errors" if path else "import json"
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, check=True)

    (line,) = page.read_text(encoding="utf-8").splitlines()
    assert line.split(" ")[1:] == foreign


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("11\n12\n", ""),
        ("11\n12 lab lab.cli\n13 lab\n", "imported from the source tree: lab, lab.cli"),
        ("", "nobody said what it imported: the check proves nothing"),
    ],
)
def test_what_came_from_the_tree_is_named_and_silence_is_no_proof(page: str, said: str) -> None:
    assert trouble_on(page) == said


def test_what_tests_the_example_is_pinned_by_hash() -> None:
    pins = locked(TESTERS, (LOCKS / "dev.txt").read_text(encoding="utf-8"))

    assert [line.partition("==")[0] for line in pins.splitlines() if "==" in line] == list(TESTERS)
    assert pins.count("--hash=sha256:") >= len(TESTERS)


def test_the_example_asks_for_nothing_that_its_check_does_not_bring() -> None:
    project = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")

    assert 'test = ["virtual-premises", "pytest>=8.4,<9", "pytest-xdist>=3.8,<4"]' in project
