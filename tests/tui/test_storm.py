"""Storms, each from a seed, over all that there is to look at: nothing breaks, and a fresh screen shows the same."""

from collections.abc import Callable, Mapping
from difflib import unified_diff
from pathlib import Path
from random import Random

import pytest

from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.wire.site_text import run_text
from tests.tui.stage import lines_of, session_of, settled, shown
from tests.tui.storm import STORM_SIZES, Ground, StormCommands, heard, recording, stormed, virtual
from tests.tui.told import FLAT, notes_of

ACTS = 10_000
"""Keys and clicks of the four long storms. Ours."""

GROUNDS: Mapping[str, Callable[[StormCommands], Ground]] = {
    "option-b-one-fails": lambda commands: heard("option-b-one-fails", 4.0, commands),
    "flat": lambda commands: heard(FLAT, 300.0, commands),
    "virtual": virtual,
    "recording": recording,
}
"""What each storm is over."""


def ground(name: str, folder: Path) -> Ground:
    scenario, entries = notes_of("option-b-one-fails")
    file = folder / "told.vpr"
    header = RunHeader("told", Name(scenario.site.name), 1, run_text(scenario.site), How.VIRTUAL)
    write_run(file, header, entries)
    return GROUNDS[name](StormCommands(file))


def difference(after: list[str], fresh: list[str]) -> str:
    return "\n".join(unified_diff(fresh, after, "fresh", "after the storm", n=0, lineterm=""))


@pytest.mark.parametrize("seed", [7])
@pytest.mark.parametrize("name", GROUNDS)
async def test_a_short_storm_breaks_nothing_and_a_fresh_screen_shows_the_same(
    name: str, seed: int, tmp_path: Path
) -> None:
    after, fresh = await stormed(ground(name, tmp_path), seed, 150)

    assert difference(after, fresh) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in (2, 3, 4))])
async def test_ten_thousand_keys_and_clicks_break_nothing(seed: int, tmp_path: Path) -> None:
    after, fresh = await stormed(ground(tuple(GROUNDS)[seed - 1], tmp_path), seed, ACTS // len(GROUNDS))

    assert difference(after, fresh) == ""


async def test_sizes_in_any_order_end_where_they_began() -> None:
    chance = Random(5)  # noqa: S311 - chance of a story, not of a secret
    async with shown(session_of(), STORM_SIZES[0]) as (app, pilot):
        before = lines_of(app)
        for number in range(40):
            await pilot.resize_terminal(*chance.choice(STORM_SIZES))
            if number % 5 == 0:
                await settled(pilot)
                width, height = app.size
                assert len(lines_of(app)) <= height
                assert max(map(len, lines_of(app))) <= width
        await pilot.resize_terminal(*STORM_SIZES[0])
        await settled(pilot)

        assert lines_of(app) == before
