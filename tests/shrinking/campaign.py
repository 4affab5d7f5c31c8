"""The campaign: each planted bug under the first storm that shows it, shrunk, and what is left of the storm."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from lab.shrinking.case import Case
from lab.shrinking.shrinker import Shrunk, shrink
from lab.shrinking.signature import Failure
from lab.shrinking.trial import Budget, Trial, failure_of
from tests.shrinking.bugs import Bug
from tests.shrinking.storms import storm

SEEDS_MAX = 400
"""Storms that are told in search of one that shows a bug."""

FAULTS_LEFT_MEDIAN_MAX = 3
SECONDS_MAX = 30.0


@dataclass(frozen=True, slots=True)
class Found:
    """A storm that a sound premises survives and one with the bug does not."""

    case: Case
    failure: Failure


@dataclass(frozen=True, slots=True)
class Result:
    """One bug of the campaign."""

    bug: str
    found: Found
    shrunk: Shrunk


def found_by(bug: Bug) -> Found:
    """Give the first storm that shows ``bug``; AssertionError when none of SEEDS_MAX does."""
    for seed in range(SEEDS_MAX):
        case = storm(seed, flipped=bug.flipped)
        failure = failure_of(case.scenario(), seed, bug.staging)
        if failure.lines and not failure_of(case.scenario(), seed).lines:
            return Found(case, failure)
    raise AssertionError(f"no storm of {SEEDS_MAX} shows {bug.wrong.__name__}")


def shrunk(name: str, bug: Bug) -> Result:
    """Find ``bug`` in a storm and shrink that."""
    found = found_by(bug)
    trial = Trial(found.failure, time.monotonic, Budget(wall_s_max=SECONDS_MAX), bug.staging)
    return Result(name, found, shrink(found.case, trial))


def misses(results: Sequence[Result]) -> Iterator[str]:
    """Say which bar was missed."""
    middle = median(result.shrunk.after for result in results)
    if middle > FAULTS_LEFT_MEDIAN_MAX:
        yield f"{middle:g} faults are left in the median: expected {FAULTS_LEFT_MEDIAN_MAX} at most"
    for result in results:
        if result.shrunk.took_s > SECONDS_MAX:
            yield f"{result.bug}: took {result.shrunk.took_s:.1f} s: expected {SECONDS_MAX:g} at most"
        if not result.shrunk.is_minimal:
            yield f"{result.bug}: not shown to be minimal"
