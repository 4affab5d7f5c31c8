"""Equal forms have equal futures: what a machine does in a state it does an hour later in the same state, moved."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from premises.identity import Name
from premises.machine.ailing import Ailing
from premises.machine.effects import Effects, Keep, Send, of_rows
from premises.machine.growing import Growing
from premises.quantity import Duration, Instant, seconds
from premises.talk.fragments import Partial
from premises.talk.ota_phase import Downloading, Idle
from tests.proof import worlds
from tests.proof.budget import Budget
from tests.proof.desk import Desk, Node
from tests.proof.relative import NOW, RHYTHM, Rows, committed, form, passed, rows_passed, unsigned
from tests.proof.search import Search
from tests.proof.world import Plan, SmallWorld

PLANS: dict[str, tuple[Callable[[], Plan], Budget]] = {
    "one": (worlds.one, Budget(0, 0, 1)),
    "forgery": (worlds.forgery, Budget(1, 0, 0)),
    "late": (lambda: worlds.option_a("late", ailing=True), Budget(0, 0, 1)),
    "feeder of two": (lambda: worlds.option_b("staged", "b2", "b3"), Budget(0, 0, 0)),
    "fed asleep": (lambda: worlds.option_a("staged", asleep="b4"), Budget(0, 0, 0)),
}
SAMPLES, FRAMES = 40, 6
"""States of each participant, and frames told in each of them, that are told at another moment too. Ours."""

T = TypeVar("T")

_HOUR, _SECONDS = seconds(3600), seconds(17)


@pytest.mark.parametrize("name", PLANS)
def test_what_is_told_at_another_moment_is_told_alike(name: str) -> None:
    world = _explored(*PLANS[name])
    differing = [
        f"{desk.who} in state {local}, {later} later: {what}"
        for later in (_SECONDS, _HOUR)
        for desk in world.desks
        for local in _some(range(len(desk.nodes)), SAMPLES)
        for what in _differing(world, desk, local, later)
    ]

    assert not differing


def test_passing_time_in_two_steps_is_passing_it_in_one() -> None:
    world = _explored(worlds.one, Budget(0, 0, 1))

    for desk in world.desks:
        for node in desk.nodes[:100]:
            twice = passed(passed(node.state, _SECONDS), _SECONDS)
            assert form(twice) == form(passed(node.state, Duration(2 * _SECONDS)))


def test_a_moment_that_is_over_stands_at_now() -> None:
    assert passed(Idle(Instant(NOW + 5)), Duration(3)) == Idle(Instant(NOW + 2))
    assert passed(Idle(Instant(NOW + 5)), Duration(9)) == Idle(NOW)
    assert passed((Partial(Name("b1"), 1, 2, Instant(NOW + 5)),), Duration(9))[0].until == NOW


def test_two_images_of_equal_length_and_other_octets_are_two_states() -> None:
    one, other = Growing(b"it").grown(b"abc"), Growing(b"it").grown(b"abd")
    phases = [Downloading(2, 9, image, Duration(0), 0, NOW) for image in (one, other)]

    assert phases[0] == phases[1]
    assert form(phases[0]) != form(phases[1])


def test_rows_are_kept_and_forgotten_as_a_shelf_does() -> None:
    rows: Rows = (("a", b"1"), ("a/b", b"2"), ("ab", b"3"))

    assert committed(rows, [Keep("a", None), Keep("c", b"4")]) == (("ab", b"3"), ("c", b"4"))


def _some(each: Sequence[T], count: int) -> Sequence[T]:
    """Give about so many, evenly from the first to the last."""
    return each[:: max(1, len(each) // count)]


def _explored(plan: Callable[[], Plan], budget: Budget) -> SmallWorld:
    world = SmallWorld(plan())
    assert Search(world, budget, 100_000).run().exhausted
    return world


def _differing(world: SmallWorld, desk: Desk, local: int, later: Duration) -> list[str]:
    """Give what does otherwise ``later``: each of a few frames, a wake when one is due, and a start."""
    frames = [flight.frame for flight in world.pools.flights if flight.to == desk.who]
    node, found = desk.nodes[local], []
    for frame in _some(frames, FRAMES):
        machine = desk.machine(local)
        here = _outcome(machine.receive(frame, NOW), machine.state, node, Duration(0))
        machine.state = passed(node.state, Duration(-later))
        there = _outcome(machine.receive(frame, Instant(NOW + later)), machine.state, node, later)
        found += [] if here == there else [type(frame.message).__name__]
    if node.wait == 0:
        machine = desk.machine(local)
        here = _outcome(machine.wake(NOW), machine.state, node, Duration(0))
        machine.state = passed(node.state, Duration(-later))
        there = _outcome(machine.wake(Instant(NOW + later)), machine.state, node, later)
        found += [] if here == there else ["a wake"]
    if _sleeps(world, desk) and later % RHYTHM:
        return found  # Its wakes go by premises time, so how long it sleeps first depends on when it starts.
    here, there = (_started(world, desk, node, span) for span in (Duration(0), later))
    return found + ([] if here == there else ["a start"])


def _sleeps(world: SmallWorld, desk: Desk) -> bool:
    bridge = world.plan.site.bridges.get(desk.who)
    return bridge is not None and bridge.wake_every_s > 0


def _started(world: SmallWorld, desk: Desk, node: Node, later: Duration) -> object:
    rows = rows_passed(node.rows, Duration(-later))
    machine = world.plan.makers[desk.who](of_rows(dict(rows)))
    if isinstance(machine, Ailing):
        machine.suffer(world.plan.ailments.get(desk.who, ()), Instant(NOW + later))
    return _outcome(machine.start(Instant(NOW + later)), machine.state, node, later)


def _outcome(effects: Effects, state: object, node: Node, later: Duration) -> object:
    """Give all that can matter to anybody: the state, what is kept by name, and what is said."""
    keeps = [(each.key, each.value is None) for each in effects if isinstance(each, Keep)]
    sends = [(each.to, unsigned(each.frame)) for each in effects if isinstance(each, Send)]
    return unsigned(passed(state, later)), keeps, sends
