"""Why each package waits: the first cause of the closed list that has all its evidence, and the others beside it.

Pure, and read whenever somebody asks. What the journey does not show is not guessed at: it is UNEXPLAINED.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.package import Package, Refused, packages, refusals
from premises.journey.why import blocked, duty, failed, held, slow, waiting
from premises.journey.why.case import Case, cases_of
from premises.journey.why.cause import HUB_TOO_OLD, REFUSED_BY_DCC, UNEXPLAINED
from premises.journey.why.finding import Evidence, Finding, Kind
from premises.journey.why.injected import with_fault
from premises.quantity import Duration, Instant, seconds, spoken
from premises.wire.duis.messages import Refusal
from premises.wire.site import DCC, HUB

STALLED_AFTER = seconds(10)
"""Premises time without a move after which a package stands still, at least. Ours."""

STALLED_TIMES = 5
"""So many times what a move usually takes, if that is longer. Ours."""

_FINDERS: tuple[Callable[[Case], Finding | None], ...] = (
    failed.not_stored,
    failed.overwritten,
    failed.held_too_long,
    failed.lost_in_reboot,
    failed.not_for_device,
    failed.image_refused,
    failed.no_room,
    held.part_failed,
    failed.not_activated,
    held.replaced,
    held.order_refused,
    held.order_lost,
    failed.alert_lost,
    blocked.paused,
    blocked.device_down,
    blocked.hub_lost_power,
    blocked.stranded,
    blocked.link_down,
    held.activates_later,
    held.no_order,
    waiting.rebooting,
    waiting.wake_missed,
    waiting.mirror_flag,
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
    held.children_not_done,
)
"""In the order of CAUSES."""

_BY_BADNESS = (Kind.FAILED, Kind.BLOCKED, Kind.SLOW, Kind.WAITING)


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
    cases = cases_of(journey, layout, package, now)
    rows = [[finding for find in _FINDERS if (finding := find(case)) is not None] for case in cases]
    holding: dict[tuple[str, tuple[Name, ...]], Finding] = {}
    # Of several children the one that is worst off comes first; what holds whichever is looked at is said once.
    for finding in (finding for row in sorted(rows, key=_how_bad) for finding in row):
        holding.setdefault((finding.cause.code, finding.at), finding)
    found = [with_fault(finding, package.device, journey, layout) for finding in holding.values()]
    if found:
        return Diagnosis(package, found[0], tuple(found[1:]))
    return Diagnosis(package, _unexplained(cases[0]))


def refused_requests(journey: Journey, layout: Layout) -> tuple[RefusedRequest, ...]:
    """Give the requests that the DCC adapter refused, wholly or for some devices, in the order in which it did."""
    return tuple(RefusedRequest(refused, _refused(refused)) for refused in refusals(journey, layout))


def _how_bad(row: list[Finding]) -> int:
    """Give how bad it is for one child, 0 for the worst, by what is said of it first."""
    return _BY_BADNESS.index(row[0].cause.kind) if row else len(_BY_BADNESS)


def _refused(refused: Refused) -> Finding:
    whom = f" for {', '.join(refused.devices)}" if refused.devices else ""
    at = refused.entry.at
    words = f"{DCC} refused the request{whom} at {spoken(at)}: {refused.detail or refused.reason}"
    too_old = refused.reason == Refusal.INVALID_GBCS_VERSION.value
    cause, where = (HUB_TOO_OLD, HUB) if too_old else (REFUSED_BY_DCC, DCC)
    return Finding(cause, (where,), at, words, (Evidence(cause.needs, (refused.entry,)),))


def _unexplained(case: Case) -> Finding | None:
    moved_at = case.moved_at
    if case.now - max(moved_at, case.stirred_at) < max(STALLED_AFTER, Duration(STALLED_TIMES * case.round_trip)):
        return None
    last = case.package.steps[-1].entry
    words = f"{case.fetch.who} has not moved it since {spoken(moved_at)}: cause not known"
    return Finding(UNEXPLAINED, (case.fetch.who,), moved_at, words, (Evidence(UNEXPLAINED.needs, (last,)),))
