"""``premises report`` and ``premises replay``: what is made of a run file; ``lab.commands.looking`` does it."""

from pathlib import Path
from typing import Annotated

import typer

_Run = Annotated[Path, typer.Argument(help="Run file.")]


def report(
    run: _Run,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; without it, beside the run.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="As it stood then, like 00:12:30 or 12m30s.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:  # fmt: skip
    """Make one page of HTML of a run: what failed and who could know, stages, hops, sleep, causes."""
    from lab.commands.looking.report import write_report

    write_report(run, out, at, force=force)


def replay(
    run: _Run,
    speed: Annotated[float, typer.Option("--speed", help="Premises seconds a wall second; 0: no waiting.")] = 1.0,
    begin: Annotated[str | None, typer.Option("--from", help="When to begin, like 00:12:30; before is past.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="When to end, like 00:20:00.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON document a line (docs/why.md).")] = False,
    pipe: Annotated[bool, typer.Option("--pipe", help="Notes for another program (docs/report.md).")] = False,
) -> None:  # fmt: skip
    """Tell a run again at any speed, as `premises watch` does while it runs."""
    from lab.commands.looking.replay import play

    play(run, speed, begin, end, as_json=as_json, pipe=pipe)
