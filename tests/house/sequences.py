"""The sequence diagrams of docs/sequences/, drawn from runs: `make docs` writes them, a test compares them.

Three designs, four stories of each: the package with B4's firmware in it, which goes furthest. Each is a scenario of
scenarios/, told in virtual time with its own seed.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from premises.journey.ladder.drawn.mermaid import mermaid_of
from premises.journey.ladder.drawn.svg import svg_of
from premises.journey.ladder.rung import Ladder
from premises.journey.telling.laddered import Wish, ladder_in
from premises.wire.notes.vocabulary import Entry
from tests.house.tree import ROOT

FOLDER = Path("docs/sequences")

DESIGNS: Mapping[str, tuple[str, str]] = {
    "proposed": ("The Proposed Solution", "b4"),
    "option-a": ("Option A", "b3"),
    "option-b": ("Option B", "b1"),
}
"""What each design is called, and whose package has B4's firmware in it."""

STORIES: Mapping[str, str] = {
    "good": "all goes well",
    "one-fails": "one Device fails",
    "displaced": "the image is displaced",
    "b4-asleep": "B4 stays asleep",
}
"""What happens, in the order of the page."""

AGAIN = "if this is meant, `make docs` draws it again"
"""What a person is told who changed what is drawn."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One diagram of the page."""

    design: str
    story: str

    @property
    def name(self) -> str:
        """As its scenario and its files are called."""
        return f"{self.design}-{self.story}"

    @property
    def title(self) -> str:
        """What stands on top."""
        return f"{DESIGNS[self.design][0]}: {STORIES[self.story]} ({self.wish})"

    @property
    def wish(self) -> Wish:
        """What of the run is drawn; of the displaced ones the request that suffers, and the GSME's that wins."""
        device = DESIGNS[self.design][1]
        return Wish(packages=(f"1:{device}", "2:gsme") if self.story == "displaced" else (device,))

    @property
    def scenario(self) -> Scenario:
        """What is told."""
        return load_scenario(ROOT / "scenarios" / f"{self.name}.toml")

    def ladder(self, scenario: Scenario) -> Ladder:
        """Tell it, or another scenario in its place, and give what is drawn."""
        entries: list[Entry] = []
        tell(scenario, scenario.spec.seed, entries.append)
        return ladder_in(scenario.site, entries, self.wish)

    def mermaid(self, ladder: Ladder) -> str:
        """Give the text of its Mermaid file, which says how it was made."""
        options = " ".join(f"--package {package}" for package in self.wish.packages)
        how = f"premises run scenarios/{self.name}.toml --record x.vpr; premises ladder x.vpr {options} --format mmd"
        return f"%% Drawn from a run, and drawn again by make docs. By hand: {how}\n{mermaid_of(ladder, self.title)}"

    def files(self) -> Iterator[tuple[Path, str]]:
        """Give each file with what it should have in it."""
        ladder = self.ladder(self.scenario)
        yield FOLDER / f"{self.name}.mmd", self.mermaid(ladder)
        yield FOLDER / f"{self.name}.svg", svg_of(ladder, self.title)


SEQUENCES = tuple(Sequence(design, story) for design in DESIGNS for story in STORIES)
"""The twelve of the page."""


def write() -> None:
    """Draw all of them again."""
    for sequence in SEQUENCES:
        for path, page in sequence.files():
            (ROOT / path).write_text(page, encoding="utf-8")


def difference(name: str, was: str, now: str) -> str:
    """Say rung by rung where two Mermaid diagrams differ; empty when they do not."""
    if was == now:
        return ""
    lines = difflib.unified_diff(
        list(spoken(was)), list(spoken(now)), f"{name} as it is committed", f"{name} as it runs now", n=1, lineterm=""
    )
    return "\n".join([*lines, AGAIN])


def spoken(mermaid: str) -> Iterator[str]:
    """Give the lines of a diagram with names for its participants and without entities, its rungs numbered."""
    names: dict[str, str] = {}
    rung = 0
    for line in mermaid.splitlines():
        plain = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), line.strip())
        if found := re.fullmatch(r"participant (p\d+) as (.*)", plain):
            names[found[1]] = found[2]
        elif found := re.match(r"(p\d+)(-\S+?|<<-->>)(p\d+): |Note over (p\d+)[^:]*: ", plain):
            rung += 1
            who = names.get(found[4], "") if found[4] else f"{names[found[1]]} {found[2]} {names[found[3]]}"
            moment, _, words = plain[found.end() :].partition(" ")
            yield f"rung {rung}, {who}: {words} (at {moment})"
            continue
        yield plain
