"""A small slice of `make certificate`, and that the certificate finds what is not as it claims."""

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import pytest

from premises.draws import Draws
from premises.faults.impairments.aim import When
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.damage import Damage
from premises.faults.impairments.impairment import Flight, Impairment, Loss
from premises.faults.impairments.latency import CorrelatedLatency, Distribution, Latency
from premises.faults.impairments.queueing import Rate
from premises.quantity import Duration
from premises.wire.message import Medium
from tests.faults.certificate.__main__ import document, table
from tests.faults.certificate.claims import (
    Claim,
    Fate,
    Judge,
    bursts,
    damages,
    doubles,
    drifts,
    exact,
    holds_back,
    loses,
    normal,
    picks,
    queues,
    takes,
)
from tests.faults.certificate.docket import CLAIMS, JITTER, SPAN, Row, Verdict, judged
from tests.faults.certificate.page import claims_on_page
from tests.faults.certificate.theory import binomial, cumulative_of, kolmogorov, quantile

SLICE, SEEDS = 4_000, (0, 1, 2)
FAIR = Latency(SPAN, JITTER, Distribution.LOGNORMAL)
DRIFT = CorrelatedLatency(Latency(SPAN, JITTER), 0.8)


def test_a_slice_of_the_certificate_is_good() -> None:
    verdict = judged(CLAIMS, SEEDS, SLICE)

    assert verdict.is_good, [*table(verdict)]


def test_the_verdict_is_told_to_a_program_and_to_a_person() -> None:
    verdict = judged(CLAIMS[:2], SEEDS, SLICE)
    said = json.loads(document(verdict))

    assert (said["good"], len(said["checks"])) == (True, len(verdict.rows))
    assert all(check["low"] <= check["expected"] <= check["high"] for check in said["checks"])
    assert [*table(verdict)][-1].startswith("8 checks of ")


@dataclass(frozen=True, slots=True)
class SameHalf(Damage):
    """Turns bits of the first half alone."""

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, damaged in its first half or not at all."""
        if draws.fraction(slot) >= self.rate:
            return state, (flight,)
        return state, (Flight(flight.frame, flight.sent_at, flight.due_at, draws.fraction(slot + 1) / 2),)


WRONG: list[tuple[tuple[Impairment, ...], Judge]] = [
    ((Loss(0.04),), loses(0.02)),
    ((GilbertElliott(0.25, 0.75),), bursts(GilbertElliott(0.1, 0.3))),
    ((GilbertElliott(0.1, 0.3, 0.0, 0.9),), bursts(GilbertElliott(0.1, 0.3))),
    ((GilbertElliott(0.05, 0.15),), bursts(GilbertElliott(0.1, 0.3))),
    ((Latency(SPAN, JITTER),), takes(FAIR)),
    ((Latency(SPAN, Duration(12_000), Distribution.LOGNORMAL),), takes(FAIR)),
    ((Latency(SPAN, JITTER, Distribution.NORMAL),), takes(Latency(SPAN, JITTER, Distribution.PARETO))),
    ((Latency(SPAN, JITTER),), drifts(DRIFT)),
    ((CorrelatedLatency(Latency(SPAN, JITTER), 0.7),), drifts(DRIFT)),
    ((Rate(26_001, 6, Medium.WAN),), queues(Rate(26_000, 6, Medium.WAN))),
    ((Rate(26_000, 5, Medium.WAN),), queues(Rate(26_000, 6, Medium.WAN))),
    ((Latency(SPAN), Duplicate(0.05, Duration(701))), doubles(0.05, 700)),
    ((Latency(SPAN), Reorder(0.1, Duration(2_501))), holds_back(0.1, SPAN, 2_500)),
    ((Damage(0.05),), damages(0.01)),
    ((SameHalf(0.4),), damages(0.4)),
    ((When(Loss(1.0), every=7),), picks(lambda number: number % 7 == 1)),
]


@pytest.mark.parametrize(("lane", "judge"), WRONG, ids=[repr(lane) for lane, _ in WRONG])
def test_an_impairment_that_is_not_what_it_claims_fails(lane: tuple[Impairment, ...], judge: Judge) -> None:
    assert not judged([Claim("wrong", lane, judge)], SEEDS, SLICE).is_good


def test_a_small_error_to_one_side_in_all_seeds_fails_though_each_seed_passes() -> None:
    verdict = judged([Claim("biased", (Loss(0.0235),), loses(0.02))], range(20), SLICE)

    assert [row.seed for row in verdict.failed] == ["all"]


def test_many_checks_outside_their_interval_fail_though_none_is_impossible() -> None:
    def rows(outside: int) -> tuple[Row, ...]:
        checks = [normal("figure", 3.5 if number < outside else 0.5, 0.0, 1.0) for number in range(1_000)]
        return tuple(Row("claim", number, check) for number, check in enumerate(checks))

    most = Verdict(rows(0)).outside_max

    assert 3 <= most <= 6
    assert Verdict(rows(most)).is_good
    assert not Verdict(rows(most + 1)).is_good
    assert not Verdict(()).is_good


def test_a_judge_of_what_is_exact_leaves_no_room() -> None:
    assert (exact("figure", 3, 3).likely, exact("figure", 3, 4).likely) == (1.0, 0.0)


@pytest.mark.parametrize(("found", "likely"), [(50, 1.0), (40, 0.0569), (60, 0.0569), (30, 7.85e-5)])
def test_a_binomial_tail_is_the_exact_one(found: int, likely: float) -> None:
    assert binomial(found, 100, 0.5) == pytest.approx(likely, rel=2e-3)


@pytest.mark.parametrize(("scaled", "likely"), [(1.3581, 0.05), (1.9495, 0.001)])
def test_the_tail_of_kolmogorov_is_that_of_the_tables(scaled: float, likely: float) -> None:
    assert kolmogorov(scaled / 1_000, 1_000_000) == pytest.approx(likely, rel=0.01)


def test_quantiles_are_those_that_the_docstrings_of_the_distributions_say() -> None:
    pareto = cumulative_of(Latency(SPAN, JITTER, Distribution.PARETO))
    one_up = 0.8413447

    assert abs(quantile(0.5, cumulative_of(FAIR)) - SPAN) <= 1
    assert abs(quantile(one_up, cumulative_of(FAIR)) - (SPAN + JITTER)) <= 1
    assert abs(quantile(1 - 1 / 8, pareto) - (SPAN + 2 * JITTER)) <= 1


def test_losses_that_another_caused_are_not_counted() -> None:
    fates: Sequence[Fate] = [Fate((), "queue"), Fate((), "loss"), Fate((1,), ""), Fate((1,), "")]
    (check,) = loses(0.25)(fates)

    assert check.found == check.expected


def test_the_page_shows_every_claim_of_the_docket() -> None:
    assert claims_on_page() == [claim.called for claim in CLAIMS]
