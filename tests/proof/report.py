"""What a proof found, as values, as JSON and as a page."""

import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.house.tables import filled
from tests.proof.budget import Budget
from tests.proof.bugs import BUGS
from tests.proof.search import prove
from tests.proof.story import told
from tests.proof.watch import ENDS, RULES
from tests.proof.worlds import AGENDA, Make

VERSION = 1
"""Of the JSON. A key more is no other version."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "proof.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One world, or one bug."""

    name: str
    about: str
    budget: Budget
    worlds: int
    moves: int
    depth: int
    resting: int
    seconds: float
    """Of processor time."""
    megabytes: int
    """The most memory that its process ever had."""
    exhausted: bool
    why_not: str
    """Why it was not exhausted; empty when it was."""
    checks: Mapping[str, int]
    """How often each rule had something to say."""
    broken: str
    """The rule that does not hold, and how that shows; empty when all hold."""
    story: tuple[str, ...]
    """The shortest one in which it does not."""
    false_success: tuple[str, ...]
    """Under ``early``, the shortest story in which a success was said that is none."""


def prove_row(name: str, make: Make, budget: Budget) -> Row:
    """Search one world, and give what was found."""
    plan = make()
    world, found = prove(plan, budget)
    why_not, memory = "", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if not found.exhausted:
        why_not = "a rule does not hold" if found.broken else f"more than {found.worlds:,} worlds"
    return Row(
        name or plan.name, plan.about, budget, found.worlds, found.moves, found.depth, found.resting,
        round(found.seconds, 1), memory, found.exhausted, why_not, world.watch.checks() | {ENDS: found.resting},
        "" if found.broken is None else ": ".join(found.broken.violation),
        () if found.broken is None else tuple(told(world, found.broken)),
        () if found.false_success is None else tuple(told(world, found.false_success)),
    )  # fmt: skip


def agenda_row(index: int, budget_max: int) -> Row:
    """Search one world of the agenda, with at most so many faults of each kind; a process is given its number."""
    make, budget = AGENDA[index]
    return prove_row("", make, Budget(*(min(each, budget_max) for each in budget)))


def bug_rows() -> list[Row]:
    """Look for each planted bug, and give what was found."""
    return [prove_row(bug.what, bug.plan, bug.budget) for bug in BUGS]


def faults_of(rows: Sequence[Row], bugs: Sequence[Row]) -> list[str]:
    """Give every bar that is not reached, a line each."""
    wrong = [f"{row.name}: {row.broken or row.why_not}" for row in rows if row.broken or not row.exhausted]
    wrong += [
        f"{row.name}: a false success was {'' if row.false_success else 'not '}found"
        for row in rows
        if ("early" in row.name and "ailing" in row.name) != bool(row.false_success)
    ]
    planted = zip(BUGS, bugs, strict=True)
    wrong += [f"not found: {bug.what}" for bug, row in planted if not row.broken.startswith(f"{bug.rule}: ")]
    quiet = [rule for rule in RULES if not sum(row.checks[rule] for row in rows)]
    return wrong + [f"never had anything to say: {rule}" for rule in quiet]


def as_json(rows: Sequence[Row], bugs: Sequence[Row], seconds: float) -> dict[str, Any]:
    """Give the whole proof as plain values."""
    return {
        "version": VERSION,
        "seconds": round(seconds, 1),
        "worlds": [asdict(row) | {"budget": row.budget._asdict()} for row in rows],
        "bugs": [asdict(row) | {"budget": row.budget._asdict()} for row in bugs],
        "faults": faults_of(rows, bugs),
    }


def lines_of(rows: Sequence[Row], bugs: Sequence[Row], seconds: float) -> Iterator[str]:
    """Give the proof for a person: a table, then how often each rule had something to say, then the bugs."""
    head = ("world", "budget", "worlds", "events", "depth", "s", "MB", "")
    yield "{:24} {:>7} {:>11} {:>11} {:>6} {:>6} {:>6}  {}".format(*head)
    for row in rows:
        ends = "exhausted, every rule holds" if row.exhausted and not row.broken else row.broken or row.why_not
        budget = "/".join(map(str, row.budget))
        figures = f"{row.worlds:11,} {row.moves:11,} {row.depth:6} {row.seconds:6.0f} {row.megabytes:6}"
        yield f"{row.name:24} {budget:>7} {figures}  {ends}"
    for rule in RULES:
        yield f"{sum(row.checks[rule] for row in rows):12,}  {rule}"
    for row in bugs:
        yield f"planted: {row.name}: {'found in ' + str(len(row.story) - 1) + ' events' if row.story else 'NOT FOUND'}"
    for row in rows:
        yield from (f"{row.name}: {line}" for line in row.story)
    total = sum(row.worlds for row in rows)
    moves, cpu = sum(row.moves for row in rows), sum(row.seconds for row in rows)
    yield f"{total:,} worlds, {moves:,} events in {seconds:.0f} s, {cpu:.0f} s of processor"


def write_docs(rows: Sequence[Row], bugs: Sequence[Row], said: str) -> None:
    """Write the figures of docs/proof.md again; ``said`` is when and where they were taken."""
    tables = {"worlds": _worlds(rows, said), "rules": _rules(rows), "bugs": _bugs(bugs), "early": _early(rows)}
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _worlds(rows: Sequence[Row], said: str) -> str:
    lines = [
        said,
        "",
        "| world | what | drops, copies, crashes | worlds | events | depth | s of processor | MB | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        end = "exhausted" if row.exhausted and not row.broken else row.broken or row.why_not
        budget = ", ".join(map(str, row.budget))
        figures = f"{row.worlds:,} | {row.moves:,} | {row.depth} | {row.seconds:.0f} | {row.megabytes:,}"
        lines.append(f"| `{row.name}` | {row.about} | {budget} | {figures} | {end} |")
    return "\n".join(lines)


def _rules(rows: Sequence[Row]) -> str:
    lines = ["| rule | had something to say |", "|---|---|"]
    return "\n".join([*lines, *(f"| {rule} | {sum(row.checks[rule] for row in rows):,} times |" for rule in RULES)])


def _bugs(bugs: Sequence[Row]) -> str:
    lines = ["| planted | found after | as |", "|---|---|---|"]
    return "\n".join(
        [
            *lines,
            *(f"| {row.name} | {len(row.story) - 1} events, {row.worlds:,} worlds | {row.broken} |" for row in bugs),
        ]
    )


def _early(rows: Sequence[Row]) -> str:
    story = min((row.false_success for row in rows if row.false_success), key=len, default=())
    return "\n".join(["```", *story, "```"])
