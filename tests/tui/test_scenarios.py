"""Screen 6 by Pilot: a scenario is run as a command, and its recording stands in the place of the feed."""

import asyncio
from pathlib import Path

from lab.commands.run import Recording, run_virtual
from tests.tui.stage import SIZES, lines_of, listing, session_of, settled, shown
from tests.tui.told import SCENARIOS
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.app import PremisesApp
from tui.screens.scenarios import ScenariosScreen


async def test_a_scenario_is_a_command_that_passes_or_fails_in_a_line() -> None:
    commands = RecordedCommands(ending=None)
    app = PremisesApp(session_of(), None, None, commands)
    listing(app)
    async with app.run_test(size=SIZES["W"]) as pilot:
        await settled(pilot)
        await pilot.press("6")
        await settled(pilot)
        place = app.place
        assert isinstance(place, ScenariosScreen)
        await pilot.press("slash", *"abort", "enter", "enter")
        await settled(pilot)
        (entry,) = commands.journal.entries
        assert entry.words[:3] == ("run", "scenarios/displaced.toml", "--record")
        assert any("displaced" in line and "running" in line and "by now" in line for line in lines_of(app))
        commands.journal.end(entry, Ending(1, "displaced failed: b1 runs 0x00010000, promised 0x00010001"))
        place.paint()
        await settled(pilot)
        assert any("✗ displaced" in line and "promised 0x00010001" in line for line in lines_of(app))
        assert any("1 failed" in line for line in lines_of(app))
        await pilot.press("enter")
        await settled(pilot)
        assert "there is no recording of it" in lines_of(app)[1]
        await pilot.press("escape")
        await settled(pilot)
        assert sum("· " in line for line in lines_of(app)) > 3


async def test_a_recording_stands_in_the_place_of_the_feed_and_esc_goes_back(tmp_path: Path) -> None:
    record = tmp_path / "run.vpr"
    await asyncio.to_thread(run_virtual, SCENARIOS / "quiet-flat.toml", None, Recording(record))
    commands = RecordedCommands(ending=Ending(0, "passed quiet-flat"))
    app = PremisesApp(session_of(), None, None, commands)
    listing(app)
    async with app.run_test(size=SIZES["M"]) as pilot:
        await settled(pilot)
        await pilot.press("6", "enter")
        await settled(pilot)
        (entry,) = commands.journal.entries
        record.rename(entry.words[-1])
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await settled(pilot)
        assert app.place is app._made("live")
        assert "quiet-flat" in lines_of(app)[0]
        assert "REPLAY quiet-flat-1" in lines_of(app)[0]
        await pilot.press("escape")
        await settled(pilot)
        assert app.place is app._made("scenarios")
        assert app.sight.past is None
        assert "flat-14" in lines_of(app)[0]


async def test_who_may_start_nothing_is_told_so() -> None:
    async with shown(session_of(), SIZES["N"]) as (app, pilot):
        listing(app)
        await pilot.press("6", "enter")
        await settled(pilot)
        assert "read only" in lines_of(app)[1]


async def test_a_list_that_cannot_be_read_is_said() -> None:
    async with shown(session_of(), SIZES["N"]) as (app, pilot):
        listing(app)
        place = app._made("scenarios")
        assert isinstance(place, ScenariosScreen)

        async def none() -> bytes:
            return b"{}"

        place.lists = none
        await pilot.press("6")
        await settled(pilot)
        assert "the list of scenarios cannot be read" in "\n".join(lines_of(app))
