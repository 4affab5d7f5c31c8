"""What cannot be done now: it is dim in the footer, says why, and nothing is started."""

import pytest
from textual.widgets._footer import FooterKey

from tests.tui.hands.driving import at, faulty, notice
from tests.tui.stage import SIZES, lines_of, session_of, settled, shown
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.acting.offers import NAMES
from tui.acting.situation import IN_THE_PAST, NO_PREMISES, NOT_CONNECTED, READ_ONLY, RUN_IS_OVER
from tui.app import PremisesApp
from tui.dialogs.export import ExportDialog
from tui.dialogs.fault import FaultDialog
from tui.dialogs.journal import JournalDialog
from tui.feeding.session import Session, Source, Standing
from tui.keys.acts import ALL_ACTS, NAME_OF


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
            name = NAME_OF[key.action]
            # In a recording the keys of the clock go through time, and change nothing.
            if name in ("journal", "export") or app.times.takes(name):
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
