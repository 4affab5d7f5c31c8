"""The pages that must stay true: decision records, limits not reached, ARCHITECTURE.md's rooms, README's blocks."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules, packages, pages, parsed, rows, text

RECORDS = tuple(sorted(page for page in pages() if page.parent == Path("docs/decisions")))
PARTS = ("## Context", "## Options", "## Choice", "## What it costs")

ONE_PAGE_LINES = 90
"""Rule 52: a record is one page."""

LINK = re.compile(r"\]\((?!#)([^)#]+)(?:#[^)]*)?\)")
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
"""Written apart, so that this file may stand in the tree it is about."""


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_a_record_is_one_page_with_its_four_parts_in_order(record: Path) -> None:
    lines = text(record).splitlines()

    assert [line for line in lines if line.startswith("## ")] == list(PARTS)
    assert len(lines) <= ONE_PAGE_LINES
    assert lines[0].startswith(f"# {record.name[:4]}: ")


def test_records_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_every_dependency_has_a_record() -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    written = "\n".join(text(record) for record in RECORDS).lower()

    assert [name for line in wanted if (name := re.split(r"[<>=]", line)[0]) not in written] == []


def test_every_bar_that_is_not_reached_has_a_test_that_fails_strictly() -> None:
    listed = {cells[-1].strip("`") for cells in rows(Path("docs/limits.md"), "## Not reached")}

    assert listed == set(_expected_failures())


def test_architecture_names_every_room_and_no_other() -> None:
    named = {cells[0].strip("`/") for cells in rows(Path("ARCHITECTURE.md"), "## Rooms")}
    inside = {f"premises/{path.parent.name}" for path in ROOT.glob("premises/*/__init__.py")}

    assert named == {*packages(), *inside}


@pytest.mark.parametrize("block", ["main job", "tests"])
def test_readme_has_the_block_that_newcomers_and_ci_follow(block: str) -> None:
    said = text(Path("README.md"))

    assert re.search(rf"<!-- {block} -->\n+```\w*\nmake [a-z]+\n```\n", said)


@pytest.mark.parametrize("page", pages(), ids=str)
def test_no_page_leads_nowhere(page: Path) -> None:
    nowhere = [
        target
        for target in LINK.findall(text(page))
        if "://" not in target and not (ROOT / page.parent / target).exists()
    ]

    assert nowhere == []


def test_no_lock_holds_an_address() -> None:
    held = [
        path.name for path in (ROOT / "requirements").iterdir() if re.search(r"://|^-|@ ", _read(path), re.MULTILINE)
    ]

    assert held == []


def test_no_file_names_a_registry() -> None:
    files = [*pages(), *modules(*packages()), Path("Makefile"), Path("pyproject.toml"), Path(".ci/run")]

    assert [str(path) for path in files if any(host in text(path) for host in REGISTRIES)] == []


def test_every_locked_package_has_hashes() -> None:
    bare = [
        f"{lock.name}: {entry.split()[0]}"
        for lock in (ROOT / "requirements").glob("*.txt")
        for entry in re.split(r"\n(?=\S)", _read(lock))
        if "==" in entry and "--hash=sha256:" not in entry
    ]

    assert bare == []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _expected_failures() -> list[str]:
    return [
        f"{path}::{found.name}"
        for path in modules("tests")
        for found in ast.walk(parsed(path))
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef)
        and any("mark.xfail" in ast.unparse(decorator) for decorator in found.decorator_list)
    ]
