"""A supervisor keeps what it started up, says what does not come up, and ends all of it, however it was started."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lab.live.run_directory import HOME, Running, run_directory
from lab.live.supervisor import Child, Part, Spawn, Supervisor
from premises.errors import LinkError, PremisesError
from premises.identity import Name
from tests.live.premises_under_test import census
from tests.live.spawning import MODULE, WITHIN_S, both_ways, part_of

pytestmark = pytest.mark.live


@asynccontextmanager
async def supervising(spawn: Spawn, folder: Path, said: list[str]) -> AsyncIterator[Supervisor]:
    """Give a supervisor of nothing yet; it ends whatever it started."""
    files = run_directory(folder / HOME, "r1")
    files.path.mkdir(parents=True)
    running = Running(Name("p"), "r1", str(files.path), os.getpid(), "", True, 1.0, True, {}, 0.0)
    supervisor = Supervisor(running, said.append, spawn)
    try:
        yield supervisor
    finally:
        await supervisor.stop()


@both_ways
async def test_a_process_that_dies_is_started_again_and_all_end_with_the_supervisor(
    spawn: Spawn, tmp_path: Path
) -> None:
    said: list[str] = []
    part = part_of(tmp_path / "told.json", "ready", "stay")
    children: list[Child] = []
    again = asyncio.Event()

    async def counted(part: Part, log: Path) -> Child:
        children.append(await spawn(part, log))
        if len(children) == 2:
            again.set()
        return children[-1]

    with census() as all_:
        async with supervising(counted, tmp_path, said) as supervisor:
            first = await supervisor.start(part)
            keeping = asyncio.create_task(supervisor.keep(part))
            os.kill(children[0].pid, signal.SIGKILL)
            await asyncio.wait_for(again.wait(), WITHIN_S)
            all_.add(child.pid for child in children)
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            running = all_.left()
        left = all_.left()

    assert (first, said) == ("ready", ["who ended with code -9: starting it again"])
    assert (running, left) == ([children[1].pid], [])


@both_ways
async def test_one_that_does_not_come_up_is_an_error_with_its_last_words(spawn: Spawn, tmp_path: Path) -> None:
    part = Part("who", ("-m", MODULE, str(tmp_path / "told.json"), "say", "exit", "1"), says_ready=True)
    async with supervising(spawn, tmp_path, []) as supervisor:
        with pytest.raises(LinkError, match="who did not come up: it says so"):
            await supervisor.start(part)


@both_ways
async def test_one_that_ends_by_its_own_settings_is_not_started_again(spawn: Spawn, tmp_path: Path) -> None:
    part = part_of(tmp_path / "told.json", "say", "exit", "2")
    async with supervising(spawn, tmp_path, []) as supervisor:
        await supervisor.start(part)
        with pytest.raises(PremisesError, match=r"who did not come up \(code 2\): it says so"):
            await asyncio.wait_for(supervisor.keep(part), WITHIN_S)


@both_ways
async def test_one_that_is_deaf_is_killed_when_all_end(spawn: Spawn, tmp_path: Path) -> None:
    with census() as all_:
        async with supervising(spawn, tmp_path, []) as supervisor:
            await supervisor.start(part_of(tmp_path / "told.json", "deaf", "ready", "stay"))
            all_.add(supervisor.running.processes.values())
        left = all_.left()

    assert left == []
