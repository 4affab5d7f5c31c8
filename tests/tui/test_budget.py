"""What the screen does not do, by counting: no layout in steady running, no picture for a note, nothing when idle."""

import sys
import time
from pathlib import Path

import pytest

from benchmarks.screen.terminal import Terminal
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.quantity import Instant
from premises.wire.site_text import run_text
from tests.tui.stage import SIZES, session_of, settled, shown
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.app import LOOK_EVERY
from tui.feeding.folding import FOLD_MAX, fold
from tui.model.reader import EVENTS_MAX


async def test_in_steady_running_nothing_is_laid_out() -> None:
    session = session_of(FLAT, AT)
    later = [entry for entry in notes_of(FLAT)[1] if moment(AT) < entry.at <= moment(AT + 20)]
    session.standing.speed = 1.0
    async with shown(session, SIZES["W"]) as (app, pilot):
        layouts: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, layouts.append, immediate=True)
        painted = 0
        for second in range(20):
            begin, end = moment(AT + second), moment(AT + second + 1)
            session.take([entry for entry in later if begin < entry.at <= end], end)
            before = app.sight.shown
            for _ in range(2 * LOOK_EVERY):
                app.tick()
            painted += app.sight.shown is not before
            await settled(pilot)

        assert painted == 20
        assert layouts == []
        await pilot.resize_terminal(150, 48)
        await settled(pilot)
        assert layouts


async def test_twenty_thousand_notes_are_folded_and_nothing_is_painted_until_the_clock_says() -> None:
    _, entries = notes_of(FLAT)
    session = session_of(FLAT, 0.0)
    many = [entry for entry in entries if entry.at > 0]
    async with shown(session, SIZES["M"]) as (app, _pilot):
        shown_before, canvases = app.sight.shown, [pane._canvas for pane in app.live.drawn]  # type: ignore[union-attr]  # it was opened
        while session.reader.notes < 20_000:  # type: ignore[union-attr]  # it was opened
            session.take(many, many[-1].at)

        assert app.sight.shown is shown_before
        assert [pane._canvas for pane in app.live.drawn] == canvases  # type: ignore[union-attr]  # it is shown
        app.look()
        assert app.sight.shown is not shown_before


def test_what_is_kept_for_lines_is_bounded_and_what_there_was_is_counted() -> None:
    reader, (_, entries) = read(FLAT, AT), notes_of(FLAT)
    while reader.events_ever <= EVENTS_MAX + 10_000:
        reader.take(entries)

    assert len(reader.events) == EVENTS_MAX
    assert reader.events_ever > EVENTS_MAX + 10_000


@pytest.mark.parametrize("count", [0, 1, FOLD_MAX, FOLD_MAX + 1, 3 * FOLD_MAX, 3 * FOLD_MAX + 1])
async def test_a_burst_is_folded_in_turns_and_nothing_is_left_out(count: int) -> None:
    _, entries = notes_of(FLAT)
    session = session_of(FLAT, 0.0)
    reader = session.reader
    assert reader is not None
    before, version, until = reader.notes, session.version, Instant(entries[-1].at + 5)

    await fold(session, entries[:count], until)

    assert reader.notes - before == count
    assert session.now == until
    # A turn each; one for nothing, which moves the moment.
    assert session.version - version == max(1, -(-count // FOLD_MAX))


async def test_choosing_makes_a_card_and_does_not_look_at_the_premises_anew() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, _pilot):
        later = [entry for entry in notes_of(FLAT)[1] if moment(AT) < entry.at <= moment(AT + 5)]
        live, picture, card = app.live, app.sight.shown, app.sight.card
        assert live is not None
        assert picture is not None
        # Nothing is awaited from here on, so the clock cannot look between.
        app.session.take(later, moment(AT + 5))
        live.choose(picture.rows[0].key)

        assert app.sight.shown is picture
        assert app.sight.card is not card
        assert app.sight.card is not None
        assert app.sight.card.row.name == "P1"


@pytest.mark.live
def test_a_picture_that_stands_writes_nothing(tmp_path: Path) -> None:
    scenario, entries = notes_of(FLAT)
    file, site = tmp_path / "run.vpr", run_text(scenario.site)
    write_run(file, RunHeader("run", Name(scenario.site.name), scenario.spec.seed, site, How.VIRTUAL), entries)
    screen = Terminal([sys.executable, "-m", "tui", "--run", str(file), "--at", "00:10:40"], (120, 40), {})
    try:
        screen.wait_for(b"P6", 30.0)
        time.sleep(1.5)
        before = screen.octets
        time.sleep(2.0)
        after = screen.octets
        screen.press(b"g")
        screen.wait_for(b"DONE", 10.0)
    finally:
        screen.stop()

    assert after == before
    assert screen.octets > after
