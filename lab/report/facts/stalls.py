"""Every cause that held a package up in a run: since when, for how long, and with which evidence.

As ``lab.watching.story`` tells them, so a page and a watcher never differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lab.watching.story import LOOK_EVERY, Story
from premises.identity import Name
from premises.journey.telling.named import name_of, number_of
from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Finding
from premises.quantity import Duration, Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

STALLS_MAX = 200
"""Causes of one page, the first; the rest are counted. Ours: nobody reads more."""

LOOKS_MAX = 4_000
"""Looks at one run, about: in a run of more than half an hour a watcher looks more often. Ours: seconds to make."""


@dataclass(frozen=True, slots=True)
class Stall:
    """One cause that held."""

    about: str
    """The package, with the number of its request, or the request that was refused."""
    finding: Finding
    lasted: Duration
    is_over: bool
    """Whether it ended before the run did."""


def look_every(now: Instant) -> Duration:
    """Give how often a run that ends at ``now`` is looked at: as often as a watcher does, or so that LOOKS_MAX do."""
    return Duration(max(LOOK_EVERY, now // LOOKS_MAX))


def stalls_of(site: Site, entries: Iterable[Entry], now: Instant) -> tuple[Stall, ...]:
    """Give what was told of causes up to ``now``, in the order in which it was told."""
    story = Story(site, look_every(now))
    stalls: list[Stall] = []
    open_of: dict[tuple[str, Name], int] = {}
    """Where the cause of each package is that has not ended."""
    for change in (*story.tell(entries, now), *story.end(now)):
        if change.diagnosis is None or change.kind not in ("cause", "ended"):
            continue
        package = change.diagnosis.package
        before = open_of.pop((package.request_id, package.device), None)
        if before is not None:
            # Another cause that is told before this one ended stands for its end.
            lasted = change.lasted if change.kind == "ended" else change.at - stalls[before].finding.since
            stalls[before] = replace(stalls[before], lasted=Duration(max(0, lasted)), is_over=True)
        if change.kind == "cause" and change.diagnosis.finding is not None:
            open_of[package.request_id, package.device] = len(stalls)
            stalls.append(_begun(change.diagnosis, change.diagnosis.finding, now))
    return tuple(stalls)


def _begun(diagnosis: Diagnosis, finding: Finding, now: Instant) -> Stall:
    package = diagnosis.package
    about = f"{name_of(package)} of request {number_of(package)}"
    return Stall(about, finding, Duration(max(0, now - finding.since)), is_over=False)
