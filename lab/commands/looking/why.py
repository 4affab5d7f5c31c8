"""``premises why``: for each package of a running premises or of a run file, where it is and why it is no further."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typer

from lab.live.run_directory import Reachable
from lab.watching.outlook import outlook_on
from premises.errors import RunFileError, UsageError
from premises.journey.run_file import RunFile, read_run
from premises.journey.telling.account import page_of
from premises.journey.telling.documents import document_of
from premises.journey.telling.moments import moment_of
from premises.journey.telling.named import chosen
from premises.journey.telling.seen import Seen, seen_in
from premises.runtime.looking.here import NotRunningError
from premises.runtime.looking.view import see

EXIT_STALLED, EXIT_UNEXPLAINED = 3, 4


def tell_why(
    reach: Callable[[], Reachable], package: str | None, run: Path | None, at: str | None, *, as_json: bool
) -> None:
    """Print a page or one document; exit 3 when one that is meant is stalled or refused, 4 when nobody can say why.

    ``reach`` is asked for the premises when no run file is given. UsageError, one line, for what cannot be looked at.
    """
    seen = _seen(reach, run, at)
    if seen.caveat:
        typer.echo(f"premises: {seen.caveat}", err=True)
    if package is not None:
        seen = replace(seen, diagnoses=chosen(seen.diagnoses, package), refused=())
    elif not seen.diagnoses and not seen.refused:
        typer.echo("premises: no request was accepted yet", err=True)
    if as_json:
        typer.echo(json.dumps(document_of(seen), indent=1))
    else:
        for line in page_of(seen):
            typer.echo(line)
    if seen.stalled or seen.refused:
        raise typer.Exit(EXIT_UNEXPLAINED if seen.unexplained else EXIT_STALLED)


def recorded(file: Path) -> RunFile:
    """Read a run file; UsageError when it is none."""
    try:
        return read_run(file)
    except RunFileError as error:
        raise UsageError(str(error)) from None


def reached(reach: Callable[[], Reachable]) -> Reachable:
    """Give the premises that is meant; UsageError when none is running."""
    try:
        return reach()
    except NotRunningError as error:
        raise UsageError(f"{error}, or give a run file with --run") from None


def _seen(reach: Callable[[], Reachable], run: Path | None, at: str | None) -> Seen:
    if run is not None:
        return seen_in(recorded(run), None if at is None else moment_of(at, "--at"))
    if at is not None:
        raise UsageError(f"--at {at!r}: a running premises is asked for now: expected --run FILE beside it")
    return asyncio.run(see(outlook_on(reached(reach))))
