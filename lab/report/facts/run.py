"""All that a page is made from: a run file up to a moment, and what follows from it once for every section."""

from collections.abc import Iterable
from dataclasses import dataclass

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.blame.asked import SENDS
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.parties.view import PartyView
from premises.journey.parties.views import Views
from premises.journey.run_file import How, RunFile
from premises.journey.telling.parties.blame import Account, account_of
from premises.journey.telling.seen import Noted, Seen, caveat_of
from premises.journey.why.diagnosis import diagnose_all, refused_requests
from premises.quantity import Instant, spoken
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import site_of_run


@dataclass(frozen=True, slots=True)
class Facts:
    """One run, up to ``now``."""

    run: RunFile
    site: Site
    entries: tuple[Entry, ...]
    """Those up to ``now``, in the order of a run file."""
    now: Instant
    seen: Seen
    journey: Journey
    views: tuple[PartyView, ...]
    """What each party holds at the end, the truth first."""
    accounts: tuple[Account, ...]
    """Who may not run what was sent, to each party that sends or carries packages, in the same order."""
    file: str
    """The name of the run file, as the page says it."""

    @property
    def is_live(self) -> bool:
        """Whether it went by the clock on the wall."""
        return self.run.header.how is How.LIVE

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why this run is no evidence, a sentence each; empty when it is."""
        caveat, late = self.seen.caveat, self.journey.stragglers
        said = [f"This run is no evidence: {caveat}."] * bool(caveat)
        if late:
            frames = "one frame" if late == 1 else f"{late} frames"
            said.append(f"This run is no evidence: {frames} came late for the clock, which was too fast.")
        return tuple(said)


def facts_of(run: RunFile, file: str, at: Instant | None = None) -> Facts:
    """Give the facts of ``run``, at its end or at ``at``; UsageError when it ends before that."""
    end = run.entries[-1].at if run.entries else Instant(0)
    if at is not None and at > end:
        raise UsageError(f"--at {spoken(at)}: the run ends at {spoken(end)}: expected a moment before")
    now = end if at is None else at
    entries = run.entries if at is None else tuple(entry for entry in run.entries if entry.at <= now)
    site = site_of_run(run.header.site)
    journey, layout = _folded(entries), layout_of(site)
    refused = refused_requests(journey, layout)
    seen = Seen(Name(site.name), layout, now, diagnose_all(journey, layout, now), refused, caveat_of(run))
    noted = Noted(site, entries, now, seen.caveat)
    views = _views(site, entries, now)
    accounts = tuple(account_of(noted, view.party) for view in views if view.party.kind in SENDS)
    return Facts(run, site, entries, now, seen, journey, views, accounts, file)


def _views(site: Site, entries: Iterable[Entry], now: Instant) -> tuple[PartyView, ...]:
    folded = Views(site)
    folded.take_all(entries)
    return tuple(folded.view(party, now) for party in folded.parties)


def _folded(entries: Iterable[Entry]) -> Journey:
    journey = Journey()
    journey.take_all(entries)
    return journey
