"""Screens 2 to 6 by Pilot: what their keys do, in every size, as every party, in every look."""

import pytest
from textual.widgets import Input

from premises.identity import Name
from premises.wire.notes.emulator import FaultImposed
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.tui.stage import SIZES, golden, lines_of, listing, session_of, settled, shown
from tests.tui.told import AT, moment, notes_of
from tui.acting.commands import RecordedCommands
from tui.app import Look, PremisesApp
from tui.palette_entries import entries_of
from tui.screens.faults import FaultsScreen
from tui.screens.live import LiveScreen
from tui.screens.sequence import SequenceScreen

SCREENS = ("sequence", "devices", "faults", "inventory", "scenarios")


@pytest.mark.parametrize("size", ["160x50", "80x24"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_footer_of_every_screen_begins_with_help_and_no_line_is_too_long(screen: str, size: str) -> None:
    lines = golden(f"{screen}-{size}").splitlines()

    assert lines[-1].startswith("? Help")
    assert max(map(len, lines)) <= int(size.partition("x")[0])


async def test_every_screen_fits_every_size_and_comes_back_as_it_was() -> None:
    async with shown(session_of()) as (app, pilot):
        listing(app)
        for digit in "23456":
            await pilot.press(digit)
            await settled(pilot)
            before = lines_of(app)
            for size in ((80, 24), (60, 16), (60, 12), (200, 60), (20, 5), (160, 50)):
                await pilot.resize_terminal(*size)
                await settled(pilot)
                assert max(map(len, lines_of(app))) <= size[0]
                if size[0] >= 60:
                    assert lines_of(app)[-1].startswith("? Help")
            assert lines_of(app) == before


@pytest.mark.parametrize("look", [Look("premises-light"), Look("premises-cvd"), Look("ansi-dark"), Look(is_ascii=True)])
async def test_every_state_has_its_mark_and_word_in_every_look(look: Look) -> None:
    async with shown(session_of(), SIZES["N"], look) as (app, pilot):
        await pilot.press("3")
        await settled(pilot)
        lines = lines_of(app)
        mark = "^" if look.is_ascii else "▲"
        assert any(mark in line and "Bridge 2" in line and "lossy" in line for line in lines)
        await pilot.press("2")
        await settled(pilot)
        if look.is_ascii:
            assert [line for line in lines_of(app)[:-1] if not line.replace("\u00d7", "x").isascii()] == [
                line for line in lines_of(app)[:-1] if "1.0→1.1" in line
            ]


async def test_the_ladder_follows_the_package_that_is_chosen_and_its_keys() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, pilot):
        await pilot.press("g", "2")
        await settled(pilot)
        place = app.place
        assert isinstance(place, SequenceScreen)
        assert "P1 B1" in lines_of(app)[1]
        assert place.ladder.lanes == ("supplier", "dcc", "hub", "b1")
        assert any("ImageBlockRequest \u00d7250" in line for line in lines_of(app))
        await pilot.press("plus")
        await settled(pilot)
        assert not any("\u00d7250" in line for line in lines_of(app))
        await pilot.press("plus", "o")
        await settled(pilot)
        assert set(place.ladder.lanes) == {"supplier", "dcc", *(spot.who for spot in session_of().reader.spots)}  # type: ignore[union-attr]  # it was opened
        await pilot.press("o", "l")
        await settled(pilot)
        assert "P2 ESME" in lines_of(app)[1]
        await pilot.press("enter")
        await settled(pilot)
        assert any("Message" in line for line in lines_of(app))
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is place
        await pilot.press("escape")
        await settled(pilot)
        assert app._made("live").is_current


async def test_the_row_stays_chosen_while_more_is_said_and_the_last_one_follows() -> None:
    _, entries = notes_of("flat")
    more = [entry for entry in entries if moment(AT) < entry.at <= moment(AT + 30)]
    session = session_of()
    async with shown(session, SIZES["W"]) as (app, pilot):
        await pilot.press("exclamation_mark", "exclamation_mark", "2", "k", "k", "k")
        await settled(pilot)
        place = app.place
        assert isinstance(place, SequenceScreen)
        held = place.ladder.row
        session.take(more, moment(AT + 30))
        app.look()
        assert place.ladder.row is not None
        assert held is not None
        assert place.ladder.row.key == held.key
        await pilot.press("G")
        await settled(pilot)
        assert place.ladder.row == place.ladder.steps.rows[-1]
        assert held != place.ladder.row


async def test_a_frozen_ladder_stays_while_the_premises_goes_on() -> None:
    _, entries = notes_of("flat")
    more = [entry for entry in entries if moment(AT) < entry.at <= moment(AT + 30)]
    session = session_of()
    async with shown(session, SIZES["N"]) as (app, pilot):
        await pilot.press("2", "z")
        await settled(pilot)
        before = lines_of(app)[1:]
        session.take(more, moment(AT + 30))
        app.look()
        await settled(pilot)
        assert lines_of(app)[1:] == before


async def test_no_screen_tells_a_party_what_it_does_not_know() -> None:
    session = session_of("option-b-one-fails", 12.0)
    async with shown(session, SIZES["M"]) as (app, pilot):
        listing(app, (("quiet", "Nothing happens, and nobody is told.", 9.0),))
        await pilot.press("v")
        for digit in "2345":
            await pilot.press(digit)
            await settled(pilot)
            text = "\n".join(lines_of(app)[1:-1])
            assert not any(word in text for word in ("b2", "B2", "Bridge 2", "b3", "B3", "b4", "refuse"))
        await pilot.press("4")
        await settled(pilot)
        assert "Nobody in the field is told" in "\n".join(lines_of(app))


async def test_a_device_that_is_chosen_is_chosen_on_the_live_screen() -> None:
    async with shown(session_of(), SIZES["N"]) as (app, pilot):
        await pilot.press("3", "g", "j", "j")
        await settled(pilot)
        assert app.sight.chosen is not None
        assert app.sight.chosen[1] == "b2"
        await pilot.press("enter")
        await settled(pilot)
        assert type(app.screen) is LiveScreen
        assert app.sight.device == "b2"


async def test_the_chosen_fault_is_the_one_that_x_clears() -> None:
    session = session_of()
    for number, said in enumerate(("outage on wan", "20% loss on han-b1")):
        imposed = FaultImposed(f"f{number + 1}", "you", said, moment(AT))
        session.take([Entry(moment(AT), CONDUCTOR, 1, number, imposed)], moment(AT))
    commands = RecordedCommands()
    app = PremisesApp(session, None, None, commands)
    async with app.run_test(size=SIZES["N"]) as pilot:
        await settled(pilot)
        await pilot.press("4", "g")
        await settled(pilot)
        place = app.place
        assert isinstance(place, FaultsScreen)
        assert (place.chosen, place.fault_chosen) == ("S1", None)
        await pilot.press("j", "j", "j")
        await settled(pilot)
        assert place.fault_chosen == "f2"
        await pilot.press("x")
        await settled(pilot)
        assert commands.lines == ["premises fault clear f2"]


async def test_a_fault_opens_the_package_that_it_explains() -> None:
    async with shown(session_of(), SIZES["N"]) as (app, pilot):
        await pilot.press("4", "g", "enter")
        await settled(pilot)
        assert type(app.screen) is LiveScreen
        assert app.sight.chosen is not None
        assert app.sight.chosen[1] == "b2"


async def test_help_begins_with_the_keys_of_the_screen_that_is_shown() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, pilot):
        await pilot.press("2", "question_mark")
        await settled(pilot)
        text = "\n".join(lines_of(app))
        assert text.index("SCREEN 2 SEQUENCE") < text.index("SCREEN 1 LIVE")
        app.screen.query_one("#search", Input).value = "ladder nobody"
        await settled(pilot)
        assert "no key or mark is about" in "\n".join(lines_of(app))


async def test_the_palette_goes_to_every_screen_package_and_device() -> None:
    async with shown(session_of(), SIZES["N"]) as (app, pilot):
        went: list[str] = []
        entries = {entry.title: entry for entry in entries_of(app.sight, went.append)}
        assert {"Go to Sequence", "Go to package P5", "Go to device Bridge 4"} <= set(entries)
        entries["Go to device Bridge 4"].do()
        entries["Go to package P5"].do()
        assert went == ["devices", "live"]
        assert app.sight.chosen is not None
        assert app.sight.chosen[1] == "b2"
        titles = [each.title for each in app.get_system_commands(app.screen)]
        assert "Go to device Bridge 4" in titles
        await pilot.press("v")
        await settled(pilot)
        assert all(Name("b9") not in entry.title for entry in entries_of(app.sight, went.append))


async def test_nothing_is_shown_before_there_is_a_premises_but_words() -> None:
    session = session_of()
    session.reader = None
    async with shown(session, SIZES["N"]) as (app, pilot):
        listing(app)
        for digit in "2345":
            await pilot.press(digit)
            await settled(pilot)
            assert "waiting for the premises" in "\n".join(lines_of(app))
