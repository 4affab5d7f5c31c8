"""A scenario with real processes and a real broker: the same machines, the same seed, the wall's own time.

The processes are the line-up's; here they are brought up with the scenario's Suppliers, watched until the story is
over, and taken down.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, nullcontext
from pathlib import Path

from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.run_directory import Running
from lab.live.supervisor import Spawn, executed
from lab.live.window import Window, open_window
from lab.site import names_of
from lab.story.scenario import Scenario
from lab.story.verdict import faults_of, is_over
from lab.story.virtual import Told, epilogue_of
from premises.identity import Name
from premises.quantity import Duration, Instant, after, in_seconds, seconds
from premises.wire.topics import VIEWER

LOOK_EVERY_S = 0.25
"""Seconds of wall between two looks when nothing comes. Ours."""

LONGER = seconds(1)
"""A picture of the DCC adapter says that a story is over before a Supplier has heard so, which is what ends it in
virtual time: a live run goes on for so much longer, and is as long as the virtual one. Ours."""


async def tell_live(
    scenario: Scenario,
    choices: Choices,
    say: Callable[[str], None],
    *,
    spawn: Spawn = executed,
    door: asyncio.Lock | None = None,
) -> tuple[Told, Path]:
    """Tell the scenario live until it is over or its time is up; give what came of it, and the run file.

    ``choices`` names the scenario's file, so that its Suppliers are played. Its processes are started by ``spawn``, and
    ``door`` is held until all are up: of several that are told at once only one then disturbs the others.
    """
    assert choices.scenario is not None, "somebody plays the Supplier"
    async with AsyncExitStack() as held:
        async with door or nullcontext():
            running, kept = await held.enter_async_context(premises_up(scenario.site, choices, say, spawn=spawn))
        told = asyncio.create_task(_watch(running, scenario))
        done, _ = await asyncio.wait((told, kept), return_when=asyncio.FIRST_COMPLETED)
        if kept in done:
            told.cancel()
            await asyncio.gather(told, return_exceptions=True)
            await kept
        result = await told
    return result, running.files.record


async def _watch(running: Running, scenario: Scenario) -> Told:
    limit = Instant(round(scenario.spec.expect.within_s * 1_000_000))
    suppliers = tuple(map(Name, scenario.site.suppliers))
    async with open_window(running, VIEWER) as window:
        while not is_over(window.pictures, suppliers) and not _is_past(window, limit):
            await window.next(LOOK_EVERY_S)
        over_at = window.clock.now() if is_over(window.pictures, suppliers) else None
        end = after(window.clock.now(), Duration(epilogue_of(scenario) + LONGER))
        while not _is_past(window, end):
            await window.next(LOOK_EVERY_S)
        faults = faults_of(scenario.spec.expect, window.pictures, over_at, names_of(scenario.site))
        return Told(dict(window.pictures), over_at, tuple(faults))


def _is_past(window: Window, moment: Instant) -> bool:
    return window.clock.followed is not None and in_seconds(window.clock.now()) > in_seconds(moment)
