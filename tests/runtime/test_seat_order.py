"""A live seat goes through the same story in the same order as a seat of the world, however long transits take."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from premises.faults.air import LinkPlan
from premises.faults.impairments.impairment import Loss
from premises.faults.impairments.latency import Latency
from premises.identity import Name
from premises.journey.trace import compare, trace_hash
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant
from premises.runtime.seat import GRACE
from premises.sim.world import World
from premises.wire.notes.flights import FlightStraggled
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import ORIGIN, House, clock, drawn
from tests.runtime.players import DCC, HUB, Pace, echo, link, pinger, wan
from tests.runtime.test_seat import of_kind

RUN = 1_000_000
"""Microseconds of premises time in one story."""

ASKERS = tuple(Name(f"b{number}") for number in range(1, 5))


def before(entries: list[Entry], moment: int) -> list[Entry]:
    return [entry for entry in entries if entry.at < moment]


@st.composite
def gatherings(draw: st.DrawFn) -> tuple[list[LinkPlan], dict[Name, Maker], int]:
    """Several askers round one hub, with moments that coincide on purpose."""
    plans: list[LinkPlan] = []
    makers: dict[Name, Maker] = {HUB: echo(HUB)}
    for who in ASKERS[: draw(st.integers(1, 4))]:
        base = draw(st.integers(20, 60)) * 1_000
        jitter = draw(st.sampled_from([0, 0, 2_000, 5_000]))
        loss = draw(st.sampled_from([0.0, 0.0, 0.2]))
        plans.append(link(f"link-{who}", (who, HUB), Latency(Duration(base), Duration(jitter)), Loss(loss)))
        every = Duration(draw(st.sampled_from([5_000, 10_000, 10_000, 37_000])))
        makers[who] = pinger(who, HUB, Pace(every, Instant(draw(st.sampled_from([0, 1_000, 10_000])))))
    return plans, makers, draw(st.integers(0, 1_000_000))


def room(plans: list[LinkPlan], speed: float) -> int:
    """Give the wall time that a frame's transit may take: its latency, less what its sender waited for others."""
    soonest = min(plan.there[0].base - plan.there[0].jitter for plan in plans if isinstance(plan.there[0], Latency))
    latency = math.floor(soonest / speed)
    return latency - min(max(0, GRACE - latency), latency // 2)


@given(
    gathering=gatherings(),
    shares=st.tuples(st.floats(0, 0.5), st.floats(0.5, 1)),
    slowness=st.integers(0, 3_000),
    speed=st.sampled_from([0.25, 1.0, 1.0, 1.5]),
)
def test_any_transit_shorter_than_the_latency_gives_the_worlds_order(
    gathering: tuple[list[LinkPlan], dict[Name, Maker], int], shares: tuple[float, float], slowness: int, speed: float
) -> None:
    least, most = (int(share * (room(gathering[0], speed) - slowness)) for share in shares)
    assume(least >= 100)
    transit = (least, most)
    plans, makers, seed = gathering
    virtual: list[Entry] = []
    world = World(makers, plans, seed, virtual.append)
    world.start()
    world.run(Instant(RUN))

    house = House(makers, plans, drawn(seed, *transit), drawn(seed + 1, 0, slowness), seed)
    house.follow(clock(speed))
    house.run(ORIGIN + round(RUN / speed) + 2 * GRACE)

    assert of_kind(house.entries, FlightStraggled) == []
    assert trace_hash(before(house.entries, RUN)) == trace_hash(before(virtual, RUN))
    assert compare(house.entries, virtual).differences == ()


def two(latency: int = 40_000, every: int = 100_000, **more: object) -> House:
    makers = {DCC: pinger(DCC, HUB, Pace(Duration(every))), HUB: echo(HUB)}
    return House(makers, [wan(latency)], **more)  # type: ignore[arg-type]  # fields of House
