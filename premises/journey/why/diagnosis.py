"""Why each package waits: the first cause of the closed list that has all its evidence, and the others beside it.

Pure, and read whenever somebody asks. What the journey does not show is not guessed at: it is UNEXPLAINED.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.package import Package, packages
from premises.journey.why import blocked, failed, slow, waiting
from premises.journey.why.case import Case
from premises.journey.why.cause import UNEXPLAINED, Evidence, Finding, Kind
from premises.quantity import Duration, Instant, seconds, spoken

STALLED_AFTER = seconds(10)
"""Premises time without a move after which a package stands still, at least. Ours."""

STALLED_TIMES = 5
"""So many times what a move usually takes, if that is longer. Ours."""

_FINDERS: tuple[Callable[[Case], Finding | None], ...] = (
    failed.not_stored,
    failed.overwritten,
    failed.held_too_long,
    failed.not_for_device,
    failed.image_refused,
    failed.no_room,
    failed.not_activated,
    failed.alert_lost,
    blocked.paused,
    blocked.device_down,
    blocked.link_down,
    waiting.rebooting,
    waiting.asleep,
    waiting.queued,
    waiting.erasing,
    waiting.rate_limited,
    slow.lossy,
    slow.slow_link,
    waiting.given_up,
    waiting.not_asked,
    waiting.retry_wait,
    waiting.frame_lost,
)
"""In the order of CAUSES."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What holds one package up at a moment."""

    package: Package
    finding: Finding | None
    """None when it is done, or moves as it should."""
    also: tuple[Finding, ...] = ()
    """Other causes that hold, with all their evidence."""

    @property
    def is_stalled(self) -> bool:
        """Whether it does not move, and not because it merely waits its turn."""
        return self.finding is not None and self.finding.cause.kind in (Kind.FAILED, Kind.BLOCKED, Kind.UNKNOWN)


def diagnose_all(journey: Journey, layout: Layout, now: Instant | None = None) -> tuple[Diagnosis, ...]:
    """Give a diagnosis for each package of the premises."""
    moment = journey.now if now is None else now
    return tuple(diagnose(journey, layout, package, moment) for package in packages(journey, layout, moment))


def diagnose(journey: Journey, layout: Layout, package: Package, now: Instant) -> Diagnosis:
    """Say what holds ``package`` up at ``now``."""
    if package.is_done:
        return Diagnosis(package, None)
    case = Case(journey, layout, package, now)
    found = [finding for find in _FINDERS if (finding := find(case)) is not None]
    if found:
        return Diagnosis(package, found[0], tuple(found[1:]))
    return Diagnosis(package, _unexplained(case))


def _unexplained(case: Case) -> Finding | None:
    moved_at = case.moved_at
    if case.now - moved_at < max(STALLED_AFTER, Duration(STALLED_TIMES * _usually(case))):
        return None
    last = case.package.steps[-1].entry
    words = f"no move since {spoken(moved_at)}, cause not known"
    return Finding(UNEXPLAINED, (case.fetcher,), moved_at, words, (Evidence(UNEXPLAINED.needs, (last,)),))


def _usually(case: Case) -> int:
    """Give how long a question and its answer take over the rest of the way, in microseconds."""
    there = sum(case.layout.takes.get(frozenset(pair), 0) for pair in zip(case.way, case.way[1:], strict=False))
    return 2 * there
