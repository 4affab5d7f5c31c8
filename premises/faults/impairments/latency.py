"""How long a flight takes: a named distribution, each flight for itself or each near the one before.

Every distribution is taken by the inverse of its distribution function at one fraction, so a flight costs one draw
whichever it is, and a greater fraction is never an earlier frame.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist

from premises.draws import SCALE, Draws
from premises.faults.impairments.impairment import LATENCY_MIN, Flight, check_least, later
from premises.quantity import Duration

PARETO_SHAPE = 3
"""Of the Pareto distribution's tail: the least whole number with a finite variance. Assumption 42 (docs/sources.md)."""


class Distribution(Enum):
    """How the latencies of many flights lie; each takes ``base`` and ``jitter`` in its own way.

    With ``jitter`` 0 all of them are one: every flight takes ``base``.
    """

    UNIFORM = "uniform"
    """Every microsecond from ``base`` - ``jitter`` to ``base`` + ``jitter`` alike."""
    NORMAL = "normal"
    """Mean ``base``, standard deviation ``jitter``; what would be less than LATENCY_MIN is LATENCY_MIN."""
    LOGNORMAL = "lognormal"
    """Median ``base``; one standard deviation up is ``base`` + ``jitter``: base * (1 + jitter/base) ** z."""
    PARETO = "pareto"
    """Never less than ``base``; beyond it a Pareto tail (type II) of mean ``jitter`` and shape PARETO_SHAPE."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Delay each flight by ``base``, give or take what ``jitter`` means in ``distribution``, in whole microseconds."""

    base: Duration
    """0 or more."""
    jitter: Duration = Duration(0)
    """0 or more; for UNIFORM at most ``base``."""
    distribution: Distribution = Distribution.UNIFORM

    called = "latency"
    fractions = 1
    fresh = None

    def __post_init__(self) -> None:
        check_least("latency: base", self.base, 0)
        check_least("latency: jitter", self.jitter, 0)
        assert self.distribution is not Distribution.UNIFORM or self.jitter <= self.base, (
            f"latency: jitter of {self.jitter}: expected at most the base {self.base}"
        )

    @property
    def least(self) -> Duration:
        """What the least draw gives: no other gives less."""
        return Duration(self.delays((0.0,))[0])

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, later."""
        span = self.delays((draws.fraction(slot),))[0] if self.jitter else self.base
        return state, (later(flight, span),)

    def delays(self, fractions: Sequence[float]) -> list[int]:
        """Give how much later each flight goes on."""
        if self.jitter == 0 or self.distribution is Distribution.UNIFORM:
            least, width = self.base - self.jitter, 2 * self.jitter + 1
            return [least + int(fraction * width) for fraction in fractions]
        base, jitter, at = self.base, self.jitter, _AT[self.distribution]
        return [max(LATENCY_MIN, math.floor(at(base, jitter, fraction))) for fraction in fractions]


@dataclass(frozen=True, slots=True)
class CorrelatedLatency:
    """Delay each flight by ``latency``, near to what the flight before it was delayed by.

    A normal z of each flight follows from that of the one before: z = c * z' + sqrt(1 - c * c) * e, where c is
    ``correlation`` and e a fresh standard normal; the first z is e itself. So every z is a standard normal, its
    distribution function value is uniform, and as the fraction of ``latency`` it leaves that distribution as it is:
    only the order in which short and long follow each other is another. The correlation of z and z' is c.
    """

    latency: Latency
    correlation: float
    """Over -1, under 1."""

    called = "latency"
    fractions = 1
    fresh = ()
    """Then (z,)."""

    def __post_init__(self) -> None:
        assert -1 < self.correlation < 1, f"latency: correlation of {self.correlation:g}: expected over -1, under 1"

    @property
    def least(self) -> Duration:
        """That of ``latency``."""
        return self.latency.least

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, later, and its z."""
        assert isinstance(state, tuple), "it remembers one z"
        z = _normal(draws.fraction(slot))
        if state:
            z = self.correlation * state[0] + math.sqrt(1 - self.correlation**2) * z
        fraction = min(_NORMAL.cdf(z), 1 - SCALE)
        return (z,), (later(flight, self.latency.delays((fraction,))[0]),)


_NORMAL = NormalDist()


def _normal(fraction: float) -> float:
    """Give the standard normal of ``fraction``, taken half a step up: neither 0 nor 1 has one."""
    return _NORMAL.inv_cdf(min(fraction + SCALE / 2, 1 - SCALE))


def _normal_at(base: int, jitter: int, fraction: float) -> float:
    return base + jitter * _normal(fraction)


def _lognormal_at(base: int, jitter: int, fraction: float) -> float:
    return base * math.exp(math.log1p(jitter / base) * _normal(fraction))


def _pareto_at(base: int, jitter: int, fraction: float) -> float:
    scale = jitter * (PARETO_SHAPE - 1)
    return base + scale * (math.pow(1 - fraction, -1 / PARETO_SHAPE) - 1)


_AT: Mapping[Distribution, Callable[[int, int, float], float]] = {
    Distribution.NORMAL: _normal_at,
    Distribution.LOGNORMAL: _lognormal_at,
    Distribution.PARETO: _pareto_at,
}
