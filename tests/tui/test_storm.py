"""Keys, clicks, palette, sizes and notes in any order, from a seed: nothing breaks, and a fresh screen shows the same.

What is pressed is what the tables of keys have, so whatever is added to them is in the storm. What acts on a premises
is an act that is never run: there is no premises.
"""

import asyncio
from difflib import unified_diff
from random import Random

import pytest
from textual.events import Event, Key, MouseDown, MouseUp
from textual.pilot import Pilot

from premises.wire.notes.vocabulary import Entry
from tests.tui.stage import lines_of, session_of, settled, shown
from tests.tui.told import FLAT, moment, notes_of
from tui.app import PremisesApp
from tui.feeding.session import Session
from tui.keys.all import KEYS
from tui.keys.key import LEAVE
from tui.screens.live import LiveScreen

LEAVING = {name for key in KEYS if key.group == LEAVE and "leave" in key.action for name in key.keys.split(",")}
"""What would end the storm."""

BESIDE = ("enter", "space", "ctrl+p", "x", "1", "backspace", "left", "right", "ctrl+s", "ctrl+u", "end", "home")
"""What is typed into dialogs and lines beside the keys of the tables."""

SIZES = ((160, 50), (120, 40), (80, 24), (60, 16), (20, 5), (200, 60), (100, 36), (34, 12))

ACTS = 10_000
"""Keys and clicks of the four long storms. Ours."""

TAKEN_MAX = 40
"""Notes between two keys, at most. Ours."""

MOMENTS = {FLAT: 300.0, "option-b-one-fails": 4.0}
"""Each story, and when its storm begins."""


def keys_of(app: PremisesApp) -> list[str]:
    """Give every key that there is where the person is, and those that are typed."""
    there = [active.binding.key for active in app.active_bindings.values()]
    named = [name for key in KEYS for name in key.keys.split(",")]
    return sorted({*there, *named, *BESIDE} - LEAVING - {"ctrl+q", "ctrl+c"})


class Storm:
    """One storm, over what a session has and what comes."""

    def __init__(self, app: PremisesApp, pilot: Pilot[str], entries: list[Entry], seed: int) -> None:
        self.app, self.pilot, self.entries = app, pilot, entries
        self.chance = Random(seed)  # noqa: S311 - chance of a story, not of a secret

    async def act(self, number: int) -> None:
        """Do one thing."""
        if number % 50 == 0:
            await self.pilot.resize_terminal(*self.chance.choice(SIZES))
        if number % 11 == 0:
            self.hear()
        if number % 23 == 0:
            self.app.tick()
        if number % 7 == 0:
            self.click()
        else:
            key = self.chance.choice(keys_of(self.app))
            self.say(Key(key, key if len(key) == 1 else None))
        # As fast as a program that types; all of it is done now and then.
        await (self.pilot.pause() if number % 10 == 0 else asyncio.sleep(0))

    def hear(self) -> None:
        """Let some notes come."""
        some = [self.entries.pop() for _ in range(min(len(self.entries), self.chance.randrange(TAKEN_MAX)))]
        if some:
            self.app.session.take(some, some[-1].at)

    def click(self) -> None:
        """Click somewhere, on whatever is there."""
        size = self.app.size
        x, y = self.chance.randrange(max(1, size.width)), self.chance.randrange(max(1, size.height))
        for kind in (MouseDown, MouseUp):
            self.say(kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y))

    def say(self, event: Event) -> None:
        """Give an event to the program as its terminal does."""
        driver = self.app._driver
        assert driver is not None
        event.set_sender(self.app)
        driver.process_message(event)


async def calmed(app: PremisesApp, pilot: Pilot[str], session: Session) -> list[str]:
    """Bring a screen back to where a fresh one is, and give what it shows."""
    while len(app.screen_stack) > 1:
        app.pop_screen()
    live = app.live
    assert isinstance(live, LiveScreen)
    for _ in range(6):
        await pilot.press("escape")
    await pilot.resize_terminal(160, 50)
    sight = app.sight
    sight.past, sight.is_frozen, sight.message = None, False, ""
    sight.party = session.reader.parties[0]  # type: ignore[union-attr]  # it was opened
    live.events.held = None
    live.packages.focus()
    await settled(pilot)
    app.look()
    live.choose(sight.shown.rows[0].key)  # type: ignore[union-attr]  # it was looked at
    live.hops.chosen = 0
    app.theme = "premises-dark"
    await settled(pilot)
    # What is counted by the wall is another number each time.
    sight.rate = 0.0
    app.look()
    await settled(pilot)
    return lines_of(app)


async def stormed(name: str, seed: int, acts: int) -> tuple[list[str], list[str]]:
    """Give what a screen shows after a storm, and what a fresh one shows of the same notes."""
    begins = moment(MOMENTS[name])
    before = [entry for entry in reversed(notes_of(name)[1]) if entry.at > begins]
    entries = list(before)
    session = session_of(name, MOMENTS[name])
    async with shown(session, SIZES[0]) as (app, pilot):
        storm = Storm(app, pilot, entries, seed)
        for number in range(acts):
            await storm.act(number)
        after = await calmed(app, pilot, session)
        assert app.session.standing.errors == 0
        assert app.is_running
    # The same notes, taken at once.
    twin = session_of(name, MOMENTS[name])
    twin.take(before[: len(entries) - 1 : -1] if entries else before[::-1], session.now)
    async with shown(twin, SIZES[0]) as (fresh, beside):
        return after, await calmed(fresh, beside, twin)


def difference(after: list[str], fresh: list[str]) -> str:
    return "\n".join(unified_diff(fresh, after, "fresh", "after the storm", n=0, lineterm=""))


@pytest.mark.parametrize("seed", [7])
@pytest.mark.parametrize("name", MOMENTS)
async def test_a_short_storm_breaks_nothing_and_a_fresh_screen_shows_the_same(name: str, seed: int) -> None:
    after, fresh = await stormed(name, seed, 150)

    assert difference(after, fresh) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in (2, 3, 4))])
async def test_ten_thousand_keys_and_clicks_break_nothing(seed: int) -> None:
    after, fresh = await stormed(tuple(MOMENTS)[seed % 2], seed, ACTS // 4)

    assert difference(after, fresh) == ""


async def test_sizes_in_any_order_end_where_they_began() -> None:
    chance = Random(5)  # noqa: S311 - chance of a story, not of a secret
    async with shown(session_of(), SIZES[0]) as (app, pilot):
        before = lines_of(app)
        for number in range(40):
            await pilot.resize_terminal(*chance.choice(SIZES))
            if number % 5 == 0:
                await settled(pilot)
                width, height = app.size
                assert len(lines_of(app)) <= height
                assert max(map(len, lines_of(app))) <= width
        await pilot.resize_terminal(*SIZES[0])
        await settled(pilot)

        assert lines_of(app) == before
