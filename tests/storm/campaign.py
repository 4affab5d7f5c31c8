"""The storm over many seeds, told in two processes that order their sets and dicts by different hashes.

A trace in which anything of our own is iterated by hash, or drawn from what is not keyed, differs between the two. What
a child says is one JSON object; whoever started it compares.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from premises.wire.notes.vocabulary import Entry
from tests.sim.test_world import digest

ROOT = Path(__file__).resolve().parents[2]
STORM = ROOT / "scenarios" / "storm.toml"

SEEDS = 1_000
SALTS = ("1", "4242")
"""PYTHONHASHSEED of the two."""

ALIKE_MAX = 0.01
"""Share of the seeds that may have the trace of another: a campaign whose traces are all one proves nothing. Ours."""

_CANARY = "storm"
"""Hashed by both: processes that agree on it do not differ in what they are compared for."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What one process found."""

    canary: int
    digests: tuple[str, ...]
    """Of everything that was noted, in the order in which it was, one a seed."""
    kept: int
    """Stories that came out as the scenario promises for its own seed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both of them."""

    seeds: Sequence[int]
    found: tuple[Weather, ...]

    @property
    def differing(self) -> tuple[int, ...]:
        """The seeds whose traces are not the same in all processes."""
        traces = zip(*(weather.digests for weather in self.found), strict=True)
        return tuple(seed for seed, told in zip(self.seeds, traces, strict=True) if len({*told}) > 1)

    @property
    def distinct(self) -> int:
        """How many different traces there are."""
        return len({*self.found[0].digests})

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, a line each."""
        return tuple(self._faults())

    def _faults(self) -> Iterator[str]:
        if self.differing:
            yield f"not repeatable, {len(self.differing)} seeds: {', '.join(map(str, self.differing[:10]))}"
        if self.distinct < (1 - ALIKE_MAX) * len(self.seeds):
            yield f"{self.distinct} different traces of {len(self.seeds)} seeds: the comparison proves little"
        if len({weather.canary for weather in self.found}) < len(self.found):
            yield "the processes hash alike: the comparison proves little"


def told_twice(first: int, end: int, salts: Sequence[str] = SALTS) -> Verdict:
    """Tell the storm of each seed from ``first`` to before ``end`` in one process a salt, side by side."""
    children = [_started(first, end, salt) for salt in salts]
    found: list[Weather] = []
    for child in children:
        said, _ = child.communicate()
        assert child.returncode == 0, f"a process of the storm ended with {child.returncode}"
        document = json.loads(said)
        found.append(Weather(document["canary"], tuple(document["digests"]), document["kept"]))
    return Verdict(range(first, end), tuple(found))


def say(first: int, end: int) -> str:
    """Tell the storms here, and give what was found as one JSON object."""
    scenario = load_scenario(STORM)
    told = [told_once(scenario, seed) for seed in range(first, end)]
    return json.dumps(asdict(Weather(hash(_CANARY), tuple(each for each, _ in told), sum(kept for _, kept in told))))


def told_once(scenario: Scenario, seed: int) -> tuple[str, bool]:
    """Give the trace of one storm, hashed, and whether it came out as promised."""
    entries: list[Entry] = []
    faults = tell(scenario, seed, entries.append).faults
    return digest(entries), not faults


def _started(first: int, end: int, salt: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storm", "--tell", str(first), str(end)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": salt},
        stdout=subprocess.PIPE,
        text=True,
    )
