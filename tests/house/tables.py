"""The tables of docs/ that are made from code: `make docs` writes them, a test compares them.

A table stands between `<!-- generated: name -->` and `<!-- end -->`. Everything else on the page is a person's.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from msgspec.structs import fields

from lab.bundles.lint import RULES
from premises.identity import Name
from premises.journey.why.cause import CAUSES
from premises.wire.message import Message
from premises.wire.notes.vocabulary import NOTES, event_of
from premises.wire.topics import Topics
from tests.designs import attacks, costs
from tests.house import sequences
from tests.house.tree import ROOT, assigned, documented, modules, parsed, products, text
from tests.journey.parties import answers as views
from tests.rooms.overwrites import IMAGES, overwrite_rows
from tests.smi import answers

PROTOCOL = Path("docs/protocol.md")
NAMED_LIMITS = Path("docs/named-limits.md")
STALLS = Path("docs/stalls.md")
OVERWRITES = Path("docs/overwrites.md")
DESIGNS = Path("docs/designs.md")
BUNDLES = Path("docs/bundles.md")
ATTACKS = Path("docs/attacks.md")
INVENTORY = Path("docs/inventory.md")
VIEWS = Path("docs/views.md")

MESSAGES = (
    "field.zcl",
    "field.metering",
    "gbcs.alerts",
    "gbcs.activation",
    "gbcs.reading",
    "gbcs.device_log",
    "field.wan",
    "duis.messages",
    "duis.inventory",
    "device.supply",
    "radio.mac",
    "radio.aps",
)
"""The modules of premises.wire that hold messages, in the order of the page."""

SOURCED = re.compile(r"\b(Source:|[Aa]ssumption \d|Ours\b|Rule \d)")


@dataclass(frozen=True, slots=True)
class Limit:
    """One named number of the product."""

    path: Path
    name: str
    """With the class in front when it is a field of one."""
    value: str
    """As it is written."""
    said: str
    """Its docstring, on one line."""

    @property
    def is_bound(self) -> bool:
        """Whether it bounds something, as its name says (rule 9), and is not another limit by a second name."""
        return self.name.lower().endswith(("_max", "_min", "_max_s")) and not self.value.isidentifier()

    @property
    def is_sourced(self) -> bool:
        """Whether it says where it comes from."""
        return bool(SOURCED.search(self.said))


def limits() -> tuple[Limit, ...]:
    """Give every public, named number of the product, in order of file and line."""
    return tuple(limit for path in modules(*products()) for limit in _limits_of(path))


def note_rows() -> Iterator[Sequence[str]]:
    """Give one row an event, in the order of the vocabulary."""
    for kind in NOTES:
        yield f"`{event_of(kind)}`", _first_line(kind), _fields_of(kind)


def message_rows() -> Iterator[Sequence[str]]:
    """Give one row a message, by module and in the order of the code."""
    for module in MESSAGES:
        import_module(f"premises.wire.{module}")
    for kind in sorted(_leaves(Message), key=_place):
        yield (
            f"`{kind.__name__}`",
            f"`{kind.__module__.removeprefix('premises.wire.')}`",
            _first_line(kind),
            _fields_of(kind),
        )


def topic_rows() -> Iterator[Sequence[str]]:
    """Give one row a topic."""
    topics = Topics(Name("<premises>"))
    for name, method in vars(Topics).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            blanks = [Name(f"<{blank}>") for blank in list(inspect.signature(method).parameters)[1:]]
            yield f"`{getattr(topics, name)(*blanks)}`", _first_line(method)


def limit_rows() -> Iterator[Sequence[str]]:
    """Give one row a named number."""
    for limit in (limit for limit in limits() if limit.said):
        yield f"`{limit.name}`", f"`{limit.value}`", f"`{limit.path}`", limit.said


CAUSES_HEAD = ("cause", "kind", "meaning", "evidence", "ends with", "who can act", "who could know")


def cause_rows() -> Iterator[Sequence[str]]:
    """Give one row a cause, in the order of precedence."""
    for cause in CAUSES:
        whos = cause.who_can_act, cause.who_could_know
        yield f"`{cause.code}`", cause.kind.value, cause.meaning, cause.needs, cause.ends, *whos


def rule_rows() -> Iterator[Sequence[str]]:
    """Give one row a rule of ``premises bundle lint``."""
    for rule, words in RULES.items():
        yield f"`{rule}`", words


@dataclass(frozen=True, slots=True)
class Table:
    """One generated table."""

    page: Path
    name: str
    head: Sequence[str]
    rows: Callable[[], Iterable[Sequence[str]]]

    def markdown(self) -> str:
        """Give the table as it stands on its page."""
        lines = [self.head, ["---"] * len(self.head), *self.rows()]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


TABLES = (
    Table(PROTOCOL, "notes", ("event", "meaning", "fields"), note_rows),
    Table(PROTOCOL, "messages", ("message", "module", "meaning", "fields"), message_rows),
    Table(PROTOCOL, "topics", ("topic", "meaning"), topic_rows),
    Table(STALLS, "causes", CAUSES_HEAD, cause_rows),
    Table(OVERWRITES, "overwrites", ("held, and what comes", *IMAGES), overwrite_rows),
    Table(DESIGNS, "costs", costs.HEAD, costs.rows),
    Table(ATTACKS, "attacks", attacks.HEAD, attacks.rows),
    Table(INVENTORY, "notified", answers.NOTIFIED, answers.notified_rows),
    Table(INVENTORY, "later", answers.LATER, answers.later_rows),
    Table(INVENTORY, "changed", answers.CHANGED, answers.changed_rows),
    Table(INVENTORY, "inherited", answers.INHERITED, answers.inherited_rows),
    Table(INVENTORY, "codes", answers.CODES, answers.code_rows),
    Table(INVENTORY, "others", answers.OTHERS, answers.other_rows),
    Table(INVENTORY, "shipped", answers.SHIPPED, answers.shipped_rows),
    Table(INVENTORY, "agreement", answers.APART, answers.agreement_rows),
    Table(VIEWS, "told", views.TOLD, views.told_rows),
    Table(VIEWS, "believed", views.BELIEVED, views.believed_rows),
    Table(BUNDLES, "rules", ("rule", "what must hold"), rule_rows),
    Table(NAMED_LIMITS, "limits", ("name", "value", "where", "what it is"), limit_rows),
)

TEXTS: Mapping[tuple[Path, str], Callable[[], str]] = {(VIEWS, "desk"): views.desk_page}
"""What is no table and stands between markers all the same, by page and name."""


def filled(page: str, tables: Mapping[str, str]) -> str:
    """Give the text of a page with each table between its markers."""
    for name, table in tables.items():
        start, end = f"<!-- generated: {name} -->", "<!-- end -->"
        assert page.count(start) == 1, f"expected one {start}, found {page.count(start)}"
        before, after = page.split(start)
        assert end in after, f"no {end} after {start}"
        page = f"{before}{start}\n\n{table}\n\n{after[after.index(end) :]}"
    return page


def page_of(page: Path) -> str:
    """Give one page that has generated tables, as it should be."""
    wanted = {table.name: table.markdown() for table in TABLES if table.page == page}
    wanted |= {name: made() for (there, name), made in TEXTS.items() if there == page}
    return filled((ROOT / page).read_text(encoding="utf-8"), wanted)


def main() -> int:
    """Write every generated table again."""
    for page in dict.fromkeys(table.page for table in TABLES):
        (ROOT / page).write_text(page_of(page), encoding="utf-8")
    sequences.write()
    return 0


def _limits_of(path: Path) -> Iterator[Limit]:
    module = parsed(path)
    yield from _numbers(path, module.body, "", r"[A-Z][A-Z0-9_]*")
    for found in module.body:
        if isinstance(found, ast.ClassDef) and not _is_closed(found):
            yield from _numbers(path, found.body, f"{found.name}.", r"[a-z][a-z0-9_]*")


def _numbers(path: Path, body: list[ast.stmt], owner: str, shape: str) -> Iterator[Limit]:
    for statement, words in documented(body):
        name = assigned(statement)
        if re.fullmatch(shape, name) and statement.value is not None and _is_number(statement.value):
            yield Limit(path, owner + name, ast.get_source_segment(text(path), statement.value) or "", words)


def _is_closed(kind: ast.ClassDef) -> bool:
    # A note's, a picture's and an enum's numbers are values, not limits.
    return any("Enum" in base or base in ("Note", "Struct", "Message") for base in map(ast.unparse, kind.bases))


def _is_number(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=operand):
            return _is_number(operand)
        case ast.BinOp(left=left, right=right):
            return _is_number(left) and _is_number(right)
        case ast.Call(func=ast.Name(id="seconds" | "Duration" | "Instant"), args=[span]):
            return _is_number(span)
        case ast.Name(id=name):
            return name.isupper() and len(name) > 1
        case _:
            return False


def _leaves(kind: type[Message]) -> Iterator[type[Message]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("premises.wire."):
            yield from _leaves(below) if below.__subclasses__() else (below,)


def _place(kind: type[Message]) -> tuple[int, int]:
    return MESSAGES.index(kind.__module__.removeprefix("premises.wire.")), inspect.getsourcelines(kind)[1]


def _first_line(thing: object) -> str:
    # The first paragraph: a first line may not fit on one line.
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _fields_of(kind: type) -> str:
    told: dict[str, str] = {}
    for ancestor in reversed(kind.__mro__):
        if ancestor.__module__.startswith("premises.wire."):
            told.update(_told(ancestor))
    shown = (f"`{field.name}`" + (f": {told[field.name]}" if told.get(field.name) else "") for field in fields(kind))
    return "<br>".join(shown)


def _told(kind: type) -> dict[str, str]:
    match ast.parse(textwrap.dedent(inspect.getsource(kind))).body:
        case [ast.ClassDef(body=body)]:
            return {assigned(statement): words for statement, words in documented(body)}
        case _:
            return {}


if __name__ == "__main__":
    sys.exit(main())
