"""From a fault as data to the impairment that it is, on the lanes that it is for.

Pure: whether a site has such a link, and whether a fault has what its kind must have, was checked before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from premises.faults.air import Imposed, Lane, LinkPlan
from premises.faults.impairments.aim import Outage, When, Window
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.impairments.queueing import Rate
from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.codec import encode
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.message import Medium

QUEUE_MAX = 16
"""Frames that a link holds that a fault made slow; one more is lost. Assumption 53 (docs/sources.md)."""


def with_faults(plan: LinkPlan, faults: Iterable[FaultSpec], *, secured: bool) -> LinkPlan:
    """Give ``plan`` with those of ``faults`` that are for it after its own impairments, in their order.

    ``secured`` is whether the premises' radio frames are: what is rationed by octets wants to know.
    """
    (first, second), there, back = plan.ends, list(plan.there), list(plan.back)
    for spec in faults:
        if is_for(spec, plan, first, second):
            there.append(_impairment(spec, plan.medium, secured=secured))
        if is_for(spec, plan, second, first):
            back.append(_impairment(spec, plan.medium, secured=secured))
    return LinkPlan(plan.name, plan.medium, plan.ends, tuple(there), tuple(back), secured)


def imposed_on(lane: Lane, faults: Iterable[FaultSpec]) -> Imposed:
    """Give those of ``faults`` that are for flights on ``lane``, each by a name that no other one has."""
    plan = lane.plan
    return tuple(
        (name, _impairment(spec, plan.medium, secured=plan.secured))
        for name, spec in named(faults)
        if is_for(spec, plan, lane.source, lane.target)
    )


def named(faults: Iterable[FaultSpec]) -> Iterator[tuple[str, FaultSpec]]:
    """Give each fault with a name that says all of it; of equal ones the second has another, and so on.

    So a fault keeps its name, and with it its luck and its state, whichever other faults come and go.
    """
    seen: Counter[str] = Counter()
    for spec in faults:
        said = encode(spec).hex()
        seen[said] += 1
        yield f"{seen[said]} {said}", spec


def is_for(spec: FaultSpec, plan: LinkPlan, source: Name, target: Name) -> bool:
    """Say whether frames that cross the link of ``plan`` from ``source`` to ``target`` meet the fault."""
    if spec.kind in DEVICE_KINDS:
        return False
    return spec.link in ("", plan.name) and spec.toward in ("", target) and spec.leaving in ("", source)


def _impairment(spec: FaultSpec, medium: Medium, *, secured: bool) -> Impairment:
    ends_at = spec.ends_at_s
    window = Window(Instant(seconds(spec.from_s)), None if ends_at is None else Instant(seconds(ends_at)))
    share = 1.0 if spec.share is None else spec.share
    return When(
        _inner(spec, medium, secured=secured), tuple(spec.messages), spec.nth or 0, spec.every or 0, window, share
    )


def _inner(spec: FaultSpec, medium: Medium, *, secured: bool) -> Impairment:
    """Give what it does to the flights that it is aimed at."""
    match spec.kind:
        case "loss":
            return Loss(_given(spec.chance))
        case "burst":
            return GilbertElliott(_given(spec.into), _given(spec.out_of))
        case "latency":
            return Latency(_span(spec.latency_ms), _span(spec.jitter_ms or 0.0))
        case "rate":
            return Rate(int(_given(spec.octets_per_s)), QUEUE_MAX, medium, secured)
        case "duplicate":
            return Duplicate(_given(spec.chance), _span(spec.later_ms or 0.0))
        case "reorder":
            return Reorder(_given(spec.chance), _span(spec.later_ms))
        case "outage":
            return Outage((Window(),))


def _given(number: float | None) -> float:
    assert number is not None, "a fault that was checked has what its kind must have"
    return number


def _span(milliseconds: float | None) -> Duration:
    return seconds(_given(milliseconds) / 1000)
