"""Run files of scenarios told in virtual time, and what the commands print of them with the words of causes left out.

Which words a cause has is the business of premises/journey/why; here is only where and when it is said.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from lab.commands.looking.watch import plain_line
from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from lab.watching.story import Change, Story
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"

_CAUSE = re.compile(r"\b([A-Z]{2,}_?[A-Z]*(?:_[A-Z]+)*): .*?(?= \(at |$)")
_NEXT = re.compile(r"; next: .*\)$")


@lru_cache(maxsize=8)
def story_of(name: str) -> tuple[Scenario, tuple[Entry, ...]]:
    """Give a scenario and every note of it, ordered as a run file has them."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    entries: list[Entry] = []
    tell(scenario, scenario.spec.seed, entries.append)
    return scenario, tuple(sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))


def recorded(name: str, folder: Path) -> Path:
    """Write the run file of a scenario, and give its path."""
    scenario, entries = story_of(name)
    file = folder / f"{name}.vpr"
    site = scenario.site
    header = RunHeader(name, Name(site.name), scenario.spec.seed, run_text(site), How.VIRTUAL)
    write_run(file, header, entries)
    return file


def changes_of(name: str, slices: int = 1) -> list[Change]:
    """Give what a watcher is told of a scenario whose notes come in so many slices of equal time."""
    scenario, entries = story_of(name)
    end, story = entries[-1].at, Story(scenario.site)
    changes: list[Change] = []
    for index in range(1, slices + 1):
        first, last = end * (index - 1) // slices, end * index // slices
        part = [entry for entry in entries if (first < entry.at or index == 1) and entry.at <= last]
        changes += story.tell(part, Instant(last))
    return [*changes, *story.end(end)]


def without_words(changes: Sequence[Change]) -> str:
    """Give the lines that a person reads, a cause by its code, its place and whether it was injected or not."""
    lines = (plain_line(change) for change in changes)
    return "\n".join(re.sub(r", (?:natural|injected)", "", _NEXT.sub(")", _CAUSE.sub(r"\1", line))) for line in lines)
