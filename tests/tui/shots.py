"""Writes the texts in ``shown/`` again: ``python -m tests.tui.shots``; look at each difference before it is kept."""

import asyncio

from textual.widgets import Input

from tests.tui.stage import SIZES, gone, listing, session_of, settled, shown
from tests.tui.told import HERE, moment
from tests.tui.worlds import HereWorlds
from tui.acting.commands import RecordedCommands
from tui.app import Look
from tui.feeding.session import Session
from tui.paint.screen_text import text_of

SHOTS = {
    "live-160x50": ("W", (), Look()),
    "live-120x40": ("M", (), Look()),
    "live-80x24": ("N", (), Look()),
    "live-60x16": ("S", (), Look()),
    "why-80x24": ("N", ("enter",), Look()),
    "help-80x24": ("N", ("question_mark",), Look()),
    "help-160x50": ("W", ("question_mark",), Look()),
    "sequence-160x50": ("W", ("exclamation_mark", "exclamation_mark", "2"), Look()),
    "sequence-80x24": ("N", ("exclamation_mark", "exclamation_mark", "2"), Look()),
    "devices-160x50": ("W", ("3",), Look()),
    "devices-80x24": ("N", ("3",), Look()),
    "faults-160x50": ("W", ("4",), Look()),
    "faults-80x24": ("N", ("4",), Look()),
    "inventory-160x50": ("W", ("5",), Look()),
    "inventory-80x24": ("N", ("5",), Look()),
    "scenarios-160x50": ("W", ("6",), Look()),
    "scenarios-80x24": ("N", ("6",), Look()),
    "message-80x24": ("N", ("exclamation_mark", "exclamation_mark", "2", "k", "k", "k", "k", "enter"), Look()),
    "sequence-supplier-80x24": ("N", ("v", "2", "h"), Look()),
    "inventory-supplier-80x24": ("N", ("v", "5"), Look()),
    "ascii-sequence-80x24": ("N", ("exclamation_mark", "exclamation_mark", "2"), Look(is_ascii=True)),
    "replay-120x40": ("M", ("less_than_sign", "less_than_sign"), Look()),
    "replay-80x24": ("N", ("less_than_sign",), Look()),
    "split-160x50": ("W", ("V",), Look()),
    "split-120x40": ("M", ("V", "v"), Look()),
    "split-past-160x50": ("W", ("V", "less_than_sign"), Look()),
    "split-80x24": ("N", ("V",), Look()),
    "fork-160x50": ("W", ("less_than_sign", "less_than_sign", "B"), Look()),
    "ascii-120x40": ("M", (), Look(is_ascii=True)),
    "update-80x24": ("N", ("g", "u"), Look()),
    "fault-80x24": ("N", ("g", "j", "j", "j", "j", "f"), Look()),
    "fault-160x50": ("W", ("g", "j", "j", "j", "j", "f"), Look()),
}
"""Each text by its size, what is pressed first, and how it looks."""


OTHERWISE = "100% loss on althan-b1-b2"
"""What is otherwise in the second future."""


def forked() -> Session:
    """Give a virtual world that was told for seven minutes, and stands at its fifth."""
    worlds = HereWorlds()
    worlds.tell(moment(420))
    return worlds.first


async def shot(name: str) -> str:
    """Give what one of them shows."""
    size, keys, look = SHOTS[name]
    session = forked() if name.startswith("fork") else session_of()
    async with shown(session, SIZES[size], look, RecordedCommands()) as (app, pilot):
        listing(app)
        await pilot.press(*keys)
        if session.driver is not None:
            await settled(pilot)
            app.screen.query_one("#otherwise", Input).value = OTHERWISE
            await settled(pilot)
            await pilot.press("ctrl+s")
            await gone(app, pilot)
            await pilot.press("greater_than_sign", "semicolon", "semicolon", "semicolon", "semicolon")
        await gone(app, pilot)
        return text_of(app) + "\n"


def main() -> None:
    """Write all of them."""
    for name in SHOTS:
        (HERE / "shown" / f"{name}.txt").write_text(asyncio.run(shot(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
