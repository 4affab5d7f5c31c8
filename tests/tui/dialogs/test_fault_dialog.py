"""Faults by a form and in words: what is injected, changed and cleared is what the words say."""

from dataclasses import replace

from textual.widgets import Button, Input, Select

from tests.tui.acting.places import situation, with_faults
from tests.tui.dialogs.host import Host, said, shown
from tui.acting.commands import RecordedCommands
from tui.dialogs.clear import ClearDialog
from tui.dialogs.fault import FaultDialog

HERE = with_faults(situation(), f2="40% loss on wan")


def cannot_go(host: Host) -> bool:
    return host.dialog.query_one("#go", Button).disabled


async def test_while_an_answer_is_waited_for_nothing_is_sent_twice_and_escape_leaves_it_going() -> None:
    commands = RecordedCommands(ending=None)
    async with shown(FaultDialog(HERE, commands)) as (host, pilot):
        await pilot.press("ctrl+s", "ctrl+s")
        waits = said(host, "trouble")
        await pilot.press("escape")

        assert waits.startswith("sent; waits for the answer")
        assert len(commands.lines) == 1
        assert host.result is commands.journal.entries[0]
        assert commands.journal.under_way == 1


async def test_a_fault_begins_where_the_cursor_is_and_is_injected_as_its_words_say() -> None:
    commands = RecordedCommands()
    async with shown(FaultDialog(replace(HERE, chosen="b2"), commands)) as (host, pilot):
        first = host.dialog.query_one("#words", Input).value
        host.dialog.query_one("#amount", Input).value = "140"
        await pilot.pause()
        refused = (said(host, "trouble"), cannot_go(host))
        await pilot.press("ctrl+s")
        host.dialog.query_one("#amount", Input).value = "60"
        host.dialog.query_one("#lasts", Input).value = "5m"
        await pilot.pause()
        sentence = said(host, "sentence")
        await pilot.press("ctrl+s")
        await pilot.pause()

    assert first == "40% loss on althan-b1-b2"
    assert refused == ("✗ fault \"140% loss on althan-b1-b2\": at '140%': expected 0% to 100%", True)
    assert sentence == "From now on: 60% loss on althan-b1-b2 for 5m. P5 is on its way there now."
    assert commands.lines == ["premises fault add '60% loss on althan-b1-b2 for 5m'"]


async def test_what_is_typed_in_words_stands_in_the_form_and_the_other_way_round() -> None:
    async with shown(FaultDialog(HERE, RecordedCommands())) as (host, pilot):
        words = host.dialog.query_one("#words", Input)
        words.value = "200ms latency give or take 50ms on han toward b1 until 10m"
        await pilot.pause()
        form = [
            host.dialog.query_one(f"#{each}", Select).value for each in ("kind", "where", "toward")
        ] + [host.dialog.query_one(f"#{each}", Input).value for each in ("amount", "also", "lasts")]  # fmt: skip
        words.value = "power cut at b3"
        await pilot.pause()
        device = host.dialog.query_one("#where", Select).value
        host.dialog.query_one("#kind", Select).value = "stuck-asleep"
        await pilot.pause()
        asleep = words.value
        host.dialog.query_one("#ready", Select).value = "bursts: a wall in between"
        await pilot.pause()

        assert form == ["latency", "han", "b1", "200ms", "50ms", "until 10m"]
        assert device == "b3"
        assert asleep == "stuck asleep at b4", "where a sleeper is"
        assert words.value.startswith("burst loss 5% into, 30% out of")
        assert said(host, "trouble") == ""


async def test_half_a_line_leaves_the_form_and_says_what_is_missing() -> None:
    async with shown(FaultDialog(HERE, RecordedCommands())) as (host, pilot):
        host.dialog.query_one("#words", Input).value = "40% los on wan"
        await pilot.pause()

        assert said(host, "trouble").endswith("did you mean loss?")
        assert cannot_go(host)
        assert host.dialog.query_one("#kind", Select).value == "loss"


async def test_a_fault_in_force_is_changed_or_cleared_by_its_id() -> None:
    commands = RecordedCommands()
    async with shown(FaultDialog(HERE, commands, changing="f2", said="40% loss on wan")) as (host, pilot):
        host.dialog.query_one("#amount", Input).value = "60%"
        await pilot.press("ctrl+s")
        await pilot.pause()
    async with shown(ClearDialog(HERE, commands)) as (host, pilot):
        await pilot.press("ctrl+s")
        await pilot.pause()
    async with shown(ClearDialog(HERE, commands, fault="S1")) as (host, pilot):
        own = said(host, "trouble")

    assert commands.lines == ["premises fault change f2 '60% loss on wan'", "premises fault clear f2"]
    assert own == "✗ S1 is the site's own: it came with the premises and stays"
