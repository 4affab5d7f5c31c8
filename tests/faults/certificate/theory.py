"""What theory says of many flights, in closed forms: distribution functions, tails and variances; no sampling here.

Written apart from the impairments: from what their docstrings say, not from their code.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from statistics import NormalDist

from premises.faults.impairments.impairment import LATENCY_MIN
from premises.faults.impairments.latency import Distribution, Latency

NORMAL = NormalDist()

ALPHA = 0.001
"""What an interval of 99.9 % leaves out."""

Z = NORMAL.inv_cdf(1 - ALPHA / 2)
"""Standard deviations to the end of that interval."""

Cumulative = Callable[[int], float]
"""Gives the share of flights that are delayed by at most so many microseconds."""


def two_sided(score: float) -> float:
    """Give how likely a standard normal lies as far out as ``score`` or further."""
    return math.erfc(abs(score) / math.sqrt(2))


def binomial(found: int, count: int, rate: float) -> float:
    """Give how likely a binomial lies as far out as ``found`` or further: twice the smaller exact tail, at most 1."""
    if not 0 < rate < 1:
        return float(found == count * rate)
    return min(1.0, 2 * min(_tail(found, count, rate, -1), _tail(found, count, rate, 1)))


def _tail(found: int, count: int, rate: float, step: int) -> float:
    logarithm = math.lgamma(count + 1) - math.lgamma(found + 1) - math.lgamma(count - found + 1)
    term = math.exp(logarithm + found * math.log(rate) + (count - found) * math.log1p(-rate))
    total, at, odds = 0.0, found, rate / (1 - rate)
    while 0 <= at <= count and total + term != total:
        total += term
        term *= (count - at) / (at + 1) * odds if step > 0 else at / (count - at + 1) / odds
        at += step
    return total


def kolmogorov(distance: float, count: int) -> float:
    """Give how likely the distribution of a sample of ``count`` is that far off; with ties it is less likely still."""
    scaled = distance * (math.sqrt(count) + 0.12 + 0.11 / math.sqrt(count))
    terms = (math.exp(-2 * (k * scaled) ** 2) * (1 if k % 2 else -1) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))


def distance(found: Sequence[int], cumulative: Cumulative) -> float:
    """Give the greatest distance of the empirical distribution function from ``cumulative``; ``found`` is sorted."""
    count, furthest, place = len(found), 0.0, 0
    while place < count:
        value = found[place]
        furthest = max(furthest, abs(place / count - cumulative(value - 1)))
        place = bisect_left(found, value + 1, place)
        furthest = max(furthest, abs(place / count - cumulative(value)))
    return furthest


def cumulative_of(latency: Latency) -> Cumulative:
    """Give the distribution function of whole microseconds, which are cut off and never rounded up."""
    base, jitter = latency.base, latency.jitter

    def uniform(span: int) -> float:
        return min(1.0, max(0.0, (span - base + jitter + 1) / (2 * jitter + 1)))

    def normal(span: int) -> float:
        return NORMAL.cdf((span + 1 - base) / jitter) if span >= LATENCY_MIN else 0.0

    def lognormal(span: int) -> float:
        return NORMAL.cdf(math.log((span + 1) / base) / math.log((base + jitter) / base)) if span > 0 else 0.0

    def pareto(span: int) -> float:
        return 1 - (1 + (span + 1 - base) / (2 * jitter)) ** -3 if span >= base else 0.0

    named = {
        Distribution.UNIFORM: uniform,
        Distribution.NORMAL: normal,
        Distribution.LOGNORMAL: lognormal,
        Distribution.PARETO: pareto,
    }
    return named[latency.distribution]


def quantile(share: float, cumulative: Cumulative) -> int:
    """Give the least span that at least ``share`` of the flights do not exceed; under 2**40 microseconds."""
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high) // 2
        if cumulative(middle) < share:
            low = middle + 1
        else:
            high = middle
    return low


def chain_lost(count: int, to_bad: float, to_good: float, loss_good: float, loss_bad: float) -> tuple[float, float]:
    """Give mean and standard deviation of flights lost by a Gilbert-Elliott link that begins well."""
    bad, keeps = to_bad / (to_bad + to_good), 1 - to_bad - to_good
    rate, gap = bad * loss_bad + (1 - bad) * loss_good, loss_bad - loss_good
    mean = count * rate - bad * gap * keeps / (1 - keeps)
    variance = rate * (1 - rate) + 2 * gap**2 * bad * (1 - bad) * keeps / (1 - keeps)
    return mean, math.sqrt(count * variance)


def under_median_spread(count: int, correlation: float) -> float:
    """Give the standard deviation of how many of ``count`` autoregressive normals lie under nought."""
    total, power, lag = count / 4, correlation, 1
    while abs(power) > 1e-12:
        total += 2 * (count - lag) * math.asin(power) / (2 * math.pi)
        power, lag = power * correlation, lag + 1
    return math.sqrt(total)
