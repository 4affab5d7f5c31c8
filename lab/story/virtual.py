"""A scenario in virtual time: seconds of life in milliseconds, with the same machines as live.

The world does the work; here it is set up, told until it is over, and read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lab.cast import makers_of
from lab.site import names_of
from lab.story.past import past_of
from lab.story.scenario import Scenario, suppliers_of
from lab.story.verdict import faults_of, is_over
from premises.faults.air import LinkPlan
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant, after, seconds
from premises.sim.octets import through_octets
from premises.sim.world import Carry, Record, World
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.requests import TransferEnded
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture

EPILOGUE = seconds(1)
"""Time that passes after a story is over, so that last words are noted. Ours."""


Makers = dict[Name, Maker]

Plans = tuple[LinkPlan, ...]


@dataclass(frozen=True, slots=True)
class Staging:
    """What is put in the place of a scenario's participants and links: a wrong machine, a link that is watched."""

    recast: Callable[[Makers], Makers] = lambda makers: makers
    """Given the makers of all participants, the Suppliers' too."""
    rewire: Callable[[Plans], Plans] = lambda plans: plans
    """Given every link, its faults included."""


AS_WRITTEN = Staging()


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told."""

    pictures: dict[Name, Picture]
    over_at: Instant | None
    """When the last request had its last outcome; None when that never happened."""
    faults: tuple[str, ...]
    """What did not come out as promised."""


def epilogue_of(scenario: Scenario) -> Duration:
    """Give the time that passes after the scenario is over."""
    return Duration(EPILOGUE + seconds(scenario.spec.expect.settle_s))


def world_of(
    scenario: Scenario, seed: int, record: Record | None, carry: Carry | None = None, staging: Staging = AS_WRITTEN,
    *, frames: bool = False,
) -> World:  # fmt: skip
    """Give the scenario's world, started where its site begins; ``carry`` leads every frame through its octets.

    What is staged is not there in a premises' past. ``frames`` has notes keep the octets of all that is sent.
    """
    makers = makers_of(scenario.site, seed) | suppliers_of(scenario)
    plans = staging.rewire(link_plans(scenario.site))
    world = World(staging.recast(makers), plans, seed, record, carry, scenario.site.fault)
    if frames:
        world.keep_frames(address_book(scenario.site, seed))
    past = past_of(scenario.site, seed)
    world.begin_at(past.until, past.kept)
    world.start()
    return world


def tell(
    scenario: Scenario, seed: int, record: Record, *, octets: bool = False, staging: Staging = AS_WRITTEN,
    frames: bool = False,
) -> Told:  # fmt: skip
    """Tell the scenario from its beginning until it is over, or until its time is up; ``frames`` as in ``world_of``."""
    suppliers = tuple(map(Name, scenario.site.suppliers))
    watch = _Watch(record, suppliers)
    carry = through_octets(address_book(scenario.site, seed)) if octets else None
    world = world_of(scenario, seed, watch.hear, carry, staging, frames=frames)
    limit = Instant(seconds(scenario.spec.expect.within_s))
    over = world.run(limit, watch.stop_when(lambda: is_over(world.pictures, suppliers)))
    over_at = world.now if over else None
    world.run(after(world.now, epilogue_of(scenario)))
    pictures = world.pictures
    return Told(pictures, over_at, tuple(faults_of(scenario.spec.expect, pictures, over_at, names_of(scenario.site))))


class _Watch:
    """Looks at the pictures only when a Supplier heard something or a transfer ended: nothing else ends a story."""

    def __init__(self, record: Record, suppliers: tuple[Name, ...]) -> None:
        self._record = record
        self._suppliers = suppliers
        self._stirred = False

    def hear(self, entry: Entry) -> None:
        """Pass one note on, and remember whether it can be the last word."""
        self._record(entry)
        kind = type(entry.note)
        if kind is TransferEnded or (kind is FlightDelivered and entry.who in self._suppliers):
            self._stirred = True

    def stop_when(self, is_told: Callable[[], bool]) -> Callable[[], bool]:
        """Give a stop that asks ``is_told`` after each thing that a Supplier heard."""

        def stop() -> bool:
            if not self._stirred:
                return False
            self._stirred = False
            return is_told()

        return stop
