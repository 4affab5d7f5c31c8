"""Every scenario and every site that is shipped: told to its end in virtual time, with its promise kept.

What each of them claims beside that is held by tests of its own; a file that is new is told here before it has any.
"""

from pathlib import Path

import pytest

from lab.cast import makers_of
from lab.site import load_site
from lab.story.scenario import load_scenario
from lab.story.virtual import Told, tell
from premises.faults.wiring import link_plans
from premises.journey.trace import trace_hash
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.notes.emulator import DeviceFailed
from premises.wire.notes.vocabulary import Entry

ROOT = Path(__file__).parents[2]
STORIES = sorted((ROOT / "scenarios").rglob("*.toml"))
SITES = sorted((ROOT / "sites").rglob("*.toml"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix(""))


def told(path: Path) -> tuple[Told, str]:
    """Give how a story ended, and the hash of all that was noted in it."""
    scenario = load_scenario(path)
    entries: list[Entry] = []
    return tell(scenario, scenario.spec.seed, entries.append), trace_hash(entries)


def test_scenarios_lie_where_they_are_told_live_or_among_the_long_ones() -> None:
    assert {path.parent for path in STORIES} == {ROOT / "scenarios", ROOT / "scenarios/long"}


@pytest.mark.parametrize("path", STORIES, ids=name)
def test_every_scenario_keeps_its_promise_and_is_the_same_each_time(path: Path) -> None:
    first, trace = told(path)

    assert first.faults == ()
    assert first.over_at is not None
    assert told(path) == (first, trace)


@pytest.mark.parametrize("path", SITES, ids=name)
def test_every_site_can_be_lived_in(path: Path) -> None:
    site = load_site(path)
    entries: list[Entry] = []
    world = World(makers_of(site, 1), link_plans(site), 1, entries.append, faults=site.fault)
    world.start()
    world.run(Instant(seconds(3600)))

    assert {*site.bridges, *site.meters} <= {entry.who for entry in entries}
    assert [entry for entry in entries if isinstance(entry.note, DeviceFailed)] == []
