"""Scenarios told in virtual time, and the read-model of one of their moments: no broker, no clock."""

from functools import lru_cache
from pathlib import Path

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from premises.quantity import Instant, seconds
from premises.wire.notes.vocabulary import Entry
from tui.model.reader import Reader

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"

FLAT, AT = "flat", 640.0
"""The story of which the pictures of the screen are made, and when: something of everything."""


@lru_cache(maxsize=8)
def notes_of(name: str) -> tuple[Scenario, tuple[Entry, ...]]:
    """Give a scenario and every note of it, ordered as a run file has them."""
    file = HERE / f"{name}.toml"
    scenario = load_scenario(file if file.exists() else SCENARIOS / f"{name}.toml")
    entries: list[Entry] = []
    tell(scenario, scenario.spec.seed, entries.append)
    return scenario, tuple(sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))


def moment(at_s: float) -> Instant:
    """Give a moment by its seconds."""
    return Instant(seconds(at_s))


def read(name: str = FLAT, at_s: float = AT) -> Reader:
    """Give the read-model of a scenario with all that was noted up to a moment."""
    scenario, entries = notes_of(name)
    reader = Reader(scenario.site)
    reader.take(entry for entry in entries if entry.at <= moment(at_s))
    return reader
