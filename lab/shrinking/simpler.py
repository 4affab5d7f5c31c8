"""Simpler faults: for one fault those that say less, are shorter, or have rounder numbers, the simplest first.

Each is simpler than what it was made of by something that cannot go on for ever: a key less, a smaller or a rounder
number. Whether it still does what it did is for who asks to find out.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from premises.wire.fault import FaultSpec

SPAN_MIN_S = 1.0
"""A window is not made shorter than this. Ours."""

NTH_TRIED = (1, 2)
"""Which of many is tried instead of a later one. Ours."""

_AMOUNTS = ("latency_ms", "later_ms", "takes_s", "drift_ppm")
_NAMES = ("about", "leaving", "link")


def simpler(spec: FaultSpec) -> Iterator[FaultSpec]:
    """Give faults that are simpler than ``spec``, each in one thing."""
    yield from _without_chance(spec)
    yield from _with_less_aim(spec)
    yield from _with_a_plainer_window(spec)
    yield from _with_rounder_amounts(spec)


def _without_chance(spec: FaultSpec) -> Iterator[FaultSpec]:
    if spec.share is not None:
        yield replace(spec, share=None)
    if spec.chance not in (None, 1):
        yield replace(spec, chance=1.0)
    if spec.jitter_ms is not None:
        yield replace(spec, jitter_ms=None)


def _with_less_aim(spec: FaultSpec) -> Iterator[FaultSpec]:
    for name in _NAMES:
        if getattr(spec, name):
            yield replace(spec, **{name: ""})
    if spec.every is not None:
        yield replace(spec, every=None, nth=spec.every)
    if spec.nth is not None:
        yield from (replace(spec, nth=nth) for nth in NTH_TRIED if nth < spec.nth)


def _with_a_plainer_window(spec: FaultSpec) -> Iterator[FaultSpec]:
    """Give windows that are not there, rounder, or shorter; a crash has a moment alone."""
    ends = spec.ends_at_s
    if spec.from_s or ends is not None:
        yield _within(spec, 0.0, None)
        if spec.nth is not None:
            yield _within(spec, spec.from_s, None)
            yield _within(spec, 0.0, ends)
    if ends is None:
        if spec.from_s != _rounded(spec.from_s):
            yield _within(spec, _rounded(spec.from_s), None)
        return
    span = ends - spec.from_s
    middle = spec.from_s + round(span / 2)
    if span >= 2 * SPAN_MIN_S:
        yield _within(spec, middle, ends)
        yield _within(spec, spec.from_s, middle)
    for since, until in ((_rounded(spec.from_s), _rounded(ends)), (_rounded(spec.from_s), ends)):
        if (since, until) != (spec.from_s, ends) and since < until:
            yield _within(spec, since, until)
    if ends != _rounded(ends) > spec.from_s:
        yield _within(spec, spec.from_s, _rounded(ends))


def _with_rounder_amounts(spec: FaultSpec) -> Iterator[FaultSpec]:
    for name in _AMOUNTS:
        amount = getattr(spec, name)
        if amount is None:
            continue
        rounder = float(f"{amount:.0e}")
        if rounder != amount:
            yield replace(spec, **{name: rounder})


def _within(spec: FaultSpec, since: float, until: float | None) -> FaultSpec:
    if until is None:
        return replace(spec, from_s=since, until_s=None, for_s=None)
    return replace(spec, from_s=since, until_s=None, for_s=round(until - since, 6))


def _rounded(moment: float) -> float:
    return float(round(moment))
