"""The live screen by Pilot: what it shows at each size, its keys, its views, and what it does when it goes wrong."""

import asyncio
from time import perf_counter

import pytest
from msgspec.structs import replace as moved
from textual.widgets import Input

from premises.identity import Name
from premises.wire.notes.downloads import OtaGivenUp
from premises.wire.notes.vocabulary import Entry
from tests.tui.shots import SHOTS, shot
from tests.tui.stage import SIZES, golden, lines_of, session_of, settled, shown
from tests.tui.told import AT, FLAT, moment, notes_of
from tui.app import Look, PremisesApp
from tui.feeding.session import Session, Source, Standing
from tui.keys.all import KEYS, ON_DEVICES, ON_FAULTS, ON_INVENTORY, ON_LIVE, ON_SCENARIOS, ON_SEQUENCE
from tui.model.filtering import filter_said
from tui.paint.glyphs import OF_STATE


@pytest.mark.parametrize("name", SHOTS)
def test_a_screen_shows_what_it_did(name: str) -> None:
    text = asyncio.run(shot(name))

    assert text.splitlines() == golden(name).splitlines()
    assert max(map(len, text.splitlines())) <= SIZES[SHOTS[name][0]][0]


@pytest.mark.parametrize("size", ["160x50", "120x40", "80x24"])
def test_every_package_is_there_with_its_target_its_mark_and_its_reason(size: str) -> None:
    lines = golden(f"live-{size}").splitlines()

    for row in session_of().reader.picture(moment(AT)).rows:  # type: ignore[union-attr]  # it was opened
        line = next(line for line in lines if f"{OF_STATE[row.state]} {row.name} " in line)
        assert str(row.device).upper() in line
        assert any(line.count(words[:18]) for words in (row.why, row.brief))
        assert not row.tag or row.tag in line or line.rstrip("│ ").endswith("…")


@pytest.mark.parametrize("size", ["160x50", "120x40", "80x24", "60x16"])
def test_the_footer_begins_with_help(size: str) -> None:
    assert golden(f"live-{size}").splitlines()[-1].startswith("? Help")


def test_ascii_means_ascii() -> None:
    text = golden("ascii-120x40")

    # The last line is textual's own footer.
    assert [line for line in text.splitlines()[:-1] if not line.isascii()] == []


async def test_moving_follows_the_package_and_not_its_row() -> None:
    session = session_of()
    async with shown(session, SIZES["M"]) as (app, pilot):
        await pilot.press("g", "j", "j", "j", "j")
        await settled(pilot)
        chosen = app.sight.chosen
        assert chosen is not None
        assert chosen[1] == "b2"
        assert any("7 of the last 16 frames b1-b2 are lost" in line for line in lines_of(app))

        await pilot.press("exclamation_mark")
        assert app.sight.chosen is not None
        assert app.sight.chosen[1] == "ppmid"
        await pilot.press("exclamation_mark", "exclamation_mark")
        assert app.sight.chosen == chosen


async def test_every_party_has_its_view_and_the_truth_comes_back() -> None:
    session = session_of("option-b-one-fails", 12.0)
    async with shown(session, SIZES["M"]) as (app, pilot):
        truth = lines_of(app)
        names = []
        for _ in range(4):
            await pilot.press("v")
            await settled(pilot)
            text = lines_of(app)
            names.append(app.party)
            assert f"{app.party.upper()}'S VIEW" in text[0]
            if app.party in {"supplier", "DCC"}:
                assert not any(word in "\n".join(text[1:-1]) for word in ("b2", "B2", "Bridge 2", "b3", "b4", "PART"))
        await pilot.press("v")
        await settled(pilot)

        assert names == ["supplier", "DCC", "AltHANCo", "DNO"]
        assert lines_of(app) == truth


async def test_a_filter_hides_what_is_not_meant_and_a_bad_one_keeps_the_last_good_one() -> None:
    session = session_of()
    async with shown(session, SIZES["M"]) as (app, pilot):
        live = app.live
        assert live is not None
        await pilot.press("slash")
        box = live.query_one("#filter", Input)
        box.value = "lvl:failed"
        await settled(pilot)
        assert live.events.filter.said == "lvl:failed"
        assert "Events  /lvl:failed" in "\n".join(lines_of(app))
        box.value = "lvl:failed zzz:"
        await settled(pilot)
        assert box.has_class("wrong")
        assert live.events.filter.said == "lvl:failed"
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert live.events.filter.said == ""
        live.events.apply(filter_said("pkg:p4 displaced"))
        await settled(pilot)
        assert len([line for line in lines_of(app) if "displaced" in line and line.startswith("│00:")]) == 1


async def test_scrolling_holds_the_lines_while_more_come_and_the_end_follows_again() -> None:
    scenario, entries = notes_of(FLAT)
    session = session_of()
    async with shown(session, SIZES["M"]) as (app, pilot):
        live = app.live
        assert live is not None
        live.events.focus()
        await pilot.press("pageup")
        await settled(pilot)
        held = [line for line in lines_of(app) if line.startswith("│00:")]
        more = [entry for entry in entries if moment(AT) < entry.at <= moment(AT + 30)]
        session.take(more, moment(AT + 30))
        app.look()
        await settled(pilot)
        assert [line for line in lines_of(app) if line.startswith("│00:")][:5] == held[:5]
        await pilot.press("G")
        await settled(pilot)
        assert live.events.held is None
        assert scenario.site.name == "flat-14"


async def test_a_frozen_picture_stays_and_ends_as_one_that_never_was() -> None:
    _, entries = notes_of(FLAT)
    more = [entry for entry in entries if moment(AT) < entry.at <= moment(AT + 30)]
    frozen, twin = session_of(), session_of()
    twin.take(more, moment(AT + 30))
    async with shown(frozen, SIZES["M"]) as (app, pilot):
        before = lines_of(app)[1:]
        await pilot.press("z")
        frozen.take(more, moment(AT + 30))
        app.look()
        await settled(pilot)
        assert lines_of(app)[1:] == before
        assert f"FROZEN, {len(more)} behind" in lines_of(app)[0]
        await pilot.press("z")
        await settled(pilot)
        after = lines_of(app)
    async with shown(twin, SIZES["M"]) as (other, _pilot):
        assert lines_of(other)[1:] == after[1:]


async def test_resizing_ends_where_it_began_and_nothing_breaks() -> None:
    async with shown(session_of()) as (app, pilot):
        before = lines_of(app)
        for size in ((80, 24), (60, 16), (200, 60), (20, 5), (160, 50)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        assert lines_of(app) == before


async def test_words_from_the_wire_are_shown_as_they_are() -> None:
    session = session_of()
    odd = OtaGivenUp(0x00010001, 5, "[bold red]no[/] \x1b[2J 漢 [link=x]")
    session.take([Entry(moment(AT), Name("b3"), 9, 0, odd)], moment(AT))
    async with shown(session) as (app, _pilot):
        said = next(line for line in lines_of(app) if "given up" in line)
        assert "[bold red]no[/] ?[2J 漢 [link=x]" in said


async def test_first_start_empty_and_trouble_have_words_of_their_own() -> None:
    scenario, _ = notes_of(FLAT)
    session = Session(Standing(Source.LIVE, "broker", trouble="the broker is gone. Trying again in 2 s."))
    async with shown(session, SIZES["N"]) as (app, pilot):
        text = "\n".join(lines_of(app))
        assert "the broker is gone. Trying again in 2 s." in text
        assert "waiting for the premises" in text

        session.open(scenario.site)
        session.standing.trouble, session.standing.is_up = "", True
        app.look()
        await settled(pilot)
        text = "\n".join(lines_of(app))
        assert "the broker is gone" not in text
        assert "No packages yet." in text
        assert "GSME" in text


async def test_a_feed_that_raises_is_said_and_the_screen_lives() -> None:
    async def broken(session: Session) -> None:
        raise ValueError(f"no {session.standing.place}")

    app = PremisesApp(session_of(), broken, Look())
    async with app.run_test(size=SIZES["M"]) as pilot:
        await settled(pilot)
        app.look()
        await settled(pilot)
        assert "!1" in lines_of(app)[0]
        assert "ValueError: no mqtt://127.0.0.1:1883" in lines_of(app)[1]
        await pilot.press("question_mark")
        assert len(app.screen_stack) == 2


async def test_nothing_is_painted_when_nothing_is_news() -> None:
    async with shown(session_of()) as (app, pilot):
        live = app.live
        assert live is not None
        canvases = [pane._canvas for pane in live.drawn]
        for _ in range(16):
            app.tick()
        await settled(pilot)
        assert [pane._canvas for pane in live.drawn] == canvases

        app.session.standing.speed = 1.0
        phase = app.sight.phase
        app.tick()
        assert app.sight.phase == phase + 1
        assert live.map._canvas is not canvases[2]


async def test_a_burst_is_taken_and_looked_at_within_a_frame_or_two() -> None:
    _, entries = notes_of(FLAT)
    session = session_of()
    later = [moved(entry, at=moment(AT) + entry.at, boot=entry.boot + 1) for entry in entries[:5_000]]
    async with shown(session) as (app, _pilot):
        began = perf_counter()
        session.take(later, later[-1].at)
        app.look()
        assert perf_counter() - began < 0.5  # 50 ms on a quiet machine


def test_no_key_is_bound_twice_and_each_has_words() -> None:
    for keys in (ON_LIVE, ON_SEQUENCE, ON_DEVICES, ON_FAULTS, ON_INVENTORY, ON_SCENARIOS):
        named = [name for key in keys for name in key.keys.split(",")]
        assert len(named) == len(set(named))
        assert keys[0].shown == "?"
    assert all(key.words and key.brief for key in KEYS)
