"""The annotated site as text, and the schema as a list of keys: for the test that holds them together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec

from premises.wire.site import SHAPES
from tests.house.tree import documented, modules, parsed

TEXT = (Path(__file__).parents[2] / "sites" / "annotated.toml").read_text(encoding="utf-8")
WHOLE = re.sub(r"^#(?=\w+ = |\[)", "", TEXT, flags=re.MULTILINE)
"""With the keys that are not there by default."""

HEX = (0xFFFF, 0xFFFF_FFFE)
"""Bounds of what is written in hex."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file."""

    path: str
    """The fields that lead to it, without names that a person chooses: ``bridges.eui``."""
    said: str
    """The comment above it, on one line."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field of the schema."""

    path: str
    struct: str
    name: str
    kind: object


def fields(struct: type[msgspec.Struct], at: str = "") -> Iterator[Wanted]:
    """Give every field of the schema that is a value, and not a table of others."""
    for name, kind in get_type_hints(struct, include_extras=True).items():
        inner = [found for found in _parts(kind) if isinstance(found, type) and issubclass(found, msgspec.Struct)]
        if inner:
            yield from fields(inner[0], f"{at}{name}.")
        else:
            yield Wanted(f"{at}{name}", struct.__name__, name, kind)


def keys() -> Iterator[Key]:
    """Give every key of the file, in order."""
    table, comment = "", list[str]()
    for line in WHOLE.splitlines():
        if line.startswith("["):
            table = re.sub(r"^(bridges|meters|suppliers|hub\.store\.slots)\.\w+", r"\1", line.strip("[]")) + "."
        elif found := re.match(r"(\w+) = ", line):
            yield Key(table + found[1], " ".join(comment))
        comment = [*comment, line[1:].strip()] if line.startswith("#") else []


def explained_at(path: str) -> str:
    """Links are explained at the first of them."""
    return re.sub(r"^(links\.\w+|bridges\.link|meters\.link)\.", "links.duis.", path)


def bounds(kind: object) -> Iterator[str]:
    for part in _parts(kind):
        if get_origin(part) is Literal:
            yield from map(str, get_args(part))
        if isinstance(part, msgspec.Meta):
            yield from _bound(part)


def _bound(meta: msgspec.Meta) -> Iterator[str]:
    if meta.pattern is not None:
        yield SHAPES[str(meta.pattern)]
    if meta.max_length is not None:
        yield f"{meta.min_length or 0} to {meta.max_length}"
    if meta.le is not None:
        shown = f"0x{meta.le:X}" if meta.le in HEX else str(int(meta.le))
        if meta.gt is not None:
            yield f"more than {meta.gt}, at most {shown}"
        else:
            yield f"{f'0x{meta.ge:X}' if meta.le in HEX else meta.ge} to {shown}"


def origins(field: Wanted) -> Iterator[str]:
    """Give the sources and assumptions that the schema names for a field."""
    for path in modules("premises/wire"):
        for found in parsed(path).body:
            if getattr(found, "name", "") == field.struct and (
                path.name in ("site.py", "scenario.py", "fault.py") or path.parent.name == "tables"
            ):
                for statement, words in documented(found.body):  # type: ignore[attr-defined]  # a class
                    if getattr(statement.target, "id", "") == field.name:  # type: ignore[union-attr]  # annotated
                        yield from re.findall(r"Assumption \d+|Source[:] [A-Z]+(?:-[A-Z]+)?", words)


def _parts(kind: object) -> Iterator[object]:
    yield kind
    for argument in (*get_args(kind), *getattr(kind, "__metadata__", ())):
        if argument is not NoneType and get_origin(kind) is not Literal:
            yield from _parts(argument)
