"""A ladder as a PlantUML sequence diagram. Pure functions of a ladder.

It has no block that would need an end, for PlantUML passes one that has none. Words are made safe one character at a
time: whatever could be markup goes as ``<U+0023>``.
"""

from collections.abc import Iterator

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.ladder.words import NOTHING, words_of
from premises.journey.trace import FateKind
from premises.quantity import clocked

_HARMLESS = frozenset(" .,:()_+-/'@")
"""Marks that mean nothing to PlantUML within a line, unless they stand twice."""

_UNSEEN = "\N{REPLACEMENT CHARACTER}"

_WIDEST = 0xFFFF
"""The last character that ``<U+....>`` can name. Ours: what four digits hold."""


def plantuml_of(ladder: Ladder, title: str = "") -> str:
    """Give the ladder as the text of a PlantUML diagram, which ends with a new line."""
    head = ["@startuml", "hide footbox", *([f"title {safe(title)}"] if title else [])]
    return "\n".join([*head, *_body(ladder), "@enduml"]) + "\n"


def safe(words: str) -> str:
    """Give words as they can stand in a line of a diagram, whatever is in them."""
    whole = " ".join(words.split())
    return "".join(_safe(mark, beside) for mark, beside in zip(whole, " " + whole, strict=False))


def _safe(mark: str, before: str) -> str:
    # A mark that stands twice is Creole's: bold, underlined, struck out.
    if (mark.isascii() and mark.isalnum()) or (mark in _HARMLESS and mark != before) or mark == " ":
        return mark
    return f"<U+{ord(mark if mark.isprintable() and ord(mark) <= _WIDEST else _UNSEEN):04X}>"


def _body(ladder: Ladder) -> Iterator[str]:
    ids = {name: f"p{number}" for number, name in enumerate(ladder.lanes)}
    for name, own in ids.items():
        yield f'participant "{safe(name)}" as {own}'
    everybody = f"{ids[ladder.lanes[0]]}, {ids[ladder.lanes[-1]]}" if len(ids) > 1 else "p0"
    if not ids:
        yield 'participant "nobody" as p0'
    if not ladder.rungs:
        yield f"note over {everybody} : {NOTHING}"
    if ladder.left_off:
        yield f"note over {everybody} : {ladder.left_off:,} rows before"
    for rung in ladder.rungs:
        yield f"{_drawn(rung, ids, everybody)} : {safe(f'{clocked(rung.at)} {words_of(rung)}')}"


def _drawn(rung: Rung, ids: dict[Name, str], everybody: str) -> str:
    match rung:
        case Said(source=source, target=target):
            return f"{ids[source]} {_arrow(rung)} {ids[target]}"
        case Repeated(source=source, target=target):
            return f"{ids[source]} <--> {ids[target]}"
        case Happened(who=who):
            return f"note over {ids.get(who, everybody)}"


def _arrow(rung: Said) -> str:
    if rung.came:
        return "->"
    return "->o" if rung.fates[-1].kind is FateKind.IN_THE_AIR else "->x"
