"""The screen of a running premises: it hears what was noted before and what comes, and knows when the run is over."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.live.run_directory import Running
from lab.watching.outlook import outlook_on
from tests.live.premises_under_test import DONE, WITHIN_S, premises, up
from tests.tui.stage import SIZES, lines_of, settled
from tui.acting.act import Whereto
from tui.acting.children import ChildCommands
from tui.app import PremisesApp
from tui.feeding import live
from tui.feeding.session import Session

pytestmark = pytest.mark.live


async def test_a_running_premises_is_on_the_screen_until_its_run_is_over(tmp_path: Path) -> None:
    with up(tmp_path, "--speed", "4") as running:
        sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b1")
        session, outlook = Session(live.standing_of(running.broker)), outlook_on(running)
        app = PremisesApp(session, lambda wanted: live.follow(wanted, lambda: outlook))
        async with app.run_test(size=SIZES["M"]) as pilot:
            async with asyncio.timeout(WITHIN_S):
                while session.reader is None or session.reader.events_ever < 8:  # noqa: ASYNC110 - the feed says nothing
                    await asyncio.sleep(0.1)
            app.look()
            await settled(pilot)
            while_up = lines_of(app)
            down = await asyncio.to_thread(premises, tmp_path, "down")
            async with asyncio.timeout(WITHIN_S):
                while not session.standing.is_over:  # noqa: ASYNC110 - the feed says nothing
                    await asyncio.sleep(0.1)
            app.look()
            await settled(pilot)
            after = lines_of(app)

    assert (sent.returncode, down.returncode) == (DONE, DONE)
    assert any("P1" in line and "B1" in line for line in while_up)
    assert "x" in while_up[0]
    assert "ENDED" in after[0]
    assert any("CONDUCTOR" in line and "ended in good order" in line for line in after)


async def test_keys_update_a_bridge_and_impose_and_clear_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with up(tmp_path, "--speed", "4") as running:
        session = await _driven(running)

    reader = session.reader
    assert reader is not None
    happened = [event.words for event in reader.told(reader.events)]
    imposed = next(n for n, words in enumerate(happened) if "40% loss on han" in words)
    cleared = next(n for n, words in enumerate(happened) if words.startswith("fault f1 cleared"))
    assert imposed < cleared
    (row,) = reader.picture(session.now).rows
    assert (row.device, row.version) == ("b1", 0x00010001)


async def _driven(running: Running) -> Session:
    """Press what a person would: choose b1 on the map, update it, impose a fault there and clear it."""
    session, outlook = Session(live.standing_of(running.broker)), outlook_on(running)
    commands = ChildCommands(Whereto(running.premises))
    app = PremisesApp(session, lambda wanted: live.follow(wanted, lambda: outlook), commands=commands)
    async with app.run_test(size=SIZES["N"]) as pilot, asyncio.timeout(WITHIN_S):

        async def until(told: Callable[[], bool]) -> None:
            while not told():
                await asyncio.sleep(0.1)
                app.look()

        def faults() -> list[str]:
            return [] if app.sight.shown is None else [fault.id for fault in app.sight.shown.faults]

        await until(lambda: app.sight.shown is not None and not app.hands.why_not("fault"))
        await pilot.press("h", "u")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await until(lambda: app.sight.shown is not None and len(app.sight.shown.rows) == 1 and app.screen is app.place)
        await pilot.press("f")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await until(lambda: faults() == ["f1"] and app.screen is app.place)
        await pilot.press("x")
        await until(lambda: faults() == [] and app.sight.message.startswith("done: premises fault clear f1"))
    assert [entry.act.line for entry in commands.journal.entries] == [
        "premises update --to b1", "premises fault add '40% loss on han'", "premises fault clear f1",
    ]  # fmt: skip
    return session
