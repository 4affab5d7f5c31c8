"""What is known of a premises at one moment, by the notes that were heard: of a running one, or of a run file."""

from collections.abc import Iterable
from dataclasses import dataclass

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, layout_of
from premises.journey.run_file import RunFile
from premises.journey.why.diagnosis import Diagnosis, RefusedRequest, diagnose_all, refused_requests
from premises.journey.why.finding import Kind
from premises.quantity import Instant, spoken
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import site_of_run


@dataclass(frozen=True, slots=True)
class Seen:
    """Every package of a premises, and why it waits."""

    premises: Name
    layout: Layout
    now: Instant
    diagnoses: tuple[Diagnosis, ...]
    refused: tuple[RefusedRequest, ...] = ()
    """What the DCC adapter did not take, and so is no package."""
    caveat: str = ""
    """Why this may not be the whole story; empty when it is."""

    @property
    def stalled(self) -> int:
        """How many packages do not move, and not because they merely wait their turn."""
        return sum(each.is_stalled for each in self.diagnoses)

    @property
    def unexplained(self) -> int:
        """How many of those nobody can say the cause of."""
        return sum(each.finding is not None and each.finding.cause.kind is Kind.UNKNOWN for each in self.diagnoses)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted of a premises up to a moment."""

    site: Site
    entries: tuple[Entry, ...]
    """In the order of their moments, none after ``now``."""
    now: Instant
    caveat: str = ""
    """Why this may not be the whole story; empty when it is."""


def seen_of(site: Site, entries: Iterable[Entry], now: Instant, caveat: str = "") -> Seen:
    """Give what ``entries``, each participant's in its own order and none after ``now``, say of a premises."""
    journey, layout = Journey(), layout_of(site)
    journey.take_all(entries)
    refused = refused_requests(journey, layout)
    return Seen(Name(site.name), layout, now, diagnose_all(journey, layout, now), refused, caveat)


def seen_in(run: RunFile, at: Instant | None) -> Seen:
    """Give what a run file says, at its end or at ``at``; UsageError when it ends before that."""
    noted = noted_in(run, at)
    return seen_of(noted.site, noted.entries, noted.now, noted.caveat)


def noted_in(run: RunFile, at: Instant | None) -> Noted:
    """Give the notes of a run file, to its end or to ``at``; UsageError when it ends before that."""
    end = run.entries[-1].at if run.entries else Instant(0)
    if at is not None and at > end:
        raise UsageError(f"--at {spoken(at)}: the run ends at {spoken(end)}: expected a moment before")
    now = end if at is None else at
    upto = tuple(entry for entry in run.entries if entry.at <= now)
    return Noted(site_of_run(run.header.site), upto, now, caveat_of(run))


def caveat_of(run: RunFile) -> str:
    """Say what is missing in a run file; empty when nothing is."""
    if run.complete:
        return ""
    parts = [f"{len(run.gaps)} gaps"] * bool(run.gaps) + [f"{run.dropped} notes dropped"] * bool(run.dropped)
    return f"incomplete: {', '.join(parts + ['its tail is cut off'] * run.cut)}"
