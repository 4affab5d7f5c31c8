"""A story that fails, made as short as it goes while it fails in the same way.

::

    chance made explicit -> fewer faults (ddmin) -> links without blemish -> a smaller story -> simpler faults
          ^                                                                                          |
          +------------------------------ again, as long as something gives -------------------------+

Luck is keyed by where a fault stands, so leaving one out shifts the luck of the others. A flight that is struck by
name needs no luck: chance is made explicit first. Where that tells another story, faults are silenced in their places
instead of left out, until few enough are left.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lab.shrinking.blemishes import CHANCE, blemishes, cured
from lab.shrinking.case import Case
from lab.shrinking.ddmin import ddmin
from lab.shrinking.simpler import simpler
from lab.shrinking.smaller import smaller
from lab.shrinking.trial import Trial
from lab.shrinking.witness import is_chancy, lost_on, made_explicit
from premises.faults.wiring import link_plans
from premises.quantity import in_seconds
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.site_text import changed

ROUNDS_MAX = 6
"""Times that all steps are taken, as long as something gives. Ours."""

SEEDS_TRIED = 40
"""Seeds that are tried where leaving silent faults out changes the luck. Ours."""

DESCENTS_MAX = 200
"""Things that one step makes smaller, one after the other. Ours."""

FAR_S = 31_536_000.0
"""A moment that no story reaches: a fault that counts from then on is in its place, and silent. Ours."""

Say = Callable[[str], None]


def _nobody(line: str) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What is left of a story that fails."""

    case: Case
    before: int
    """Faults of what was given, those of the links by themselves included."""
    after: int
    tries: int
    took_s: float
    is_minimal: bool
    """Whether it was tried to leave each fault out, and none can be."""


def shrink(case: Case, trial: Trial, say: Say = _nobody) -> Shrunk:
    """Give the least of ``case`` that fails as ``trial`` asks for; it must be so that ``case`` itself does.

    ``say`` hears a line after each step.
    """
    before, left = faults_in(case), case
    for _ in range(ROUNDS_MAX):
        start = left
        for name, step in STEPS.items():
            reached = step(left, trial)
            if reached == left:
                continue
            left = reached
            say(f"{name}: {faults_in(left)} of {before} faults, {trial.tries} tries, {trial.took:.1f} s")
        if left == start or trial.is_spent:
            break
    is_minimal = not trial.is_spent and len(left.faults) <= FAULTS_MAX and not _can_lose_one(left, trial)
    return Shrunk(left, before, faults_in(left), trial.tries, trial.took, is_minimal)


def faults_in(case: Case) -> int:
    """Count the faults, and what is imperfect about the links by themselves."""
    return len(case.faults) + len(blemishes(case.site))


def with_chance_explicit(case: Case, trial: Trial) -> Case:
    """Let flights be struck by name instead of by chance, if that tells the same story."""
    by_themselves = any(blemish.what in CHANCE for blemish in blemishes(case.site))
    if not by_themselves and not any(is_chancy(fault) for fault in case.faults):
        return case
    explicit = made_explicit(case, trial.staging)
    return explicit if trial.fails(explicit) else case


def with_fewer_in_place(case: Case, trial: Trial) -> Case:
    """Silence faults in their places, so that the others keep their luck; then leave out those that are silent."""

    def only(kept: tuple[int, ...]) -> Case:
        return case.with_faults(
            tuple(fault if index in kept else _silenced(fault) for index, fault in enumerate(case.faults))
        )

    left = only(ddmin(range(len(case.faults)), lambda kept: trial.fails(only(kept))))
    bare = case.with_faults(tuple(fault for fault in left.faults if fault.from_s < FAR_S))
    # Without those that held its luck still, the same seed may be lucky: then one of the next is not.
    for seed in (case.seed, *range(SEEDS_TRIED)):
        if trial.fails(unlucky := replace(bare, seed=seed)):
            return unlucky
    return case


def with_fewer_faults(case: Case, trial: Trial) -> Case:
    """Leave out faults as long as it fails."""
    return case.with_faults(ddmin(case.faults, lambda kept: trial.fails(case.with_faults(kept))))


def with_better_links(case: Case, trial: Trial) -> Case:
    """Take away what is imperfect about the links by themselves: all at once, or what can go, one by one."""
    perfect = case
    for blemish in blemishes(case.site):
        perfect = replace(perfect, site=cured(perfect.site, blemish))
    if perfect == case or trial.fails(perfect):
        return perfect
    for blemish in blemishes(case.site):
        better = replace(case, site=cured(case.site, blemish))
        case = better if trial.fails(better) else case
    return case


def with_one_outage(case: Case, trial: Trial) -> Case:
    """Let a link be out for a while instead of losing one flight after the other, from the first to the last."""

    def out(left: Case) -> Iterable[Case]:
        struck = [fault for fault in left.faults if fault.kind in ("loss", "damage") and fault.nth is not None]
        lost = lost_on(left, trial.staging)
        for link in dict.fromkeys(fault.link for fault in struck if fault.link in lost):
            rest = tuple(fault for fault in left.faults if fault not in struck or fault.link != link)
            if len(left.faults) - len(rest) > 1:
                first, last = lost[link]
                outage = FaultSpec("outage", link=link, from_s=in_seconds(first), for_s=in_seconds(last - first + 1))
                yield left.with_faults((*rest, outage))

    return _descend(case, out, trial)


def smaller_story(case: Case, trial: Trial) -> Case:
    """Leave out what plays no part: the past, devices, requests, most of an image.

    A story that kept its promise in calm air goes on doing so: otherwise it would fail for want of what was left out.
    """
    is_fair = trial.is_fair(case)
    return _descend(case, lambda left: (each for each in smaller(left) if not is_fair or trial.is_fair(each)), trial)


def with_simpler_faults(case: Case, trial: Trial) -> Case:
    """Say less of each fault, with rounder numbers."""
    plans = link_plans(case.site)

    def each(left: Case) -> Iterable[Case]:
        for index, fault in enumerate(left.faults):
            for plainer in simpler(fault, plans):
                yield left.with_faults((*left.faults[:index], plainer, *left.faults[index + 1 :]))

    return _descend(case, each, trial)


STEPS: dict[str, Callable[[Case, Trial], Case]] = {
    "smaller story": smaller_story,
    "fewer faults in their places": with_fewer_in_place,
    "chance made explicit": with_chance_explicit,
    "fewer faults": with_fewer_faults,
    "better links": with_better_links,
    "one outage instead": with_one_outage,
    "smaller story still": smaller_story,
    "simpler faults": with_simpler_faults,
    "fewer faults still": with_fewer_faults,
}
"""What is done in one round, in this order. By measurement (docs/decisions/0018)."""


def _silenced(fault: FaultSpec) -> FaultSpec:
    """Give ``fault`` in its place, and never in force."""
    return changed(fault, from_s=FAR_S, until_s=None, for_s=None)


def _descend(case: Case, below: Callable[[Case], Iterable[Case]], trial: Trial) -> Case:
    """Go to the first of those below that fails, and on from there, until none does; never where it was before."""
    been = {case.text()}
    for _ in range(DESCENTS_MAX):
        found = next((each for each in below(case) if trial.fails(each) and each.text() not in been), None)
        if found is None:
            break
        case = found
        been.add(case.text())
    return case


def _can_lose_one(case: Case, trial: Trial) -> bool:
    alone = (case.faults[:index] + case.faults[index + 1 :] for index in range(len(case.faults)))
    return any(trial.fails(case.with_faults(rest)) for rest in alone)
