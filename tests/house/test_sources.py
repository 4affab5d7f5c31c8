"""Every source and assumption that code names stands in docs/sources.md, and no assumption stands there twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules, packages, rows, text

PAGE = Path("docs/sources.md")
CITED = modules(*packages())

ASSUMPTION = re.compile(r"\b[Aa]ssumptions? (\d+)(?:(?:,| and|, and) (\d+))*")
SOURCE = re.compile(r"\bSource(?: of [a-z ]+)?: ([^\n\"]+)")
ELSEWHERE = re.compile(r"(docs/[\w./-]+\.md), ([^.;,)\n\"]+)")
RECORD = re.compile(r"docs/decisions/(\d{4})")
VENDOR_KEY = re.compile(r"\bEZ-[A-Z]+\b")
UNNUMBERED = re.compile(r"\ban assumption of ours\b|\bdomain assumption\b")


def keys() -> tuple[str, ...]:
    """Give every name under which a source may be cited."""
    return tuple(key.strip("` ") for key, *_ in rows(PAGE, "## Sources") for key in key.split(" / "))


def assumptions() -> tuple[int, ...]:
    """Give the numbers of the list."""
    return tuple(int(number) for number, *_ in rows(PAGE, "## Assumptions"))


def headings(page: str) -> set[str]:
    """Give the headings of a page in lower case."""
    return {line.lstrip("# ").lower() for line in text(Path(page)).splitlines() if line.startswith("#")}


def is_known(citation: str) -> bool:
    """Say whether what follows "Source: " names something that can be looked up."""
    if found := ELSEWHERE.search(citation):
        return (ROOT / found[1]).exists() and found[2].strip().lower() in headings(found[1])
    if found := RECORD.search(citation):
        return any((ROOT / "docs/decisions").glob(f"{found[1]}-*.md"))
    return citation.startswith("as above") or any(
        re.search(rf"(?<!\w){re.escape(key)}(?!\w)", citation) for key in keys()
    )


def test_assumptions_are_numbered_once() -> None:
    assert len(set(assumptions())) == len(assumptions()) > 0


def test_each_assumption_says_what_is_assumed_and_why() -> None:
    short = [row for row in rows(PAGE, "## Assumptions") if len(row) != 4 or not all(row)]

    assert short == []


def test_each_source_has_a_confidence() -> None:
    odd = [
        row
        for row in rows(PAGE, "## Sources")
        if row[2] not in ("verified", "verified in one implementation", "recalled")
    ]

    assert odd == []


def test_every_assumption_that_is_cited_is_on_the_page() -> None:
    cited = [
        f"{place}: assumption {number}"
        for place, line in _lines()
        for found in ASSUMPTION.finditer(line)
        for number in re.findall(r"\d+", found[0])
        if int(number) not in assumptions()
    ]

    assert cited == []


def test_every_assumption_in_code_has_a_number() -> None:
    assert [place for place, line in _lines() if UNNUMBERED.search(line)] == []


def test_every_source_that_is_cited_is_on_the_page() -> None:
    cited = [
        f"{place}: {found[1]}" for place, line in _lines() for found in SOURCE.finditer(line) if not is_known(found[1])
    ]

    assert cited == []


def test_every_vendor_key_is_on_the_page() -> None:
    cited = [f"{place}: {key}" for place, line in _lines() for key in VENDOR_KEY.findall(line) if key not in keys()]

    assert cited == []


@pytest.mark.parametrize(
    ("citation", "known"),
    [
        ("EZ-OC, 5 minutes.", True),
        ("EZ-OCEAN", False),
        ("MinimumBlockPeriod, EZ-OC.", True),
        ("docs/decisions/0001.", True),
        ("docs/decisions/9999.", False),
        ("docs/sources.md, radio frames.", True),
        ("docs/sources.md, tea leaves.", False),
        ("somebody told me", False),
    ],
)
def test_a_citation_is_looked_up(citation: str, known: bool) -> None:
    assert is_known(citation) is known


def _lines() -> Iterator[tuple[str, str]]:
    for path in CITED:
        if path.parent != Path("tests/house"):
            for number, line in enumerate(text(path).splitlines(), start=1):
                yield f"{path}:{number}", line
