"""Lanes: what becomes of a frame through several impairments, and whose luck is whose."""

from collections.abc import Hashable
from dataclasses import dataclass

import pytest

from lab.cast import makers_of
from premises.draws import Draws
from premises.faults.air import Lane, LinkPlan, lanes_from
from premises.faults.impairments.copies import Duplicate
from premises.faults.impairments.impairment import LATENCY_MIN, LOST, Flight, Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant
from premises.sim.world import World
from premises.wire.message import Medium
from premises.wire.site import HUB, BridgeSpec, LinkSpec, LinksSpec, Site
from tests.faults.conservation import EveryNth, frame

B1, B2 = Name("b1"), Name("b2")
SPAN, JITTER = Duration(25_000), Duration(10_000)
Fate = tuple[tuple[Flight, ...], str]


def plan(*there: Impairment, name: str = "han", ends: tuple[Name, Name] = (HUB, B1)) -> LinkPlan:
    """Give a link whose way there has ``there``, and whose way back is perfect."""
    return LinkPlan(Name(name), Medium.RADIO, ends, there, (Latency(SPAN),))


def fates(lane: Lane, count: int = 200, boot: int = 1) -> list[Fate]:
    """Give what becomes of many frames."""
    return [lane.decide(frame(index), boot, index, Instant(1_000 * index)) for index in range(count)]


ROUGH = (Latency(SPAN, JITTER), Loss(0.3), Duplicate(0.4, Duration(70)), EveryNth(5))


def test_impairments_apply_in_the_order_of_the_plan() -> None:
    doubled_then_counted = Lane(plan(Duplicate(1.0, Duration(70)), EveryNth(2)), HUB, 1)
    counted_then_doubled = Lane(plan(EveryNth(2), Duplicate(1.0, Duration(70))), HUB, 1)

    assert [len(flights) for flights, _ in fates(doubled_then_counted, 4)] == [1, 1, 1, 1]
    assert [len(flights) for flights, _ in fates(counted_then_doubled, 4)] == [2, 0, 2, 0]


def test_latencies_add_up() -> None:
    lane = Lane(plan(Latency(SPAN), Latency(Duration(40))), HUB, 1)

    assert [flights[0].due_at - flights[0].sent_at for flights, _ in fates(lane, 3)] == [SPAN + 40] * 3


def test_who_lost_a_frame_is_said_and_nobody_after_that_decides() -> None:
    lane = Lane(plan(Latency(SPAN), EveryNth(2), Loss(1.0)), HUB, 1)

    assert [by for _, by in fates(lane, 4)] == ["loss", "every-nth", "loss", "every-nth"]
    assert not any(flights for flights, _ in fates(lane, 4))


def test_two_impairments_of_one_lane_do_not_share_their_luck() -> None:
    # With one draw for both, nothing that the first lets pass would be lost by the second.
    lane = Lane(plan(Loss(0.5), Loss(0.5)), HUB, 1)
    arrived = sum(bool(flights) for flights, _ in fates(lane, 2_000))

    assert 400 < arrived < 600


def test_the_copies_of_a_frame_are_lost_each_for_itself() -> None:
    lane = Lane(plan(Duplicate(1.0, Duration(70)), Loss(0.5)), HUB, 1)
    arrived = [len(flights) for flights, _ in fates(lane, 2_000)]

    assert 900 < arrived.count(1) < 1_100, "a copy is a flight too, and loss is independent of every other"


def test_a_copy_does_not_borrow_its_luck_from_what_comes_after() -> None:
    # Each copy passes with a quarter, so both do with a sixteenth; with a draw in common it would be an eighth.
    lane = Lane(plan(Duplicate(1.0, Duration(70)), Loss(0.5), Loss(0.5)), HUB, 1)
    arrived = [len(flights) for flights, _ in fates(lane, 4_000)]

    assert 190 < arrived.count(2) < 310


def test_each_direction_has_its_own_impairments_and_luck() -> None:
    both = LinkPlan(Name("han"), Medium.RADIO, (HUB, B1), (Loss(0.5),), (Loss(0.5),))
    there, back = Lane(both, HUB, 1), Lane(both, B1, 1)
    lost = [[not flights for flights, _ in fates(lane)] for lane in (there, back)]

    assert (there.target, back.target) == (B1, HUB)
    assert lost[0] != lost[1]
    assert Lane(plan(Loss(1.0)), B1, 1).decide(frame(), 1, 0, ORIGIN)[1] == ""


@pytest.mark.parametrize(
    "other",
    [
        (plan(*ROUGH, name="wan"), HUB, 1, 1),
        (plan(*ROUGH, ends=(HUB, B2)), HUB, 1, 1),
        (plan(*ROUGH), HUB, 2, 1),
        (plan(*ROUGH), HUB, 1, 2),
    ],
    ids=["another link", "another neighbour", "another seed", "another boot"],
)
def test_luck_belongs_to_the_link_the_neighbours_the_seed_and_the_boot(other: tuple[LinkPlan, Name, int, int]) -> None:
    link, source, seed, boot = other

    assert fates(Lane(plan(*ROUGH), HUB, 1)) != fates(Lane(link, source, seed), boot=boot)


def test_a_new_neighbour_changes_nobodys_luck() -> None:
    here = plan(*ROUGH)
    alone = lanes_from(HUB, (here,), 1)[B1]
    lanes = lanes_from(HUB, (plan(*ROUGH, ends=(HUB, B2)), here), 1)
    fates(lanes[B2])

    assert fates(lanes[B1]) == fates(alone)


def test_what_one_lane_carries_changes_nothing_for_another() -> None:
    plans = (plan(*ROUGH), plan(*ROUGH, ends=(HUB, B2)))
    quiet, busy = lanes_from(HUB, plans, 1), lanes_from(HUB, plans, 1)
    fates(busy[B2], 500)

    assert fates(quiet[B1]) == fates(busy[B1])


def test_a_twin_goes_on_exactly_as_its_lane_does() -> None:
    lane = Lane(plan(*ROUGH), HUB, 1)
    fates(lane, 33)
    twin = lane.twin()

    assert fates(twin) == fates(lane)


def test_a_twin_and_its_lane_do_not_disturb_each_other() -> None:
    lane = Lane(plan(EveryNth(5)), HUB, 1)
    fates(lane, 3)
    twin = lane.twin()
    fates(twin, 1)

    assert [bool(flights) for flights, _ in fates(lane, 3)] == [True, False, True]


def test_a_boot_begins_with_fresh_states_and_sequence() -> None:
    lane = Lane(plan(*ROUGH, EveryNth(5)), HUB, 1)
    first = fates(lane, 53)
    lane.sequence = 53
    lane.begin()

    assert lane.sequence == 0
    assert fates(lane, 53) == first


def test_a_boot_does_not_go_on_where_the_last_one_was_cut_off() -> None:
    lane = Lane(plan(EveryNth(5)), HUB, 1)
    fates(lane, 3)
    lane.begin()

    assert [bool(flights) for flights, _ in fates(lane, 5)] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("impairments", "plain"),
    [
        ((Latency(SPAN),), SPAN),
        ((Latency(SPAN, JITTER),), 0),
        ((Latency(SPAN), Loss(0.1)), 0),
        ((Loss(0.1),), 0),
        ((), 0),
    ],
)
def test_a_plain_lane_is_one_that_only_delays(impairments: tuple[Impairment, ...], plain: int) -> None:
    assert Lane(plan(*impairments), HUB, 1).plain == plain


def test_what_a_plain_lane_promises_is_what_it_decides() -> None:
    lane = Lane(plan(Latency(SPAN)), HUB, 1)

    assert [flights[0].due_at for flights, _ in fates(lane)] == [1_000 * index + lane.plain for index in range(200)]


@pytest.mark.parametrize(
    "impairments",
    [
        (Latency(SPAN, JITTER), Loss(0.3)),
        (Loss(0.3), Latency(SPAN, JITTER)),
        (Loss(0.5), Loss(0.5)),
        (Latency(SPAN), Latency(SPAN, SPAN), Loss(0.1)),
    ],
)
def test_what_a_lane_says_ahead_is_what_it_decides(impairments: tuple[Impairment, ...]) -> None:
    lane, ahead = Lane(plan(*impairments), HUB, 1), Lane(plan(*impairments), HUB, 1)
    occasions = [(boot, sequence) for boot in (1, 2) for sequence in (*range(100), 7, 64, 31, 1_000_000)]
    decided = [lane.decide(frame(), boot, sequence, Instant(500))[0] for boot, sequence in occasions]

    assert ahead.is_passing
    assert [ahead.delay(boot, sequence) for boot, sequence in occasions] == [
        flights[0].due_at - 500 if flights else LOST for flights in decided
    ]


@pytest.mark.parametrize("impairments", [(EveryNth(2),), (Duplicate(0.5, SPAN), Latency(SPAN)), (Loss(0.1),) * 5])
def test_a_lane_that_looks_back_doubles_or_draws_too_much_says_nothing_ahead(
    impairments: tuple[Impairment, ...],
) -> None:
    assert not Lane(plan(*impairments), HUB, 1).is_passing


@pytest.mark.parametrize("spec", [LinkSpec(25.0), LinkSpec(25.0, 10.0), LinkSpec(25.0, 25.0, 0.2)])
def test_a_world_that_nobody_watches_takes_the_short_way_and_comes_to_the_same(spec: LinkSpec) -> None:
    site = Site(links=LinksSpec(duis=spec, wan=spec, han=spec), bridges={"b1": BridgeSpec("B1", _EUI, 0x0184)})
    watched = World(makers_of(site, 1), link_plans(site), 1, lambda entry: None)
    alone = World(makers_of(site, 1), link_plans(site), 1)
    for world in (watched, alone):
        world.start()
        world.run(Instant(2_000_000_000))

    assert all(watched.machine(who).state == alone.machine(who).state for who in watched.names)


_EUI = "90-B3-D5-1F-30-B1-00-01"


@pytest.mark.parametrize("impairments", [(), (Loss(0.0),), (Latency(Duration(0)),)])
def test_no_frame_is_due_in_the_moment_it_is_sent(impairments: tuple[Impairment, ...]) -> None:
    lane = Lane(plan(*impairments), HUB, 1)

    assert [flights[0].due_at - flights[0].sent_at for flights, _ in fates(lane, 3)] == [LATENCY_MIN] * 3


@dataclass(frozen=True, slots=True)
class LateThenPrompt:
    """Two copies, the later one first: each is told when it is due, in no particular order."""

    called = "late-then-prompt"
    fractions = 0
    fresh = None
    least = Duration(0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give a late copy, then one that is not delayed at all."""
        return state, (Flight(flight.frame, flight.sent_at, Instant(flight.due_at + 70)), flight)


def test_no_copy_of_a_frame_is_due_in_the_moment_it_is_sent() -> None:
    flights, _ = Lane(plan(LateThenPrompt()), HUB, 1).decide(frame(), 1, 0, Instant(500))

    assert [flight.due_at for flight in flights] == [570, 500 + LATENCY_MIN]


def test_one_link_joins_two_neighbours_and_never_more() -> None:
    with pytest.raises(AssertionError, match="hub and b1 are joined by more than one link"):
        lanes_from(HUB, (plan(), plan(name="second")), 1)


def test_only_links_that_end_here_leave_from_here() -> None:
    plans = (plan(), plan(name="far", ends=(Name("dcc"), B2)))

    assert list(lanes_from(HUB, plans, 1)) == [B1]
