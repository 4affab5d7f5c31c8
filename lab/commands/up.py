"""``premises up`` and ``premises down``, and how fast the clock goes between them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from lab.commands.looking.tui import show
from lab.conductor_clock import checked_speed
from lab.faults.ordering import order_speed
from lab.live.lineup import Choices
from lab.live.premises_up import RUNNING_WITHIN_S, premises_up
from lab.live.run_directory import HOME, Reachable, Running, find_running, make_home
from lab.site import load_site
from premises.errors import LinkError, PremisesError
from premises.faults.said.checked import with_said
from premises.runtime.looking.here import NotRunningError
from premises.runtime.process import run_until_told
from premises.wire.site import Site

DOWN_WITHIN_S = 20.0
"""Seconds of wall in which a premises must be down when told to. Ours."""

_LOOK_EVERY_S = 0.05


def bring_up(
    site_file: Path | None, choices: Choices, seed: int | None, faults: Sequence[str] = (), *, detach: bool
) -> None:
    """Bring a premises up and stay, or leave it running; PremisesError when it cannot be.

    Without a ``seed`` it is the site's. ``faults``, in spoken words, come after the site's own.
    """
    site = with_said(load_site(site_file), faults)
    choices = replace(choices, seed=site.seed if seed is None else seed)
    if detach:
        _leave_running(site)
        return
    run_until_told(lambda stop: _stay(site, choices, stop))


def bring_up_shown(site_file: Path | None, choices: Choices, seed: int | None, faults: Sequence[str] = ()) -> None:
    """Bring a premises up, show it until the person leaves, and take it down; PremisesError when it cannot be."""
    name = load_site(site_file).name
    bring_up(site_file, choices, seed, faults, detach=True)
    try:
        show(lambda: find_running(name), name, None, None, (), pipe=False)
    finally:
        take_down(name)


def take_down(premises: str | None) -> None:
    """Tell the supervisor to end everything, and wait until it has; PremisesError when it does not."""
    running = find_running(premises)
    os.kill(running.supervisor, signal.SIGTERM)
    give_up_at = time.monotonic() + DOWN_WITHIN_S
    while time.monotonic() < give_up_at:
        try:
            find_running(running.premises)
        except NotRunningError:
            typer.echo(f"{running.premises} is down; its run is in {running.directory}", err=True)
            return
        time.sleep(_LOOK_EVERY_S)
    raise PremisesError(f"{running.premises} is not down after {DOWN_WITHIN_S:g} s (supervisor {running.supervisor})")


async def _stay(site: Site, choices: Choices, stop: asyncio.Event) -> None:
    async with premises_up(site, choices, _say, stop) as (running, kept):
        _say(_words(running))
        told = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait((told, kept), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if kept in done:
            await kept


def _leave_running(site: Site) -> None:
    """Start the same command without ``--detach`` in a session of its own, and come back when it runs."""
    make_home()
    words = [word for word in sys.argv[1:] if word not in ("-d", "--detach", "--tui")]
    log = HOME / f"{site.name}.log"
    with log.open("wb") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", "lab", *words], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip
    give_up_at = time.monotonic() + RUNNING_WITHIN_S
    while time.monotonic() < give_up_at:
        if child.poll() is not None:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            typer.echo(lines[-1] if lines else f"{site.name} did not come up", err=True)
            raise typer.Exit(child.returncode)
        try:
            running = find_running(site.name)
        except NotRunningError:
            time.sleep(_LOOK_EVERY_S)
            continue
        if running.supervisor == child.pid and running.ready:
            _say(_words(running))
            return
        time.sleep(_LOOK_EVERY_S)
    child.terminate()
    child.wait()
    raise LinkError(f"{site.name} is not up after {RUNNING_WITHIN_S:g} s; see {log}")


def _words(running: Running) -> str:
    processes = ", ".join(f"{who} {pid}" for who, pid in running.processes.items())
    at = f"x{running.speed:g} on {running.broker}, duis {running.duis}"
    return f"{running.premises} is up at {at} ({processes}); run {running.directory}"


def _say(line: str) -> None:
    typer.echo(line, err=True)


def set_speed(running: Reachable, speed: float) -> None:
    """Have the conductor set the clock, and say at what it runs; UsageError for a speed at which none can."""
    asyncio.run(order_speed(running, checked_speed(speed)))
    typer.echo(f"x{speed:g}" if speed else "paused")
