"""Writes the texts in ``shown/`` again: ``python -m tests.tui.shots``; look at each difference before it is kept."""

import asyncio

from tests.tui.stage import SIZES, listing, session_of, settled, shown
from tests.tui.told import HERE
from tui.acting.commands import RecordedCommands
from tui.app import Look, text_of

SHOTS = {
    "live-160x50": ("W", (), Look()),
    "live-120x40": ("M", (), Look()),
    "live-80x24": ("N", (), Look()),
    "live-60x16": ("S", (), Look()),
    "why-80x24": ("N", ("enter",), Look()),
    "supplier-120x40": ("M", ("v",), Look()),
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
    "ascii-120x40": ("M", (), Look(is_ascii=True)),
    "update-80x24": ("N", ("g", "u"), Look()),
    "fault-80x24": ("N", ("g", "j", "j", "j", "j", "f"), Look()),
    "fault-160x50": ("W", ("g", "j", "j", "j", "j", "f"), Look()),
}
"""Each text by its size, what is pressed first, and how it looks."""


async def shot(name: str) -> str:
    """Give what one of them shows."""
    size, keys, look = SHOTS[name]
    async with shown(session_of(), SIZES[size], look, RecordedCommands()) as (app, pilot):
        listing(app)
        await pilot.press(*keys)
        await settled(pilot)
        return text_of(app) + "\n"


def main() -> None:
    """Write all of them."""
    for name in SHOTS:
        (HERE / "shown" / f"{name}.txt").write_text(asyncio.run(shot(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
