"""What linters cannot say about the code: sizes, rooms, names, reasons (rules 3 to 6, 17, 28 and 48)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tables import limits
from tests.house.tree import NOT_PRODUCT, modules, packages, parsed, products, text

FILE_LINES_MAX = 300
"""Rule 5."""

FUNCTION_LINES_MAX = 39
"""Rule 5: fewer than 40."""

FOLDER_MODULES_MAX = 12
"""Against drift: a folder with more is two rooms."""

NO_NAMES = ("utils", "util", "common", "helpers", "helper", "base", "manager", "misc", "tools")
"""Rule 4: names that say nothing."""

EXCUSE = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+\b|noqa|type: ignore(?:\[[a-z, -]+\])?)\s*(?P<reason>(?:#|-) ?\w.*)?")
"""An exception from a rule, and the reason that has to follow it."""

EVERYTHING = modules(*packages())
PRODUCT = modules(*products())


def test_there_is_something_to_look_at() -> None:
    assert {"premises", "hub", "bridges", "dcc_adapter", "broker", "lab"} <= set(products())
    assert len(PRODUCT) > len(products())


def test_no_file_is_too_long() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in EVERYTHING}

    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{path}:{found.lineno} {found.name}": (found.end_lineno or found.lineno) - found.lineno + 1
        for path in EVERYTHING
        for found in _functions(parsed(path))
    }

    assert {place: lines for place, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path) for path in EVERYTHING if text(path).strip() and not ast.get_docstring(parsed(path))]

    assert silent == []


def test_every_init_is_empty() -> None:
    full = [str(path) for path in EVERYTHING if path.name == "__init__.py" and text(path)]

    assert full == []


def test_no_folder_is_crowded() -> None:
    folders: dict[Path, int] = {}
    for path in modules(*products()):
        if path.name not in ("__init__.py", "__main__.py"):
            folders[path.parent] = folders.get(path.parent, 0) + 1

    assert {str(folder): count for folder, count in folders.items() if count > FOLDER_MODULES_MAX} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = [str(path) for path in EVERYTHING if {path.stem, path.parent.name} & set(NO_NAMES)]

    assert nameless == []


def test_nothing_catches_everything() -> None:
    places = [
        f"{path}:{found.lineno}"
        for path in EVERYTHING
        for found in ast.walk(parsed(path))
        if isinstance(found, ast.ExceptHandler) and _is_broad(found)
    ]

    assert places == []


def test_only_the_lab_and_the_benchmarks_print() -> None:
    places = [
        f"{path}:{found.lineno}"
        for path in EVERYTHING
        if path.parts[0] not in ("lab", "benchmarks")
        for found in ast.walk(parsed(path))
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == "print"
    ]

    assert places == []


def test_no_set_is_walked_where_the_order_can_be_seen() -> None:
    places = [
        f"{path}:{walked.lineno}"
        for path in PRODUCT
        for found in ast.walk(parsed(path))
        if isinstance(found, ast.For | ast.comprehension) and _is_set(walked := found.iter)
    ]

    assert places == []


def test_every_limit_says_where_it_comes_from() -> None:
    # Rule 15. A limit that is our own choice says "Ours".
    nameless = [f"{limit.path} {limit.name}" for limit in limits() if limit.is_bound and not limit.is_sourced]

    assert nameless == []


@pytest.mark.parametrize(
    ("line", "is_excused"),
    [
        ("x = 1  # noqa: E501", False),
        ("x = 1  # noqa: LOG001 - outside the tree on purpose", True),
        ("x = 1  # noqa: E501  # the table reads better so", True),
        ("x = y  # type: ignore[attr-defined]", False),
        ("x = y  # type: ignore[attr-defined]  # amqtt has no stub for it", True),
    ],
)
def test_an_excuse_is_recognised(line: str, is_excused: bool) -> None:
    found = EXCUSE.search(line)

    assert found is not None
    assert bool(found["reason"]) is is_excused


def test_every_excuse_carries_a_reason() -> None:
    places = [
        f"{path}:{number}"
        for path in EVERYTHING
        if path != Path("tests/house/test_tidy.py")
        for number, line in enumerate(text(path).splitlines(), start=1)
        if (found := EXCUSE.search(line)) and not found["reason"]
    ]

    assert places == []


def test_every_rule_that_ruff_ignores_carries_a_reason() -> None:
    lines = text(Path("pyproject.toml")).split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.mccabe]")[0].splitlines()
    ignored = lines[next(number for number, line in enumerate(lines) if line.startswith("ignore")) :]

    assert [line for line in ignored if re.match(r'\s+"', line) and "#" not in line] == []


def test_no_test_is_shipped() -> None:
    assert set(NOT_PRODUCT) <= set(packages())
    assert not set(NOT_PRODUCT) & set(products())


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (found for found in ast.walk(module) if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")) for kind in caught
    )


def _is_set(walked: ast.expr) -> bool:
    match walked:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False
