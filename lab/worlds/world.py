"""A premises in virtual time that is told piece by piece, and does what a person orders between two pieces.

Equal sites, seeds and orders, each at the same moment, give equal notes, however the time between them is cut: that is
what a fork stands on (docs/decisions/0033).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lab.cast import makers_of
from lab.checked.suppliers import with_change
from lab.site import load_toml, site_of
from lab.story.past import past_of
from lab.story.scenario import Scenario, scenario_of, supplier_of
from lab.story.supplier import Supplier
from lab.worlds.counter import Counter
from lab.worlds.faults import BY, WorldFaults
from premises.errors import UsageError
from premises.faults.said.checked import with_said
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant
from premises.sim.world import World
from premises.wire.notes.inventory import ChangeOrdered
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.site import Site
from premises.wire.tables.suppliers import Fuel
from premises.wire.topics import CONDUCTOR

SLICE_NOTES = 2_000
"""Notes after which a piece is handed on, so that who reads never waits for long. Ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: a premises, its chance, and what its Suppliers say by themselves."""

    site: Site
    seed: int
    scenario: Scenario | None = None

    @property
    def name(self) -> str:
        """What a run of it is called."""
        return f"{self.site.name if self.scenario is None else self.scenario.name}-{self.seed}"


def told_in(file: Path | None, seed: int | None, faults: Sequence[str]) -> Told:
    """Read a scenario or a site, the default premises when there is none; SiteError or UsageError, one line."""
    if file is None:
        site = with_said(Site(), faults)
        return Told(site, site.seed if seed is None else seed)
    document = load_toml(file)
    if "purpose" not in document:
        site = with_said(site_of(document, f"site {file}", file.parent), faults)
        return Told(site, site.seed if seed is None else seed)
    scenario = scenario_of(document, f"scenario {file}", file.parent, file.stem)
    scenario = replace(scenario, site=with_said(scenario.site, faults))
    return Told(scenario.site, scenario.spec.seed if seed is None else seed, scenario)


class ToldWorld:
    """One premises, from its beginning to wherever it is told."""

    def __init__(self, told: Told) -> None:
        """Begin; SiteError when its past cannot be lived."""
        self.told, self.site = told, told.site
        self._entries: list[Entry] = []
        self._said = 0
        makers: dict[Name, Maker] = dict(makers_of(told.site, told.seed))
        makers |= {who: _counter_of(told, who) for who in map(Name, told.site.suppliers)}
        self._world = World(makers, link_plans(told.site), told.seed, self._entries.append, faults=told.site.fault)
        past = past_of(told.site, told.seed)
        self._world.begin_at(past.until, past.kept)
        self._world.start()
        self.faults = WorldFaults(told.site, self._world, self.note)

    @property
    def now(self) -> Instant:
        """Premises time."""
        return self._world.now

    @property
    def pictures(self) -> Mapping[Name, Picture]:
        """What everybody shows of itself."""
        return self._world.pictures

    def taken(self) -> tuple[Entry, ...]:
        """Give what was noted since it was asked last."""
        entries = tuple(self._entries)
        self._entries.clear()
        return entries

    def go_on(self, until: Instant, stop: Callable[[Entry], bool] | None = None) -> bool:
        """Let time pass until ``until``, or for one slice; say whether it is there.

        ``stop`` may end it after any note; it then stands at the end of that note's moment, and False is given.
        """
        looked = len(self._entries)

        def enough() -> bool:
            nonlocal looked
            first, looked = looked, len(self._entries)
            is_meant = stop is not None and any(stop(entry) for entry in self._entries[first:])
            return is_meant or len(self._entries) >= SLICE_NOTES

        if not self._world.run(until, enough):
            return True
        # A moment is never handed on in halves.
        self._world.run(self._world.now)
        return False

    def counter(self, who: Name) -> Counter:
        """Give a Supplier; UsageError when it is down."""
        if who not in self._world.names:
            raise UsageError(f"{who} is down: expected a Supplier that is there")
        counter = self._world.machine(who)
        assert isinstance(counter, Counter), "no other Supplier is made"
        return counter

    def ask(self, who: Name, wanted: Supplier) -> None:
        """Have a Supplier see to one thing more, from now on."""
        self.counter(who).ask(wanted)
        self._world.nudge(who)

    def change_supplier(self, fuel: Fuel, to: str) -> None:
        """Have a Supplier gain the premises for ``fuel`` now; UsageError, one line, when it cannot."""
        self.site = with_change(self.site, fuel, to, self.now)
        self.note(ChangeOrdered(fuel, Name(to), BY, self.now))
        self._world.recast(makers_of(self.site, self.told.seed))

    def note(self, note: Note) -> None:
        """Note something as the conductor of a run does."""
        self._entries.append(Entry(self._world.now, CONDUCTOR, 1, self._said, note))  # type: ignore[arg-type]  # every Note is an AnyNote
        self._said += 1


def _counter_of(told: Told, who: Name) -> Maker:
    own = _listening(who) if told.scenario is None else supplier_of(told.scenario, who)

    def make(kept: Kept) -> Machine:
        supplier = own(kept)
        assert isinstance(supplier, Supplier), "no other Supplier is made"
        return Counter(who, supplier)

    return make


def _listening(who: Name) -> Maker:
    def make(kept: Kept) -> Machine:
        return Supplier((), kept, who=who)

    return make
