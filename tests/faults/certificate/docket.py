"""The claims that are judged, fixed in advance, and the verdict over all their checks."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import starmap
from multiprocessing import get_context

from premises.faults.impairments.aim import Outage, When, Window
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.damage import Damage
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import CorrelatedLatency, Distribution, Latency
from premises.faults.impairments.queueing import Rate
from premises.quantity import Duration, Instant
from premises.wire.message import Medium
from tests.faults.certificate.claims import (
    STEP,
    Check,
    Claim,
    Judge,
    bursts,
    damages,
    doubles,
    drifts,
    holds_back,
    loses,
    normal,
    picks,
    queues,
    takes,
)
from tests.faults.certificate.theory import ALPHA, binomial

SEEDS = tuple(range(20))
FLIGHTS = 100_000

SPAN, JITTER = Duration(25_000), Duration(10_000)

ALL = "all"
"""In place of a seed: all of them together."""


def _claim(impairment: Impairment, judge: Judge, *before: Impairment) -> Claim:
    return Claim(" then ".join(repr(each) for each in (*before, impairment)), (*before, impairment), judge)


def _bursts(chain: GilbertElliott) -> Claim:
    return _claim(chain, bursts(chain))


def _takes(latency: Latency) -> Claim:
    return _claim(latency, takes(latency))


def _drifts(drift: CorrelatedLatency) -> Claim:
    return _claim(drift, drifts(drift))


_RATE = Rate(26_000, 6, Medium.WAN)
_WINDOWS = (Window(Instant(900 * STEP), Instant(1_700 * STEP)), Window(Instant(3_100 * STEP), Instant(3_101 * STEP)))

CLAIMS = (
    *(_claim(Loss(rate), loses(rate)) for rate in (0.001, 0.02, 0.3)),
    _bursts(GilbertElliott(0.01, 0.25)),
    _bursts(GilbertElliott(0.05, 0.05, 0.01, 0.4)),
    *(_takes(Latency(SPAN, JITTER, distribution)) for distribution in Distribution),
    _takes(Latency(Duration(300_000), Duration(400_000), Distribution.LOGNORMAL)),
    _takes(Latency(Duration(3), Duration(2))),
    *(_drifts(CorrelatedLatency(Latency(SPAN, Duration(4_000), distribution), 0.8)) for distribution in Distribution),
    _drifts(CorrelatedLatency(Latency(SPAN, Duration(4_000)), -0.5)),
    _claim(_RATE, queues(_RATE), Loss(0.2)),
    *(_claim(Damage(rate), damages(rate)) for rate in (0.01, 0.4)),
    _claim(Duplicate(0.05, Duration(700)), doubles(0.05, 700), Latency(SPAN)),
    _claim(Reorder(0.1, Duration(2_500)), holds_back(0.1, SPAN, 2_500), Latency(SPAN)),
    _claim(Outage(_WINDOWS), picks(lambda number: 900 < number <= 1_700 or number == 3_101)),
    _claim(When(Loss(1.0), nth=777), picks(lambda number: number == 777)),
    _claim(When(Loss(1.0), ("ChunkRequest",), every=7), picks(lambda number: number % 7 == 0)),
    _claim(When(Loss(1.0), ("CS09",)), picks(lambda number: False)),
    _claim(When(Loss(1.0), window=Window(Instant(50 * STEP)), every=2), picks(lambda n: n > 50 and n % 2 == 0)),
    _claim(When(Loss(0.5), share=0.1), loses(0.05)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One check of one claim."""

    claim: str
    seed: int | str
    check: Check


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks, and what they come to.

    Of many fair samples some lie outside their interval of 99.9 %. So none may be less likely than what is left out,
    shared among all checks (Bonferroni), and no more may lie outside than a fair certificate of independent checks has
    in 99.9 % of cases.
    """

    rows: tuple[Row, ...]

    @property
    def least_likely(self) -> float:
        """What every check has to reach."""
        return ALPHA / len(self.rows)

    @property
    def outside(self) -> tuple[Row, ...]:
        """Those outside their own interval of 99.9 %."""
        return tuple(row for row in self.rows if row.check.likely < ALPHA)

    @property
    def outside_max(self) -> int:
        """How many may lie outside."""
        return next(most for most in range(len(self.rows)) if _more_than(most, len(self.rows)) < ALPHA)

    @property
    def failed(self) -> tuple[Row, ...]:
        """Those that no fair sample explains."""
        return tuple(row for row in self.rows if row.check.likely < self.least_likely)

    @property
    def is_good(self) -> bool:
        """Whether theory is met."""
        return bool(self.rows) and not self.failed and len(self.outside) <= self.outside_max


def judged(claims: Sequence[Claim], seeds: Sequence[int], flights: int) -> Verdict:
    """Judge ``claims`` here and now."""
    return _verdict(claims, seeds, [[claim.judge(claim.fates(seed, flights)) for seed in seeds] for claim in claims])


def judged_beside(seeds: Sequence[int], flights: int, workers: int) -> Verdict:
    """Judge all CLAIMS on ``workers`` processes; the verdict is the same however many they are."""
    work = [(index, seed, flights) for index in range(len(CLAIMS)) for seed in seeds]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_judge, work, chunksize=4))
    return _verdict(CLAIMS, seeds, [found[place : place + len(seeds)] for place in range(0, len(found), len(seeds))])


def _judge(work: tuple[int, int, int]) -> list[Check]:
    index, seed, flights = work
    return CLAIMS[index].judge(CLAIMS[index].fates(seed, flights))


def _verdict(claims: Sequence[Claim], seeds: Sequence[int], found: Sequence[list[list[Check]]]) -> Verdict:
    rows: list[Row] = []
    for claim, of_seeds in zip(claims, found, strict=True):
        for seed, checks in zip(seeds, of_seeds, strict=True):
            rows.extend(Row(claim.called, seed, check) for check in checks)
        rows.extend(Row(claim.called, ALL, check) for check in starmap(_together, _scored(of_seeds)))
    return Verdict(tuple(rows))


def _scored(of_seeds: Sequence[list[Check]]) -> Iterable[tuple[str, list[float]]]:
    """Give each measure that adds up over seeds, and its scores."""
    for checks in zip(*of_seeds, strict=True):
        scores = [check.score for check in checks if check.score is not None]
        if scores:
            yield checks[0].measure, scores


def _together(measure: str, scores: list[float]) -> Check:
    """Give the check of many scores: a small error to one side in all seeds is none that chance makes."""
    return normal(f"{measure}: mean score", sum(scores) / len(scores), 0.0, len(scores) ** -0.5)


def _more_than(most: int, count: int) -> float:
    """Give at least how likely more than ``most`` of ``count`` fair checks lie outside."""
    return binomial(most + 1, count, ALPHA) / 2 if most + 1 > count * ALPHA else 1.0
