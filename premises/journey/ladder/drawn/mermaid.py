"""A ladder as a Mermaid sequence diagram, as GitHub and many editors draw it. Pure functions of a ladder.

Words are made safe one character at a time: whatever is no letter, digit or harmless mark goes as Mermaid's own entity.
"""

from collections.abc import Iterator

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.ladder.words import NOTHING, words_of
from premises.journey.trace import FateKind
from premises.quantity import clocked

_HARMLESS = frozenset(" .,:()_+-/'@…")
"""Marks that mean nothing to Mermaid within a line."""

_UNSEEN = "\N{REPLACEMENT CHARACTER}"


def mermaid_of(ladder: Ladder, title: str = "") -> str:
    """Give the ladder as the text of a Mermaid diagram, which ends with a new line."""
    lines = ["sequenceDiagram"]
    if title:
        lines.append(f"    title {safe(title)}")
    return "\n".join([*lines, *(f"    {line}" for line in _body(ladder))]) + "\n"


def safe(words: str) -> str:
    """Give words as they can stand in a line of a diagram, whatever is in them."""
    return "".join(map(_safe, " ".join(words.split())))


def _safe(mark: str) -> str:
    if (mark.isascii() and mark.isalnum()) or mark in _HARMLESS:
        return mark
    return f"#{ord(mark)};" if mark.isprintable() else f"#{ord(_UNSEEN)};"


def _body(ladder: Ladder) -> Iterator[str]:
    ids = {name: f"p{number}" for number, name in enumerate(ladder.lanes)}
    for name, own in ids.items():
        yield f"participant {own} as {safe(name)}"
    everybody = f"{ids[ladder.lanes[0]]},{ids[ladder.lanes[-1]]}" if ids else "p0"
    if not ids:
        yield "participant p0 as nobody"
    if not ladder.rungs:
        yield f"Note over {everybody}: {NOTHING}"
    if ladder.left_off:
        yield f"Note over {everybody}: {ladder.left_off:,} rows before"
    for rung in ladder.rungs:
        yield f"{_drawn(rung, ids, everybody)}: {safe(f'{clocked(rung.at)} {words_of(rung)}')}"


def _drawn(rung: Rung, ids: dict[Name, str], everybody: str) -> str:
    match rung:
        case Said(source=source, target=target):
            return f"{ids[source]}{_arrow(rung)}{ids[target]}"
        case Repeated(source=source, target=target):
            return f"{ids[source]}<<-->>{ids[target]}"
        case Happened(who=who):
            return f"Note over {ids.get(who, everybody)}"


def _arrow(rung: Said) -> str:
    if rung.came:
        return "->>"
    return "-)" if rung.fates[-1].kind is FateKind.IN_THE_AIR else "-x"
