"""The states of a screen when something is wrong, or has not begun: a session in each, and the texts that they show."""

import asyncio
from collections.abc import Callable, Mapping

from tests.tui.stage import SIZES, session_of, settled, shown
from tests.tui.told import HERE, notes_of
from tui.acting.commands import RecordedCommands
from tui.feeding.live import standing_of
from tui.feeding.session import Session, Source, Standing
from tui.paint.screen_text import text_of

PLACE = "mqtt://127.0.0.1:1883"


def nowhere() -> Session:
    """No premises runs where it looks."""
    standing = standing_of("/home/me/.premises")
    standing.is_nowhere = True
    standing.why = "no premises is running here: start one with `premises up`"
    return Session(standing)


def connecting() -> Session:
    """The site is known, and nobody has answered yet."""
    scenario, _ = notes_of("flat")
    session = Session(standing_of(PLACE))
    session.open(scenario.site, "run-1")
    session.standing.doing = f"Connecting to {PLACE}, 1.2 s"
    return session


def empty() -> Session:
    """A premises that nobody has sent anything."""
    scenario, _ = notes_of("flat")
    session = Session(Standing(Source.LIVE, PLACE, is_up=True, run_id="run-1", speed=1.0))
    session.open(scenario.site, "run-1")
    return session


def down() -> Session:
    """The broker is gone for 16 s."""
    session = session_of()
    standing = session.standing
    standing.is_up, standing.lost_at = False, 0.0
    standing.trouble = "broker 127.0.0.1:1883: connection refused; again in 3 s; last heard 00:10:40; 16s ago"
    return session


def silent() -> Session:
    """The connection stands and nothing comes."""
    session = session_of()
    session.standing.is_silent = True
    session.standing.trouble = f"nothing heard for 7 s from {PLACE}, though the connection stands"
    return session


def crashed() -> Session:
    """B3 has no power."""
    return session_of("crashed")


STATES: Mapping[str, Callable[[], Session]] = {
    "nowhere": nowhere, "connecting": connecting, "empty": empty, "down": down, "silent": silent, "crashed": crashed,
}  # fmt: skip
"""Each by its name."""

WRONG = {
    f"{state}-{width}x{height}": (state, (width, height))
    for state in ("nowhere", "empty", "down", "crashed")
    for width, height in (SIZES["W"], SIZES["M"], SIZES["N"])
} | {"connecting-120x40": ("connecting", SIZES["M"]), "silent-80x24": ("silent", SIZES["N"])}
"""Each text by its state and its size."""


async def shot(name: str) -> str:
    """Give what one of them shows."""
    state, size = WRONG[name]
    async with shown(STATES[state](), size, None, RecordedCommands()) as (app, pilot):
        await settled(pilot)
        return text_of(app) + "\n"


def main() -> None:
    """Write all of them, as ``python -m tests.tui.wrong`` does."""
    for name in WRONG:
        (HERE / "shown" / f"{name}.txt").write_text(asyncio.run(shot(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
