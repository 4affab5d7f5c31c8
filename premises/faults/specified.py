"""From a fault as data to the impairment that it is, on the lanes that it is for.

Pure: whether a site has such a link, and whether a fault has what its kind must have, was checked before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from premises.faults.air import Imposed, Lane, LinkPlan
from premises.faults.impairments.aim import About, Outage, When, Window
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.damage import Damage
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.impairments.queueing import Rate
from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.codec import encode
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.message import Medium

QUEUE_MAX = 16
"""Frames that a link with a rate holds, each way; one more is lost. Assumption 53 (docs/sources.md)."""


def with_faults(plan: LinkPlan, faults: Iterable[FaultSpec]) -> LinkPlan:
    """Give ``plan`` with those of ``faults`` that are for it after its own impairments, in their order."""
    (first, second), there, back = plan.ends, list(plan.there), list(plan.back)
    for spec in faults:
        if is_for(spec, plan, first, second):
            there.append(_impairment(spec, plan))
        if is_for(spec, plan, second, first):
            back.append(_impairment(spec, plan))
    return replace(plan, there=tuple(there), back=tuple(back))


def imposed_on(lane: Lane, faults: Iterable[FaultSpec]) -> Imposed:
    """Give those of ``faults`` that are for flights on ``lane``, each by a name that no other one has."""
    plan = lane.plan
    return tuple(
        (name, _impairment(spec, plan)) for name, spec in named(faults) if is_for(spec, plan, lane.source, lane.target)
    )


def touched_by(faults: Iterable[FaultSpec], lanes: Iterable[Lane]) -> tuple[int, ...]:
    """Give how many flights on ``lanes`` each of ``faults``, which are imposed on them, has touched."""
    counts: Counter[str] = Counter()
    for lane in lanes:
        counts.update(lane.touched)
    return tuple(counts[name] for name, _ in named(faults))


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
    if spec.kind in DEVICE_KINDS or plan.medium is Medium.MAINS:
        return False
    return spec.link in ("", plan.name) and spec.toward in ("", target) and spec.leaving in ("", source)


def _impairment(spec: FaultSpec, plan: LinkPlan) -> Impairment:
    ends_at = spec.ends_at_s
    window = Window(Instant(seconds(spec.from_s)), None if ends_at is None else Instant(seconds(ends_at)))
    share = 1.0 if spec.share is None else spec.share
    about = About(Name(spec.about), plan.euis.get(Name(spec.about))) if spec.about else None
    return When(
        _MADE[spec.kind](spec, plan), tuple(spec.messages), spec.nth or 0, spec.every or 0, window, share, about
    )


def _given(number: float | None) -> float:
    assert number is not None, "a fault that was checked has what its kind must have"
    return number


def _span(milliseconds: float | None) -> Duration:
    return seconds(_given(milliseconds) / 1000)


_MADE: Mapping[str, Callable[[FaultSpec, LinkPlan], Impairment]] = {
    "loss": lambda spec, _: Loss(_given(spec.chance)),
    "burst": lambda spec, _: GilbertElliott(_given(spec.into), _given(spec.out_of)),
    "latency": lambda spec, _: Latency(_span(spec.latency_ms), _span(spec.jitter_ms or 0.0)),
    "rate": lambda spec, plan: Rate(int(_given(spec.octets_per_s)), QUEUE_MAX, plan.medium, plan.secured),
    "duplicate": lambda spec, _: Duplicate(_given(spec.chance), _span(spec.later_ms or 0.0)),
    "reorder": lambda spec, _: Reorder(_given(spec.chance), _span(spec.later_ms)),
    "outage": lambda _spec, _: Outage((Window(),)),
    "damage": lambda spec, _: Damage(_given(spec.chance)),
}
"""What each kind of LINK_KINDS does to the flights that it is aimed at."""
