"""``premises trace hash``, ``ledger`` and ``diff``."""

from pathlib import Path

import typer

from lab.commands.table import print_rows
from lab.story.radio_table import HEAD, radios_of, table_of
from premises.errors import UsageError
from premises.journey.run_file import RunFile, read_run
from premises.journey.trace import compare, trace_hash
from premises.wire.site_text import site_of_run


def print_hashes(files: list[Path]) -> None:
    """Print hash and name, a line a file; what is not complete is said on standard error."""
    for file in files:
        run = _read(file)
        typer.echo(f"{trace_hash(run.entries)}  {file}")


def print_ledger(file: Path) -> None:
    """Print a row a radio: frames, octets and air time it sent, its wakes and the time for which it was on."""
    run = _read(file)
    rows, _ = radios_of(site_of_run(run.header.site), run.entries)
    print_rows(HEAD, table_of(rows))


def print_differences(first: Path, second: Path) -> None:
    """Print the first difference of each lane, and exit 1 when there is any."""
    comparison = compare(_read(first).entries, _read(second).entries)
    for count in comparison.lanes:
        typer.echo(f"{count.lane}: {count.first} and {count.second} flights", err=True)
    for line in comparison.differences:
        typer.echo(line)
    if comparison.differences:
        raise typer.Exit(1)
    typer.echo("no difference", err=True)


def _read(file: Path) -> RunFile:
    if not file.is_file():
        raise UsageError(f"{file}: no such file")
    run = read_run(file)
    if run.cut:
        typer.echo(f"{file}: cut off, its tail is lost", err=True)
    if run.gaps or run.dropped:
        typer.echo(f"{file}: incomplete ({len(run.gaps)} gaps, {run.dropped} notes dropped): no evidence", err=True)
    return run
