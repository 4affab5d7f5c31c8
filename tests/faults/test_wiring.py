"""From a link as data to what happens to frames on it: each key is its impairment, in an order that is fixed."""

import pytest

from lab.site import site_of
from premises.faults.air import LinkPlan
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import CorrelatedLatency, Distribution, Latency
from premises.faults.impairments.queueing import Rate
from premises.faults.specified import QUEUE_MAX
from premises.faults.wiring import link_plans
from premises.quantity import Duration
from premises.wire.message import Medium
from premises.wire.site import Site

SPAN, JITTER = Duration(100_000), Duration(20_000)


def wan(**said: object) -> LinkPlan:
    """Give the plan of a WAN of 100 ms give or take 20 that says so much more."""
    link = {"latency_ms": 100.0, "jitter_ms": 20.0, **said}
    site = site_of({"links": {"wan": link}}, "x")
    return next(plan for plan in link_plans(site) if plan.name == "wan")


@pytest.mark.parametrize(
    ("said", "impairments"),
    [
        ({}, (Latency(SPAN, JITTER),)),
        ({"loss": 0.2}, (Latency(SPAN, JITTER), Loss(0.2))),
        *(({"distribution": each.value}, (Latency(SPAN, JITTER, each),)) for each in Distribution),
        ({"correlation": -0.5}, (CorrelatedLatency(Latency(SPAN, JITTER), -0.5),)),
        ({"burst_into": 0.1, "burst_out_of": 0.5}, (Latency(SPAN, JITTER), GilbertElliott(0.1, 0.5))),
        ({"burst_out_of": 0.5}, (Latency(SPAN, JITTER),)),
        ({"rate_octets_per_s": 500}, (Rate(500, QUEUE_MAX, Medium.WAN), Latency(SPAN, JITTER))),
        (
            {
                "burst_into": 0.1,
                "burst_out_of": 0.5,
                "loss": 0.2,
                "rate_octets_per_s": 500,
                "correlation": 0.9,
                "distribution": "pareto",
            },
            (
                Rate(500, QUEUE_MAX, Medium.WAN),
                CorrelatedLatency(Latency(SPAN, JITTER, Distribution.PARETO), 0.9),
                Loss(0.2),
                GilbertElliott(0.1, 0.5),
            ),
        ),
    ],
)
def test_a_link_is_what_it_says_in_a_fixed_order_both_ways(
    said: dict[str, object], impairments: tuple[Impairment, ...]
) -> None:
    plan = wan(**said)

    assert plan.there == plan.back == impairments


@pytest.mark.parametrize("secured", [True, False])
def test_a_rate_counts_octets_as_the_premises_secures_them(secured: bool) -> None:
    site = site_of({"nwk_security": secured, "links": {"han": {"profile": "han-2400"}}}, "x")
    (han,) = (plan for plan in link_plans(site) if plan.name == "han")

    assert han.there[0] == Rate(31_250, QUEUE_MAX, Medium.RADIO, secured)
    assert han.secured is secured


@pytest.mark.parametrize("kind", ["duis", "wan", "han", "althan"])
def test_a_link_that_names_no_profile_is_held_to_no_rate(kind: str) -> None:
    pair = {
        "b1": {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 1},
        "b2": {"ppmid_variant": "B2", "eui": "90-B3-D5-1F-30-B2-00-01", "image_type": 2, "behind": "b1"},
    }

    def rated(**links: object) -> list[str]:
        plans = link_plans(site_of({"bridges": pair, "links": links}, "x"))
        return [plan.name.partition("-")[0] for plan in plans if any(isinstance(each, Rate) for each in plan.there)]

    assert rated() == []
    assert rated(**{kind: {"profile": "gprs"}}) == [kind]
    assert rated(**{kind: {"profile": "gprs", "rate_octets_per_s": 0}}) == []


def test_every_link_of_the_default_premises_can_be_decided_ahead() -> None:
    assert all(
        not isinstance(each, Rate | GilbertElliott | CorrelatedLatency)
        for plan in link_plans(Site())
        for each in (*plan.there, *plan.back)
    )


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Loss(1.4), "loss of 1.4: expected 0 to 1"),
        (lambda: Loss(-0.1), "loss of -0.1: expected 0 to 1"),
        (lambda: Loss(float("nan")), "loss of nan: expected 0 to 1"),
        (lambda: GilbertElliott(1.1, 0.5), "burst: to_bad of 1.1: expected 0 to 1"),
        (lambda: GilbertElliott(0.1, 1.5), "burst: to_good of 1.5: expected 0 to 1"),
        (lambda: GilbertElliott(0.1, 0.5, -1), "burst: loss_good of -1: expected 0 to 1"),
        (lambda: GilbertElliott(0.1, 0.5, 0, 2), "burst: loss_bad of 2: expected 0 to 1"),
        (lambda: Latency(Duration(-1)), "latency: base of -1: expected 0 or more"),
        (lambda: Latency(SPAN, Duration(-1)), "latency: jitter of -1: expected 0 or more"),
        (lambda: Latency(JITTER, SPAN), "latency: jitter of 100000: expected at most the base 20000"),
        (lambda: CorrelatedLatency(Latency(SPAN), 1.0), "latency: correlation of 1: expected over -1, under 1"),
        (lambda: CorrelatedLatency(Latency(SPAN), -1.0), "latency: correlation of -1: expected over -1, under 1"),
        (lambda: Rate(0, 4, Medium.WAN), "rate: octets_per_s of 0: expected 1 or more"),
        (lambda: Rate(9, 0, Medium.WAN), "rate: queue_max of 0: expected 1 or more"),
    ],
)
def test_an_impairment_out_of_range_is_refused_in_one_line(build: object, said: str) -> None:
    with pytest.raises(AssertionError) as refused:
        build()  # type: ignore[operator]  # a function

    assert str(refused.value) == said


def test_a_jitter_may_be_longer_than_the_latency_where_it_is_no_bound() -> None:
    plan = wan(jitter_ms=400.0, distribution="lognormal")

    assert plan.there == (Latency(SPAN, Duration(400_000), Distribution.LOGNORMAL),)
