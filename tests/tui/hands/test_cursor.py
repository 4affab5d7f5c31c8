"""Devices and links are chosen by key and by mouse, and acts are about them."""

import shlex

from premises.identity import Name
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from tests.tui.hands.driving import at, noted, notice
from tests.tui.stage import SIZES, session_of, settled, shown
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.dialogs.dialog import Tick


async def test_a_device_is_killed_and_has_power_again() -> None:
    commands = RecordedCommands(ending=Ending(0, "f1"))
    session = session_of()
    async with shown(session, SIZES["M"], commands=commands) as (app, pilot):
        await pilot.press(*at("b3"), "K")
        noted(session, FaultImposed("f1", "lab", "power cut at b3"))
        app.look()
        await settled(pilot)
        await pilot.press("R")
        noted(session, FaultCleared("f1", "lab"))
        app.look()
        await settled(pilot)
        await pilot.press("R")

    assert [shlex.split(line)[2:] for line in commands.lines] == [
        ["add", "power cut at b3"], ["clear", "f1"], ["add", "crash of b3"],
    ]  # fmt: skip


async def test_a_device_without_a_package_is_chosen_on_the_map_by_key_and_by_mouse() -> None:
    async with shown(session_of(), commands=RecordedCommands()) as (app, pilot):
        live = app.live
        assert live is not None
        place = next(place for place, who in live.map._drawn if who == "b4")
        await pilot.click(live.map, offset=(place.x + 4, place.y + 2))
        await settled(pilot)
        clicked = app.sight.device
        await pilot.press("u")
        await settled(pilot)
        ticked = app.screen.query_one("#to-b4", Tick).value
        await pilot.press("escape", "l")
        after = app.sight.device
        await pilot.press("h", "h")
        before = app.sight.device
        await pilot.press("j")

        assert (clicked, ticked) == ("b4", True)
        assert {after, before} == {Name("gsme"), Name("b3")}
        assert app.sight.pointed is None


async def test_on_a_narrow_map_a_device_is_clicked_as_well() -> None:
    async with shown(session_of(), SIZES["N"], commands=RecordedCommands()) as (app, pilot):
        live = app.live
        assert live is not None
        place = next(place for place, who in live.map._drawn if who == "b4")
        await pilot.click(live.map, offset=(place.x, place.y))
        await settled(pilot)

        assert live.pointed == "b4"


async def test_a_click_on_a_link_chooses_it_and_two_on_a_device_show_why() -> None:
    async with shown(session_of(), commands=RecordedCommands()) as (app, pilot):
        live = app.live
        assert live is not None
        await pilot.click(live.hops, offset=(4, 4))
        await settled(pilot)
        link = live.pointed
        await pilot.press("w")
        refused = notice(app)
        place = next(place for place, who in live.map._drawn if who == "b1")
        await pilot.click(live.map, offset=(place.x + 4, place.y + 2), times=2)
        await settled(pilot)

        assert (link, refused) == ("althan-b1-b2", "w: no device is chosen: the cursor is on the link althan-b1-b2")
        assert live.pointed == "b1"
        assert live.focused is live.why
