"""Every shipped scenario told once in virtual time, and read as anybody would read it: for tests of what is folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell
from premises.journey.devices import Device, devices_of
from premises.journey.faults import InForce, in_force
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, layout_of
from premises.journey.package import Package, Refused, packages, refusals
from premises.journey.store import HubSlot, slots_of
from premises.journey.why.diagnosis import Diagnosis, diagnose_all
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from tests.journey.fold.pages import folded

SCENARIOS = {path.stem: path for path in sorted(Path(__file__).parents[3].glob("scenarios/*.toml"))}


@dataclass(frozen=True, slots=True)
class Telling:
    """One scenario, and what was noted of it, in order of time."""

    scenario: Scenario
    layout: Layout
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that can be read from a journey at a moment."""

    packages: tuple[Package, ...]
    refusals: tuple[Refused, ...]
    diagnoses: tuple[Diagnosis, ...]
    devices: tuple[Device, ...]
    slots: tuple[HubSlot, ...]
    faults: tuple[InForce, ...]


@cache
def telling(name: str) -> Telling:
    """Tell a scenario."""
    scenario = load_scenario(SCENARIOS[name])
    entries: list[Entry] = []
    tell(scenario, scenario.spec.seed, entries.append)
    return Telling(scenario, layout_of(scenario.site), tuple(entries))


def reading(journey: Journey, layout: Layout, now: Instant | None = None) -> Reading:
    """Read all of it; nothing here may raise, whatever is missing."""
    return Reading(
        packages(journey, layout, now),
        refusals(journey, layout),
        diagnose_all(journey, layout, now),
        devices_of(journey, layout),
        slots_of(journey, layout),
        in_force(journey, layout, now),
    )


def read(entries: Iterable[Entry], layout: Layout) -> Reading:
    """Fold notes, and read what comes of them."""
    return reading(folded(entries), layout)
