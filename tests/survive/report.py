"""What a campaign found: as a document for programs, as a table for a person, and in docs/survival.md."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.house.tables import filled
from tests.house.tree import ROOT
from tests.survive.planted import BUGS
from tests.survive.workers import Result

VERSION = 1
"""Of the document."""

SURVIVAL = Path("docs/survival.md")
KINDS = ("nothing", "torn", "kept", "reserved", "sent")
HEAD = ("story", "events", "cut points", *KINDS, "a second cut", "not kept")


def document_of(result: Result) -> Mapping[str, Any]:
    """Give all of it for a program; counts are of cut points unless they say otherwise."""
    found = result.found
    stories: dict[str, dict[str, Any]] = {}
    for (story, who, kind), count in sorted(found.points.items()):
        entry = stories.setdefault(story, {"events": found.events[story], "cut_points": 0, "participants": {}})
        entry["cut_points"] += count
        entry["participants"].setdefault(who, {})[kind] = count
    return {
        "format": VERSION,
        "cut_points": found.total,
        "violated": found.failed,
        "took_s": round(result.took_s, 1),
        "worked_s": round(result.worked_s, 1),
        "slowest_recovery_s": found.slowest_s,
        "stories": stories,
        "violations": [{**asdict(each), "repeat": each.repeat} for each in found.violations],
        "explained": dict(found.explained.most_common()),
        "storms": {
            "told": result.storms.told,
            "wrong": result.storms.wrong,
            "explained": dict(result.storms.explained.most_common()),
            "slowest_recovery_s": result.storms.slowest_s,
        },
        "planted": {name: {"found_at": failed, "of": of} for name, (failed, of) in sorted(result.bugs.items())},
    }


def lines_of(result: Result) -> Iterator[str]:
    """Give all of it for a person."""
    yield from _columns(list(_rows(result)))
    yield ""
    yield _summary(result)
    for words, count in result.found.explained.most_common():
        yield f"{count:6}  {words}"
    for name, (failed, of) in sorted(result.bugs.items()):
        yield f"{failed:6}  of {of} cut points find the planted bug '{name}'"
    for line in result.failures:
        yield f"FAILED {line}"


def write_docs(result: Result) -> None:
    """Write the figures into docs/survival.md."""
    page = ROOT / SURVIVAL
    explained = (result.found.explained + result.storms.explained).most_common()
    tables = {
        "survived": _table([HEAD, *_rows(result)]) + f"\n\n{datetime.now(UTC):%Y-%m-%d}: {_summary(result)}",
        "explained": _table([("cut points and storms", "what"), *((str(count), words) for words, count in explained)]),
        "planted": _table(
            [
                ("planted bug", "what is wrong", "found at", "of"),
                *((name, bug.what, *map(str, result.bugs.get(name, (0, 0)))) for name, bug in BUGS.items()),
            ]
        ),
    }
    page.write_text(filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _rows(result: Result) -> Iterator[tuple[str, ...]]:
    found = result.found
    failed = Counter(violation.story for violation in found.violations)
    for story in dict.fromkeys(story for story, _, _ in found.points):
        kinds: Counter[str] = Counter()
        for (name, _, kind), count in found.points.items():
            if name == story:
                kinds["again" if kind.endswith(" again") else kind] += count
        counts = (kinds.total(), *(kinds[kind] for kind in KINDS), kinds["again"], failed[story])
        yield story, str(found.events[story]), *map(str, counts)


def _summary(result: Result) -> str:
    found, storms = result.found, result.storms
    took = f"{result.took_s:.0f} s ({result.worked_s:.0f} s of processor time)"
    said = f"{found.total} cut points, storms and planted bugs in {took}; a promise not kept at {found.failed}"
    said += f"; the slowest story came to its end {found.slowest_s:.0f} s after the last restart"
    if storms.told:
        said += f". {storms.told} storms, {len(storms.wrong)} promises not kept, "
        said += f"the slowest over {storms.slowest_s:.0f} s after the calm began"
    return said + "."


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    table = [HEAD, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEAD))]
    for row in table:
        first = row[0].ljust(widths[0])
        yield "  ".join((first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))))


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join((lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]))
