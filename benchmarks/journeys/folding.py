"""Folding: notes a second, what a week of it adds to memory, and how long it takes to say why sixteen packages wait.

``python -m benchmarks.journeys.folding`` lives the week in a process of its own, so that its memory is nobody else's,
and says what it took as JSON; ``foldings`` starts that process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figure import Bar, Figure, Samples
from benchmarks.journeys.crowded import DEVICES, THINGS, crowded, site_of_sixteen
from benchmarks.long_stories import SEED, SITE, four_bridges
from benchmarks.rounds import ROUNDS, cpu_seconds, interleaved
from lab.images import make_image
from lab.site import load_site
from lab.story.requests import request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import world_of
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.package import packages
from premises.journey.why.diagnosis import diagnose_all
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.scenario import Expect, ScenarioSpec

ROOT = Path(__file__).resolve().parents[2]
IMAGE_SIZE = 128 * 1024
"""Octets of each bridge's image in the notes that are folded: about a hundred thousand of them. Ours."""

RATE = Bar(200_000)
"""Notes that are folded in a second on one core. Ours: a week of four bridges in ten seconds."""

GROWN_MAX_MB = 1.0
"""Megabytes by which the most that was ever resident may grow from the first day's end to the seventh's. Ours."""

DIAGNOSIS_MAX_MS = 5.0
"""Milliseconds for sixteen packages: a tenth of the time between two pictures at twenty a second. Ours."""

DAY_S = 24 * 3600.0
DAYS = 7
DAILY_SIZE = 8 * 1024
"""Octets of the image that B1 is sent each day of the week. Ours."""

DIAGNOSES = 20
"""Diagnoses of all packages in one sample. Ours."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a week of folding took."""

    notes: int
    grown: int
    """Octets by which the most memory that was ever resident grew from the end of the first day to that of the last."""


def foldings() -> Iterator[Figure]:
    """Measure them."""
    notes = _notes()
    frames = sum(type(entry.note) is FlightSent for entry in notes)
    folded = interleaved({"fold": lambda: len(notes) / cpu_seconds(lambda: Journey().take_all(notes))}, ROUNDS)["fold"]
    told = f"folding {len(notes)} notes of four bridges and two meters, {frames} frames and their fates among them"
    yield Figure("folding", told, "notes/s", folded.median, bar=RATE, spread=folded.spread)
    week = lived()
    said = f"a week of them folded as they come, {week.notes} notes: peak memory on day {DAYS} above that on day 1"
    yield Figure("folding-memory", said, "MB", week.grown / 1e6, bar=Bar(GROWN_MAX_MB, at_most=True))
    diagnosed = diagnosis()
    most = Bar(DIAGNOSIS_MAX_MS, at_most=True)
    what = f"why each of {DEVICES} packages waits, with {THINGS} other things said"
    yield Figure("diagnosis", what, "ms", diagnosed.median, bar=most, spread=diagnosed.spread)


def diagnosis() -> Samples:
    """Measure a diagnosis of every package of a crowded journey, in milliseconds."""
    journey, layout = crowded(), layout_of(site_of_sixteen())
    assert len(diagnose_all(journey, layout)) == DEVICES, "each device has its package"

    def again() -> None:
        for _ in range(DIAGNOSES):
            diagnose_all(journey, layout)

    return interleaved({"why": lambda: cpu_seconds(again) / DIAGNOSES * 1e3}, ROUNDS)["why"]


def lived() -> Week:
    """Live a week in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.journeys.folding"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return Week(**json.loads(done.stdout))


def main() -> int:
    """Live the week here, and say on stdout what it took."""
    journey, notes = Journey(), 0

    def hear(entry: Entry) -> None:
        nonlocal notes
        notes += 1
        journey.take(entry)

    world = world_of(_week(), SEED, hear)
    world.run(Instant(seconds(DAY_S)))
    after_a_day = _peak_resident()
    world.run(Instant(seconds(DAYS * DAY_S)))
    done = [package.is_done for package in packages(journey, layout_of(load_site(SITE)))]
    assert done == [True] * DAYS, f"expected {DAYS} updates that are done, found {done}"
    sys.stdout.write(json.dumps(asdict(Week(notes, _peak_resident() - after_a_day))) + "\n")
    return 0


def _week() -> Scenario:
    """Give the week: an image for B1 each day; B4 and the GSME wake every half hour, and the PPMID asks."""
    site, b1 = load_site(SITE), Name("b1")
    spec, script = site.bridges[b1], []
    for day in range(DAYS):
        hardware = (spec.hardware, spec.hardware)
        image = make_image(
            spec.image_type, spec.running + 1 + day, DAILY_SIZE, manufacturer=spec.manufacturer, hardware=hardware
        )
        script.append(Planned(Instant(seconds(day * DAY_S + 3600)), request_for(site, image, [b1], day + 1)))
    return Scenario("benchmark", ScenarioSpec("a week", Expect({}, DAYS * DAY_S)), site, tuple(script))


def _notes() -> list[Entry]:
    notes: list[Entry] = []
    four_bridges(IMAGE_SIZE, notes.append)()
    return notes


def _peak_resident() -> int:
    """Give the most octets that were ever resident in this process, as the kernel counts them."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    sys.exit(main())
