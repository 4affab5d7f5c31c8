"""A live process ends with the right code and one line, waits for its run, and never mixes two runs on one shelf."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from premises.errors import AccessError, LinkError, PremisesError, ShelfError, SiteError, UsageError
from premises.identity import Name
from premises.machine.effects import Keep
from premises.quantity import Duration
from premises.runtime.aerial import Cast
from premises.runtime.driver import Driver
from premises.runtime.memory import MemoryBroker
from premises.runtime.process import (
    CONNECT_WITHIN,
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_USAGE,
    KEY_RUN,
    cast_again,
    complain,
    run_drivers,
    run_of,
    run_process,
    shelf_of,
)
from premises.runtime.shelf import Shelf
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Run
from premises.wire.notes.emulator import ParticipantStopped
from premises.wire.topics import CONDUCTOR
from tests.runtime.manual_wall import ManualWall, settle
from tests.runtime.players import DCC, HUB, Pace, cast, echo, pinger, wan
from tests.runtime.stage import RUN, TOPICS, Stage


def _shrug(error: LinkError) -> None:
    assert str(error)


def ends_with(error: PremisesError | None) -> Callable[[asyncio.Event], "asyncio.Future[None]"]:
    async def main(stop: asyncio.Event) -> None:
        if error is not None:
            raise error

    return main  # type: ignore[return-value]  # a coroutine function is awaited all the same


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (None, EXIT_DONE),
        (UsageError("a flag is wrong"), EXIT_USAGE),
        (LinkError("broker 127.0.0.1:1: connection refused"), EXIT_FAILED),
    ],
)
def test_a_process_ends_with_a_code_and_one_line(
    error: PremisesError | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_process(ends_with(error)) == code
    assert capsys.readouterr().err == (f"{error}\n" if error is not None else "")


def test_debug_shows_where_an_error_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    run_process(ends_with(UsageError("a flag is wrong")), debug=True)
    said = capsys.readouterr().err

    assert "Traceback" in said
    assert "in main" in said


def test_a_complaint_of_several_lines_becomes_one(capsys: pytest.CaptureFixture[str]) -> None:
    complain(UsageError("first\n  second"))

    assert capsys.readouterr().err == "first second\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_good_order(number: signal.Signals) -> None:
    async def main(stop: asyncio.Event) -> None:
        os.kill(os.getpid(), number)
        await stop.wait()

    assert run_process(main) == EXIT_DONE


def test_the_end_of_standard_input_stops_it_when_asked() -> None:
    program = (
        "import asyncio\n"
        "from premises.runtime.process import run_process\n"
        "async def main(stop):\n"
        "    await stop.wait()\n"
        "raise SystemExit(run_process(main, stop_with_stdin=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"not the end yet\n")
        process.stdin.close()

        assert process.wait(30) == EXIT_DONE


def test_a_socket_that_was_closed_behind_the_loops_back_does_not_stop_it() -> None:
    async def main(stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        (closed, end), (kept, other) = os.pipe(), os.pipe()
        loop.add_reader(closed, stop.set)
        os.close(closed)
        # The loop looks at its descriptors between these two.
        await asyncio.sleep(0)
        loop.add_reader(kept, stop.set)
        os.write(other, b"x")
        await stop.wait()
        assert not loop.remove_reader(closed)
        assert loop.remove_reader(kept)
        for descriptor in (end, kept, other):
            os.close(descriptor)

    assert run_process(main) == EXIT_DONE


async def test_a_process_waits_for_its_run() -> None:
    broker = MemoryBroker()
    waiting = asyncio.create_task(run_of(broker.link(HUB), TOPICS, ManualWall(), _shrug))
    await settle()
    before = waiting.done()
    async with broker.link(CONDUCTOR)([]) as link:
        link.publish(TOPICS.run(), b"", retain=True)
        link.publish(TOPICS.run(), encode(RUN), retain=True)

    assert not before
    assert await waiting == RUN


async def test_a_broker_that_never_answers_is_given_up() -> None:
    wall, said = ManualWall(), list[LinkError]()

    def refuse(*_: object, **__: object) -> object:
        raise LinkError("broker 127.0.0.1:1: connection refused")

    waiting = asyncio.create_task(run_of(refuse, TOPICS, wall, said.append))  # type: ignore[arg-type]  # it raises before it could be entered
    await wall.go_on(CONNECT_WITHIN - 1_000_000)
    before = waiting.done()
    await wall.go_on(4_000_000)

    assert not before
    assert len(said) > 10, "each failure is told"
    with pytest.raises(LinkError, match="connection refused"):
        await waiting


async def test_a_broker_that_says_no_the_first_time_is_not_asked_again() -> None:
    said = list[LinkError]()

    def refuse(*_: object, **__: object) -> object:
        raise AccessError("broker 127.0.0.1:1: wrong user or password for 'hub'")

    waiting = asyncio.create_task(run_of(refuse, TOPICS, ManualWall(), said.append))  # type: ignore[arg-type]  # as above
    await settle()

    assert waiting.done(), "without a moment of wall"
    with pytest.raises(AccessError, match="wrong user or password"):
        await waiting
    assert said == []


async def test_a_broker_that_knew_us_once_and_says_no_is_asked_again() -> None:
    broker, wall, said = MemoryBroker(), ManualWall(), list[LinkError]()
    openings = iter([broker.link(HUB), None, broker.link(HUB)])

    def moody(*given: object, **named: object) -> object:
        open_link = next(openings)
        if open_link is None:
            raise AccessError("broker 127.0.0.1:1: wrong user or password for 'hub'")
        return open_link(*given, **named)  # type: ignore[arg-type]  # handed on as they came

    waiting = asyncio.create_task(run_of(moody, TOPICS, wall, said.append))  # type: ignore[arg-type]  # as above
    await settle()
    broker.cut(HUB)
    await wall.go_on(CONNECT_WITHIN // 2)
    async with broker.link(CONDUCTOR)([]) as link:
        link.publish(TOPICS.run(), encode(RUN), retain=True)

    assert await waiting == RUN
    assert [type(error) for error in said] == [LinkError, AccessError]


async def test_a_broker_that_was_there_once_is_waited_for() -> None:
    broker, wall = MemoryBroker(), ManualWall()
    waiting = asyncio.create_task(run_of(broker.link(HUB), TOPICS, wall, _shrug))
    await wall.go_on(2 * CONNECT_WITHIN)
    broker.cut(HUB)
    await wall.go_on(CONNECT_WITHIN)
    async with broker.link(CONDUCTOR)([]) as link:
        link.publish(TOPICS.run(), encode(RUN), retain=True)

    assert await waiting == RUN


async def test_several_participants_in_one_process_end_together_and_in_order() -> None:
    stage = Stage([wan(40_000)])
    drivers: list[Driver] = [stage.driver(DCC, pinger(DCC, HUB, Pace(Duration(50_000)))), stage.driver(HUB, echo(HUB))]
    stop, lost = asyncio.Event(), list[Name]()
    async with stage.lit():
        running = asyncio.create_task(run_drivers(drivers, stop, lambda who, error: lost.append(who)))
        await settle()
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_000_000)
        stop.set()
        await running

    assert [entry.who for entry in stage.entries if isinstance(entry.note, ParticipantStopped)] == [DCC, HUB]
    assert lost == []


async def test_the_first_that_fails_takes_the_others_with_it() -> None:
    stage = Stage([wan(40_000)])
    drivers = [stage.driver(DCC, pinger(DCC, HUB, Pace(Duration(50_000)))), stage.driver(HUB, echo(HUB))]
    async with stage.lit():
        running = asyncio.create_task(run_drivers(drivers, asyncio.Event(), lambda who, error: None))
        await settle()
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_000_000)
        stage.say(TOPICS.run(), Run(ENVELOPE_VERSION, "run-2", 1, ""), retain=True)
        await stage.wall.go_on(1)
        ended = (await asyncio.gather(running, return_exceptions=True))[0]

    assert isinstance(ended, PremisesError)
    assert "the conductor now runs run-2" in str(ended)


def test_who_is_cast_is_cast_again_only_by_a_site_that_is_another() -> None:
    seen: list[str] = []

    def plan(run: Run) -> Cast:
        seen.append(run.site)
        if run.site == "none":
            raise SiteError("the site of this run cannot be read")
        return cast(HUB, echo(HUB), ())

    again = cast_again(plan, RUN)
    first, changed = again(RUN), again(replace(RUN, site="more"))
    said_again = again(replace(RUN, site="more"))
    for _ in range(2):
        with pytest.raises(SiteError):
            again(replace(RUN, site="none"))
    back = again(RUN)

    assert (first, said_again) == (None, None)
    assert changed is not None
    assert back is not None
    assert seen == ["more", "none", "none", RUN.site]


def test_a_shelf_belongs_to_one_run(tmp_path: Path) -> None:
    shelf_of(HUB, tmp_path / "shelves", RUN).close()
    again = shelf_of(HUB, tmp_path / "shelves", RUN)
    kept = again.get(KEY_RUN)
    again.close()

    assert kept == b"run-1"
    with pytest.raises(ShelfError, match="it belongs to run run-1, not run-2"):
        shelf_of(HUB, tmp_path / "shelves", Run(ENVELOPE_VERSION, "run-2", 1, ""))


def test_a_shelf_from_before_is_taken_into_the_run(tmp_path: Path) -> None:
    before = Shelf(tmp_path / "hub.sqlite")
    before.commit([Keep("image", b"1")])
    before.close()

    shelf = shelf_of(HUB, tmp_path, RUN)
    rows = shelf.get("image"), shelf.get(KEY_RUN)
    shelf.close()

    assert rows == (b"1", b"run-1")


def test_a_shelf_directory_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ShelfError, match=r"shelf directory .*: Not a directory"):
        shelf_of(HUB, tmp_path / "file" / "shelves", RUN)
