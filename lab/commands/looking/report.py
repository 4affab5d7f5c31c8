"""``premises report``: one page of HTML from a run file."""

from collections.abc import Callable
from pathlib import Path

import typer

from lab.commands.looking.why import recorded
from premises.errors import UsageError
from premises.journey.run_file import RunFile
from premises.journey.telling.moments import moment_of
from premises.quantity import Instant

DRAWS_WITH = ("altair", "jinja2", "markupsafe", "vl_convert")
"""What the extra ``report`` brings."""


def maker() -> Callable[[RunFile, str, Instant | None], str]:
    """Give what makes a page; UsageError when what draws is not installed."""
    try:
        from lab.report.making import report_of  # noqa: PLC0415 - what draws is an extra, and may not be here
    except ModuleNotFoundError as error:
        if error.name not in DRAWS_WITH:
            raise
        wanted = "pip install 'virtual-premises[report]'"
        raise UsageError(f"a report is drawn with {error.name}, which is not installed: {wanted}") from None
    return report_of


def write_report(run: Path, out: Path | None, at: str | None, *, force: bool) -> None:
    """Write the page of ``run``; UsageError, one line, for what cannot be read or written, or is not installed."""
    moment = None if at is None else moment_of(at, "--at")
    page = run.with_suffix(".html") if out is None else out
    if page.exists() and not force:
        raise UsageError(f"{page}: there is a file already: expected another name with -o, or --force")
    if not page.parent.is_dir():
        raise UsageError(f"{page}: there is no directory {page.parent}")
    found = recorded(run)
    text = maker()(found, run.name, moment)
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{page}: {(error.strerror or 'cannot be written').lower()}") from None
    typer.echo(f"{page}: {len(text.encode())} octets", err=True)
