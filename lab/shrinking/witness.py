"""Chance made explicit: what loss, damage, copies and delays by chance did to which flights, as faults without chance.

The story is told once more with every impairment watched. Each flight that chance struck becomes a fault of its own
("drop the 3rd ImageBlockResponse toward b2"), and what struck is taken away.

A fault counts the flights that those before it in the list let through. So the last flight comes first: each fault
then counts all flights that were sent before its own, whichever of the others are there.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace

from lab.shrinking.blemishes import without_chance
from lab.shrinking.case import Case
from lab.shrinking.trial import failure_of
from lab.story.virtual import Plans, Staging
from premises.draws import Draws
from premises.faults.air import LinkPlan
from premises.faults.impairments.impairment import WHOLE, Flight, Impairment
from premises.faults.said.spoken import words_of
from premises.faults.specified import is_for
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.quantity import Duration, Instant, in_seconds
from premises.wire.fault import FaultSpec
from premises.wire.notes.flights import FlightLost, FlightMissed
from premises.wire.notes.vocabulary import Entry

CHANCY = frozenset(("loss", "burst", "duplicate", "reorder", "damage"))
"""The kinds that strike by chance, and single flights."""

STRUCK_MAX = 10_000
"""Flights that chance may have struck in one story; of more, the first count. Ours."""


@dataclass(frozen=True, slots=True)
class Struck:
    """One flight that chance struck."""

    at: Instant
    way: "_Way"
    message: str
    nth: int
    """Which of its kind on its way, since the sender's start."""
    boot: int
    """Which start of the sender, of those after which it said something on this way."""
    kind: str
    """What happened to it, as a kind of fault."""
    later: Duration = Duration(0)
    """How much later it, or its copy, went on."""


def is_chancy(spec: FaultSpec) -> bool:
    """Say whether chance decides which flights the fault strikes."""
    if spec.kind not in CHANCY:
        return False
    return spec.kind == "burst" or spec.chance != 1 or spec.share not in (None, 1)


def made_explicit(case: Case, staging: Staging) -> Case:
    """Give ``case`` with a fault for each flight that chance struck, and without what struck it."""
    ways: list[_Way] = []

    def watched(plans: Plans) -> Plans:
        return tuple(_watched(plan, own, case.faults, ways) for plan, own in zip(plans, bare, strict=True))

    scenario = case.scenario()
    bare = staging.rewire(link_plans(case.site))
    failure_of(scenario, case.seed, Staging(staging.recast, lambda plans: watched(staging.rewire(plans))))
    struck = sorted((each for way in ways for each in way.struck), key=lambda each: each.at, reverse=True)
    exact = {words_of(fault): fault for fault in map(_fault, struck)}
    definite = tuple(spec for spec in case.faults if not is_chancy(spec))
    return replace(case, site=without_chance(case.site), faults=(*exact.values(), *definite))


def lost_on(case: Case, staging: Staging) -> dict[str, tuple[Instant, Instant]]:
    """Tell ``case`` and give, for each link on which a flight was lost or damaged, when the first and the last was."""
    spans: dict[str, tuple[Instant, Instant]] = {}

    def hear(entry: Entry) -> None:
        note = entry.note
        if isinstance(note, FlightLost) or (isinstance(note, FlightMissed) and note.why == "damaged"):
            first, last = spans.get(note.link, (entry.at, entry.at))
            spans[note.link] = min(first, entry.at), max(last, entry.at)

    failure_of(case.scenario(), case.seed, staging, hear)
    return spans


@dataclass(slots=True)
class _Way:
    """One direction of one link, and what was sent on it."""

    link: Name
    source: Name
    target: Name
    starts: list[Instant] = field(default_factory=list)
    """When the first flight of each of the sender's boots left."""
    counts: dict[str, int] = field(default_factory=dict)
    message: str = ""
    struck: list[Struck] = field(default_factory=list)

    def sends(self, flight: Flight, *, is_first: bool) -> None:
        """Count a flight that leaves."""
        if is_first:
            self.starts.append(flight.sent_at)
            self.counts.clear()
        self.message = type(flight.frame.message).__name__
        self.counts[self.message] = self.counts.get(self.message, 0) + 1

    def strikes(self, flight: Flight, kind: str, later: int = 0) -> None:
        """Remember that chance struck the flight that left last."""
        if len(self.struck) < STRUCK_MAX:
            nth = self.counts[self.message]
            what = self.message, nth, len(self.starts), kind, Duration(later)
            self.struck.append(Struck(flight.sent_at, self, *what))


@dataclass(frozen=True, slots=True)
class _Counting:
    """The first on a way: it lets everything through, and counts it from each start of the sender."""

    way: _Way

    called = "counting"
    fractions = 0
    fresh = 0
    least = Duration(0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        self.way.sends(flight, is_first=state == 0)
        return 1, (flight,)


@dataclass(frozen=True, slots=True)
class _Watched:
    """An impairment that decides as ``inner`` does, and is seen to."""

    inner: Impairment
    way: _Way

    @property
    def called(self) -> str:
        return self.inner.called

    @property
    def fractions(self) -> int:
        return self.inner.fractions

    @property
    def fresh(self) -> Hashable:
        return self.inner.fresh

    @property
    def least(self) -> Duration:
        return self.inner.least

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        state, onward = self.inner.decide(state, flight, draws, slot)
        if not onward:
            self.way.strikes(flight, "loss")
        elif len(onward) > 1:
            self.way.strikes(flight, "duplicate", onward[-1].due_at - flight.due_at)
        elif onward[0].turned != flight.turned and flight.turned == WHOLE:
            self.way.strikes(flight, "damage")
        elif onward[0].due_at > flight.due_at:
            self.way.strikes(flight, "reorder", onward[0].due_at - flight.due_at)
        return state, onward


def _watched(plan: LinkPlan, own: LinkPlan, faults: tuple[FaultSpec, ...], ways: list[_Way]) -> LinkPlan:
    """Give ``plan`` with what strikes by chance watched; ``own`` is the same link without faults."""
    first, second = plan.ends
    there, back = _Way(plan.name, first, second), _Way(plan.name, second, first)
    ways += [there, back]
    return replace(
        plan,
        there=tuple(_chain(plan.there, len(own.there), plan, faults, there)),
        back=tuple(_chain(plan.back, len(own.back), plan, faults, back)),
    )


def _chain(
    chain: tuple[Impairment, ...], own: int, plan: LinkPlan, faults: tuple[FaultSpec, ...], way: _Way
) -> Iterator[Impairment]:
    yield _Counting(way)
    specs = [spec for spec in faults if is_for(spec, plan, way.source, way.target)]
    for index, impairment in enumerate(chain):
        chancy = impairment.called in CHANCY if index < own else is_chancy(specs[index - own])
        yield _Watched(impairment, way) if chancy else impairment


def _fault(struck: Struck) -> FaultSpec:
    """Give the fault that does the same to the same flight, and to no other."""
    way = struck.way
    begins = way.starts[struck.boot - 1] if struck.boot > 1 else Instant(0)
    ends = way.starts[struck.boot] if struck.boot < len(way.starts) else None
    later_ms = struck.later / 1000 if struck.kind in ("duplicate", "reorder") and struck.later else None
    return FaultSpec(
        struck.kind,  # type: ignore[arg-type]  # one of the kinds that _Watched says
        link=way.link,
        toward=way.target,
        leaving=way.source,
        chance=1.0,
        later_ms=later_ms,
        messages=[struck.message],
        nth=struck.nth,
        from_s=in_seconds(begins),
        until_s=None if ends is None else in_seconds(ends),
    )
