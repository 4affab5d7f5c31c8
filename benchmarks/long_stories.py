"""Two long stories of four bridges in virtual time: an image for each, one after the other; and ten days of nothing.

``python -m benchmarks.long_stories KIND`` tells one in a process of its own, so that its memory is nobody else's, and
says what it took as JSON; ``long_stories`` starts those processes.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from statistics import median

from benchmarks.figure import Bar, Figure, Samples
from lab.images import make_image
from lab.site import load_site
from lab.story.requests import request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import world_of
from premises.identity import Name
from premises.quantity import Instant, after, in_seconds, seconds
from premises.sim.world import Record, World
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.scenario import Expect, ScenarioSpec

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "sites" / "four-bridges.toml"
SEED = 1
SIZE = 512 * 1024
"""Octets of each bridge's image. Real meter images are hundreds of kilobytes. Source: docs/sources.md, image sizes."""

TEN_DAYS_S = 10 * 24 * 3600.0
SENT_AT_S = {"b1": 1.0, "b2": 7_200.0, "b3": 21_600.0, "b4": 28_800.0}
"""When each image is sent: after the one before it runs, so that the hub's slot is free."""

PATIENCE_S = 7 * 24 * 3600.0
LOOK_EVERY = seconds(600)
"""How often it is asked whether all is done: so exact is the time that it took. Ours."""

ROUNDS = 3


class Kind(Enum):
    """What is told."""

    FOUR = "four"
    DAYS = "days"
    DAYS_NOTED = "days-noted"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one story took."""

    wall_s: float
    cpu_s: float
    premises_s: float
    frames: int
    """Frames that left a radio or a wire; 0 where nobody counted."""
    grown: int
    """Octets by which the most memory that was ever resident is above what was resident when the story began."""


class Counter:
    """Hears every note, counts the frames, and keeps none: as much memory as nobody listening."""

    def __init__(self) -> None:
        self.frames = 0

    def hear(self, entry: Entry) -> None:
        """Count one frame that left."""
        self.frames += type(entry.note) is FlightSent


def long_stories() -> Iterator[Figure]:
    """Measure each story, each time in a process of its own."""
    four = [_measured(Kind.FOUR) for _ in range(ROUNDS)]
    one, octets = four[0], f"{SIZE // 1024} KiB to each of four bridges, one after the other"
    told = f"{octets}: {one.frames} frames, {one.premises_s / 3600:.1f} h of the premises, every note heard"
    for unit, values in (("s of wall", [cost.wall_s for cost in four]), ("s", [cost.cpu_s for cost in four])):
        samples = Samples(tuple(values))
        yield Figure(f"four-bridges-{unit[-4:].strip()}", told, unit, samples.median, spread=samples.spread)
    grown = median(cost.grown for cost in four) / 1e6
    yield Figure("four-bridges-memory", f"{octets}: peak resident memory above that at the start", "MB", grown)
    for kind, bar, who in ((Kind.DAYS, Bar(1.0, at_most=True), "nobody"), (Kind.DAYS_NOTED, None, "somebody")):
        days = Samples(tuple(_measured(kind).cpu_s for _ in range(ROUNDS)))
        what = f"ten days of a sleepy B4, the other three bridges beside it, {who} listening"
        yield Figure(f"ten-{kind.value}", what, "s", days.median, bar=bar, spread=days.spread)


def four_bridges(size: int, record: Record | None) -> Callable[[], World]:
    """Give the story of an image of ``size`` octets to each bridge; it must come out as promised."""
    site = load_site(SITE)
    versions = {who: spec.running + 1 for who, spec in site.bridges.items()}
    script = []
    for number, (who, at) in enumerate(SENT_AT_S.items(), start=1):
        spec = site.bridges[who]
        image = make_image(
            spec.image_type, versions[who], size, manufacturer=spec.manufacturer, hardware=(spec.hardware,) * 2
        )
        script.append(Planned(Instant(seconds(at)), request_for(site, image, [who], number)))
    spec_ = ScenarioSpec("four updates are measured", Expect(versions, PATIENCE_S))
    scenario = Scenario("benchmark", spec_, site, tuple(script))

    def tell() -> World:
        world = world_of(scenario, SEED, record)
        running: dict[str, int | None] = {}
        while running != versions:
            assert world.now < seconds(PATIENCE_S), f"expected {versions}, after {PATIENCE_S} s they run {running}"
            world.run(after(world.now, LOOK_EVERY))
            running = {who: world.pictures[Name(who)].running for who in versions}
        return world

    return tell


def main(argv: Sequence[str]) -> int:
    """Tell one story, and say on stdout what it took."""
    kind = Kind(argv[0])
    counter = Counter()
    tell = four_bridges(SIZE, counter.hear) if kind is Kind.FOUR else _ten_days(counter, kind)
    resident, began, began_cpu = _resident(), time.monotonic(), time.process_time()
    world = tell()
    wall_s, cpu_s = time.monotonic() - began, time.process_time() - began_cpu
    cost = Cost(wall_s, cpu_s, in_seconds(world.now), counter.frames, _peak_resident() - resident)
    sys.stdout.write(json.dumps(asdict(cost)) + "\n")
    return 0


def _ten_days(counter: Counter, kind: Kind) -> Callable[[], World]:
    nothing = Scenario("benchmark", ScenarioSpec("ten days", Expect({}, TEN_DAYS_S)), load_site(SITE), ())

    def tell() -> World:
        world = world_of(nothing, SEED, counter.hear if kind is Kind.DAYS_NOTED else None)
        world.run(Instant(seconds(TEN_DAYS_S)))
        return world

    return tell


def _measured(kind: Kind) -> Cost:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.long_stories", kind.value],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return Cost(**json.loads(done.stdout))


def _resident() -> int:
    """Give the octets that are resident in this process now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _peak_resident() -> int:
    """Give the most octets that were ever resident in this process.

    Not what getrusage says: its peak is that of whoever started this process, when that was more.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
