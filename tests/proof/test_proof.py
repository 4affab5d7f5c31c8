"""A little of every small world, searched to its end; and each thing that is wrong on purpose, found."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from premises.wire.design import ReportPolicy
from premises.wire.notes.flights import FrameExpired
from tests.proof import watch, worlds
from tests.proof.budget import Budget, Cost, Purse, spent
from tests.proof.bugs import BUGS, Bug
from tests.proof.relative import NOW
from tests.proof.report import prove_row
from tests.proof.search import Search, prove
from tests.proof.story import told
from tests.proof.world import Plan, SmallWorld

SMALL = [
    (worlds.one, Budget(1, 1, 0)),
    (worlds.one, Budget(1, 0, 1)),
    (worlds.forgery, Budget(1, 0, 0)),
    (worlds.ranks, Budget(0, 0, 0)),
    (worlds.two, Budget(0, 0, 0)),
    (worlds.sleeper, Budget(0, 0, 0)),
    (lambda: worlds.option_a("staged"), Budget(0, 0, 1)),
    (lambda: worlds.option_a("late"), Budget(1, 0, 0)),
    (lambda: worlds.option_a("early"), Budget(1, 0, 0)),
    (lambda: worlds.option_a("staged", asleep="b4"), Budget(0, 0, 0)),
    (lambda: worlds.option_b("staged", "b2", "b3"), Budget(0, 0, 0)),
    (lambda: worlds.option_b("late", "b2", "b3"), Budget(0, 0, 0)),
    (lambda: worlds.option_b("early", "b2"), Budget(0, 0, 0)),
]
"""Enough to see each world through; what is proven is ``worlds.AGENDA``, by ``make proof``."""


LARGER = [
    (worlds.one, Budget(1, 0, 2)),
    (worlds.forgery, Budget(1, 0, 1)),
    (worlds.ranks, Budget(0, 0, 1)),
    (lambda: worlds.option_a("staged"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("late"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("early"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("staged", ailing=True), Budget(1, 0, 1)),
    (lambda: worlds.option_a("late", ailing=True), Budget(1, 0, 1)),
]
EACH = [*SMALL, *(pytest.param(*each, marks=pytest.mark.campaign) for each in LARGER)]


@pytest.mark.parametrize(
    ("plan", "budget"), EACH, ids=[f"{plan().name}-{budget}" for plan, budget in (*SMALL, *LARGER)]
)
def test_every_rule_holds_in_every_world_that_a_few_faults_lead_to(plan: Callable[[], Plan], budget: Budget) -> None:
    world, found = prove(plan(), budget)

    assert found.broken is None, "\n".join(told(world, found.broken))
    assert found.exhausted
    assert found.resting > 1


@pytest.mark.parametrize("bug", BUGS, ids=[bug.what.replace(" ", "-") for bug in BUGS])
def test_what_is_wrong_on_purpose_is_found_with_its_shortest_story(bug: Bug) -> None:
    world, found = prove(bug.plan(), bug.budget)

    assert found.broken is not None, "every rule holds"
    assert found.broken.violation.rule == bug.rule
    assert len(list(told(world, found.broken))) == len(found.broken.story) + 1


@pytest.mark.parametrize("budget", [Budget(0, 0, 0), Budget(0, 0, 1), Budget(1, 0, 0)])
def test_early_tells_the_supplier_of_a_success_that_is_none_and_the_others_never_do(budget: Budget) -> None:
    policies: tuple[ReportPolicy, ...] = ("early", "late", "staged")
    found = {policy: prove(worlds.option_a(policy, ailing=True), budget)[1] for policy in policies}

    assert all(each.exhausted and each.broken is None for each in found.values())
    assert [policy for policy, each in found.items() if each.false_success is not None] == ["early"]


@pytest.mark.parametrize(
    ("plan", "budget"),
    [
        (worlds.one, Budget(1, 1, 0)),
        pytest.param(worlds.one, Budget(0, 1, 1), marks=pytest.mark.campaign),
        (worlds.one, Budget(1, 0, 1)),
        (worlds.forgery, Budget(1, 0, 0)),
        pytest.param(worlds.forgery, Budget(0, 0, 1), marks=pytest.mark.campaign),
    ],
    ids=lambda each: str(getattr(each, "__name__", each)),
)
def test_leaves_first_leaves_out_worlds_and_nothing_that_can_be_known(plan: Callable[[], Plan], budget: Budget) -> None:
    some, few = prove(plan(), budget)
    every, all_ = prove(plan()._replace(leaves=()), budget)

    assert few.worlds < all_.worlds
    assert _known_at_last(some.watch) == _known_at_last(every.watch)


def test_leaves_first_finds_the_bugs_that_all_orders_find() -> None:
    for bug in BUGS[:11]:
        _, found = prove(bug.plan()._replace(leaves=()), bug.budget)

        assert found.broken is not None, bug.what
        assert found.broken.violation.rule == bug.rule, bug.what


def test_a_late_frame_costs_a_drop_and_a_copy_and_nobody_pays_what_is_not_left() -> None:
    purse = Purse(Budget(2, 1, 1))
    left = purse.paid(purse.full)

    assert [purse.most(mask) for mask in left] == [(2, 1, 1), (1, 1, 1), (2, 0, 1), (1, 0, 1), (2, 1, 0)]
    assert left[Cost.LATE] == purse.paid(left[Cost.LOST])[Cost.COPIED]
    assert purse.paid(left[Cost.COPIED])[Cost.COPIED] == 0


@pytest.mark.parametrize("budget", [Budget(1, 0, 1), Budget(1, 1, 0)], ids=str)
def test_a_world_is_left_out_only_where_another_can_do_all_that_it_can(budget: Budget) -> None:
    plan = worlds.one()._replace(leaves=())
    search = Search(SmallWorld(plan), budget, 100_000)
    found = search.run()
    each = list(_one_by_one(search.world, budget))

    assert {world for world, _, _ in each} == {scene.world for scene in search.scenes.reached()}
    assert found.worlds <= len({(world, copies) for world, copies, _ in each})
    assert not [one for one in each if not _can_all_that(search, budget, *one)]


def test_a_parent_loses_what_a_sleeper_does_not_fetch_in_time() -> None:
    world, found = prove(worlds.sleeper(), Budget(0, 0, 0))
    parent = next(desk for desk in world.desks if desk.who == worlds.B3)
    due = [local for local, wait in enumerate(parent.waits) if wait == 0]
    lost = [note for local in due for note in parent.machine(local).wake(NOW) if isinstance(note, FrameExpired)]

    assert found.exhausted
    assert {note.why for note in lost} == {"not fetched in time"}


def test_a_search_that_is_too_large_says_that_it_is_not_exhausted() -> None:
    _, found = prove(worlds.one(), Budget(1, 1, 1), worlds_max=1_000)

    assert not found.exhausted
    assert found.broken is None


def test_every_rule_has_something_to_say() -> None:
    row = prove_row("forgery", worlds.forgery, Budget(0, 0, 1))

    assert not [rule for rule, count in row.checks.items() if not count]


def _one_by_one(world: SmallWorld, budget: Budget) -> Iterator[tuple[int, tuple[int, ...], Budget]]:
    """Give every world, the copies in the air and what is left of the budget, each by itself and none left out."""
    first: tuple[int, tuple[int, ...], Budget] = world.start(), (), budget
    met, waiting = {first}, [first]
    while waiting:
        here, copies, left = waiting.pop()
        yield here, copies, left
        events = [(event, copies) for event in world.events(here)]
        for index, flight in enumerate(copies):
            gone = copies[:index] + copies[index + 1 :]
            events += [(event, gone) for event in world.copy_events(here, flight)]
        for event, now in events:
            copy = (event.subject,) if event.cost in {Cost.COPIED, Cost.LATE} else ()
            after = event.after, tuple(sorted(now + copy)), spent(left, event.cost)
            if min(after[2]) >= 0 and after not in met:
                met.add(after)
                waiting.append(after)


def _can_all_that(search: Search, budget: Budget, world: int, copies: tuple[int, ...], left: Budget) -> bool:
    """Say whether a search holds a world that has at least these copies in the air, and at least so much left."""
    strays, purse = search.world.strays, Purse(budget)
    seen = search.scenes.of(world).seen
    return any(
        purse.holds(mask, left) for number, mask in seen.items() if not Counter(copies) - Counter(strays.all[number])
    )


def _known_at_last(seen: watch.Watch) -> set[frozenset[object]]:
    """Give what can be known when no more comes: what is contained in nothing else that can be."""
    sets = [frozenset[object](each) for each in seen.known]
    return {each for each in sets if not any(each < other for other in sets)}
