"""``premises tui``; ``lab.commands.looking`` starts it."""

from pathlib import Path
from typing import Annotated

import typer

from lab.command_line.options import At, Keys

_Theme = Annotated[str, typer.Option("--theme", help="premises-dark, premises-light, premises-cvd, or textual's own.")]


def tui(
    premises: Annotated[str | None, typer.Argument(help="Which premises, when several are running.")] = None,
    run: Annotated[Path | None, typer.Option("--run", help="Run file, instead of what runs.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="With --run: as it stood then, like 00:12:30.")] = None,
    pipe: Annotated[bool, typer.Option("--pipe", help="What `premises replay --pipe` writes to our input.")] = False,
    theme: _Theme = "premises-dark",
    ascii_only: Annotated[bool, typer.Option("--ascii", help="No mark that is not ASCII.")] = False,
    calm: Annotated[bool, typer.Option("--calm", help="Nothing moves; for slow lines.")] = False,
    serve: Annotated[int | None, typer.Option(min=1, max=65535, help="In a browser, at this port of loopback.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nothing can be changed from the screen.")] = False,
    keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Show a premises on the whole screen: where each package is, why it waits, what crosses each link."""
    from lab.commands.looking.tui import show
    from lab.live.elsewhere import reach

    look = ["--theme", theme, *(["--glyphs", "ascii"] if ascii_only else []), *(["--calm"] if calm else [])]
    look += [] if serve is None else ["--serve", str(serve)]
    look += ["--read-only"] if read_only else []
    show(lambda: reach(premises, keys, broker), premises, run, at, look, pipe=pipe)
