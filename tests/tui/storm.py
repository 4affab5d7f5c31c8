"""Keys, clicks, palette, sizes, dialogs and notes in any order, from a seed; and what a screen shows when it is calm.

What is pressed is what the tables of keys have, so whatever is added to them is in the storm; now and then it is a
phrase, for no storm types a whole fault by chance. What acts on a premises is written down and not run, but in a
virtual world, which is there to be changed.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

from textual.events import Event, Key, MouseDown, MouseUp
from textual.pilot import Pilot

from premises.quantity import Instant, seconds
from premises.wire.notes.vocabulary import Entry
from tests.tui.stage import SIZES, listing, settled, shown
from tests.tui.told import FLAT, moment, notes_of
from tests.tui.worlds import HereWorlds
from tui.acting.act import Act, Deed
from tui.acting.commands import DONE, Commands, RecordedCommands
from tui.acting.journal import Ending
from tui.acting.journal import Entry as Sent
from tui.acting.virtual import WorldCommands
from tui.app import PremisesApp
from tui.feeding.session import Session, Source, Standing
from tui.keys.all import KEYS
from tui.keys.everywhere import SCREENS
from tui.keys.key import LEAVE
from tui.paint.screen_text import text_of
from tui.panes.sight import Sight
from tui.playing.tape import tape_of
from tui.screens.live import LiveScreen

LEAVING = {name for key in KEYS if key.group == LEAVE and "leave" in key.action for name in key.keys.split(",")}
"""What would end the storm."""

BESIDE = ("enter", "space", "ctrl+p", "x", "1", "backspace", "left", "right", "ctrl+s", "ctrl+u", "end", "home")
"""What is typed into dialogs and lines beside the keys of the tables."""

PHRASES = (
    ("B", *"100% loss on wan", "ctrl+s"),
    ("B", *"clear f1", "ctrl+s"),
    ("f", "ctrl+s"),
    ("f", *("tab",) * 10, "ctrl+u", *"40% loss on althan-b1-b2 for 5m", "enter"),
    ("F", "ctrl+s"),
    ("x", "ctrl+s"),
    ("u", "ctrl+s"),
    ("u", "space", "tab", *"9999", "enter"),
    ("a", "ctrl+s"),
    ("A", *"+600", "ctrl+s"),
    ("S", "down", "down", "enter", "ctrl+s"),
    ("e", "tab", "ctrl+u", *"here.svg", "escape"),
    ("@", "up", "enter", "escape"),
    ("T", "ctrl+u", *"00:02:00", "enter"),
    ("T", "ctrl+u", *"end", "enter"),
    ("ctrl+p", *"fault wan", "down", "enter"),
    ("ctrl+p", *"theme", "enter"),
    ("ctrl+p", *"go to", "enter", "escape"),
    ("/", *"dev:b1 lost", "enter"),
    ("6", "enter", "j", "enter", "enter"),
    ("6", "/", *"abort", "enter", "enter", "enter", ",", "2", "3", "escape"),
    ("V", "v", "<", "space", "]", "space"),
    ("<", "<", "m", "v", "3", "'", "L"),
    ("escape", "escape", "escape", "escape"),
)
"""What people type as a whole: each dialog to its end, both futures, a recording in the place of the feed."""

PHRASE_OF = 40
"""One act in so many begins a phrase. Ours."""

TOLD_MAX = 560.0
"""Premises seconds to which a virtual world is told, at most: telling it again for a fork is most of a storm. Ours."""

STORM_SIZES = ((160, 50), (120, 40), (80, 24), (60, 16), (20, 5), (200, 60), (100, 36), (34, 12))

TAKEN_MAX = 40
"""Notes between two keys, at most. Ours."""

ENDINGS = (DONE, DONE, Ending(1, "no such device: expected one of the site"), Ending(2, "not a fault"), None)
"""How commands end."""


class StormCommands(RecordedCommands):
    """Commands that are not run; of a scenario's there is a recording, as if it were."""

    def __init__(self, recording: Path) -> None:
        super().__init__()
        self._recording = recording

    def start(self, act: Act) -> Sent:
        if act.deed is Deed.RUN and self.ending is DONE:
            shutil.copyfile(self._recording, act.words[-1])
        return super().start(act)


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to look at, how more of it comes, and the same for a screen that saw nothing of the storm."""

    session: Session
    hear: Callable[[Random], None]
    twin: Callable[[], Session]
    commands: Commands
    recorded: StormCommands


def heard(name: str, at_s: float, recorded: StormCommands) -> Ground:
    """Give a live feed: what was noted after ``at_s`` comes during the storm."""
    scenario, entries = notes_of(name)
    there = [entry for entry in entries if entry.at <= moment(at_s)]
    coming = [entry for entry in reversed(entries) if entry.at > moment(at_s)]

    def begun() -> Session:
        session = Session(Standing(Source.LIVE, "mqtt://127.0.0.1:1883", is_up=True, run_id="run-1"))
        session.open(scenario.site, "run-1")
        session.recording = lambda: tape_of(scenario.site, tuple(there), session.now, "run-1")
        return session

    session = begun()
    session.take(there, moment(at_s))

    def hear(chance: Random) -> None:
        some = [coming.pop() for _ in range(min(len(coming), chance.randrange(TAKEN_MAX)))]
        if some:
            there.extend(some)
            session.take(some, some[-1].at)

    return Ground(session, hear, lambda: _taken(begun(), there, session.now), recorded, recorded)


def recording(recorded: StormCommands) -> Ground:
    """Give a run that is over, as it stood at a moment."""
    scenario, entries = notes_of(FLAT)
    ends, at = entries[-1].at, moment(300)
    there = [entry for entry in entries if entry.at <= at]

    def begun() -> Session:
        session = Session(Standing(Source.RUN, "flat.vpr", is_up=True, run_id="flat", ends_at=ends))
        session.open(scenario.site, "flat")
        session.recording = lambda: tape_of(scenario.site, entries, ends, "flat")
        return _taken(session, there, at)

    return Ground(begun(), lambda _: None, begun, recorded, recorded)


def virtual(recorded: StormCommands) -> Ground:
    """Give a virtual world: it is told on during the storm, is ordered, and has another future now and then."""
    worlds = HereWorlds()
    worlds.tell(moment(20))
    session = worlds.first

    def hear(chance: Random) -> None:
        if not worlds.is_paused and session.now < moment(TOLD_MAX):
            worlds.tell(Instant(session.now + seconds(chance.uniform(0.0, 4.0) * worlds.speed**0.25)))

    def twin() -> Session:
        assert session.reader is not None, "it was told"
        other = Session(Standing(Source.VIRTUAL, session.standing.place, is_up=True))
        other.driver, other.recording = worlds, session.recording
        other.open(session.reader.site, session.standing.run_id)
        return _taken(other, worlds.entries, session.now)

    return Ground(session, hear, twin, WorldCommands(worlds, recorded), recorded)


def _taken(session: Session, entries: Sequence[Entry], now: Instant) -> Session:
    session.take(tuple(entries), now)
    return session


def keys_of(app: PremisesApp) -> list[str]:
    """Give every key that there is where the person is, and those that are typed."""
    there = [active.binding.key for active in app.active_bindings.values()]
    named = [name for key in KEYS for name in key.keys.split(",")]
    return sorted({*there, *named, *BESIDE} - LEAVING - {"ctrl+q", "ctrl+c"})


class Storm:
    """One storm, over what there is to look at and what comes."""

    def __init__(self, app: PremisesApp, pilot: Pilot[str], ground: Ground, seed: int) -> None:
        self.app, self.pilot, self.ground = app, pilot, ground
        self.chance = Random(seed)  # noqa: S311 - chance of a story, not of a secret
        self.typing: list[str] = []
        """What is left of a phrase."""

    async def act(self, number: int) -> None:
        """Do one thing."""
        if number % 50 == 0:
            await self.pilot.resize_terminal(*self.chance.choice(STORM_SIZES))
        if number % 11 == 0:
            self.ground.hear(self.chance)
        if number % 23 == 0:
            self.app.tick()
        if number % 90 == 0:
            self.ground.recorded.ending = self.chance.choice(ENDINGS)
        if number % 7 == 0:
            self.click()
        else:
            self.press()
        # As fast as a program that types; all of it is done now and then. Of a phrase the first key opens something.
        is_first = bool(self.typing) and self.chance.random() < 0.2
        await (self.pilot.pause() if number % 10 == 0 or is_first else asyncio.sleep(0))

    def press(self) -> None:
        """Press the next key."""
        if not self.typing and self.chance.randrange(PHRASE_OF) == 0:
            self.typing = list(self.chance.choice(PHRASES))
        key = self.typing.pop(0) if self.typing else self.chance.choice(keys_of(self.app))
        self.say(Key(NAMED.get(key, key), key if len(key) == 1 else None))

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


NAMED = {
    "@": "at", "/": "slash", "<": "less_than_sign", ",": "comma", "]": "right_square_bracket", "'": "apostrophe",
    " ": "space", "%": "percent_sign", "-": "minus", ":": "colon", "+": "plus", ".": "full_stop",
}  # fmt: skip
"""How textual names what is typed, where it is no letter or digit."""


async def calmed(app: PremisesApp, pilot: Pilot[str]) -> list[str]:
    """Bring a screen back to where a fresh one is, and give what each of its screens shows."""
    while len(app.screen_stack) > 1:
        app.pop_screen()
    assert isinstance(app.live, LiveScreen)
    for _ in range(6):
        await pilot.press("escape")
    await pilot.resize_terminal(*SIZES["W"])
    app.times.going.leave()
    _fresh(app.sight)
    app.theme = "premises-dark"
    live = app.live
    live.events.held = None
    live.packages.focus()
    await settled(pilot)
    # A minute later no note of the storm is one of the last seconds.
    app.sight.rate = app.session.rate(monotonic() + 60.0)
    app.look()
    live.choose(app.sight.shown.rows[0].key)  # type: ignore[union-attr]  # it was looked at
    live.hops.chosen = 0
    await settled(pilot)
    return [line for screen in ("1", "3", "4", "5", "1") for line in await _dumped(app, pilot, screen)]


def _fresh(sight: Sight) -> None:
    """Let go of what a person had chosen to look at."""
    assert sight.reader is not None, "it was opened"
    sight.past, sight.is_frozen, sight.message, sight.ticks, sight.marks = None, False, "", (), ()
    sight.party, sight.back_to, sight.pointed, sight.phase = sight.reader.parties[0], "", None, 0


async def _dumped(app: PremisesApp, pilot: Pilot[str], screen: str) -> list[str]:
    # Once out of what has the focus there, and in again.
    for key in (screen, "escape", screen, "g"):
        await pilot.press(key)
        await pilot.pause()
    # What is counted by the wall is another number each time, and a clock that ticks may have counted in between.
    app.sight.rate, app.sight.message = 0.0, ""
    app.look()
    await settled(pilot)
    return [f"--- {screen} ---", *text_of(app).splitlines()]


assert all(any(key.keys == screen for key in SCREENS) for screen in ("1", "3", "4", "5"))


async def stormed(ground: Ground, seed: int, acts: int) -> tuple[list[str], list[str]]:
    """Give what a screen shows after a storm, and what a fresh one shows of the same notes."""
    async with shown(ground.session, SIZES["W"], None, ground.commands) as (app, pilot):
        listing(app)
        storm = Storm(app, pilot, ground, seed)
        for number in range(acts):
            await storm.act(number)
        after = await calmed(app, pilot)
        assert app.session.standing.trouble == ""
        assert app.session.standing.errors == 0
        assert app.is_running
    twin = ground.twin()
    twin.standing.speed = ground.session.standing.speed
    async with shown(twin, SIZES["W"], None, StormCommands(Path())) as (fresh, beside):
        return after, await calmed(fresh, beside)
