"""``premises tui`` and ``premises world``; ``lab.commands.looking`` does it."""

from pathlib import Path
from typing import Annotated

import typer

from lab.command_line.options import At, Keys
from premises.errors import UsageError

_Fault = Annotated[
    list[str] | None,
    typer.Option("--fault", help='With a virtual world: like "40% loss on wan for 5m"; again for more.'),
]
_Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Of a virtual world, instead of the file's own.")]
_Theme = Annotated[str, typer.Option("--theme", help="premises-dark, premises-light, premises-cvd, or textual's own.")]


def tui(
    premises: Annotated[
        str | None, typer.Argument(help="Which premises, when several are running; with --virtual a site or scenario.")
    ] = None,
    run: Annotated[Path | None, typer.Option("--run", help="Run file, instead of what runs.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="With --run: as it stood then, like 00:12:30.")] = None,
    pipe: Annotated[bool, typer.Option("--pipe", help="What `premises replay --pipe` writes to our input.")] = False,
    virtual: Annotated[bool, typer.Option("--virtual", help="A virtual world: go back, fork, any pace.")] = False,
    fault: _Fault = None, seed: _Seed = None,
    theme: _Theme = "premises-dark",
    ascii_only: Annotated[bool, typer.Option("--ascii", help="No mark that is not ASCII.")] = False,
    calm: Annotated[bool, typer.Option("--calm", help="Nothing moves; for slow lines.")] = False,
    serve: Annotated[int | None, typer.Option(min=1, max=65535, help="In a browser, at this port of loopback.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nothing can be changed from the screen.")] = False,
    keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Show a premises on the whole screen: where each package is, why it waits, what crosses each link."""
    from lab.commands.looking.tui import show, show_virtual
    from lab.live.elsewhere import reach

    look = ["--theme", theme, *(["--glyphs", "ascii"] if ascii_only else []), *(["--calm"] if calm else [])]
    look += [] if serve is None else ["--serve", str(serve)]
    look += ["--read-only"] if read_only else []
    if virtual:
        beside = {"--run": run, "--at": at, "--pipe": pipe, "--keys": keys, "--broker": broker}
        show_virtual(None if premises is None else Path(premises), seed, fault or (), look, beside)
        return
    if fault or seed is not None:
        raise UsageError("--fault and --seed: what runs has its own: expected --virtual beside them")
    show(lambda: reach(premises, keys, broker), premises, run, at, look, pipe=pipe)


def world(
    file: Annotated[Path | None, typer.Argument(help="Site or scenario; without it, a premises with B1.")] = None,
    fault: _Fault = None, seed: _Seed = None,
    record: Annotated[Path | None, typer.Option("--record", help="Also write a run file.")] = None,
) -> None:  # fmt: skip
    """Tell a virtual world as ordered on standard input, a line each (docs/tui.md), and write its notes as a feed."""
    from lab.commands.looking.world import tell

    tell(file, seed, fault or (), record)
