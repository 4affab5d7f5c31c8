"""Going through time: whatever way a moment is come to, the screen shows what was known then; and no more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input

from premises.errors import LinkError
from tests.tui.stage import SIZES, gone, lines_of, session_of, settled, shown
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.app import PremisesApp
from tui.feeding.session import Session, Source, Standing
from tui.model.values.screenful import Screenful
from tui.playing.tape import Tape, tape_of


def recording_of(at_s: float = AT) -> Session:
    """Give what `premises tui --run` has: all of it is there, shown as it stood at a moment."""
    scenario, entries = notes_of(FLAT)
    ends = entries[-1].at
    session = Session(Standing(Source.RUN, "flat.vpr", is_up=True, run_id="flat", ends_at=ends))
    session.open(scenario.site, "flat")
    session.take([entry for entry in entries if entry.at <= moment(at_s)], moment(at_s))
    session.recording = lambda: tape_of(scenario.site, entries, ends, "flat")
    return session


@asynccontextmanager
async def going(session: Session, size: str = "M") -> AsyncIterator[tuple[PremisesApp, Pilot[str]]]:
    async with shown(session, SIZES[size]) as (app, pilot):
        yield app, pilot


async def press(app: PremisesApp, pilot: Pilot[str], *keys: str) -> None:
    await pilot.press(*keys)
    await gone(app, pilot)


async def go_to(app: PremisesApp, pilot: Pilot[str], said: str) -> None:
    await pilot.press("T")
    await settled(pilot)
    app.screen.query_one("#moment", Input).value = said
    await settled(pilot)
    await press(app, pilot, "ctrl+s")


def picture(app: PremisesApp) -> Screenful:
    assert app.sight.shown is not None
    return app.sight.shown


def then(at_s: float) -> Screenful:
    """Give what the truth was, played to a moment from the beginning."""
    return read(FLAT, at_s).picture(moment(at_s), pace=0.0)


async def test_going_to_a_moment_shows_the_same_as_playing_to_it() -> None:
    async with going(recording_of(620)) as (app, pilot):
        await go_to(app, pilot, "00:10:00")
        back = picture(app)
        await go_to(app, pilot, "00:01:00")
        await go_to(app, pilot, "00:10:00")

        assert back == picture(app) == then(600)
        assert "REPLAY flat  00:10:00 / 00:11:41 PAUSED" in lines_of(app)[0]


async def test_a_moment_that_the_run_has_not_is_refused_in_words() -> None:
    async with going(recording_of()) as (app, pilot):
        await pilot.press("T")
        await settled(pilot)
        app.screen.query_one("#moment", Input).value = "09:00:00"
        await settled(pilot)

        assert any("expected 00:00:00 to 00:11:41" in line for line in lines_of(app))


async def test_steps_go_back_and_on_and_stay_inside_the_run() -> None:
    async with going(recording_of()) as (app, pilot):
        await press(app, pilot, "comma")
        first = picture(app).now
        await press(app, pilot, "comma", "comma", "semicolon", "less_than_sign", "greater_than_sign")
        second = picture(app).now
        await press(app, pilot, "ctrl+home", "comma")
        begins = picture(app).now
        await press(app, pilot, "ctrl+end", "greater_than_sign")

        assert (first, second, begins) == (moment(630), moment(620), moment(0))
        assert picture(app).now == notes_of(FLAT)[1][-1].at
        assert picture(app) == then(picture(app).now / 1_000_000)


async def test_playing_goes_on_at_its_speed_by_whatever_clock_ticks_and_stands_at_the_end() -> None:
    async with going(recording_of(600)) as (app, pilot):
        times = app.times
        times.act("pause")
        await gone(app, pilot)
        # The app's own clock ticks as well: what counts is that only time that passed is played.
        times.going.tick(0.0)
        before = times.going.now
        times.act("faster")
        times.going.tick(4.0)
        played = times.going.now
        times.act("faster")
        times.act("faster")
        times.act("faster")
        times.going.tick(4.0)
        times.going.tick(90.0)
        await gone(app, pilot)

        assert played - before == moment(8)
        assert not times.going.is_playing
        assert times.going.now == notes_of(FLAT)[1][-1].at
        assert app.sight.session.reader is not None
        assert app.sight.session.reader.notes == len(notes_of(FLAT)[1])


async def test_speeds_end_with_words() -> None:
    async with going(recording_of()) as (app, pilot):
        app.times.act("slower")
        await settled(pilot)

        assert "x1 is the slowest" in lines_of(app)[1]


async def test_the_next_event_is_the_next_line_and_the_next_stall_where_it_was_seen_first() -> None:
    scenario, entries = notes_of(FLAT)
    async with going(recording_of(60)) as (app, pilot):
        await press(app, pilot, "full_stop")
        stepped = picture(app).now
        await press(app, pilot, "colon")
        stalled = picture(app)

        tape = tape_of(scenario.site, entries, entries[-1].at)
        assert stepped == tape.next_event(moment(60))
        chosen = stalled.row(app.sight.chosen)
        assert chosen is not None
        assert chosen.state.is_stalled
        before = read(FLAT, stepped / 1_000_000).picture(stepped).row(app.sight.chosen)
        assert before is None or not before.state.is_stalled


async def test_after_the_last_stall_it_says_so() -> None:
    async with going(recording_of()) as (app, pilot):
        await press(app, pilot, "comma", "colon")
        for _ in range(9):
            await press(app, pilot, "colon")

        assert "nothing comes to stand still after this" in lines_of(app)[2]


async def test_marks_are_gone_through_in_the_order_of_time() -> None:
    async with going(recording_of(600)) as (app, pilot):
        await press(app, pilot, "m", "less_than_sign", "m", "less_than_sign", "apostrophe")
        first = picture(app).now
        await press(app, pilot, "apostrophe")
        second = picture(app).now
        await press(app, pilot, "apostrophe")

        assert (first, second, picture(app).now) == (moment(540), moment(600), moment(540))


async def test_a_live_feed_is_heard_while_somebody_is_in_the_past_and_is_what_they_come_back_to() -> None:
    scenario, entries = notes_of(FLAT)
    session = session_of(at_s=600)
    async with going(session) as (app, pilot):
        await press(app, pilot, "less_than_sign")
        session.take([entry for entry in entries if moment(600) < entry.at <= moment(AT)], moment(AT))
        session.recording = lambda: tape_of(scenario.site, entries, moment(AT), "run-1")
        app.look()
        await settled(pilot)
        past = lines_of(app)[0]
        reached = picture(app)
        # What was recorded meanwhile can be gone to as well.
        await press(app, pilot, "greater_than_sign", "semicolon")
        later = picture(app)
        await press(app, pilot, "escape")

        assert "REPLAY run-1  00:09:00" in past
        assert reached == then(540)
        assert later == then(610)
        assert picture(app) == read().picture(moment(AT), pace=0.0)
        assert "REPLAY" not in lines_of(app)[0]


async def test_the_line_of_time_is_there_in_the_past_alone_and_a_party_sees_no_ticks_on_it() -> None:
    async with going(session_of()) as (app, pilot):
        now = lines_of(app)[1]
        await press(app, pilot, "less_than_sign")
        past = lines_of(app)[1]
        await press(app, pilot, "v")
        as_party = lines_of(app)[1]
        await press(app, pilot, "L")

        assert "━" not in now.replace("╭─ Premises", "")
        assert past.startswith(" 00:00:00 ━")
        assert past.endswith("00:10:40")
        assert all(mark in past for mark in "✗▲✓┃")
        assert not any(mark in as_party for mark in "✗▲✓")
        assert lines_of(app)[1] == now


async def test_a_feed_that_nobody_records_and_a_record_that_cannot_be_read_are_said() -> None:
    session = session_of()
    async with going(session) as (app, pilot):
        session.recording = None
        await press(app, pilot, "comma")
        nothing = lines_of(app)[1]

        def gone_away() -> Tape:
            raise LinkError("run.vpr: no such file")

        session.recording = gone_away
        await press(app, pilot, "comma")

        assert "nobody records this feed" in nothing
        assert "cannot go back: run.vpr: no such file" in lines_of(app)[1]
        assert not app.times.going.is_past


async def test_a_filter_shows_only_what_had_happened_by_then() -> None:
    async with going(session_of()) as (app, pilot):
        await pilot.press("slash", *"lost")
        await pilot.press("enter")
        await settled(pilot)
        await press(app, pilot, "ctrl+home", "greater_than_sign")

        assert not any("00:10:" in line for line in lines_of(app)[2:])
