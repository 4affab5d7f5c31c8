"""The screen of a running premises: it hears what was noted before and what comes, and knows when the run is over."""

import asyncio
from pathlib import Path

import pytest

from lab.watching.outlook import outlook_on
from tests.live.premises_under_test import DONE, WITHIN_S, premises, up
from tests.tui.stage import SIZES, lines_of, settled
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
