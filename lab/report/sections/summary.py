"""The first section: which device failed and who could know, where each package is, and what was run."""

from lab.report.facts.run import Facts
from lab.report.facts.verdict import answer
from lab.report.page import Part, Section, Table, Words
from lab.report.sections.blame import said_on_top
from premises.journey.run_file import How
from premises.journey.telling.named import number_of
from premises.journey.telling.sentences import REACHED, state_in_words
from premises.journey.trace import trace_hash
from premises.quantity import spoken

_HOW = {How.LIVE: "live, with real processes", How.VIRTUAL: "in virtual time"}


def summary(facts: Facts) -> Section:
    """Give the section."""
    parts: list[Part] = [Words(said, "lead") for said in (*answer(facts.seen, facts.journey), *said_on_top(facts))]
    if facts.seen.diagnoses:
        parts.append(_packages(facts))
    if facts.seen.refused:
        parts.append(_refused(facts))
    parts.append(_about(facts))
    return Section("summary", "Which device failed, and who could know?", tuple(parts))


def _packages(facts: Facts) -> Table:
    rows = tuple(
        (
            package.device, f"{package.version:#010x}", number_of(package),
            f"{package.stage.value}: {REACHED[package.stage]}", spoken(package.since),
            f"{package.have} of {package.size}", state_in_words(diagnosis),
        )
        for diagnosis in facts.seen.diagnoses
        for package in (diagnosis.package,)
    )  # fmt: skip
    head = ("device", "version", "request", "where it is", "since", "octets", "why it is no further")
    return Table("Each package, where it is and why it is no further", head, rows, frozenset((4, 5)))


def _refused(facts: Facts) -> Table:
    rows = tuple(
        (each.refused.request_id, each.finding.cause.code, each.finding.words, each.finding.cause.who_could_know)
        for each in facts.seen.refused
    )
    return Table("What the DCC adapter refused", ("request", "cause", "why", "who could know"), rows)


def _about(facts: Facts) -> Table:
    header, run = facts.run.header, facts.run
    killed = ", ".join(f"{boot.who} (boot {boot.boot})" for boot in run.killed)
    began = header.started or "at the origin of its own clock, 0 s"
    rows = [
        ("premises", f"{facts.site.name}, design {facts.site.design}"),
        ("run", f"{header.run_id}, {_HOW[header.how]}, seed {header.seed}"),
        ("began", began),
        ("lasted", f"{spoken(facts.now)} of premises time"),
        ("notes", f"{len(facts.entries)}, trace {trace_hash(facts.entries)}"),
        ("complete", "no: " + "; ".join(facts.warnings) if facts.warnings else "yes: every note is here"),
        ("killed", f"{killed}: their last moments may be missing" if facts.is_live and killed else ""),
        ("made by", ", ".join(f"{name} {number}" for name, number in sorted(header.versions.items()))),
    ]
    return Table("The run", ("what", "value"), tuple(row for row in rows if row[1]))
