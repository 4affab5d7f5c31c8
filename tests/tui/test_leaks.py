"""Nothing grows: whatever is opened and closed, however often, leaves as many objects, tasks, threads and files."""

import asyncio
import gc
import os
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.timer import Timer

from tests.tui.hands.driving import faulty
from tests.tui.stage import SIZES, gone, listing, session_of, settled, shown
from tests.tui.told import FLAT, moment, notes_of
from tests.tui.worlds import HereWorlds
from tui.acting.commands import RecordedCommands
from tui.app import PremisesApp

OPENED: Mapping[str, tuple[str, ...]] = {
    "update": ("u", "escape"),
    "fault": ("f", "escape"),
    "change": ("F", "escape"),
    "clear": ("x", "escape"),
    "activate": ("A", "escape"),
    "supplier": ("S", "escape"),
    "export": ("e", "escape"),
    "journal": ("at", "escape"),
    "moment": ("T", "escape"),
    "help": ("question_mark", "escape"),
    "palette": ("ctrl+p", "escape"),
    "sequence": ("2", "1"),
    "devices": ("3", "1"),
    "faults": ("4", "1"),
    "inventory": ("5", "1"),
    "scenarios": ("6", "1"),
    "split": ("V", "1"),
    "past": ("less_than_sign", "L"),
}
"""Each by the keys that open and close it."""

SHORT, LONG = 4, 500
"""How often each is opened: every day, and in the campaign. Ours."""

WARM = 2
"""How often before it is counted: what is made once is there then. Ours."""

Round = Callable[[PremisesApp, Pilot[str], int], Awaitable[None]]


def census() -> Counter[str]:
    """Count what is there: objects of ours, screens, timers, tasks, threads, files."""
    gc.collect()
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        if str(kind.__module__).startswith("tui.") or isinstance(each, Screen | Timer):
            found[f"{kind.__module__}.{kind.__name__}"] += 1
    found["task"] = len(asyncio.all_tasks())
    # Those of asyncio.to_thread are made as they are wanted, up to a limit of Python's.
    found["thread"] = sum("asyncio_" not in thread.name for thread in threading.enumerate())
    found["file"] = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names of numbers, and none of them is a file here
    return found


async def grown(app: PremisesApp, pilot: Pilot[str], do: Round, rounds: int) -> Counter[str]:
    """Give what there is more of after ``rounds`` than before them."""
    for number in range(WARM):
        await do(app, pilot, number)
    await _still(app, pilot)
    before = census()
    for number in range(WARM, WARM + rounds):
        await do(app, pilot, number)
    await _still(app, pilot)
    return census() - before


async def _still(app: PremisesApp, pilot: Pilot[str]) -> None:
    await gone(app, pilot)
    app.look()
    await settled(pilot)


TIMES = [SHORT, pytest.param(LONG, marks=pytest.mark.campaign)]


@pytest.mark.parametrize("rounds", TIMES)
async def test_what_is_opened_and_closed_leaves_nothing(rounds: int) -> None:
    found: dict[str, Counter[str]] = {}
    async with shown(faulty("40% loss on wan", "crash at b4"), SIZES["M"], None, RecordedCommands()) as (app, pilot):
        listing(app)
        for name, (opens, closes) in OPENED.items():

            async def once(
                app: PremisesApp, pilot: Pilot[str], _: int, keys: tuple[str, str] = (opens, closes)
            ) -> None:
                top = (app.screen, app.sight.past)
                await pilot.press(keys[0])
                await gone(app, pilot)
                assert (app.screen, app.sight.past) != top, f"{keys[0]} opens nothing"
                await pilot.press(keys[1])
                await pilot.pause()
                assert len(app.screen_stack) == 1

            more = await grown(app, pilot, once, rounds)
            if more:
                found[name] = more

    assert found == {}


@pytest.mark.parametrize("rounds", [SHORT, pytest.param(200, marks=pytest.mark.campaign)])
async def test_another_run_in_the_place_of_one_leaves_nothing_of_it(rounds: int) -> None:
    scenario, entries = notes_of(FLAT)
    some = entries[:3_000]
    session = session_of()

    async def another(app: PremisesApp, pilot: Pilot[str], number: int) -> None:
        session.now = moment(0)
        session.open(scenario.site, f"run-{number}")
        session.take(some, some[-1].at)
        app.look()
        await pilot.press("less_than_sign", "L")
        await settled(pilot)

    async with shown(session, SIZES["M"]) as (app, pilot):
        more = await grown(app, pilot, another, rounds)

    assert more == {}


@pytest.mark.parametrize("rounds", TIMES)
async def test_a_future_that_was_forked_is_gone_when_there_is_another(rounds: int) -> None:
    worlds = HereWorlds()
    worlds.tell(moment(20))

    async def fork(app: PremisesApp, pilot: Pilot[str], _: int) -> None:
        await app.times.forking.fork(moment(10), ("fault", "add", "100% loss on wan"))
        await pilot.press("less_than_sign", "L", "1")
        await settled(pilot)

    async with shown(worlds.first, SIZES["M"]) as (app, pilot):
        more = await grown(app, pilot, fork, rounds)

    assert more == {}
