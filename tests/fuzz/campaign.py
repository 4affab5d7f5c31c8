"""A run of the fuzz: inputs by number, what became of each, and how much memory that took.

Input n of a seed is always the same: a run of EPISODE inputs begins in a saved state that chance picks, and knows
nothing of the runs before it.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from lab.cast import makers_of
from premises.faults.air import Lane
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.machine.effects import Maker
from premises.quantity import Instant
from tests.fuzz.anatomy import closed, enveloped, opened, readdressed
from tests.fuzz.chances import Dice
from tests.fuzz.corpus import SEED, WHO, Corpus, Flight, Scene, Way, corpus
from tests.fuzz.door import UNTIL_DEADLINE, Door, Fate, Input
from tests.fuzz.mutation import built, retold_envelope, stirred

EPISODE = 8
"""Mutated inputs from one saved state on. Ours."""

PAUSES = (0, 1, 1_000, 25_000, 100_000, 2_000_000, 60_000_000, 4_000_000_000, UNTIL_DEADLINE, UNTIL_DEADLINE)
"""Microseconds between two inputs: from none to an hour, or until its own next moment."""

BLIND, MISPLACED, ENVELOPES = 0.5, 0.1, 0.08
"""Shares: of all inputs, those that know nothing; of the others, true frames at the wrong moment, and envelopes."""

LEAD = 0.25
"""Share of inputs before which the frame that was really due comes, as it was: so that a story goes on. Ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """One input of a run."""

    given: Input
    is_counted: bool
    """Whether it is mutated; those that are not lead on, and nobody counts them."""
    is_blind: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """EPISODE mutated inputs, and those that lead to them."""

    scene: Scene
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something broke."""

    number: int
    """Of the input."""
    run: Run = field(repr=False)
    """Up to that input, which is its last."""
    error: Exception


@dataclass(slots=True)
class Report:
    """What became of some inputs."""

    fates: Counter[Fate] = field(default_factory=Counter)
    by_who: Counter[Name] = field(default_factory=Counter)
    """Whose machine was reached, how often."""
    blind: int = 0
    led: int = 0
    """Inputs that were not mutated, beyond those counted."""
    grown: int = 0
    """Octets of resident memory, after what was there when a tenth was done."""
    noted: Counter[str] = field(default_factory=Counter)
    """What the machines noted meanwhile, by kind: how deep the inputs got."""
    failures: list[Failure] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """All mutated inputs."""
        return sum(self.fates.values())

    @property
    def reached(self) -> float:
        """The share of inputs that a machine was told."""
        return (self.fates[Fate.ACTED] + self.fates[Fate.IGNORED]) / max(1, self.inputs)


class Catch:
    """Holds whatever comes out of a block, of any kind: here, and nowhere else, that is what we look for."""

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, where: object) -> bool:
        if isinstance(error, Exception):
            self.error = error
            return True
        return False


class Campaign:
    """All doors of the corpus' premises, and the inputs of one seed."""

    def __init__(self, seed: int, makers: dict[Name, Maker] | None = None) -> None:
        self.seed = seed
        self.corpus: Corpus = corpus()
        site = self.corpus.site
        self.book = address_book(site, SEED)
        plans = link_plans(site)
        makers = makers_of(site, SEED) | (makers or {})
        self.doors = {who: Door(who, makers[who], plans, self.book) for who in WHO}
        ends = [(plan, end) for plan in plans for end in plan.ends]
        lanes = [Lane(plan, end, SEED) for plan, end in ends]
        self.lanes: dict[Way, Lane] = {(lane.link, lane.source, lane.target): lane for lane in lanes}
        self._scenes = {who: self.corpus.scenes_of(who) for who in WHO}
        self._to = {who: self.corpus.flights_to(who) for who in WHO}

    def play(self, first: int, end: int, failures_max: int = 5) -> Report:
        """Let the inputs ``first`` to ``end`` (left out) happen; both are multiples of EPISODE."""
        report = Report()
        warm = first + (end - first) // 10
        resident = 0
        for number in range(first, end, EPISODE):
            if not resident and number >= warm:
                resident = resident_octets()
            failure = self.tell(self.run_of(number), number, report)
            if failure is not None:
                report.failures.append(failure)
                if len(report.failures) >= failures_max:
                    break
        report.grown = resident_octets() - resident
        for door in self.doors.values():
            report.noted += door.noted
        return report

    def tell(self, run: Run, number: int, report: Report) -> Failure | None:
        """Let one run happen; give what broke."""
        door, done = self.doors[run.scene.who], 0
        with Catch() as caught:
            door.enter(run.scene.state, run.scene.at, run.scene.kept)
            for step in run.steps:
                done += 1
                _count(report, step, door.take(step.given), door.who)
            door.answers_alike(run.steps[-1].given)
            door.restarts()
        if caught.error is None:
            return None
        so_far = run.steps[:done]
        counted = sum(step.is_counted for step in so_far)
        return Failure(number + max(0, counted - 1), Run(run.scene, so_far), caught.error)

    def run_of(self, number: int) -> Run:
        """Give the run to which input ``number`` belongs."""
        dice = Dice(self.seed, number // EPISODE)
        scene = dice.one_of(self._scenes[dice.one_of(WHO)])
        steps: list[Step] = []
        ahead = list(scene.ahead)
        due = scene.at
        for counted in range(EPISODE):
            if ahead and dice.happens(LEAD):
                flight = ahead.pop(0)
                lead = enveloped(flight.octets, self.lanes[flight.way], due, counted)
                steps.append(Step(Input(25_000, flight.way, lead), is_counted=False))
            steps.append(self._mutated(scene, ahead, due, dice))
        return Run(scene, tuple(steps))

    def _mutated(self, scene: Scene, ahead: list[Flight], due: Instant, dice: Dice) -> Step:
        begun = dice.happens(0.6) and ahead
        flight = dice.one_of(ahead[:4]) if begun else dice.one_of(self._to[scene.who])
        lane, pause, sequence = self.lanes[flight.way], dice.one_of(PAUSES), dice.below(2**16)
        if dice.happens(BLIND):
            if dice.happens(0.5):
                payload = enveloped(stirred(flight.octets, dice), lane, due, sequence)
            else:
                payload = stirred(enveloped(flight.octets, lane, due, sequence), dice)
            return Step(Input(pause, flight.way, payload), is_counted=True, is_blind=True)
        other = dice.one_of(self.corpus.flights)
        if dice.happens(ENVELOPES):
            payload = retold_envelope(enveloped(flight.octets, lane, due, sequence), dice)
        elif dice.happens(MISPLACED) and self.lanes[other.way].medium is lane.medium:
            body = readdressed(opened(other.octets, self.lanes[other.way], self.book), lane, self.book)
            payload = enveloped(closed(body, lane, self.book), lane, due, sequence)
        else:
            spliced = opened(other.octets, self.lanes[other.way], self.book)
            payload = enveloped(built(flight.octets, spliced, lane, self.book, dice), lane, due, sequence)
        return Step(Input(pause, flight.way, payload), is_counted=True)


def resident_octets() -> int:
    """Give how much memory of this process is resident."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _count(report: Report, step: Step, fate: Fate, who: Name) -> None:
    if not step.is_counted:
        report.led += 1
        return
    report.fates[fate] += 1
    report.blind += step.is_blind
    if fate in (Fate.ACTED, Fate.IGNORED):
        report.by_who[who] += 1
