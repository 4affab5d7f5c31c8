"""The tree as the house tests see it: which folders are product, which files are text for people, what a module says.

It reads files and parses them; it imports nothing that it looks at.
"""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NOT_PRODUCT = ("tests", "benchmarks")
"""Packages at the top of the tree that are never installed."""


def packages() -> tuple[str, ...]:
    """Give every package at the top of the tree, in order of name."""
    return tuple(sorted(found.parent.name for found in ROOT.glob("*/__init__.py") if found.parent.name[0] != "."))


def products() -> tuple[str, ...]:
    """Give the packages that are installed."""
    return tuple(package for package in packages() if package not in NOT_PRODUCT)


def modules(*folders: str) -> tuple[Path, ...]:
    """Give every Python file under ``folders``, relative to the root, in order of path."""
    found = (path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


def pages() -> tuple[Path, ...]:
    """Give every page for people, relative to the root."""
    return tuple(
        sorted(path.relative_to(ROOT) for folder in (".", "docs", "docs/decisions") for path in _pages(folder))
    )


@cache
def text(path: Path) -> str:
    """Give what stands in the file at ``path`` (relative to the root)."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Give the module at ``path`` as a tree."""
    return ast.parse(text(path), filename=str(path))


def documented(body: list[ast.stmt]) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str]]:
    """Give each assignment of ``body`` with the docstring under it, empty where there is none."""
    for statement, after in pairwise([*body, ast.Pass()]):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield statement, said(after)


def said(statement: ast.stmt) -> str:
    """Give the text of a statement that is nothing but a text, on one line; else nothing."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str(words))):
            return " ".join(words.split())
        case _:
            return ""


def assigned(statement: ast.Assign | ast.AnnAssign) -> str:
    """Give the one name that is assigned, or nothing."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    match targets:
        case [ast.Name(id=name)]:
            return name
        case _:
            return ""


def rows(page: Path, heading: str) -> tuple[tuple[str, ...], ...]:
    """Give the cells of the first table below ``heading`` (``## ...``) of a page, without its two head lines."""
    lines = text(page).splitlines()
    assert heading in lines, f"{page}: no heading {heading!r}"
    table: list[tuple[str, ...]] = []
    for line in lines[lines.index(heading) + 1 :]:
        if line.startswith("|"):
            table.append(tuple(_cells(line)))
        elif table or line.startswith("#"):
            break
    return tuple(table[2:])


def _cells(line: str) -> list[str]:
    # A bar that is escaped belongs to its cell.
    return [cell.replace("\0", "|").strip() for cell in line.replace("\\|", "\0").strip().strip("|").split("|")]


def _pages(folder: str) -> Iterator[Path]:
    yield from (ROOT / folder).glob("*.md")
