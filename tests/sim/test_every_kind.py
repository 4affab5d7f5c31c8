"""Every kind of fault has a scenario in which it does something, and what delays a story delays it."""

import dataclasses
from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.wire.fault import PARAMETERS
from premises.wire.notes.requests import AlertSent
from premises.wire.notes.vocabulary import Entry

FOLDER = Path(__file__).parents[2] / "scenarios"
STORIES = sorted(FOLDER.glob("**/*.toml"))
DELAYED = ("choked-wan", "far-away", "long/days-without-a-wan", "long/flat-battery")


def test_every_kind_of_fault_has_a_scenario() -> None:
    kinds = {spec.kind for path in STORIES for spec in load_scenario(path).site.fault}

    assert kinds == set(PARAMETERS)


@pytest.mark.parametrize("name", DELAYED)
def test_a_story_of_delay_keeps_its_promise_and_breaks_it_without_its_fault(name: str) -> None:
    scenario = load_scenario(FOLDER / f"{name}.toml")
    healthy = dataclasses.replace(scenario, site=replace(scenario.site, fault=[]))

    assert tell(scenario, scenario.spec.seed, lambda _: None).faults == ()
    assert tell(healthy, scenario.spec.seed, lambda _: None).faults != ()


def test_a_long_way_is_no_loss() -> None:
    scenario = load_scenario(FOLDER / "far-away.toml")
    entries: list[Entry] = []
    tell(scenario, scenario.spec.seed, entries.append)

    assert [entry.note.tries for entry in entries if isinstance(entry.note, AlertSent)] == [1, 1, 1]
