"""Keys, clicks and sizes in any order, from a seed: nothing breaks, and the same picture comes back."""

from pathlib import Path
from random import Random

import pytest
from textual.pilot import OutOfBounds

from tests.tui.stage import lines_of, session_of, settled, shown
from tui.acting.commands import RecordedCommands

KEYS = (
    "j", "k", "g", "G", "tab", "shift+tab", "enter", "escape", "exclamation_mark", "v", "z", "backslash", "n", "N",
    "y", "pageup", "pagedown", "slash", "a", "question_mark", "ctrl+p", "up", "down",
    "u", "f", "F", "x", "w", "A", "K", "R", "S", "e", "at", "space", "left_square_bracket", "h", "l", "ctrl+s",
)  # fmt: skip

SIZES = ((160, 50), (120, 40), (80, 24), (60, 16), (20, 5), (200, 60), (100, 36), (34, 12))

ACTS = 150
"""Keys, clicks and sizes of one storm. Ours."""


@pytest.mark.parametrize("seed", [7, 8])
@pytest.mark.parametrize("name", ["flat", "option-b-one-fails"])
async def test_keys_clicks_and_sizes_in_any_order_break_nothing(
    name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A picture of the screen may be written.
    monkeypatch.chdir(tmp_path)
    chance = Random(seed)  # noqa: S311 - chance of a story, not of a secret
    async with shown(session_of(name, 11.0 if name != "flat" else 640.0), SIZES[0], commands=RecordedCommands()) as (
        app,
        pilot,
    ):
        before = app.session.reader
        for number in range(ACTS):
            if number % 15 == 0:
                await pilot.resize_terminal(*chance.choice(SIZES))
            elif number % 7:
                await pilot.press(chance.choice(KEYS))
            else:
                place = chance.randrange(app.size.width), chance.randrange(app.size.height)
                try:
                    await pilot.click(offset=place)
                except OutOfBounds:
                    # A size that was asked for is there a moment later.
                    continue
        while len(app.screen_stack) > 1:
            app.pop_screen()
        await pilot.resize_terminal(*SIZES[0])
        await settled(pilot)

        assert app.session.standing.errors == 0
        assert before is not None
        assert app.session.reader is before
        assert lines_of(app)[0].lstrip().startswith(before.site.name)
