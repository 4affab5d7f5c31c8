"""What latency and loss do to many flights, and that every impairment keeps the contract."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise

import pytest

from premises.draws import Draws, Luck
from premises.faults.impairments.contract import check_impairment
from premises.faults.impairments.copies import Duplicate
from premises.faults.impairments.impairment import Flight, Impairment, Loss, later
from premises.faults.impairments.latency import Latency
from premises.quantity import ORIGIN, Duration, Instant
from tests.faults.conservation import EveryNth, frame

COUNT = 20_000
SPAN, JITTER = Duration(25_000), Duration(10_000)


def luck(seed: int, sequence: int, *names: str) -> Draws:
    """Give the luck of one flight."""
    return Luck(seed, "air", *names).draws(1, sequence)


def delays(latency: Latency, seed: int, count: int = COUNT) -> list[int]:
    """Give what many flights were delayed by."""
    flight, lane = Flight(frame(), ORIGIN, ORIGIN), Luck(seed, "air")
    return [latency.decide(None, flight, lane.draws(1, index), 0)[1][0].due_at for index in range(count)]


@pytest.mark.parametrize(
    "impairment",
    [
        Latency(SPAN),
        Latency(SPAN, JITTER),
        Latency(SPAN, SPAN),
        Loss(0.0),
        Loss(0.3),
        Loss(1.0),
        Duplicate(0.4, Duration(50)),
        EveryNth(3),
    ],
    ids=repr,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_every_impairment_keeps_the_contract(impairment: Impairment, seed: int) -> None:
    check_impairment(impairment, seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_latency_is_uniform_between_its_ends(seed: int) -> None:
    found = sorted(delays(Latency(SPAN, JITTER), seed))
    least, most = SPAN - JITTER, SPAN + JITTER
    furthest = max(abs((delay - least) / (most - least) - index / COUNT) for index, delay in enumerate(found))

    assert least <= found[0] <= least + 10
    assert most - 10 <= found[-1] <= most
    assert furthest < 1.95 / COUNT**0.5, "Kolmogorov and Smirnov, 0.1 %"


def test_every_microsecond_between_the_ends_is_as_likely_as_any_other() -> None:
    found = delays(Latency(Duration(3), Duration(2)), 1)
    shares = [found.count(delay) / COUNT for delay in range(1, 6)]

    assert sum(shares) == pytest.approx(1)
    assert all(abs(share - 0.2) < 0.01 for share in shares)


@pytest.mark.parametrize("seed", [1, 2])
def test_latency_of_one_flight_says_nothing_of_the_next(seed: int) -> None:
    found = delays(Latency(SPAN, JITTER), seed)
    centred = [delay - SPAN for delay in found]
    product = sum(one * following for one, following in pairwise(centred))
    variance = sum(one * one for one in centred)

    assert abs(product / variance) < 4 / COUNT**0.5


def test_latency_without_jitter_is_the_same_for_all_and_draws_nothing() -> None:
    assert set(delays(Latency(SPAN), 1, 100)) == {SPAN}


def test_latency_adds_to_what_is_due_already() -> None:
    flight = Flight(frame(), Instant(100), Instant(1_000))

    assert Latency(SPAN).decide(None, flight, luck(1, 0), 0) == (
        None,
        (Flight(frame(), Instant(100), Instant(1_000 + SPAN)),),
    )


def test_a_jitter_as_large_as_the_latency_never_moves_a_flight_back() -> None:
    assert min(delays(Latency(SPAN, SPAN), 4)) >= 0


@pytest.mark.parametrize("rate", [0.001, 0.02, 0.3, 0.9])
@pytest.mark.parametrize("seed", [1, 2])
def test_loss_takes_its_share_within_the_interval_of_999_in_a_thousand(rate: float, seed: int) -> None:
    flight, lane = Flight(frame(), ORIGIN, ORIGIN), Luck(seed, "air")
    lost = sum(not Loss(rate).decide(None, flight, lane.draws(1, index), 0)[1] for index in range(COUNT))

    # 3.29 standard deviations, normal approximation, and one for the discrete count.
    assert abs(lost - COUNT * rate) <= 3.29 * (COUNT * rate * (1 - rate)) ** 0.5 + 1


@pytest.mark.parametrize(("rate", "gone"), [(0.0, 0), (1.0, 2_000)])
def test_loss_of_nothing_and_of_everything_are_exact(rate: float, gone: int) -> None:
    flight, lane = Flight(frame(), ORIGIN, ORIGIN), Luck(1, "air")

    assert sum(not Loss(rate).decide(None, flight, lane.draws(1, index), 0)[1] for index in range(2_000)) == gone


def test_a_flight_that_is_not_lost_is_not_changed() -> None:
    flight = Flight(frame(), Instant(5), Instant(9))

    assert Loss(0.0).decide(None, flight, luck(1, 0), 0) == (None, (flight,))


@dataclass(frozen=True, slots=True)
class Hasty:
    """Breaks the contract in the way it is told to."""

    how: str
    called = "hasty"
    fractions = 1
    fresh = None
    least = Duration(9)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Do one thing that no impairment may do."""
        now, due = flight.sent_at, flight.due_at
        match self.how:
            case "earlier":
                return None, (Flight(flight.frame, now, Instant(due - 1)),)
            case "rewritten":
                return None, (Flight(flight.frame, Instant(now + 1), due),)
            case "swarm":
                return None, (flight,) * 17
            case "greedy":
                draws.fraction(slot + 1)
            case "stateful":
                return 1, (later(flight, 9),)
            case "hurried":
                return None, (later(flight, 8),)
        return None, (later(flight, 9),)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("earlier", "only ever moved later"),
        ("rewritten", "when it was sent is history"),
        ("swarm", "became 17 flights"),
        ("greedy", "belongs to another impairment"),
        ("stateful", "a state always or never"),
        ("hurried", "its least is 9 us"),
    ],
)
def test_the_contract_finds_an_impairment_that_breaks_it(how: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check_impairment(Hasty(how))


def test_the_contract_finds_chance_that_is_not_an_argument() -> None:
    class Streaming:
        called, fractions, fresh, least = "streaming", 0, None, Duration(0)
        calls = 0

        def decide(
            self, state: Hashable, flight: Flight, draws: Draws, slot: int
        ) -> tuple[Hashable, tuple[Flight, ...]]:
            self.calls += 1
            return None, ((flight,) if self.calls % 3 else ())

    with pytest.raises(AssertionError, match="not repeatable"):
        check_impairment(Streaming())
