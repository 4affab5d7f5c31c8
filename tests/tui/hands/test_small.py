"""A screen of hardly any lines: what cannot be shown there does nothing, and ends nothing."""

import pytest
from textual.widgets import OptionList, Select

from tests.tui.stage import SIZES, session_of, settled, shown
from tui.acting.commands import RecordedCommands


@pytest.mark.parametrize("key", ["pageup", "pagedown"])
async def test_a_page_in_a_choice_that_has_no_line_is_no_page(key: str) -> None:
    async with shown(session_of(), SIZES["M"], commands=RecordedCommands()) as (app, pilot):
        await pilot.press("f")
        await settled(pilot)
        # As quickly as somebody types: the list has its focus, and is not laid out yet.
        choice = app.screen.query_one("#ready", Select)
        choice.expanded = True
        listed = choice.query_one(OptionList)
        listed.highlighted = 1
        without = listed.scrollable_content_region
        await app.run_action({"pageup": "page_up", "pagedown": "page_down"}[key], listed)
        await settled(pilot)

        assert not without
        await pilot.press(key)
        await settled(pilot)
        assert listed.scrollable_content_region
        assert listed.highlighted in (0, listed.option_count - 1)
