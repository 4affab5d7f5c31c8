"""Scenarios told with frames kept, as a recording has them."""

from functools import cache
from pathlib import Path

from lab.capture.capture import Capture, Wanted
from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from premises.faults.said.checked import with_said
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EVERYTHING = Wanted()
THIN = SCENARIOS / "thin-walls.toml"


@cache
def told(name: str, *, frames: bool = True, faults: tuple[str, ...] = ()) -> tuple[Scenario, tuple[Entry, ...]]:
    """Give a committed scenario, perhaps with more faults, and its notes in order."""
    found = load_scenario(SCENARIOS / f"{name}.toml")
    scenario = Scenario(
        found.name, found.spec, with_said(found.site, faults), found.script, found.campaign, found.campaigner
    )
    entries: list[Entry] = []
    tell(scenario, scenario.spec.seed, entries.append, frames=frames)
    return scenario, tuple(sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))


def recorded(name: str, folder: Path, *, frames: bool = True) -> Path:
    """Write the run file of a scenario, and give its path."""
    scenario, entries = told(name, frames=frames)
    file, site = folder / f"{name}.vpr", scenario.site
    write_run(file, RunHeader(name, Name(site.name), scenario.spec.seed, run_text(site), How.VIRTUAL), entries)
    return file


def comments_of(name: str, *faults: str, wanted: Wanted = EVERYTHING) -> list[str]:
    """Give the comment of each frame of a scenario."""
    scenario, entries = told(name, faults=faults)
    capture = Capture(scenario.site, scenario.spec.seed, wanted)
    capture.take(entries)
    return [packet.comment for packet in capture.rest()]
