"""Everybody can read it: every text that is painted stands out, and no state is told by its colour alone."""

from collections.abc import Iterator

import pytest
from rich.style import Style
from textual.widgets import Button

from tests.tui.acting.places import situation
from tests.tui.stage import SIZES, lines_of, session_of, settled, shown
from tests.tui.test_paint import READABLE, contrast
from tests.tui.told import AT, moment
from tui.acting.commands import RecordedCommands
from tui.app import Look, PremisesApp
from tui.dialogs.fault import FaultDialog
from tui.dialogs.update import UpdateDialog
from tui.paint.glyphs import ASCII, OF_STATE
from tui.paint.themes import OURS
from tui.screens.over import Over


def painted(app: PremisesApp) -> Iterator[tuple[str, Style]]:
    """Give each text that lies on top, with its style: what is below a dialog is meant to dim."""
    screen = app.screen
    region = screen.children[0].region if isinstance(screen, Over) else screen.region
    for strip in screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            style = segment.style
            if style is not None and any(map(str.isalnum, segment.text)) and style.color and style.bgcolor:
                yield segment.text.strip(), style


def too_dim(app: PremisesApp) -> dict[str, float]:
    """Give what cannot be read, and its contrast."""
    return {text: round(contrast(style), 1) for text, style in painted(app) if contrast(style) < READABLE}


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
@pytest.mark.parametrize("size", ["W", "N"])
async def test_every_text_on_the_live_screen_and_in_the_help_can_be_read(theme: str, size: str) -> None:
    async with shown(session_of(), SIZES[size], Look(theme)) as (app, pilot):
        dim = too_dim(app)
        await pilot.press("question_mark")
        await settled(pilot)
        seen = {text for text, _ in painted(app)}
        dim |= too_dim(app)

    assert dim == {}
    assert "Keys and marks" in seen


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
@pytest.mark.parametrize("dialog", [FaultDialog, UpdateDialog])
async def test_every_text_of_a_dialog_can_be_read(theme: str, dialog: type[FaultDialog | UpdateDialog]) -> None:
    async with shown(session_of(), SIZES["M"], Look(theme)) as (app, pilot):
        await app.push_screen(dialog(situation(), RecordedCommands()))
        await settled(pilot)
        seen = [text for text, _ in painted(app)]
        # What cannot be pressed says so in the line above it, and may be dim.
        off = {str(button.label) for button in app.screen.query(Button) if button.disabled}
        dim = {text: ratio for text, ratio in too_dim(app).items() if text not in off}

    assert dim == {}
    assert len(seen) > 10


@pytest.mark.parametrize("size", ["W", "M", "N"])
@pytest.mark.parametrize("is_ascii", [False, True], ids=["unicode", "ascii"])
async def test_without_colour_every_state_has_its_mark_and_a_word(
    size: str, monkeypatch: pytest.MonkeyPatch, *, is_ascii: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(session_of(), SIZES[size], Look(is_ascii=is_ascii)) as (app, pilot):
        await settled(pilot)
        lines = lines_of(app)
        colours = {
            (style.color.triplet, style.bgcolor.triplet)
            for _, style in painted(app)
            if style.color is not None and style.bgcolor is not None
        }
        rows = session_of().reader.picture(moment(AT)).rows  # type: ignore[union-attr]  # it was opened
        plain = {mark: mark if not is_ascii else mark.translate(ASCII) for mark in OF_STATE.values()}

        for row in rows:
            line = next(line for line in lines if f"{plain[OF_STATE[row.state]]} {row.name} " in line)
            assert any(words[:14] in line for words in (row.why, row.brief)), (row.name, line)
    assert all(one is None or one[0] == one[1] == one[2] for pair in colours for one in pair)
