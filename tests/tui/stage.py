"""The screen on a stage: a session at one moment, no feed and no clock of a premises; what it shows as text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from tests.tui.told import AT, FLAT, HERE, moment, notes_of
from tui.acting.commands import Commands
from tui.app import Look, PremisesApp, text_of
from tui.feeding.session import Session, Source, Standing
from tui.playing.tape import tape_of

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
    session: Session, size: tuple[int, int] = SIZES["W"], look: Look | None = None, commands: Commands | None = None
) -> AsyncIterator[tuple[PremisesApp, Pilot[str]]]:
    """Show a session on a screen of a size; ``commands`` does what is ordered there."""
    app = PremisesApp(session, None, look, commands)
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


def lines_of(app: PremisesApp) -> list[str]:
    """Give what stands on the screen."""
    return text_of(app).splitlines()


def golden(name: str) -> str:
    """Give the text that a screen is to show."""
    return (HERE / "shown" / f"{name}.txt").read_text(encoding="utf-8")
