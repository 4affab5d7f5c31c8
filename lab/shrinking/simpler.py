"""Simpler faults: for one fault those that say less, are shorter, or have rounder numbers, the simplest first.

None strikes on another lane, for longer, or by a greater chance than what it was made of: a fault that is for ever is
simple, and shows nothing. Whether it still does what it did is for who asks to find out.
"""

from collections.abc import Iterator, Sequence

from premises.faults.air import LinkPlan
from premises.faults.specified import is_for
from premises.identity import Name
from premises.wire.fault import FaultSpec
from premises.wire.site_text import changed

SPAN_MIN_S = 1.0
"""A window is not made shorter than this. Ours."""

NTH_TRIED = (1, 2)
"""Which of many is tried instead of a later one. Ours."""

_AMOUNTS = ("latency_ms", "later_ms", "takes_s", "drift_ppm")
_NAMES = ("leaving", "toward", "link")


def simpler(spec: FaultSpec, plans: Sequence[LinkPlan]) -> Iterator[FaultSpec]:
    """Give faults that are simpler than ``spec``, each in one thing; ``plans`` are the links that there are."""
    if spec.jitter_ms is not None:
        yield changed(spec, jitter_ms=None)
    for name in _NAMES:
        if getattr(spec, name):
            plainer = changed(spec, **{name: ""})
            if _lanes(plainer, plans) == _lanes(spec, plans):
                yield plainer
    if spec.every is not None:
        yield changed(spec, every=None, nth=spec.every)
    if spec.nth is not None:
        yield from (changed(spec, nth=nth) for nth in NTH_TRIED if nth < spec.nth)
    yield from _with_a_plainer_window(spec)
    yield from _with_rounder_amounts(spec)


def _lanes(spec: FaultSpec, plans: Sequence[LinkPlan]) -> list[tuple[Name, Name]]:
    ways = [(plan, way) for plan in plans for way in (plan.ends, plan.ends[::-1])]
    return [way for plan, way in ways if is_for(spec, plan, *way)]


def _with_a_plainer_window(spec: FaultSpec) -> Iterator[FaultSpec]:
    """Give windows that are shorter or rounder; what strikes one flight alone, and no device, needs none."""
    since, until = spec.from_s, spec.ends_at_s
    if spec.nth is not None and not spec.device and (since or until is not None):
        yield _within(spec, 0.0, None)
        yield _within(spec, since, None)
        yield _within(spec, 0.0, until)
    if until is not None and until - since >= 2 * SPAN_MIN_S:
        middle = since + round((until - since) / 2)
        yield _within(spec, middle, until)
        yield _within(spec, since, middle)
    yield from _with_a_rounder_window(spec, since, until)


def _with_a_rounder_window(spec: FaultSpec, since: float, until: float | None) -> Iterator[FaultSpec]:
    """Give windows with ends in whole seconds; what has a moment alone, like a crash, has no other end."""
    rounded = _rounded(since)
    if until is None:
        choices: tuple[tuple[float, float | None], ...] = ((rounded, None),)
    else:
        choices = (rounded, _rounded(until)), (rounded, until), (since, _rounded(until))
    for begins, ends in choices:
        if (begins, ends) != (since, until) and (ends is None or begins < ends):
            yield _within(spec, begins, ends)


def _with_rounder_amounts(spec: FaultSpec) -> Iterator[FaultSpec]:
    for name in _AMOUNTS:
        amount = getattr(spec, name)
        if amount is None:
            continue
        rounder = float(f"{amount:.0e}")
        if rounder != amount:
            yield changed(spec, **{name: rounder})


def _within(spec: FaultSpec, since: float, until: float | None) -> FaultSpec:
    if until is None:
        return changed(spec, from_s=since, until_s=None, for_s=None)
    return changed(spec, from_s=since, until_s=None, for_s=round(until - since, 6))


def _rounded(moment: float) -> float:
    return float(round(moment))
