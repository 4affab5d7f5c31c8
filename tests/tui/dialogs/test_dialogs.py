"""Dialogs: what is chosen is a command, what cannot be done says why, what the command refuses stays on the screen."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Select

from premises.quantity import ORIGIN
from tests.tui.acting.places import situation, with_faults
from tests.tui.dialogs.host import Host, said, shown, text_of
from tests.tui.told import moment
from tui.acting import deeds
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending, Entry
from tui.acting.situation import READ_ONLY, barred_by_recording
from tui.acting.speeds import SPEEDS, next_speed
from tui.dialogs.activate import ActivateDialog
from tui.dialogs.clear import ClearDialog
from tui.dialogs.clock import MomentDialog, SpeedDialog
from tui.dialogs.dialog import Dialog, Tick
from tui.dialogs.export import ExportDialog, Picture
from tui.dialogs.fault import FaultDialog
from tui.dialogs.journal import JournalDialog
from tui.dialogs.supplier import SupplierDialog
from tui.dialogs.update import UpdateDialog

HERE = with_faults(situation(), f2="40% loss on wan")


def every(commands: RecordedCommands, *, is_ascii: bool = False, barred: str = "") -> list[Dialog]:
    here = replace(HERE, barred=barred, chosen="b1")
    until = here.picture.now
    return [
        UpdateDialog(here, commands, is_ascii=is_ascii),
        FaultDialog(here, commands, is_ascii=is_ascii),
        FaultDialog(here, commands, changing="f2", said="40% loss on wan", is_ascii=is_ascii),
        ClearDialog(here, commands, is_ascii=is_ascii),
        ActivateDialog(here, commands, is_ascii=is_ascii),
        SpeedDialog(here, commands, is_ascii=is_ascii),
        MomentDialog(here, commands, ORIGIN, until, is_ascii=is_ascii),
        SupplierDialog(here, commands, is_ascii=is_ascii),
        ExportDialog(here, commands, package="5:b2", is_ascii=is_ascii),
    ]


def cannot_go(host: Host) -> bool:
    return host.dialog.query_one("#go", Button).disabled


@pytest.mark.parametrize("number", range(9))
async def test_a_dialog_fits_into_the_smallest_screen_goes_by_tab_and_closes_by_escape(number: int) -> None:
    commands = RecordedCommands()
    async with shown(every(commands, is_ascii=True)[number]) as (host, pilot):
        text = text_of(host)
        focused = []
        for _ in range(30):
            focused.append(host.focused)
            await pilot.press("tab")
        can = [field for field in host.dialog.focus_chain if field.display]
        region = host.dialog.query_one("#box").region
        await pilot.press("escape")

        assert text.isascii(), "every mark has an ASCII form"
        assert set(can) <= set(focused), "tab reaches every field"
        assert 0 <= region.y <= region.bottom <= 24
        assert "^s" in text
        assert "Cancel  esc" in text
        assert (host.is_closed, host.result, commands.lines) == (True, None, [])


async def test_an_update_is_started_with_all_that_was_chosen() -> None:
    commands = RecordedCommands()
    async with shown(UpdateDialog(replace(HERE, chosen="b1"), commands), (120, 40)) as (host, pilot):
        host.dialog.query_one("#to-b3", Tick).value = True
        host.dialog.query_one("#file-b3", Input).value = "b3.ota"
        for field, text in (("size", "6000"), ("version", "1.2"), ("deadline", "600")):
            host.dialog.query_one(f"#{field}", Input).value = text
        host.dialog.query_one("#manner", Select).value = "planned"
        await pilot.pause()
        line, sentence = said(host, "line"), said(host, "sentence")
        await pilot.press("ctrl+s")
        await pilot.pause()

    command = (
        "premises update --to b1,b3 --file b3=b3.ota --size 6000 --version 0x00010002 --deadline 600 --planned "
        "--wait --timeout 7000"
    )
    assert line == f"$ {command}"
    assert sentence.startswith("A Supplier sends B1 and B3 an image of your own; planned: each request")
    assert commands.lines == [command]
    assert isinstance(host.result, Entry)


async def test_a_busy_device_says_why_and_cannot_be_started() -> None:
    commands = RecordedCommands()
    async with shown(UpdateDialog(replace(HERE, chosen="b2"), commands)) as (host, pilot):
        reason = "b2 is busy: P5 is at ALT, 71%"
        before = (said(host, "trouble"), cannot_go(host), text_of(host).count(reason))
        await pilot.press("ctrl+s")
        host.dialog.query_one("#to-b2", Tick).value = False
        await pilot.pause()
        none = said(host, "trouble")
        host.dialog.query_one("#to-b1", Tick).value = True
        await pilot.pause()

        assert before == (f"✗ {reason}", True, 2), "beside the device, and below"
        assert commands.lines == []
        assert none == "✗ no device is chosen: space chooses one"
        assert (said(host, "trouble"), cannot_go(host)) == ("", False)
        assert text_of(host).count("[x]") == 1, "what is chosen is not told by colour alone"


@pytest.mark.parametrize(
    ("field", "typed", "trouble"),
    [
        ("size", "many", "octets 'many': expected a number"),
        ("version", "1.x", "version '1.x': expected one like 1.2 or 0x00010002"),
        ("runs-at", "900", "nobody of these waits for CS06: expected no moment to run it"),
    ],
)
async def test_what_an_update_cannot_be_is_said_while_it_is_typed(field: str, typed: str, trouble: str) -> None:
    async with shown(UpdateDialog(replace(HERE, chosen="b1"), RecordedCommands())) as (host, pilot):
        host.dialog.query_one(f"#{field}", Input).value = typed
        await pilot.pause()

        assert (said(host, "trouble"), cannot_go(host)) == (f"✗ {trouble}", True)


@pytest.mark.parametrize("ending", [Ending(2, "b1 is gone [B1]"), Ending(None, "no answer within 30 s")])
async def test_what_the_command_refuses_is_shown_and_the_dialog_stays(ending: Ending) -> None:
    commands = RecordedCommands(ending=ending)
    async with shown(UpdateDialog(replace(HERE, chosen="b1"), commands)) as (host, pilot):
        await pilot.press("ctrl+s")
        await pilot.pause()
        once = (said(host, "trouble"), host.is_closed)
        commands.ending = Ending(0, "")
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert once == ("✗ refused: b1 is gone [B1]" if ending.code else "✗ no answer within 30 s", False)
        assert host.is_closed, "it can be tried again"
        assert len(commands.lines) == 2


async def test_a_meter_is_activated_now_or_at_a_moment_that_is_not_over() -> None:
    commands = RecordedCommands()
    async with shown(ActivateDialog(replace(HERE, chosen="esme"), commands)) as (host, pilot):
        when = host.dialog.query_one("#when", Input)
        told = []
        for typed in ("5", "soon", "+600"):
            when.value = typed
            await pilot.pause()
            told.append(said(host, "trouble"))
        await pilot.press("ctrl+s")
        await pilot.pause()

    assert told == [
        "✗ second 5 is over: it is 640 now",
        "✗ 'soon': expected a premises second like 900, or +600 for so many from now",
        "",
    ]
    assert commands.lines == ["premises activate --to esme --runs-at 1240"]


async def test_a_speed_is_set_and_nought_is_a_pause() -> None:
    commands = RecordedCommands()
    for typed in ("10", "0"):
        async with shown(SpeedDialog(HERE, commands)) as (host, pilot):
            host.dialog.query_one("#speed", Input).value = typed
            await pilot.press("enter")
            await pilot.pause()

    assert commands.lines == ["premises clock speed 10", "premises clock pause"]
    assert [next_speed(each, 1) for each in SPEEDS] == [*SPEEDS[1:], None]
    assert [next_speed(each, -1) for each in SPEEDS] == [None, *SPEEDS[:-1]]


async def test_a_moment_within_the_recording_is_gone_to() -> None:
    dialog = MomentDialog(replace(HERE, barred=READ_ONLY), RecordedCommands(), ORIGIN, moment(640.0))
    async with shown(dialog) as (host, pilot):
        host.dialog.query_one("#moment", Input).value = "00:59:00"
        await pilot.pause()
        trouble = said(host, "trouble")
        host.dialog.query_one("#moment", Input).value = "00:10:00"
        await pilot.press("enter")

    assert trouble == "✗ moment 00:59:00: expected 00:00:00 to 00:10:40"
    assert host.result == moment(600.0)


async def test_an_export_says_its_command_and_refuses_a_file_that_is_there(tmp_path: Path) -> None:
    commands = RecordedCommands()
    here = replace(HERE, barred=barred_by_recording("run-0042"))
    (tmp_path / "there.svg").touch()
    async with shown(ExportDialog(here, commands, package="5:b2")) as (host, pilot):
        path, usual = host.dialog.query_one("#path", Input), host.dialog.query_one("#path", Input).value
        told = []
        for typed in (str(tmp_path / "there.svg"), "x.doc", "/nowhere/x.svg"):
            path.value = typed
            await pilot.pause()
            told.append(said(host, "trouble"))
        path.value = "x.mmd"
        await pilot.press("ctrl+s")
        await pilot.pause()
    async with shown(ExportDialog(here, commands)) as (host, pilot):
        host.dialog.query_one("#what", Select).value = "picture"
        await pilot.pause()
        host.dialog.query_one("#path", Input).value = str(tmp_path / "new.svg")
        await pilot.press("ctrl+s")

    assert usual == "flat-14-5-b2-ladder.svg"
    assert [each.partition(": ")[2] or each for each in told][1].startswith("expected a name that ends in .svg")
    assert "is there already" in told[0]
    assert told[2] == "✗ there is no folder '/nowhere'"
    assert commands.lines == ["premises ladder run.vpr --out x.mmd --package 5:b2"]
    assert host.result == Picture(tmp_path / "new.svg")


async def test_a_supplier_is_chosen_to_ask_as() -> None:
    async with shown(SupplierDialog(HERE, RecordedCommands())) as (host, pilot):
        await pilot.press("ctrl+s")

    assert host.result == "supplier"


async def test_a_supplier_gains_the_premises_by_a_command_and_not_twice() -> None:
    commands = RecordedCommands()
    there = replace(situation("change-of-supplier", 0.5), customers={"electricity": "loser", "gas": "loser"})
    async with shown(SupplierDialog(there, commands)) as (host, pilot):
        text = text_of(host)
        host.dialog.query_one("#what", Select).value = "gas"
        host.dialog.query_one("#supplier", Select).value = "loser"
        await pilot.pause()
        twice = said(host, "trouble"), cannot_go(host)
        host.dialog.query_one("#supplier", Select).value = "gainer"
        await pilot.pause()
        sentence, line = said(host, "sentence"), said(host, "line")
        await pilot.press("ctrl+s")

    assert "electricity loser, gas loser" in text
    assert twice == ("✗ loser has the premises' gas already", True)
    assert sentence == "gainer gains the premises for gas from now on; what was asked for before goes on."
    assert line == f"$ {commands.lines[0]}"
    assert commands.lines == ["premises supplier change gainer --fuel gas"]


@pytest.mark.parametrize("barred", [READ_ONLY, barred_by_recording("run-0042")])
@pytest.mark.parametrize("number", range(6))
async def test_where_nothing_can_be_changed_every_dialog_says_so_and_sends_nothing(number: int, barred: str) -> None:
    commands = RecordedCommands()
    async with shown(every(commands, barred=barred)[number]) as (host, pilot):
        if number == 4:
            host.dialog.query_one("#device", Select).value = "esme"
            await pilot.pause()
        await pilot.press("ctrl+s")

        assert said(host, "trouble") == f"✗ {barred}"
        assert (cannot_go(host), host.is_closed, commands.lines) == (True, False, [])


async def test_the_journal_lists_commands_and_copies_one() -> None:
    commands = RecordedCommands(ending=Ending(2, "140% [B3]: expected 0% to 100%"))
    commands.start(deeds.inject("140% loss on wan"))
    commands.ending = None
    under_way = commands.start(deeds.pace("10"))
    dialog: ModalScreen[None] = JournalDialog(commands.journal)
    async with shown(dialog) as (host, pilot):
        before = text_of(host)
        commands.journal.end(under_way, Ending(0, "x10"))
        dialog.look()  # type: ignore[attr-defined]  # the journal's
        await pilot.pause()
        after = text_of(host)
        await pilot.press("up", "y")
        await pilot.press("escape")

    assert "✗ premises fault add '140% loss on wan'" in before
    assert "refused: 140% [B3]: expected 0% to 100%" in before
    assert "▸ premises clock speed 10" in before
    assert "✓ premises clock speed 10" in after
    assert "done: x10" in after
    assert host.copied == "premises fault add '140% loss on wan'"
    assert host.is_closed


async def test_a_mouse_is_enough() -> None:
    commands = RecordedCommands()
    async with shown(UpdateDialog(HERE, commands)) as (_, pilot):
        await pilot.click("#to-b1")
        await pilot.pause()
        await pilot.click("#go")
        await pilot.pause()

    assert commands.lines == ["premises update --to b1"]
