"""The command palette: every key and every act on every device is there, has words, and runs."""

from collections.abc import Callable

from textual.app import SystemCommand
from textual.command import CommandInput, CommandPalette

from tests.tui.stage import SIZES, session_of, settled, shown
from tui.acting.commands import RecordedCommands
from tui.acting.situation import READ_ONLY
from tui.app import PremisesApp
from tui.dialogs.fault import READY_MADE, FaultDialog
from tui.keys.acts import ALL_ACTS
from tui.keys.all import ON_LIVE

ENDS_IT = ("Quit", "Quit, and leave this screen in the scrollback")


def listed(app: PremisesApp) -> list[SystemCommand]:
    return list(app.get_system_commands(app.screen))


def doing(app: PremisesApp, title: str) -> Callable[[], object]:
    return next(each.callback for each in listed(app) if each.title == title)


async def test_every_key_is_there_once_with_its_key_and_every_entry_has_words() -> None:
    async with shown(session_of(), commands=RecordedCommands()) as (app, _pilot):
        entries = listed(app)

        assert len({each.title for each in entries}) == len(entries)
        assert all(each.help for each in entries)
        for key in ON_LIVE:
            said = f"key {key.shown or key.keys}"
            assert any(each.help == said or each.help.startswith(f"{said}: ") for each in entries), key.action
        titles = [each.title for each in entries]
        assert {"Update B1", "Wake B4", "Activate ESME", "Kill HUB", "Restart DCC", "Speed x10"} <= set(titles)
        assert {f"Inject {ready}" for ready in READY_MADE} <= set(titles)
        assert not {"Wake B1", "Activate B1", "Update HUB"} & set(titles)
        assert next(each.help for each in entries if each.title == "Update B2") == "key u, with the cursor on it"
        assert next(each.help for each in entries if each.title == "Activate GSME").startswith("not now: gsme holds no")


async def test_every_entry_runs() -> None:
    commands = RecordedCommands()
    async with shown(session_of(), SIZES["M"], commands=commands) as (app, pilot):
        for entry in listed(app):
            if entry.title in ENDS_IT:
                continue
            entry.callback()
            await pilot.pause()
            while len(app.screen_stack) > 1:
                app.pop_screen()
        assert app.session.standing.errors == 0
        assert {
            "premises fault add 'power cut at b4'", "premises clock speed 600", "premises activate --to esme",
            "premises read-version b1",
        } <= set(commands.lines)  # fmt: skip


async def test_an_act_on_a_device_is_on_that_one_wherever_the_cursor_is() -> None:
    commands = RecordedCommands()
    async with shown(session_of(), SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press("g")
        doing(app, "Restart B3")()
        doing(app, "Inject slow: 2 s more each way")()
        await settled(pilot)

        assert commands.lines == ["premises fault add 'crash of b3'"]
        assert isinstance(app.screen, FaultDialog)
        assert "premises fault add '2s latency give or take 500ms on han'" in str(
            app.screen.query_one("#line").content  # type: ignore[attr-defined]  # a Static
        )


async def test_what_cannot_be_done_is_there_and_says_why() -> None:
    async with shown(session_of(), SIZES["M"]) as (app, _pilot):
        doing(app, "Speed x10")()
        assert app.sight.message == f"Speed x10: {READ_ONLY}"
        for key in ALL_ACTS:
            assert any(each.help == f"key {key.shown or key.keys}" for each in listed(app))


async def test_what_is_typed_into_it_finds_a_device_and_enter_does_it() -> None:
    commands = RecordedCommands()
    async with shown(session_of(), SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(app.screen, CommandPalette)
        app.screen.query_one(CommandInput).value = "Kill B3"
        for _ in range(20):
            await pilot.pause(0.05)
        await pilot.press("enter")
        await settled(pilot)

        assert commands.lines == ["premises fault add 'power cut at b3'"]
