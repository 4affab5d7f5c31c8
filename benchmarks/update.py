"""A whole update in virtual time: from the Supplier's request to B1's CS09, every note recorded.

What ``premises run`` does with a scenario of one update; nothing is left out but the printing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.comparisons import IMAGE_TENFOLD
from benchmarks.figure import Bar, Figure
from benchmarks.rounds import ROUNDS, Measure, cpu_seconds, interleaved
from lab.images import make_image
from lab.story.requests import request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import tell
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import BridgeSpec, Site
from premises.wire.tables.hub import HubSpec

SIZE = 1 << 20
"""What fits the default site's slot and flash. Assumption 1 (docs/sources.md)."""

TENTH, TENFOLD = 1_024_000, 10_240_000
"""The largest image that DUIS takes, and a tenth of it. Source: DUIS XSD V5.1, FirmwareImage."""

SEED = 1
_ROOM = 16_000_000
_WITHIN_S = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What one update took."""

    cpu_s: float
    frames: int

    @property
    def us_per_frame(self) -> float:
        """CPU microseconds for each frame that left a radio."""
        return self.cpu_s / self.frames * 1e6


def updates() -> Iterator[Figure]:
    """Measure an update on both paths, and one of ten times the size, in the same rounds."""
    plain, roomy = update_of(Site(), SIZE), roomy_site()
    tenth, tenfold = update_of(roomy, TENTH), update_of(roomy, TENFOLD)
    contestants: dict[str, Measure] = {
        "value": lambda: cost_of(plain).us_per_frame,
        "octets": lambda: cost_of(plain, octets=True).us_per_frame,
        "tenth": lambda: cost_of(tenth).cpu_s,
        "tenfold": lambda: cost_of(tenfold).cpu_s,
    }
    samples = interleaved(contestants, ROUNDS)
    for key, most, what in (("value", 15.0, "frames as values"), ("octets", 30.0, "every frame through its octets")):
        found, said = samples[key], f"whole update of 1 MiB, recorded, {what}"
        yield Figure(f"update-{key}", said, "us/frame", found.median, bar=Bar(most, at_most=True), spread=found.spread)
    large, small = samples["tenfold"], samples["tenth"]
    yield Figure(
        IMAGE_TENFOLD, f"whole update of {TENFOLD} octets: times one of {TENTH}", "s", large.median, small.median,
        large.median / small.median, Bar(12.0, at_most=True), max(large.spread, small.spread),
    )  # fmt: skip


def roomy_site() -> Site:
    """Give the default site with room for the largest image."""
    spec = Site().bridges["b1"]
    roomy = BridgeSpec(spec.ppmid_variant, spec.eui, spec.image_type, size_max=_ROOM)
    return Site(hub=HubSpec(slot_size_max=_ROOM), bridges={"b1": roomy})


def update_of(site: Site, size: int) -> Scenario:
    """Give the story of one update of B1, sent after a second."""
    spec = site.bridges["b1"]
    version = spec.running + 1
    image = make_image(
        spec.image_type, version, size, manufacturer=spec.manufacturer, hardware=(spec.hardware, spec.hardware)
    )
    script = (Planned(Instant(seconds(1)), request_for(site, image, ["b1"], 1)),)
    bar = Expect({"b1": version}, _WITHIN_S)
    return Scenario("benchmark", ScenarioSpec("an update is measured", bar), site, script)


def cost_of(scenario: Scenario, *, octets: bool = False) -> Cost:
    """Tell the story once, and give what that took; it must come out as promised."""
    entries: list[Entry] = []
    faults: list[str] = []

    def work() -> None:
        faults.extend(tell(scenario, SEED, entries.append, octets=octets).faults)

    cpu_s = cpu_seconds(work)
    assert not faults, f"the update failed: {faults}"
    return Cost(cpu_s, sum(type(entry.note) is FlightSent for entry in entries))
