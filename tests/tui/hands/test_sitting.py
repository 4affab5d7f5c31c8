"""The clock, the Supplier, exports and the journal: what goes on beside updates and faults."""

import shlex
from pathlib import Path

from textual.message_pump import MessagePump
from textual.widgets import Input, Static

from tests.tui.hands.driving import at, faulty, notice
from tests.tui.stage import SIZES, gone, lines_of, listing, session_of, settled, shown
from tests.tui.told import SCENARIOS, moment
from tests.tui.worlds import HereWorlds
from tui.acting.act import Whereto
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.acting.virtual import WorldCommands
from tui.dialogs.journal import JournalDialog
from tui.feeding.session import Source


async def test_the_clock_stands_goes_on_as_before_and_goes_through_the_speeds() -> None:
    commands = RecordedCommands()
    session = session_of()
    async with shown(session, SIZES["N"], commands=commands) as (app, pilot):
        for speed, key in ((5.0, "space"), (0.0, "space"), (5.0, "right_square_bracket"), (5.0, "left_square_bracket")):
            session.standing.speed = speed
            session.stir()
            app.look()
            await pilot.press(key)
        session.standing.speed = 600.0
        await pilot.press("right_square_bracket")

        assert [line.removeprefix("premises clock ") for line in commands.lines] == [
            "pause", "speed 5", "speed 10", "speed 2",
        ]  # fmt: skip
        assert notice(app) == "]: x600 is the fastest that a key sets"


async def test_of_speeds_that_are_typed_quickly_one_is_sent_at_a_time_and_then_only_the_newest() -> None:
    commands = RecordedCommands(ending=None)
    session = session_of()
    session.standing.speed = 1.0
    async with shown(session, SIZES["N"], commands=commands) as (app, pilot):
        await pilot.press(*("right_square_bracket",) * 3)
        first = list(commands.lines)
        commands.journal.end(commands.journal.entries[0], Ending(0, "x2"))
        await settled(pilot)

        assert first == ["premises clock speed 2"]
        assert commands.lines[1:] == ["premises clock speed 10"]
        assert notice(app) == "$ premises clock speed 10"


async def test_in_a_recording_the_keys_of_the_clock_go_through_time_and_are_no_command() -> None:
    commands = RecordedCommands()
    session = session_of()
    session.standing.source, session.standing.ends_at = Source.RUN, session.now
    async with shown(session, SIZES["M"], commands=commands) as (app, pilot):
        assert app.screen.active_bindings["space"].enabled
        await pilot.press("comma", "space", "right_square_bracket")
        await gone(app, pilot)

        assert (app.times.going.is_playing, app.times.going.speed) == (True, 2.0)
        assert "x2" in lines_of(app)[0]
        assert commands.lines == []
        await pilot.press("f")
        await settled(pilot)
        assert "f: " in "\n".join(lines_of(app)[1:3])


async def test_a_supplier_that_was_chosen_asks_from_then_on() -> None:
    commands = RecordedCommands()
    async with shown(session_of("change-of-supplier"), SIZES["M"], commands=commands) as (app, pilot):
        names = [str(who) for who in app.session.reader.site.suppliers]  # type: ignore[union-attr]  # it was opened
        await pilot.press("S", "down", "down", "enter")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert notice(app) == f"requests from this screen are {names[1]}'s from now on"
        await pilot.press("u")
        await settled(pilot)
        assert app.screen.query_one("#by").value == names[1]  # type: ignore[attr-defined]  # a Select


async def test_in_a_virtual_world_a_supplier_gains_the_premises_and_the_screen_knows_it_by_the_notes() -> None:
    worlds = HereWorlds(SCENARIOS / "change-of-supplier.toml")
    worlds.tell(moment(0.4))
    async with shown(worlds.first, SIZES["M"], commands=WorldCommands(worlds)) as (app, pilot):
        before = dict(app.hands.situation().customers)  # type: ignore[union-attr]  # there is a premises
        for _ in range(2):
            await pilot.press("S")
            await settled(pilot)
            app.screen.query_one("#supplier").value = "gainer"  # type: ignore[attr-defined]  # a Select
            app.screen.query_one("#what").value = "gas"  # type: ignore[attr-defined]  # a Select
            await settled(pilot)
            await pilot.press("ctrl+s")
            await settled(pilot)
            worlds.tell(moment(0.5))
        trouble = str(app.screen.query_one("#trouble", Static).content)
        after = dict(app.hands.situation().customers)  # type: ignore[union-attr]  # as above

    assert before == {"electricity": "loser", "gas": "loser"}
    assert after == {"electricity": "loser", "gas": "gainer"}
    assert trouble == "✗ gainer has the premises' gas already"
    assert [order.words for order in worlds.orders] == [("supplier", "change", "gainer", "--fuel", "gas")]


async def test_a_picture_of_the_screen_is_written_without_the_dialog(tmp_path: Path) -> None:
    async with shown(session_of(), SIZES["M"], commands=RecordedCommands()) as (app, pilot):
        await pilot.press("e")
        await settled(pilot)
        app.screen.query_one("#what").value = "picture"  # type: ignore[attr-defined]  # a Select
        await settled(pilot)
        app.screen.query_one("#path", Input).value = str(tmp_path / "shot.svg")
        await pilot.press("ctrl+s")
        await settled(pilot)
        drawn = (tmp_path / "shot.svg").read_text(encoding="utf-8")

        assert notice(app) == f"this screen is in {tmp_path / 'shot.svg'}"
        assert drawn.startswith("<svg")
        assert "Packages" in drawn
        assert "Cancel" not in drawn


async def test_a_recording_is_exported_by_its_file_and_its_package(tmp_path: Path) -> None:
    commands, record = RecordedCommands(Whereto("flat-14")), tmp_path / "run.vpr"
    record.write_bytes(b"")
    session = session_of()
    session.standing.source, session.standing.record = Source.RUN, str(record)
    async with shown(session, SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press(*at("b2"), "e")
        await settled(pilot)
        app.screen.query_one("#path", Input).value = str(tmp_path / "b2.svg")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert notice(app) == f"written: {tmp_path / 'b2.svg'}"

    assert shlex.split(commands.lines[0]) == [
        "premises", "ladder", str(record), "--out", str(tmp_path / "b2.svg"), "--package", "b2@0x00010001",
    ]  # fmt: skip


async def test_the_journal_has_each_command_as_it_is_typed() -> None:
    commands = RecordedCommands(Whereto("flat-14"), Ending(2, "f9 is none"))
    async with shown(faulty("40% loss on wan"), SIZES["W"], commands=commands) as (app, pilot):
        await pilot.press("x", *at("b1"), "K", "at")
        await settled(pilot)
        text = "\n".join(lines_of(app))

        assert isinstance(app.screen, JournalDialog)
        assert "premises fault clear f1 --premises flat-14" in text
        assert "premises fault add 'power cut at b1' --premises flat-14" in text
        assert "refused: f9 is none" in text


async def test_commands_under_way_are_ended_with_the_screen_and_named() -> None:
    commands = RecordedCommands(ending=None)
    async with shown(faulty("40% loss on wan"), SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press("x", "q")

    assert app.hands.left == ("premises fault clear f1",)
    assert commands.journal.entries[0].ending == Ending(None, "the screen was closed")


async def test_the_journal_opens_on_every_screen_whatever_has_the_focus_there() -> None:
    async with shown(session_of(), SIZES["N"], commands=RecordedCommands()) as (app, pilot):
        listing(app)
        opened = []
        for screen in ("1", "2", "3", "4", "5", "6", "V"):
            await pilot.press(screen)
            await settled(pilot)
            await pilot.press("at")
            opened.append(isinstance(app.screen, JournalDialog))
            await pilot.press("escape")

    assert opened == [True] * 7


def test_nothing_here_is_named_as_textual_names_what_a_key_calls() -> None:
    # A method key_at of a pane was called with every press of @, and ended the program.
    ours = [kind for kind in _below(MessagePump) if kind.__module__.startswith("tui.")]

    assert len(ours) > 30
    assert [f"{kind.__name__}.{name}" for kind in ours for name in vars(kind) if name.startswith("key_")] == []


def _below(kind: type[MessagePump]) -> set[type[MessagePump]]:
    return {kind, *(each for below in kind.__subclasses__() for each in _below(below))}
