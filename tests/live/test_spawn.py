"""Both ways to start a process do the same: a new interpreter, and a fork of one that has loaded everything."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.live.forked import forked
from lab.live.run_directory import HOME, Running, run_directory
from lab.live.supervisor import Child, Part, Spawn, Supervisor, executed
from premises.errors import LinkError, PremisesError
from premises.identity import Name
from tests.live.premises_under_test import census

pytestmark = pytest.mark.live

WITHIN_S = 20.0
MODULE = "tests.live.telling_child"

both_ways = pytest.mark.parametrize("spawn", [executed, forked], ids=["executed", "forked"])


@dataclass
class Started:
    """A process that was started, and what it wrote of itself."""

    child: Child
    log: Path
    file: Path

    async def ended(self) -> int:
        return await asyncio.wait_for(self.child.wait(), WITHIN_S)

    async def first_line(self) -> bytes:
        assert self.child.stdout is not None, "it says that it is ready"
        return await asyncio.wait_for(self.child.stdout.readline(), WITHIN_S)

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        return found


@asynccontextmanager
async def started(spawn: Spawn, folder: Path, *words: str, **environment: str) -> AsyncIterator[Started]:
    """Start one, and kill whatever is left of it."""
    log, file = folder / "who.log", folder / "told.json"
    part = part_of(file, *words, **environment)
    child = await spawn(part, log)
    try:
        yield Started(child, log, file)
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.wait_for(child.wait(), WITHIN_S)


def part_of(file: Path, *words: str, **environment: str) -> Part:
    variables = tuple(environment.items())
    return Part("who", ("-m", MODULE, str(file), *words), variables, says_ready="ready" in words)


@both_ways
async def test_a_process_has_its_own_words_environment_session_and_folder(spawn: Spawn, tmp_path: Path) -> None:
    async with started(spawn, tmp_path, "ready", "stay", TOLD="yes") as each:
        ready, told = await each.first_line(), each.told()

    assert ready == b"ready\n"
    assert told["arguments"] == [str(tmp_path / "told.json"), "ready", "stay"]
    assert told["environment"] == {**os.environ, "TOLD": "yes"}
    assert (told["pid"], told["session"]) == (each.child.pid, each.child.pid)
    assert (told["called"], told["folder"]) == ("__main__", str(Path.cwd()))


@both_ways
async def test_a_process_begins_with_one_thread_and_usual_signals(spawn: Spawn, tmp_path: Path) -> None:
    async with started(spawn, tmp_path, "exit", "0") as each:
        await each.ended()

    assert (each.told()["threads"], each.told()["python_threads"], each.told()["interrupt"]) == (1, 1, True)


@both_ways
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["exit", "0"], 0, ""),
        (["exit", "2"], 2, ""),
        (["say", "exit", "1"], 1, "it says so"),
        (["crash"], 1, "RuntimeError: it crashed"),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
async def test_its_exit_code_is_known_and_what_it_says_is_in_its_log(
    words: list[str], code: int, said: str, spawn: Spawn, tmp_path: Path
) -> None:
    async with started(spawn, tmp_path, *words) as each:
        ended = await each.ended()

    assert (ended, each.child.returncode) == (code, code)
    assert each.log.read_text(encoding="utf-8").strip().endswith(said)


@both_ways
async def test_a_log_is_added_to(spawn: Spawn, tmp_path: Path) -> None:
    for _ in range(2):
        async with started(spawn, tmp_path, "say", "exit", "1") as each:
            await each.ended()

    assert (tmp_path / "who.log").read_text(encoding="utf-8").splitlines() == ["it says so"] * 2


@both_ways
async def test_a_signal_ends_it_and_is_its_exit_code(spawn: Spawn, tmp_path: Path) -> None:
    async with started(spawn, tmp_path, "ready", "stay") as first:
        await first.first_line()
        first.child.terminate()
        terminated = await first.ended()
    async with started(spawn, tmp_path, "deaf", "ready", "stay") as second:
        await second.first_line()
        second.child.terminate()
        second.child.kill()
        killed = await second.ended()
        with pytest.raises(ProcessLookupError):
            second.child.kill()

    assert (terminated, killed) == (-signal.SIGTERM, -signal.SIGKILL)


@both_ways
async def test_whoever_waits_is_told(spawn: Spawn, tmp_path: Path) -> None:
    async with started(spawn, tmp_path, "exit", "3") as each:
        codes = await asyncio.gather(each.ended(), each.ended())
        late = await each.ended()

    assert [*codes, late] == [3, 3, 3]


@both_ways
async def test_one_that_says_nothing_has_no_output(spawn: Spawn, tmp_path: Path) -> None:
    async with started(spawn, tmp_path, "exit", "0") as each:
        await each.ended()

    assert each.child.stdout is None


@both_ways
async def test_a_process_holds_no_other_ones_standard_input(spawn: Spawn, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async with started(spawn, tmp_path, "ready", "stay") as first:
        await first.first_line()
        async with started(spawn, tmp_path / "other", "ready", "stay") as second:
            await second.first_line()
            ends = [stdin_of(each.child) for each in (first, second)]
            held = [ends[0] in second.told()["pipes"], ends[1] in first.told()["pipes"]]

    assert (len(set(ends)), held) == (2, [False, False])


def stdin_of(child: Child) -> str:
    """Give what the standard input of a process is."""
    return str(Path(f"/proc/{child.pid}/fd/0").readlink())


SUPERVISOR = """
import asyncio, sys
from pathlib import Path
from lab.live.forked import forked
from lab.live.supervisor import executed
from tests.live.test_spawn import part_of

async def main():
    spawn = {{"executed": executed, "forked": forked}}["{way}"]
    children = []
    for number in range(2):
        child = await spawn(part_of(Path("{folder}") / f"{{number}}.json", "ready", "stay"), Path("{folder}") / "log")
        await child.stdout.readline()
        children.append(child)
    sys.stdout.write(" ".join(str(child.pid) for child in children) + "\\n")
    sys.stdout.flush()
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("way", ["executed", "forked"])
def test_nothing_outlives_whoever_started_it_and_was_killed(way: str, tmp_path: Path) -> None:
    script = SUPERVISOR.format(way=way, folder=tmp_path)
    with (
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor,
        census() as all_,
    ):
        assert supervisor.stdout is not None, "it was asked for"
        started_ones = [int(pid) for pid in supervisor.stdout.readline().split()]
        servers = children_of(supervisor.pid)
        all_.add([*started_ones, *servers])
        before = all_.left()
        supervisor.kill()
        left = all_.left(within_s=WITHIN_S)

    assert len(started_ones) == 2
    assert set(before) == {*started_ones, *servers}
    assert left == []


def children_of(pid: int) -> list[int]:
    """Give the processes that ``pid`` started itself: with forks, the fork server and the keeper of its resources."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


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
