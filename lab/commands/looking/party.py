"""``premises status --as PARTY``: what one party knows of a premises that runs, or of a run file."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import typer

from lab.commands.looking.why import reached, recorded
from lab.live.run_directory import Reachable
from lab.watching.outlook import outlook_on
from premises.errors import UsageError
from premises.journey.parties.views import Views, party_named
from premises.journey.telling.moments import moment_of
from premises.journey.telling.parties.documents import document_of
from premises.journey.telling.parties.page import page_of
from premises.journey.telling.seen import Noted, noted_in
from premises.runtime.looking.view import noted_by


def show_party(reach: Callable[[], Reachable], party: str, run: Path | None, at: str | None, *, as_json: bool) -> None:
    """Print a page or one document; ``reach`` is asked for the premises when no run file is given.

    UsageError, one line, for what cannot be looked at, and for a party that there is not.
    """
    noted = noted_of(reach, run, at)
    if noted.caveat:
        typer.echo(f"premises: {noted.caveat}", err=True)
    views, who = Views(noted.site), party_named(noted.site, party)
    views.take_all(noted.entries)
    view = views.view(who, noted.now)
    if as_json:
        typer.echo(json.dumps(document_of(view, noted.site, noted.caveat), indent=1))
        return
    for line in page_of(views, view, noted.site):
        typer.echo(line)


def noted_of(reach: Callable[[], Reachable], run: Path | None, at: str | None) -> Noted:
    """Give the notes of a run file or of what runs; UsageError, one line, for what cannot be looked at."""
    if run is not None:
        return noted_in(recorded(run), None if at is None else moment_of(at, "--at"))
    if at is not None:
        raise UsageError(f"--at {at!r}: a running premises is asked for now: expected --run FILE beside it")
    return asyncio.run(noted_by(outlook_on(reached(reach))))
