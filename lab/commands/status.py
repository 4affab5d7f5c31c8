"""``premises status``: what each participant of a live premises shows of itself."""

import asyncio

import typer

from lab.commands.table import print_pictures
from lab.live.run_directory import Reachable
from lab.live.window import Window, open_window
from premises.identity import eui64
from premises.quantity import spoken
from premises.wire.topics import VIEWER

LOOK_FOR_S = 2.0
"""Seconds of wall in which retained pictures must come. Ours."""


def show_status(running: Reachable) -> None:
    """Print a row for each participant and each request; exit 1 when somebody does not show themselves."""
    missing = asyncio.run(_look(running))
    if missing:
        typer.echo(f"premises: no word from {', '.join(missing)}", err=True)
        raise typer.Exit(1)


async def _look(running: Reachable) -> list[str]:
    async with open_window(running, VIEWER) as window:
        give_up_at = asyncio.get_running_loop().time() + LOOK_FOR_S
        while not window.is_running:
            left = give_up_at - asyncio.get_running_loop().time()
            if left <= 0 or not await window.next(left):
                break
        _print(running, window)
        return [who for who in window.names if who not in window.pictures or not window.present.get(who, True)]


def _print(running: Reachable, window: Window) -> None:
    clock = window.clock.followed
    when = "not started" if clock is None else f"{spoken(window.clock.now())} x{round(clock.speed, 2):g}"
    typer.echo(f"{running.premises}  {window.site.design}  premises time {when}  broker {running.broker}")
    names = {eui64(spec.eui): who for who, spec in window.site.bridges.items()}
    print_pictures([window.pictures[who] for who in window.names if who in window.pictures], names)
