"""``premises demo``: four bridges updated as a polite Supplier would, for somebody who has just come in.

Its premises is data, ``lab/demo.toml``: here is nothing that knows which devices there are.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import typer

from lab.commands.table import print_rows
from lab.commands.update import (
    Made,
    Manners,
    campaign_through,
    deadlines_in_words,
    failures_of,
    order_for,
    packages_for,
    rows_of,
)
from lab.desk.opening import open_office
from lab.images import checked_size
from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.run_directory import Running
from lab.live.window import Window
from lab.sending.post import Post
from lab.sending.progress_bars import showing
from lab.site import load_site
from lab.story.radio_table import radios_of
from premises.errors import PremisesError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.quantity import spoken
from premises.runtime.process import run_until_told
from premises.wire.site import HUB, BridgeSpec, Site, devices

SITE_FILE = Path(__file__).parents[1] / "demo.toml"
"""Assumption 36 (docs/sources.md)."""

TIMEOUT_S = 600.0
"""Seconds of wall before the demonstration counts as stalled. Ours."""


def show(choices: Choices, size: int, *, naive: bool) -> None:
    """Bring up, update every device, show, take down; PremisesError when one does not run its image at the end."""
    site = load_site(SITE_FILE)
    checked_size(size)
    run_until_told(lambda stop: _show(site, choices.checked(), size, Manners(naive, None, made=Made(size)), stop))


async def _show(site: Site, choices: Choices, size: int, manners: Manners, stop: asyncio.Event) -> None:
    began = time.monotonic()
    _say(f"premises {site.name!r} (lab/demo.toml): {_cast(site)}; {_sleepers(site)}")
    count = len(devices(site)) + 4
    _say(f"{count} processes come up; clock at x{choices.speed:g} or less; broker {choices.shown_broker}")
    async with premises_up(site, choices, _say, stop) as (running, kept):
        _say(f"everybody is there after {time.monotonic() - began:.1f} s of wall; duis {running.duis}")
        async with open_office(running, "") as (window, post):
            story = asyncio.create_task(_update(window, post, size, manners))
            told = asyncio.create_task(stop.wait())
            await asyncio.wait((story, told, kept), return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if not story.done():
                story.cancel()
                await asyncio.gather(story, return_exceptions=True)
                if kept.done():
                    await kept
                raise PremisesError("interrupted")
            failures = await story
    for line in _slept(running, site):
        _say(line)
    _say(f"all processes are down after {time.monotonic() - began:.1f} s of wall; the run is in {running.directory}")
    if failures:
        raise PremisesError(failures)


async def _update(window: Window, post: Post, size: int, manners: Manners) -> str:
    """Update every device, print a row each, and give in words what failed."""
    order = order_for(window.site, list(window.site.bridges), (), manners)
    packages = await packages_for(window, post, order)
    how = "all at once (naive)" if manners.naive else "each after the last one's CS09 (polite)"
    _say(f"{len(packages)} requests 11.4 with OTA files of {size} octets, {how}")
    if not manners.naive:
        _say(f"the next request goes out unheard after {deadlines_in_words(packages)}")
    began = time.monotonic()
    with showing() as show_step:
        results = await campaign_through(window, post, packages, manners, TIMEOUT_S, show_step)
    took = f"{spoken(window.clock.now())} of premises time"
    _say(f"the last word came after {time.monotonic() - began:.1f} s of wall, at {took}")
    print_rows(("device", "sent", "outcome"), rows_of(results))
    for who in window.site.meters:
        _say(f"{who.upper()}: {window.pictures[Name(who)].detail or 'no service lost'}")
    return failures_of(results)


def _cast(site: Site) -> str:
    return ", ".join(
        who.upper() if spec.behind == HUB else f"{who.upper()} behind {spec.behind.upper()}"
        for who, spec in devices(site).items()
    )


def _sleepers(site: Site) -> str:
    """Say the rhythm of each sleepy device."""
    return ", ".join(
        f"{who.upper()} wakes every {spec.wake_every_s:g} s for {spec.awake_s:g} s at most and polls every "
        f"{spec.poll_every_s:g} s (assumption 36)"
        for who, spec in _asleep(site).items()
    )


def _slept(running: Running, site: Site) -> Iterator[str]:
    """Say for which share of the run each sleepy device was awake, by the run file."""
    radios, end = radios_of(site, read_run(running.files.record).entries)
    for who in _asleep(site):
        share, wakes = radios[Name(who)].share_awake, radios[Name(who)].wakes
        yield f"{who.upper()} was awake {share:.0%} of {spoken(end)} of premises time, in {wakes} wakes"


def _asleep(site: Site) -> dict[str, BridgeSpec]:
    return {who: spec for who, spec in site.bridges.items() if spec.wake_every_s}


def _say(line: str) -> None:
    typer.echo(line, err=True)
