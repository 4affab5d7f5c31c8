"""A storm while the broker is killed and comes back, twice: nothing breaks, and a fresh screen shows the same."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.live.premises_under_test import BROKER, WITHIN_S, premises, running_in, up
from tests.tui.stage import SIZES, listing, shown
from tests.tui.storm import Ground, Storm, StormCommands, calmed
from tui.app import PremisesApp
from tui.feeding import live
from tui.feeding.here import Here
from tui.feeding.session import Session

pytestmark = [pytest.mark.live, pytest.mark.campaign]

CALLED = "flat-14"

ACTS = 1_500
"""Keys and clicks of one storm. Ours."""


def _screen(folder: Path) -> AbstractAsyncContextManager[tuple[PremisesApp, Pilot[str]]]:
    session = Session(live.standing_of(str(folder)))
    feeding = partial(live.follow, find=Here(folder / ".premises", None))
    return shown(session, SIZES["W"], None, _commands(folder), feeding)


def _commands(folder: Path) -> StormCommands:
    """Give commands that are not run: what a scenario leaves is no recording here, which is said."""
    (folder / "told.vpr").touch()
    return StormCommands(folder / "told.vpr")


def _heard(app: PremisesApp) -> int:
    return 0 if app.session.reader is None else app.session.reader.notes


def _told(lines: list[str]) -> list[str]:
    """Give what is told of the premises, and no events: among them are the screen's own."""
    kept, is_event = list[str](), False
    for line in lines:
        is_event = not line.startswith("--- ") and (is_event or "─ Events" in line)
        if not is_event:
            kept.append(line)
    return kept


async def until(holds: Callable[[], bool], what: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - the feed says nothing
            await asyncio.sleep(0.05)
    assert holds(), what


async def stormed(app: PremisesApp, pilot: Pilot[str], folder: Path, seed: int) -> None:
    """Storm, kill the broker at a third and at two thirds, and wait until all of it was heard."""
    commands = _commands(folder)
    ground = Ground(app.session, lambda _: None, lambda: app.session, commands, commands)
    storm = Storm(app, pilot, ground, seed)
    kills = {ACTS // 3, 2 * ACTS // 3}
    standing = app.session.standing
    for number in range(ACTS):
        if number in kills:
            await until(lambda: standing.is_up, "it is connected before the broker is killed")
            # Another process each time: the supervisor starts it anew.
            os.kill(running_in(folder, CALLED).processes[BROKER], signal.SIGKILL)
        await storm.act(number)
    await until(lambda: standing.is_up and not standing.is_silent, "it is connected again")


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_storm_over_a_broker_that_is_killed_twice_ends_as_a_fresh_screen(tmp_path: Path, seed: int) -> None:
    with up(tmp_path, "--broker", "mosquitto"):
        sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b1", "--size", "2048")
        async with _screen(tmp_path) as (app, pilot):
            listing(app)
            await until(lambda: app.session.reader is not None and app.session.standing.is_up, "it hears")
            await stormed(app, pilot, tmp_path, seed)
            await asyncio.to_thread(premises, tmp_path, "clock", "pause")
            await until(lambda: app.session.standing.speed == 0.0, "the clock stands")
            assert app.is_running
            assert app.session.standing.errors == 0
            async with _screen(tmp_path) as (fresh, beside):
                await until(lambda: _heard(fresh) == _heard(app) > 0, "both heard the same")
                after, new = await calmed(app, pilot), await calmed(fresh, beside)

    assert sent.returncode == 0
    assert "\n".join(unified_diff(_told(new), _told(after), "fresh", "after the storm", n=0, lineterm="")) == ""
