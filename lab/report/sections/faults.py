"""What was wrong on purpose: the faults of the site, and those that somebody imposed on the run."""

from collections.abc import Iterator

from lab.faults.imposed import ends_at
from lab.report.facts.run import Facts
from lab.report.page import Section, Table, Words
from premises.faults.said.spoken import words_of
from premises.quantity import NEVER, Instant, seconds, spoken
from premises.wire.notes.emulator import FaultCleared, FaultImposed

FAULTS_SHOWN_MAX = 500
"""Imposed faults and clearings on the page, the first; the rest are counted. Ours."""


def faults(facts: Facts) -> Section:
    """Give the section."""
    rows = (*_own(facts), *_imposed(facts))
    title = "What was wrong on purpose"
    if not rows:
        return Section("faults", title, (Words("Nothing: the site has no fault, and nobody imposed one."),))
    left = len(rows) - FAULTS_SHOWN_MAX
    said = "Faults of the site are there from the beginning and have no id." + (f" {left} more." if left > 0 else "")
    head = ("fault", "by", "id", "from", "until")
    table = Table("Faults", head, rows[:FAULTS_SHOWN_MAX], frozenset((3, 4)))
    return Section("faults", title, (Words(said), table))


def _own(facts: Facts) -> Iterator[tuple[str, ...]]:
    for spec in facts.site.fault:
        yield words_of(spec), "site", "", spoken(seconds(spec.from_s)), _until(ends_at(spec))


def _imposed(facts: Facts) -> Iterator[tuple[str, ...]]:
    for entry in facts.entries:
        match entry.note:
            case FaultImposed(id=id_, by=by, said=said, begins_at=begins_at, ends_at=until):
                yield said, by, id_, spoken(begins_at), _until(None if until == NEVER else until)
            case FaultCleared(id=id_, by=by):
                yield "cleared", by, id_, spoken(entry.at), ""


def _until(end: Instant | None) -> str:
    return "" if end is None else spoken(end)
