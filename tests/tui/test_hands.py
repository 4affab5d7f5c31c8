"""Driving by key and by mouse: what is sent, what is refused in which words, and how the end of a command is told."""

import shlex
from pathlib import Path

import pytest
from textual.widgets import Button, Input, Static
from textual.widgets._footer import FooterKey

from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.tui.stage import SIZES, gone, lines_of, session_of, settled, shown
from tui.acting.act import Whereto
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.acting.offers import NAMES
from tui.acting.situation import IN_THE_PAST, NO_PREMISES, NOT_CONNECTED, READ_ONLY, RUN_IS_OVER
from tui.app import PremisesApp
from tui.dialogs.dialog import Dialog, Tick
from tui.dialogs.export import ExportDialog
from tui.dialogs.fault import FaultDialog
from tui.dialogs.journal import JournalDialog
from tui.dialogs.update import UpdateDialog
from tui.feeding.session import Session, Source, Standing
from tui.keys.acts import ALL_ACTS, NAME_OF

ROWS = {"b1": 0, "esme": 1, "ppmid": 2, "b3": 3, "b2": 4, "gsme": 5}
"""Where each is in the table of packages."""


def at(who: str) -> tuple[str, ...]:
    """Give the keys that choose a device's package."""
    return ("g", *("j",) * ROWS[who])


def noted(session: Session, *notes: FaultImposed | FaultCleared) -> Session:
    """Have the conductor note something, a second after all that is there."""
    later = Instant(session.now + seconds(1.0))
    entries = [Entry(later, CONDUCTOR, 9, session.version + number, note) for number, note in enumerate(notes)]
    session.take(entries, later)
    return session


def faulty(*said: str) -> Session:
    """Give a session in which somebody imposed these faults."""
    return noted(session_of(), *(FaultImposed(f"f{number}", "lab", words) for number, words in enumerate(said, 1)))


def said(app: PremisesApp, where: str) -> str:
    """Give what the dialog on the screen says in one of its lines."""
    return str(app.screen.query_one(f"#{where}", Static).content)


def notice(app: PremisesApp) -> str:
    return app.sight.message


# --- 4, 15, 16: faults and updates


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


# --- 17, 18, 19, 25: what cannot be done


@pytest.mark.parametrize(
    ("who", "key", "why"),
    [
        ("b2", "w", "w: B2 is mains powered, it does not sleep"),
        ("gsme", "w", "w: GSME is awake"),
        ("gsme", "a", "a: GSME holds no image that it has verified: P6 is at ALT, 2%"),
        ("b1", "a", "a: B1 runs a new image by itself, it needs no 11.3"),
        ("b1", "x", "x: no fault is imposed; S1 is the site's own"),
        ("b1", "F", "F: no fault is imposed; S1 is the site's own"),
        ("b1", "left_square_bracket", "[: the clock stands already"),
    ],
)
async def test_a_key_that_cannot_work_now_is_dim_and_says_why(who: str, key: str, why: str) -> None:
    commands = RecordedCommands()
    async with shown(session_of(), SIZES["N"], commands=commands) as (app, pilot):
        await pilot.press(*at(who), key)
        await settled(pilot)

        assert notice(app) == why
        assert why in lines_of(app)[1]
        assert not app.screen.active_bindings[key].enabled
        assert app.screen.active_bindings["u"].enabled
        assert commands.lines == []


async def test_a_dim_key_in_the_footer_stays_and_a_click_on_it_says_why() -> None:
    async with shown(session_of(), commands=RecordedCommands()) as (app, pilot):
        await pilot.press(*at("b2"))
        await settled(pilot)
        wake = next(key for key in app.screen.query(FooterKey) if key.key == "w")
        assert wake.has_class("-disabled")
        assert "w Wake" in lines_of(app)[-1]
        await pilot.click(wake)
        await settled(pilot)
        assert notice(app) == "w: B2 is mains powered, it does not sleep"
        await pilot.click(next(key for key in app.screen.query(FooterKey) if key.key == "f"))
        await settled(pilot)
        assert isinstance(app.screen, FaultDialog)


async def test_no_answer_is_said_and_nothing_is_assumed() -> None:
    silent = Ending(None, "no answer within 30 s: whether it was done is not known")
    session = faulty("40% loss on wan")
    async with shown(session, SIZES["M"], commands=RecordedCommands(ending=silent)) as (app, pilot):
        await pilot.press("x")
        await settled(pilot)

        assert notice(app) == f"{silent.said}  ($ premises fault clear f1)"
        assert any(" F1 " in line for line in lines_of(app))


def _in_the_past(app: PremisesApp) -> None:
    app.sight.past = session_of(at_s=100.0)


def _in_a_recording(app: PremisesApp) -> None:
    app.session.standing.source = Source.RUN


def _without_a_broker(app: PremisesApp) -> None:
    app.session.standing.is_up = False


def _after_the_end(app: PremisesApp) -> None:
    app.session.standing.is_over = True


@pytest.mark.parametrize(
    ("bar", "why"),
    [
        (_in_the_past, IN_THE_PAST),
        (_in_a_recording, "run-1 is a recording: what happened cannot be changed"),
        (_without_a_broker, NOT_CONNECTED),
        (_after_the_end, RUN_IS_OVER),
    ],
)
async def test_where_nothing_can_be_changed_every_act_but_looking_is_refused_with_the_reason(
    bar: object, why: str
) -> None:
    commands = RecordedCommands()
    assert callable(bar)
    async with shown(session_of(), SIZES["M"], commands=commands) as (app, pilot):
        bar(app)
        app.look()
        await settled(pilot)
        for key in ALL_ACTS:
            if NAME_OF[key.action] in ("journal", "export"):
                continue
            app.sight.message = ""
            await pilot.press(key.keys)
            assert notice(app) == f"{key.shown or key.keys}: {why}"
        await pilot.press("e")
        await settled(pilot)
        assert isinstance(app.screen, ExportDialog)
        assert commands.lines == []


async def test_a_screen_that_only_looks_refuses_every_act_and_starts_nothing() -> None:
    async with shown(session_of(), SIZES["M"]) as (app, pilot):
        for key in ALL_ACTS:
            if NAME_OF[key.action] != "journal":
                await pilot.press(key.keys)
                assert notice(app) == f"{key.shown or key.keys}: {READ_ONLY}"
        assert app.hands.dim == set(NAMES) - {"journal"}
        await pilot.press("at")
        assert isinstance(app.screen, JournalDialog)


async def test_without_a_premises_nothing_can_be_done_and_the_screen_says_so() -> None:
    session = Session(Standing(Source.LIVE, "broker", trouble=""))
    async with shown(session, SIZES["N"], commands=RecordedCommands()) as (app, pilot):
        await pilot.press("u")
        assert notice(app) == f"u: {NO_PREMISES}"


# --- Devices, the clock, and the rest


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
