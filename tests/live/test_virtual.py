"""A virtual world in a process of its own: its story, its orders, its other future; and what is said when it dies."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from premises.errors import LinkError, UsageError
from premises.journey.run_file import read_run
from premises.journey.trace import trace_hash
from premises.wire.notes.vocabulary import Entry
from tests.live.premises_under_test import USAGE, Census, premises
from tests.tui.stage import SIZES, lines_of, settled
from tests.tui.told import FLAT, HERE, moment, notes_of
from tui.acting import deeds
from tui.acting.virtual import WorldCommands
from tui.app import PremisesApp
from tui.feeding.session import Session
from tui.feeding.virtual import VirtualWorlds, standing_of

pytestmark = pytest.mark.live

FILE = str(HERE / f"{FLAT}.toml")


@asynccontextmanager
async def world(*words: str) -> AsyncIterator[tuple[VirtualWorlds, Session]]:
    """Give a world that stands at its beginning, and is told only as far as a test says."""
    session = Session(standing_of(FLAT))
    worlds = VirtualWorlds(session, words or (FILE,))
    try:
        await worlds.begin()
        yield worlds, session
    finally:
        await worlds.close()


async def test_a_whole_story_is_the_one_that_premises_run_tells_however_it_is_cut(processes: Census) -> None:
    _, entries = notes_of(FLAT)
    async with world() as (worlds, session):
        processes.add(worlds.pids)
        for at_s in (0.000001, 7, 7.3, 400, 701):
            await worlds.until(moment(at_s))
        await worlds.until(entries[-1].at)
        told = read_run(worlds.record).entries

        assert trace_hash(told) == trace_hash(entries)
        assert session.reader is not None
        assert session.reader.notes == len(entries)
    assert processes.left() == []


async def test_a_fork_is_one_story_until_its_moment_and_the_first_future_is_not_touched(processes: Census) -> None:
    async with world() as (worlds, session):
        await worlds.until(moment(100))
        commands = WorldCommands(worlds)
        ending = await commands.start(deeds.inject("5% loss on wan")).over()
        await worlds.until(moment(420))

        other = await worlds.fork(moment(300), ("fault", "add", "100% loss on althan-b1-b2"))
        await worlds.until(moment(500))
        processes.add(worlds.pids)

        assert (ending.code, ending.said) == (0, "f1")
        first, second = session.recording, other.recording
        assert first is not None
        assert second is not None
        one, two = first().entries, second().entries
        assert before(one, 300) == before(two, 300)
        assert one != two
        assert session.now == other.now == moment(500)
    assert len(worlds.pids) == 0
    assert processes.left() == []
    async with world() as (worlds, session):
        await worlds.until(moment(100))
        await worlds.order(("fault", "add", "5% loss on wan"))
        await worlds.until(moment(500))
        assert read_run(worlds.record).entries == one


def before(entries: tuple[Entry, ...], at_s: float) -> list[Entry]:
    return [entry for entry in entries if entry.at < moment(at_s)]


async def test_acts_are_orders_and_what_it_refuses_is_said() -> None:
    async with world("--seed", "7") as (worlds, session):
        commands = WorldCommands(worlds)
        update = await commands.start(deeds.update(deeds.Wanted(("b1",), size="2000"))).over()
        refused = await commands.start(deeds.inject("50% loss on nothing")).over()
        unknown = await commands.start(deeds.change("f9", "50% loss on wan")).over()
        pace = await commands.start(deeds.pace("60")).over()
        stand = await commands.start(deeds.pause()).over()
        read = await commands.start(deeds.read_version("b1")).over()
        await worlds.until(moment(900))

        assert update.code == 0
        assert update.said.startswith("request ")
        assert (refused.code, unknown.code) == (2, 2)
        assert "f9" in unknown.said
        assert (pace.said, stand.said, worlds.speed, worlds.is_paused) == ("x60", "paused", 60.0, True)
        assert read.code == 0
        assert session.reader is not None
        rows = session.reader.picture(session.now).rows
        assert [(row.device, row.state.value) for row in rows] == [("b1", "done")]
        assert [entry.line.split()[1] for entry in commands.journal.entries][:2] == ["update", "fault"]
        await commands.close()


async def test_a_world_that_dies_is_said_and_what_came_stays(processes: Census) -> None:
    session = Session(standing_of(FLAT))
    worlds = VirtualWorlds(session, (FILE,))
    app = PremisesApp(session, worlds.follow)
    async with app.run_test(size=SIZES["M"]) as pilot:
        async with asyncio.timeout(30):
            while session.reader is None or not session.reader.notes:  # noqa: ASYNC110 - the feed says nothing
                await asyncio.sleep(0.05)
        child = worlds._worlds[0].child._process
        os.kill(child.pid, signal.SIGKILL)
        async with asyncio.timeout(30):
            while not session.standing.trouble:  # noqa: ASYNC110 - the feed says nothing
                await asyncio.sleep(0.05)
        app.look()
        await settled(pilot)

        assert "the virtual world ended: code -9" in lines_of(app)[1]
        assert any("begins" in line for line in lines_of(app))
        with pytest.raises(LinkError, match="no virtual world"):
            await worlds.order(("fault", "clear", "all"))
    assert processes.left() == []


def test_a_world_waits_for_who_reads_and_ends_when_nobody_does() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lab", "world", FILE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        # What it tells is far more than a pipe holds: it waits in the middle, and goes when nobody reads any more.
        child.stdin.write(b"until 00:11:00\n")
        child.stdin.close()
        begun = child.stdout.read(1_000)
        is_waiting = child.poll() is None
        child.stdout.close()

        assert (begun[:1], is_waiting) == (b"R", True)
        assert child.wait(30) == 0


async def test_a_world_is_only_told_onwards() -> None:
    async with world() as (worlds, _):
        await worlds.until(moment(10))
        with pytest.raises(UsageError, match="a world is only told onwards"):
            await worlds.order(("until", "3"))
        with pytest.raises(UsageError, match="takes fault, update, activate, read-version, supplier"):
            await worlds.order(("inventory", "notify"))


def test_what_is_no_scenario_or_has_two_feeds_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("purpose = 3\n")
    bad = premises(tmp_path, "tui", str(tmp_path / "bad.toml"), "--virtual")
    both = premises(tmp_path, "tui", "--virtual", "--run", "x.vpr")
    alone = premises(tmp_path, "tui", "--seed", "3")
    world_alone = premises(tmp_path, "world", str(tmp_path / "none.toml"))

    for ended, words in ((bad, "purpose"), (both, "--virtual beside --run"), (alone, "--virtual"), (world_alone, "no")):
        assert (ended.returncode, ended.stdout) == (USAGE, "")
        assert len(ended.stderr.splitlines()) == 1
        assert words in ended.stderr
