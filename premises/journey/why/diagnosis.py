"""Why each package waits: the first cause of the closed list that has all its evidence, and the others beside it.

Pure, and read whenever somebody asks. What the journey does not show is not guessed at: it is UNEXPLAINED.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.package import Package, Refused, packages, refusals
from premises.journey.why import blocked, children, duty, failed, slow, waiting
from premises.journey.why.case import Case
from premises.journey.why.cause import REFUSED_BY_DCC, UNEXPLAINED, Evidence, Finding, Kind
from premises.journey.why.injected import with_fault
from premises.quantity import Duration, Instant, seconds, spoken
from premises.wire.site import DCC

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
    children.part_failed,
    failed.not_activated,
    failed.alert_lost,
    blocked.paused,
    blocked.device_down,
    blocked.hub_lost_power,
    blocked.link_down,
    waiting.rebooting,
    waiting.wake_missed,
    waiting.asleep,
    waiting.queued,
    waiting.erasing,
    duty.duty_cycle,
    waiting.rate_limited,
    slow.lossy,
    slow.slow_link,
    slow.slow,
    waiting.frame_lost,
    waiting.given_up,
    waiting.not_asked,
    waiting.retry_wait,
    waiting.hold_expired,
    children.children_not_done,
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


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """What the DCC adapter did not take, which so is no package, and the finding that says so."""

    refused: Refused
    finding: Finding


def diagnose_all(journey: Journey, layout: Layout, now: Instant | None = None) -> tuple[Diagnosis, ...]:
    """Give a diagnosis for each package of the premises."""
    moment = journey.now if now is None else now
    return tuple(diagnose(journey, layout, package, moment) for package in packages(journey, layout, moment))


def diagnose(journey: Journey, layout: Layout, package: Package, now: Instant) -> Diagnosis:
    """Say what holds ``package`` up at ``now``."""
    if package.is_done:
        return Diagnosis(package, None)
    case = Case(journey, layout, package, now)
    holding = (finding for find in _FINDERS if (finding := find(case)) is not None)
    found = [with_fault(finding, package.device, journey, layout) for finding in holding]
    if found:
        return Diagnosis(package, found[0], tuple(found[1:]))
    return Diagnosis(package, _unexplained(case))


def refused_requests(journey: Journey, layout: Layout) -> tuple[RefusedRequest, ...]:
    """Give the requests that the DCC adapter refused, wholly or for some devices, in the order in which it did."""
    return tuple(RefusedRequest(refused, _refused(refused)) for refused in refusals(journey, layout))


def _refused(refused: Refused) -> Finding:
    whom = f" for {', '.join(refused.devices)}" if refused.devices else ""
    at = refused.entry.at
    words = f"{DCC} refused the request{whom} at {spoken(at)}: {refused.detail or refused.reason}"
    return Finding(REFUSED_BY_DCC, (DCC,), at, words, (Evidence(REFUSED_BY_DCC.needs, (refused.entry,)),))


def _unexplained(case: Case) -> Finding | None:
    moved_at = case.moved_at
    if case.now - max(moved_at, case.stirred_at) < max(STALLED_AFTER, Duration(STALLED_TIMES * case.round_trip)):
        return None
    last = case.package.steps[-1].entry
    words = f"{case.fetcher} has not moved it since {spoken(moved_at)}: cause not known"
    return Finding(UNEXPLAINED, (case.fetcher,), moved_at, words, (Evidence(UNEXPLAINED.needs, (last,)),))
