"""``premises demo``: the whole way once, for somebody who has just come in."""

import asyncio
import time

import typer

from lab.commands.table import print_pictures
from lab.commands.update import bars, update_through
from lab.images import make_image
from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.window import Window, open_window
from lab.story.verdict import SUCCESS, outcome_in_words
from premises.errors import PremisesError
from premises.identity import Name, eui64
from premises.runtime.process import run_until_told
from premises.wire.site import SUPPLIER, Site

B1 = Name("b1")
TIMEOUT_S = 300.0
"""Seconds of wall before the demonstration counts as stalled. Ours."""


def show(broker: str, speed: float, size: int) -> None:
    """Bring up, update B1, show, take down; PremisesError when B1 does not run the image at the end."""
    run_until_told(lambda stop: _show(Choices(broker, speed=speed).checked(), size, stop))


async def _show(choices: Choices, size: int, stop: asyncio.Event) -> None:
    site = Site(name="demo")
    _say(f"a premises with B1, five processes, clock at x{choices.speed:g}, broker {choices.shown_broker}")
    async with premises_up(site, choices, _say, stop) as (running, kept):
        async with open_window(running, SUPPLIER) as window:
            story = asyncio.create_task(_update(window, site, size))
            told = asyncio.create_task(stop.wait())
            await asyncio.wait((story, told, kept), return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if not story.done():
                story.cancel()
                await asyncio.gather(story, return_exceptions=True)
                if kept.done():
                    await kept
                raise PremisesError("interrupted")
            await story
        directory = running.directory
    _say(f"all processes are down; the run is in {directory}")


async def _update(window: Window, site: Site, size: int) -> None:
    spec = site.bridges["b1"]
    version = spec.running + 1
    hardware = (spec.hardware, spec.hardware)
    image = make_image(spec.image_type, version, size, manufacturer=spec.manufacturer, hardware=hardware)
    _say(f"an OTA file of {size} octets goes to B1: {spec.running:#010x} -> {version:#010x}")
    began = time.monotonic()
    with bars() as show_step:
        outcomes = await update_through(window, image, ["b1"], TIMEOUT_S, show_step)
    _say(f"its last word came after {time.monotonic() - began:.1f} s of wall")
    while window.pictures[B1].running != version and await window.next(1.0):
        pass
    print_pictures([window.pictures[who] for who in window.names], {eui64(spec.eui): "b1"})
    if outcomes[0].activation != SUCCESS:
        raise PremisesError(f"B1 does not run it: {outcome_in_words(outcomes[0])}")


def _say(line: str) -> None:
    typer.echo(line, err=True)
