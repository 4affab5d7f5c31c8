"""What each impairment claims of itself, and how many flights are judged by it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby, pairwise

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.contract import chunk_request
from premises.faults.impairments.damage import damaged
from premises.faults.impairments.impairment import WHOLE, Impairment
from premises.faults.impairments.latency import CorrelatedLatency, Latency
from premises.faults.impairments.queueing import Rate
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.field.air_bytes import NO_COUNTER, AddressBook, Hop, to_octets
from premises.wire.message import Medium
from tests.faults.certificate.theory import (
    ALPHA,
    NORMAL,
    Z,
    binomial,
    chain_lost,
    cumulative_of,
    distance,
    kolmogorov,
    quantile,
    two_sided,
    under_median_spread,
)

STEP = 1_000
"""Microseconds from one flight to the next."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one flight: by how much each of its copies was delayed, and who lost it if none goes on."""

    spans: tuple[int, ...]
    by: str
    turned: tuple[float, ...] = ()
    """Of each copy, how far through its octets a bit is turned; WHOLE when none is."""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure against theory."""

    measure: str
    expected: float
    found: float
    spread: float
    """How far from ``expected`` 99.9 % of all samples lie at most; 0 where theory leaves no room."""
    likely: float
    """How likely a sample is as far off as this one, or further: 0 to 1."""
    score: float | None = None
    """Standard deviations from ``expected``, with their sign, where that can be added up over seeds."""


Judge = Callable[[Sequence[Fate]], list[Check]]


@dataclass(frozen=True, slots=True)
class Claim:
    """Impairments of one lane, and the judge of their flights."""

    called: str
    lane: tuple[Impairment, ...]
    judge: Judge = field(repr=False)

    def fates(self, seed: int, count: int) -> list[Fate]:
        """Give what becomes of ``count`` flights; no two claims share their luck, which is keyed by the link's name."""
        ends = (Name("dcc"), Name("hub"))
        lane = Lane(LinkPlan(Name(self.called), Medium.WAN, ends, self.lane, ()), ends[0], seed)
        found = []
        for index in range(count):
            now = Instant(index * STEP)
            flights, by = lane.decide(chunk_request(index), 1, index, now)
            spans = tuple(flight.due_at - now for flight in flights)
            found.append(Fate(spans, by, tuple(flight.turned for flight in flights)))
        return found


def share(measure: str, found: int, count: int, rate: float) -> Check:
    """Give the check of a count that is binomial, as a share."""
    deviation = math.sqrt(rate * (1 - rate) / count)
    score = (found / count - rate) / deviation
    return Check(measure, rate, found / count, Z * deviation, binomial(found, count, rate), score)


def normal(measure: str, found: float, expected: float, deviation: float) -> Check:
    """Give the check of a figure that is normal."""
    score = (found - expected) / deviation
    return Check(measure, expected, found, Z * deviation, two_sided(score), score)


def exact(measure: str, found: int, expected: int) -> Check:
    """Give the check of a figure that has no choice."""
    return Check(measure, expected, found, 0, float(found == expected))


def loses(rate: float, by: str = "loss") -> Judge:
    """Judge independent losses."""
    return lambda fates: [share("share lost", sum(fate.by == by for fate in fates), len(fates), rate)]


def damages(rate: float) -> Judge:
    """Judge damage: how much, and that no bit of a frame of as many as there are is likelier than another."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        octets = to_octets(chunk_request(1), Medium.WAN, _HOP, NO_COUNTER, _BOOK)
        count = 8 * len(octets)
        bits = sorted(damaged(octets, part)[1] for fate in fates for part in fate.turned if part != WHOLE)
        wrong = sum(not 0 <= bit < count for bit in bits)
        return [
            share("share damaged", len(bits), len(fates), rate),
            exact("bits outside the frame", wrong, 0),
            _distribution(bits, lambda bit: min(1.0, max(0.0, (bit + 1) / count))),
        ]

    return judge


def doubles(rate: float, after: int) -> Judge:
    """Judge copies."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        gaps = [fate.spans[1] - fate.spans[0] for fate in fates if len(fate.spans) == 2]
        odd = sum(gap != after for gap in gaps)
        return [share("share doubled", len(gaps), len(fates), rate), exact("copies at another time", odd, 0)]

    return judge


def holds_back(rate: float, base: int, by: int) -> Judge:
    """Judge flights that are held back: how many, and that exactly those sent within ``by`` overtake."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        held = [fate.spans[0] - base == by for fate in fates]
        ahead = (by - 1) // STEP
        due = [index * STEP + fate.spans[0] for index, fate in enumerate(fates)]
        pairs = ((index, other) for index in range(len(due)) for other in range(index + 1, min(index + 9, len(due))))
        wrong = sum(
            (due[other] < due[index]) != (held[index] and not held[other] and other - index <= ahead)
            for index, other in pairs
        )
        return [share("share held back", sum(held), len(held), rate), exact("pairs in another order", wrong, 0)]

    return judge


def bursts(chain: GilbertElliott) -> Judge:
    """Judge losses that come together; the lengths of good and bad times only where losses show them."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        count, lost = len(fates), [fate.by == "burst" for fate in fates]
        expected, spread = chain_lost(count, chain.to_bad, chain.to_good, chain.loss_good, chain.loss_bad)
        checks = [normal("share lost in the long run", sum(lost) / count, expected / count, spread / count)]
        if (chain.loss_good, chain.loss_bad) == (0.0, 1.0):
            runs = [(is_bad, len(list(run))) for is_bad, run in groupby(lost)][:-1]
            for name, bad, change in (("bad", True, chain.to_good), ("good", False, chain.to_bad)):
                lengths = [length for is_bad, length in runs if is_bad is bad]
                each = math.sqrt(1 - change) / change / math.sqrt(len(lengths))
                checks.append(normal(f"mean length of {name} times", sum(lengths) / len(lengths), 1 / change, each))
        return checks

    return judge


def takes(latency: Latency) -> Judge:
    """Judge independent latencies by their whole distribution, median and p90."""
    cumulative = cumulative_of(latency)
    marks = [(f"p{round(100 * part)}", quantile(part, cumulative)) for part in (0.5, 0.9)]

    def judge(fates: Sequence[Fate]) -> list[Check]:
        found = sorted(fate.spans[0] for fate in fates)
        checks = [_distribution(found, cumulative)]
        for name, mark in marks:
            if cumulative(mark) == 1:
                continue  # Three microseconds have no p90 of their own.
            under = sum(span <= mark for span in found)
            checks.append(share(f"share up to the {name} of {mark} us", under, len(found), cumulative(mark)))
        return checks

    return judge


def drifts(drift: CorrelatedLatency) -> Judge:
    """Judge correlated latencies: the distribution stays, and the normal below, found from it, is correlated."""
    cumulative, correlation = cumulative_of(drift.latency), drift.correlation
    apart = math.ceil(math.log(1e-4) / math.log(abs(correlation)))
    """From one flight to the next that remembers nothing of it."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        spans = [fate.spans[0] for fate in fates]
        zs = [NORMAL.inv_cdf((cumulative(span - 1) + cumulative(span)) / 2) for span in spans]
        count, squares = len(zs), sum(z * z for z in zs)
        found = sum(one * following for one, following in pairwise(zs)) / squares
        under = sum(z < 0 for z in zs)
        return [
            _distribution(sorted(spans[::apart]), cumulative),
            normal("correlation of the normal", found, correlation, math.sqrt((1 - correlation**2) / count)),
            normal("share under the median", under / count, 0.5, under_median_spread(count, correlation) / count),
        ]

    return judge


def _distribution(found: Sequence[int], cumulative: Callable[[int], float]) -> Check:
    furthest, bar = distance(found, cumulative), math.sqrt(-math.log(ALPHA / 2) / 2 / len(found))
    return Check("distance of the distributions", 0, furthest, bar, kolmogorov(furthest, len(found)))


def queues(rate: Rate) -> Judge:
    """Judge a queue by another that knows octets, fractions of a microsecond, and who is still there."""

    def judge(fates: Sequence[Fate]) -> list[Check]:
        ends: list[Fraction] = []
        late = refused = 0
        for index, fate in enumerate(fates):
            if fate.by == "loss":
                continue
            now = Fraction(index * STEP)
            full = sum(end > now for end in ends[-rate.queue_max :]) == rate.queue_max
            refused += full != (fate.by == "queue")
            if not full:
                octets = len(to_octets(chunk_request(index), rate.medium, _HOP, NO_COUNTER, _BOOK))
                ends.append(max([now, *ends[-1:]]) + Fraction(octets * 1_000_000, rate.octets_per_s))
                late += fate.spans != (math.ceil(ends[-1] - now),)
        return [exact("flights due at another moment", late, 0), exact("flights refused otherwise", refused, 0)]

    return judge


def picks(numbers: Callable[[int], bool]) -> Judge:
    """Judge losses that are meant, by the number of the flight, from 1."""
    return lambda fates: [
        exact(
            "flights lost or not against the plan",
            sum(numbers(number) != (not fate.spans) for number, fate in enumerate(fates, start=1)),
            0,
        )
    ]


_HOP, _BOOK = Hop(Name("dcc"), Name("hub")), AddressBook(0, {}, {})
