"""The short way of a lane without a state says what the long way says."""

import pytest

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.copies import Reorder
from premises.faults.impairments.impairment import LOST, Impairment, Loss
from premises.faults.impairments.latency import Distribution, Latency
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.field.zcl import ImageBlockAbort
from premises.wire.message import Frame, Medium

HUB, B1 = Name("hub"), Name("b1")
FRAME = Frame(HUB, B1, 0, ImageBlockAbort())
NOW = Instant(1_000_000)

MIXES: list[tuple[Impairment, ...]] = [
    (Latency(Duration(10_000)),),
    (Latency(Duration(10_000), Duration(4_000)), Loss(0.2)),
    (Loss(0.3), Latency(Duration(5), Duration(5))),
    (Latency(Duration(9), Duration(4), Distribution.NORMAL), Reorder(0.3, Duration(50)), Loss(0.1)),
    (Latency(Duration(10_000), Duration(4_000), Distribution.PARETO), Loss(0.2)),
    (Latency(Duration(0)), Loss(0.5), Latency(Duration(7), Duration(2)), Loss(0.1)),
]


@pytest.mark.parametrize("mix", MIXES, ids=str)
@pytest.mark.parametrize("boot", [1, 7])
def test_a_delay_decided_ahead_is_what_is_decided_flight_by_flight(mix: tuple[Impairment, ...], boot: int) -> None:
    lane = Lane(LinkPlan(Name("han"), Medium.RADIO, (HUB, B1), mix, ()), HUB, 3)

    assert lane.is_passing
    for sequence in [*range(100), 5, 1_000, 999, 31, 32]:
        flights, _ = lane.decide(FRAME, boot, sequence, NOW)
        delays = [flight.due_at - NOW for flight in flights]
        ahead = lane.delay(boot, sequence)
        assert delays == ([] if ahead == LOST else [ahead]), f"flight {sequence}"
