"""Whether a case still fails in the same way, asked again and again, for as long as it may be asked.

Every question is a story that is told in virtual time. When the tries or the time are spent the answer is no, so that
whoever asks ends with what was found by then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lab.shrinking.case import Case
from lab.shrinking.signature import CRASHES, Failure, of_crash, of_verdict
from lab.story.scenario import Scenario
from lab.story.virtual import AS_WRITTEN, Staging, tell
from premises.errors import PremisesError
from premises.sim.world import Record
from premises.wire.notes.vocabulary import Entry

TRIES_MAX = 2_000
"""Stories that one shrinking tells. Ours."""

WALL_S_MAX = 120.0
"""Seconds of wall that one shrinking takes, until the story that is being told then is over. Ours."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long one shrinking may go on."""

    tries_max: int = TRIES_MAX
    wall_s_max: float = WALL_S_MAX


class Trial:
    """One failure and what may be told to find it again; ``now`` gives the seconds of a clock that never goes back."""

    def __init__(
        self, failure: Failure, now: Callable[[], float], budget: Budget = Budget(), staging: Staging = AS_WRITTEN
    ) -> None:
        self.failure = failure
        self.staging = staging
        self.tries = 0
        self.is_spent = False
        """Whether a question was not asked because there was no more time, or no more tries."""
        self._now, self._budget = now, budget
        self._began = now()
        self._known: dict[str, Failure] = {}

    @property
    def took(self) -> float:
        """Seconds since it began."""
        return self._now() - self._began

    def fails(self, case: Case) -> bool:
        """Say whether ``case`` fails like the failure; no for what is no story, and when nothing is left to try."""
        found = self._failure(case)
        return found is not None and found.is_like(self.failure)

    def is_fair(self, case: Case) -> bool:
        """Say whether it takes a fault to break the promise of ``case``."""
        found = self._failure(case.in_calm_air())
        return found is not None and not found.lines

    def _failure(self, case: Case) -> Failure | None:
        """Give how ``case`` fails; None when it is no story, or nothing is left to try."""
        key = case.text()
        if key in self._known:
            return self._known[key]
        if self.tries >= self._budget.tries_max or self.took >= self._budget.wall_s_max:
            self.is_spent = True
            return None
        self.tries += 1
        try:
            scenario = case.scenario()
        except PremisesError:
            return None
        self._known[key] = found = failure_of(scenario, case.seed, self.staging)
        return found


def failure_of(scenario: Scenario, seed: int, staging: Staging = AS_WRITTEN, record: Record | None = None) -> Failure:
    """Tell ``scenario`` and give how it failed; ``record`` hears every note up to the end, or to the crash."""
    try:
        return of_verdict(tell(scenario, seed, record or _nobody, staging=staging).faults)
    except (*CRASHES, PremisesError) as error:
        return of_crash(error)


def _nobody(entry: Entry) -> None:
    """Hear nothing."""
