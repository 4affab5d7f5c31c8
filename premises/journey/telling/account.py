"""Why each package waits, as a page for a person; nothing here asks or decides."""

from collections.abc import Iterator

from premises.journey.telling.named import name_of, number_of
from premises.journey.telling.seen import Seen
from premises.journey.telling.sentences import (
    REACHED,
    cause_in_words,
    entry_in_words,
    next_in_words,
    origin_in_words,
    place_in_words,
    progress_in_words,
    state_in_words,
    way_in_words,
)
from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Finding
from premises.quantity import Instant, spoken

_MARGIN = 10


def page_of(seen: Seen) -> Iterator[str]:
    """Give the page, line by line."""
    count = len(seen.diagnoses)
    yield (
        f"{seen.premises}  premises time {spoken(seen.now)}  {count} package{'' if count == 1 else 's'}, "
        f"{seen.stalled} stalled"
        + (f", {seen.unexplained} of them unexplained" if seen.unexplained else "")
        + (f"; {len(seen.refused)} refused" if seen.refused else "")
    )
    for diagnosis in seen.diagnoses:
        yield ""
        yield from _package(diagnosis, seen)
    for request in seen.refused:
        yield ""
        yield f"request {number_of(request.refused)}: {request.finding.cause.code}"
        yield from _finding(request.finding, seen.now)


def line_of(diagnosis: Diagnosis) -> str:
    """Give one package in one line: where it is since when, and why it is no further."""
    package = diagnosis.package
    return (
        f"{name_of(package)} of request {number_of(package)}: at {package.stage.value} since {spoken(package.since)}, "
        f"{state_in_words(diagnosis)}"
    )


def row_of(diagnosis: Diagnosis) -> str:
    """Give where a package is and why it is no further, in a few words."""
    return f"{diagnosis.package.stage.value}: {state_in_words(diagnosis)}"


def _package(diagnosis: Diagnosis, seen: Seen) -> Iterator[str]:
    now = seen.now
    package, finding = diagnosis.package, diagnosis.finding
    headline = ("done" if package.is_done else "it moves") if finding is None else finding.cause.code
    yield f"{name_of(package)} of request {number_of(package)}: {headline}"
    yield _row("way", way_in_words(package, seen.layout))
    yield _row("here", f"{REACHED[package.stage]}, since {spoken(package.since)}; {progress_in_words(diagnosis, now)}")
    if finding is not None:
        yield from _finding(finding, now)
    for index, other in enumerate(diagnosis.also):
        yield _row("" if index else "also", cause_in_words(other))


def _finding(finding: Finding, now: Instant) -> Iterator[str]:
    lasts = spoken(max(0, now - finding.since))
    yield _row("why", f"{finding.words} ({finding.cause.kind.value})")
    since = f"since {spoken(finding.since)}, for {lasts}"
    yield _row("where", f"{place_in_words(finding)}, {since}; {origin_in_words(finding)}")
    for number, evidence in enumerate(finding.evidence, 1):
        yield _row("" if number > 1 else "evidence", f"{number}. {evidence.says}")
        for entry in evidence.entries:
            yield _row("", f"   {entry_in_words(entry)}")
    yield _row("next", next_in_words(finding))
    yield _row("ends by", f"{finding.cause.ends}; who can act: {finding.cause.who_can_act}")
    yield _row("known to", finding.cause.who_could_know)


def _row(label: str, words: str) -> str:
    return f"  {label:<{_MARGIN}}{words}"
