"""What the screen says when something is wrong or has not begun; nothing that comes over the air breaks it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.style import Style

from premises.identity import Name, eui64
from premises.quantity import Instant
from premises.runtime.clock import LoopWall, boot_id_of_this_machine
from premises.runtime.link import OpenLink
from premises.runtime.looking.here import NotRunningError
from premises.runtime.looking.view import Outlook
from premises.runtime.memory import MemoryBroker
from premises.runtime.mqtt import BrokerAddress
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock, NoteBatch
from premises.wire.notes.downloads import OtaGivenUp
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text
from premises.wire.topics import VIEWER, Topics
from tests.tui.stage import SIZES, golden, lines_of, settled, shown
from tests.tui.told import notes_of
from tests.tui.wrong import STATES, WRONG, down, nowhere, shot
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.app import PremisesApp
from tui.feeding import live
from tui.feeding.session import Session

HERE = Name("flat-14")
TOPICS = Topics(HERE)
WITHIN_S = 10.0


@pytest.mark.parametrize("name", WRONG)
def test_a_state_shows_what_it_did(name: str) -> None:
    text = asyncio.run(shot(name))

    assert text.splitlines() == golden(name).splitlines()
    assert max(map(len, text.splitlines())) <= WRONG[name][1][0]


@pytest.mark.parametrize("state", ["down", "silent", "connecting"])
async def test_what_is_not_known_to_be_so_any_more_is_fainter_and_nothing_moves(state: str) -> None:
    async with shown(STATES[state](), SIZES["M"]) as (app, pilot):
        live_screen = app.live
        assert live_screen is not None
        fainter = live_screen.packages._canvas
        assert fainter is not None
        assert not app.sight.moves
        app.session.standing.is_up, app.session.standing.is_silent = True, False
        app.session.standing.speed = 1.0
        app.look()
        await settled(pilot)
        clear = live_screen.packages._canvas
        assert clear is not None

    assert [style for _, style in fainter.rows[0]] != [style for _, style in clear.rows[0]]
    assert all(style != Style() for _, style in fainter.rows[0])


async def test_keys_work_while_the_broker_is_down() -> None:
    async with shown(down(), SIZES["M"]) as (app, pilot):
        await pilot.press("G")
        await settled(pilot)
        last = app.sight.chosen
        await pilot.press("v", "question_mark")
        await settled(pilot)
        helped = lines_of(app)

    assert last is not None
    assert last[1] == "gsme"
    assert app.party == "supplier"
    assert any("Keys and marks" in line for line in helped)


async def test_b_starts_a_premises_where_none_runs_and_only_there() -> None:
    commands = RecordedCommands(ending=Ending(1, "no space left on device"))
    session = nowhere()
    async with shown(session, SIZES["M"], None, commands) as (app, pilot):
        await pilot.press("b")
        await settled(pilot)
        app.look()
        await settled(pilot)
        refused = lines_of(app)
        session.standing.is_nowhere = False
        await pilot.press("b")
        await settled(pilot)
        again = app.sight.message
    async with shown(nowhere(), SIZES["M"]) as (only_looks, pilot):
        await pilot.press("b")
        await settled(pilot)
        read_only = only_looks.sight.message

    assert commands.lines == ["premises up -d"]
    assert any("premises up -d: no space left on device" in line for line in refused)
    assert again == "this screen shows no runs"
    assert "read only" in read_only


class _Air:
    """A premises of which only the words are there: a conductor that says what a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.broker = folder, MemoryBroker()
        self.scenario, _ = notes_of("flat")
        (folder / "site.json").write_text(run_text(self.scenario.site), encoding="utf-8")
        self.outlook = Outlook(
            HERE, folder / "site.json", folder / "run.vpr", BrokerAddress("127.0.0.1", 1, VIEWER, "secret")
        )
        self.has_spoken = False

    def clock(self, version: int = ENVELOPE_VERSION) -> None:
        at = LoopWall().monotonic()
        clock = Clock(version, boot_id_of_this_machine(), at, Instant(0), 50.0, 1)
        self.broker.publish(TOPICS.clock(), encode(clock), retain=True)

    def speak(self) -> None:
        """Say what is right, what is strange, and what nobody can read."""
        self.has_spoken = True
        hub, stranger, b9 = Name("hub"), Name("stranger"), eui64("90-B3-D5-1F-30-B9-00-09")
        own = RequestAccepted("90-B3-D5-1F-30-00-00-99:00-00-00-00-00-00-00-00:1", 7, 4096, (b9,))
        said = (
            (hub, 0, ParticipantStarted(1)), (stranger, 0, ParticipantStarted(1)),
            (hub, 1, OtaGivenUp(1, 99, "[bold]no image[/] of 99 octets")), (Name("b1"), 0, ParticipantStarted(1)),
            (stranger, 1, OtaGivenUp(1, 99, "strange")), (Name("dcc"), 0, own),
        )  # fmt: skip
        self.broker.publish(TOPICS.notes(hub), b"no notes", retain=False)
        self.broker.publish(TOPICS.notes(hub), encode(NoteBatch(9, hub, 1, 0, ())), retain=False)
        for who, number, note in said:
            batch = NoteBatch(ENVELOPE_VERSION, who, 1, number, (Entry(Instant(number), who, 1, number, note),))
            self.broker.publish(TOPICS.notes(who), encode(batch), retain=False)

    def links(self, _: BrokerAddress) -> OpenLink:
        return self.broker.link(VIEWER)


async def _heard(air: _Air, holds: Callable[[Session], bool]) -> Session:
    """Let a session hear the air until something holds of it."""
    session = Session(live.standing_of("here"))
    following = asyncio.create_task(live.follow(session, lambda: air.outlook, air.links))
    async with asyncio.timeout(WITHIN_S):
        while not holds(session):
            if session.standing.is_up and not air.has_spoken:
                air.speak()
            await asyncio.sleep(0.02)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    return session


async def test_what_nobody_understands_is_said_and_what_is_strange_breaks_nothing(tmp_path: Path) -> None:
    air = _Air(tmp_path)
    air.clock()

    session = await _heard(air, lambda session: session.reader is not None and session.reader.notes >= 6)
    async with shown(session, SIZES["W"]) as (app, pilot):
        app.look()
        await settled(pilot)
        text = lines_of(app)

    assert "not understood, 2 times: NoteBatch of version 9: this program reads version 1" in text[1]
    assert any("[bold]no image[/] of 99 octets" in line for line in text)
    assert any("STRANGER" in line and "begins" in line for line in text)
    assert session.standing.errors == 0


async def test_a_clock_of_another_version_is_named(tmp_path: Path) -> None:
    air = _Air(tmp_path)
    air.clock(version=9)

    session = await _heard(air, lambda session: bool(session.standing.trouble))

    assert session.standing.trouble == (
        "the clock of this premises cannot be read: Clock of version 9: this program reads version 1; again in 1 s"
    )
    assert session.standing.is_old


async def test_where_nothing_runs_yet_the_screen_says_so_and_keeps_looking(tmp_path: Path) -> None:
    def find() -> Outlook:
        raise NotRunningError("premises 'attic' is not running here: there is flat")

    session = Session(live.standing_of("here"))
    following = asyncio.create_task(live.follow(session, find))
    async with shown(session, SIZES["N"]) as (app, pilot):
        async with asyncio.timeout(WITHIN_S):
            while not session.standing.is_nowhere:  # noqa: ASYNC110 - the feed says nothing
                await asyncio.sleep(0.01)
        app.look()
        await settled(pilot)
        text = lines_of(app)
        is_over = following.done()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    assert any("Premises 'attic' is not running here: there is flat." in line for line in text)
    assert not is_over


async def test_a_feed_that_breaks_leaves_the_screen_standing() -> None:
    async def breaks(_: Session) -> None:
        raise ValueError("a bug of ours")

    session = down()
    app = PremisesApp(session, breaks)
    async with app.run_test(size=SIZES["M"]) as pilot:
        await settled(pilot)
        app.look()
        await pilot.press("j")
        await settled(pilot)
        text = lines_of(app)

    assert "!1" in text[0]
    assert "ValueError: a bug of ours" in text[1]
