"""Both ways to start a process do the same: a new interpreter, and a fork of one that has loaded everything."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab.live.forked import forked
from lab.live.supervisor import Child, Spawn
from tests.live.premises_under_test import census
from tests.live.spawning import WITHIN_S, both_ways, started

pytestmark = pytest.mark.live


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
async def test_what_is_gone_from_the_environment_is_gone(
    spawn: Spawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(spawn, tmp_path, "exit", "0") as first:
        await first.ended()
    # The fork server was started in some test, so it has this one.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    async with started(spawn, tmp_path, "exit", "0") as each:
        await each.ended()

    assert "PYTEST_CURRENT_TEST" not in each.told()["environment"]


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


async def test_a_fork_outlives_a_killed_server_and_its_end_is_still_known(tmp_path: Path) -> None:
    async with started(forked, tmp_path, "ready", "stay") as each:
        await each.first_line()
        server = parent_of(each.child.pid)
        os.kill(server, signal.SIGKILL)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(each.child.wait(), 0.5)
        lives = each.child.returncode is None
        each.child.terminate()
        code = await each.ended()
    async with started(forked, tmp_path, "exit", "3") as another:
        again = await another.ended()

    # What it would have been nobody knows any more.
    assert (lives, code, again) == (True, 255, 3)


def parent_of(pid: int) -> int:
    """Give the process that has ``pid`` as its child."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


def stdin_of(child: Child) -> str:
    """Give what the standard input of a process is."""
    return str(Path(f"/proc/{child.pid}/fd/0").readlink())


SUPERVISOR = """
import asyncio, sys
from pathlib import Path
from lab.live.forked import forked
from lab.live.supervisor import executed
from tests.live.spawning import part_of

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
