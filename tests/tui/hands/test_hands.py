"""Updates and faults by key: what is sent, and how the end of a command is told."""

from textual.widgets import Button, Input

from premises.wire.notes.emulator import FaultCleared
from tests.tui.hands.driving import at, faulty, noted, notice, said
from tests.tui.stage import SIZES, lines_of, session_of, settled, shown
from tui.acting.act import Whereto
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.dialogs.dialog import Dialog, Tick
from tui.dialogs.fault import FaultDialog
from tui.dialogs.update import UpdateDialog


async def test_an_update_is_started_from_the_chosen_device_and_a_busy_one_says_why_not() -> None:
    commands = RecordedCommands(Whereto("flat-14"))
    async with shown(session_of(), SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press(*at("b1"), "u")
        await settled(pilot)
        opened = app.screen
        assert opened.query_one("#to-b1", Tick).value
        app.screen.query_one("#to-b2", Tick).value = True
        await settled(pilot)
        busy, cannot = said(app, "trouble"), app.screen.query_one("#go", Button).disabled
        await pilot.press("ctrl+s")
        assert commands.lines == []
        app.screen.query_one("#to-b2", Tick).value = False
        app.screen.query_one("#size", Input).value = "6000"
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)

        assert isinstance(opened, UpdateDialog)
        assert (busy, cannot) == ("✗ b2 is busy: P5 is at ALT, 71%", True)
        assert commands.lines == ["premises update --to b1 --size 6000 --premises flat-14"]
        assert app.screen is app.place
        assert notice(app) == "done: premises update --to b1 --size 6000"


async def test_what_the_command_refuses_stands_in_the_dialog_and_it_stays() -> None:
    commands = RecordedCommands(ending=Ending(1, "the DCC does not answer"))
    async with shown(session_of(), SIZES["N"], commands=commands) as (app, pilot):
        await pilot.press(*at("b1"), "u", "ctrl+s")
        await settled(pilot)

        assert said(app, "trouble") == "✗ failed: the DCC does not answer"
        assert isinstance(app.screen, UpdateDialog)


async def test_a_fault_begins_where_the_cursor_is_on_a_package_or_on_a_link() -> None:
    commands = RecordedCommands()
    async with shown(session_of(), commands=commands) as (app, pilot):
        await pilot.press(*at("b2"), "f")
        await settled(pilot)
        by_package = app.screen.query_one("#words", Input).value
        app.screen.query_one("#words", Input).value = "140% loss on wan"
        await settled(pilot)
        wrong = said(app, "trouble")
        await pilot.press("ctrl+s")
        assert commands.lines == []
        app.screen.query_one("#words", Input).value = "30% loss on wan"
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press("tab", "j", "f")
        await settled(pilot)
        by_link = app.screen.query_one("#words", Input).value

        assert by_package == "40% loss on althan-b1-b2"
        assert "140%" in wrong
        assert commands.lines == ["premises fault add '30% loss on wan'"]
        assert by_link == "40% loss on han"


async def test_a_fault_is_cleared_by_a_key_and_its_mark_goes_when_the_premises_says_so() -> None:
    commands = RecordedCommands(ending=None)
    session = faulty("40% loss on wan")
    async with shown(session, SIZES["M"], commands=commands) as (app, pilot):
        before = "\n".join(lines_of(app))
        await pilot.press("x")
        await settled(pilot)
        sent = "\n".join(lines_of(app))
        under_way = notice(app)
        commands.journal.end(commands.journal.entries[0], Ending(0, "f1"))
        await settled(pilot)
        done = notice(app)
        noted(session, FaultCleared("f1", "lab"))
        app.look()
        await settled(pilot)

        assert commands.lines == ["premises fault clear f1"]
        assert (under_way, done) == ("$ premises fault clear f1", "done: premises fault clear f1: f1")
        assert " F1 " in before
        assert " F1 " in sent
        assert not any(" F1 " in line for line in lines_of(app))


async def test_of_several_faults_the_cursor_says_which_and_else_a_dialog_asks() -> None:
    commands = RecordedCommands()
    session = faulty("40% loss on han-b3", "flash full at b1")
    async with shown(session, SIZES["W"], commands=commands) as (app, pilot):
        await pilot.press(*at("gsme"), "x")
        await settled(pilot)
        asked = isinstance(app.screen, Dialog)
        await pilot.press("escape", *at("b1"), "x", "F")
        await settled(pilot)
        changing = app.screen
        assert isinstance(changing, FaultDialog)
        changing.query_one("#words", Input).value = "flash full at b3"
        await pilot.press("ctrl+s")
        await settled(pilot)

        assert asked
        assert commands.lines == ["premises fault clear f2", "premises fault change f2 'flash full at b3'"]


async def test_a_fault_that_is_changed_begins_at_once_and_lasts_as_long_as_it_would_have() -> None:
    commands = RecordedCommands()
    session = faulty("40% loss on wan from 98898.432ms for 10m")
    async with shown(session, SIZES["W"], commands=commands) as (app, pilot):
        await pilot.press("F")
        await settled(pilot)
        words = app.screen.query_one("#words", Input).value
        await pilot.press("escape")
        marked = [line for line in lines_of(app) if " F1 " in line]

        assert words == "40% loss on wan for 58s"
        assert marked
        assert not any("98898" in line for line in marked)
