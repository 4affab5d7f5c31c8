"""The screen on a stage: a session at one moment, no feed and no clock of a premises; what it shows as text."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from tests.tui.told import AT, FLAT, HERE, moment, notes_of
from tui.acting.commands import Commands
from tui.app import Feeding, Look, PremisesApp
from tui.feeding.session import Session, Source, Standing
from tui.paint.screen_text import text_of
from tui.playing.tape import tape_of
from tui.screens.scenarios import ScenariosScreen

SIZES = {"W": (160, 50), "M": (120, 40), "N": (80, 24), "S": (60, 16)}
"""Widths and heights of the acceptance tests."""


def session_of(name: str = FLAT, at_s: float = AT) -> Session:
    """Give what a live screen has at one moment of a scenario, its clock standing."""
    scenario, entries = notes_of(name)
    session = Session(Standing(Source.LIVE, "mqtt://127.0.0.1:1883", is_up=True, run_id="run-1"))
    session.open(scenario.site, "run-1")
    heard = tuple(entry for entry in entries if entry.at <= moment(at_s))
    session.take(heard, moment(at_s))
    session.recording = lambda: tape_of(scenario.site, heard, moment(at_s), "run-1")
    return session


@asynccontextmanager
async def shown(
    session: Session, size: tuple[int, int] = SIZES["W"], look: Look | None = None, commands: Commands | None = None,
    feeding: Feeding | None = None,
) -> AsyncIterator[tuple[PremisesApp, Pilot[str]]]:  # fmt: skip
    """Show a session on a screen of a size; ``commands`` does what is ordered there, ``feeding`` fills the session."""
    app = PremisesApp(session, feeding, look, commands)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, pilot


async def settled(pilot: Pilot[str]) -> None:
    """Let everything that was asked for be laid out and painted."""
    for _ in range(3):
        await pilot.pause()


async def gone(app: PremisesApp, pilot: Pilot[str]) -> None:
    """Let the screen come to the moment that was asked for, and read the run through."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await settled(pilot)


STORIES = (
    ("change-of-supplier", "The gaining Supplier hears CS09 of an update that the losing one asked for.", 90.0),
    ("dead-wan", "A WAN that is down for good: the request waits at the DCC, and nobody is told.", 600.0),
    ("displaced", "A second image for the same slot displaces the first, whose download is told ABORT.", 20.0),
    ("leaky-wan", "Chunks are lost on the WAN, and the hub asks for each again until it has the image.", 120.0),
    ("option-b-one-fails", "B3 refuses its part of the bundle; B1 reports the whole package as failed.", 300.0),
    ("thin-walls", "A private link that loses 5 % of its frames costs time, and no octet.", 40.0),
    ("long/sleepy-week", "B4 is awake two minutes of each hour; its image takes the better part of a week.", 604_800.0),
)
"""What there is to run on a stage."""


def listing(app: PremisesApp, stories: Sequence[tuple[str, str, float]] = STORIES) -> None:
    """Have the screen of scenarios list these, as the command would."""
    told = [
        {"name": name, "file": f"scenarios/{name}.toml", "purpose": claim, "within_s": within_s}
        for name, claim, within_s in stories
    ]

    async def lists() -> bytes:
        return json.dumps({"format": 1, "scenarios": told}).encode()

    place = app._made("scenarios")
    assert isinstance(place, ScenariosScreen)
    place.lists = lists


def lines_of(app: PremisesApp) -> list[str]:
    """Give what stands on the screen."""
    return text_of(app).splitlines()


def golden(name: str) -> str:
    """Give the text that a screen is to show."""
    return (HERE / "shown" / f"{name}.txt").read_text(encoding="utf-8")
