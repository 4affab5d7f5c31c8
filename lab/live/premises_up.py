"""A live premises from its first process to its last: brought up, watched, taken down in order.

For ``premises up``, ``premises demo`` and live scenarios alike; what is done meanwhile is theirs.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from lab.live.lineup import Choices, Lineup, new_lineup
from lab.live.run_directory import HOME, Running, holding, wall_offset_s
from lab.live.supervisor import Part, Spawn, Supervisor, executed
from lab.live.window import until_running
from premises.errors import PremisesError
from premises.identity import Name
from premises.wire.site import Site
from premises.wire.topics import VIEWER

RUNNING_WITHIN_S = 60.0
"""Seconds of wall in which every process must have shown itself. Ours."""


class StoppedError(PremisesError):
    """Somebody did not want to wait until the premises was up."""


@asynccontextmanager
async def premises_up(
    site: Site,
    choices: Choices,
    say: Callable[[str], None],
    stop: asyncio.Event | None = None,
    *,
    home: Path = HOME,
    spawn: Spawn = executed,
) -> AsyncIterator[tuple[Running, "asyncio.Task[None]"]]:
    """Bring a premises up for the block; give what runs, and a task that ends only when it cannot be kept up.

    StoppedError when ``stop`` is set before it is up. Its files are in ``home``, its processes started by ``spawn``.
    """
    with holding(site.name, home):
        run_id = f"{site.name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"[:-3]
        lineup = new_lineup(site, run_id, choices, home)
        supervisor = Supervisor(_unstarted(lineup), say, spawn)
        kept: asyncio.Task[None] | None = None
        try:
            parts = await _start(lineup, supervisor)
            kept = asyncio.create_task(_keep_all(supervisor, parts))
            await _until_running(supervisor, kept, stop or asyncio.Event())
            # Whoever has shown themselves listens already.
            supervisor.publish(duis=lineup.files.duis_url(), ready=True)
            yield supervisor.running, kept
        finally:
            if kept is not None:
                kept.cancel()
                await asyncio.gather(kept, return_exceptions=True)
            await supervisor.stop()


async def _start(lineup: Lineup, supervisor: Supervisor) -> list[Part]:
    parts: list[Part] = []
    url = supervisor.running.broker
    if lineup.own_broker:
        ready = await supervisor.start(lineup.broker(lineup.choices.port))
        url = f"mqtt://{ready.removeprefix('ready ')}"
        supervisor.publish(broker=url)
        # From now on the same port: whoever lost the broker looks for it there.
        parts.append(lineup.broker(int(url.rsplit(":", 1)[1])))
    for part in (lineup.conductor(url), *lineup.crew(url)):
        await supervisor.start(part)
        parts.append(part)
    return parts


async def _keep_all(supervisor: Supervisor, parts: list[Part]) -> None:
    tasks = [asyncio.create_task(supervisor.keep(part)) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _until_running(supervisor: Supervisor, kept: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    """Wait until everybody has shown themselves, or raise what keeps them from it."""
    running = asyncio.create_task(until_running(supervisor.running, VIEWER, RUNNING_WITHIN_S))
    told = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait((running, kept, told), return_when=asyncio.FIRST_COMPLETED)
    for task in (running, told):
        task.cancel()
    await asyncio.gather(running, told, return_exceptions=True)
    if kept in done:
        await kept
    if running not in done:
        raise StoppedError("stopped before everything was up")
    running.result()


def _unstarted(lineup: Lineup) -> Running:
    choices = lineup.choices
    broker = "" if lineup.own_broker else choices.shown_broker
    return Running(
        premises=Name(lineup.site.name),
        run_id=lineup.run_id,
        directory=str(lineup.files.path),
        supervisor=os.getpid(),
        broker=broker,
        own_broker=lineup.own_broker,
        speed=choices.speed,
        ready=False,
        processes={},
        wall_offset_s=wall_offset_s(),
    )
