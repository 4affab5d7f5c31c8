"""``premises ladder``: a run file, or what a running premises wrote so far, as a sequence diagram."""

import shutil
from collections.abc import Callable
from pathlib import Path

import typer

from lab.commands.looking.why import recorded
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.journey.ladder.text import WIDTH_MAX, WIDTH_MIN, text_of
from premises.journey.telling.laddered import FORMS, Wish, ladder_in
from premises.journey.telling.seen import caveat_of
from premises.nearest import hint
from premises.runtime.looking.here import NotRunningError
from premises.wire.site_text import site_of_run

PRINTED = "txt"
"""The form for a terminal."""


def tell_ladder(
    reach: Callable[[], Reachable], run: Path | None, wish: Wish, out: Path | None, form: str | None, *, plain: bool
) -> None:
    """Print a ladder as wide as the terminal, or write it to ``out``.

    ``reach`` is asked for the premises when no run file is given; what it has not written yet is not in it. UsageError,
    one line, for what cannot be looked at or drawn.
    """
    kind = _form(form, out)
    file = run if run is not None else _record_of(reach)
    known = recorded(file)
    if caveat := caveat_of(known):
        typer.echo(f"premises: {file}: {caveat}", err=True)
    site = site_of_run(known.header.site)
    ladder = ladder_in(site, known.entries, wish)
    if out is None and kind == PRINTED:
        columns = max(WIDTH_MIN, shutil.get_terminal_size((WIDTH_MAX, 0)).columns)
        typer.echo(text_of(ladder, width=columns, plain=plain))
        return
    page = FORMS[kind](ladder, f"{site.name}: {wish}" if str(wish) else site.name)
    if out is None:
        typer.echo(page, nl=False)
        return
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror}: expected a place to write to") from None
    typer.echo(f"{out}: {len(ladder.rungs):,} rungs", err=True)


def _record_of(reach: Callable[[], Reachable]) -> Path:
    try:
        return reach().files.record
    except NotRunningError as error:
        raise UsageError(f"{error}, or give a run file") from None


def _form(said: str | None, out: Path | None) -> str:
    form = (said if said is not None else out.suffix.removeprefix(".") if out is not None else PRINTED).lower()
    if form not in FORMS:
        where = f"--format {said!r}" if said is not None else f"--out {out}"
        raise UsageError(f"{where}: {hint(form, sorted(FORMS))}")
    return form
