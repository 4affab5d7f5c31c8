"""A little of every small world, searched to its end; and each thing that is wrong on purpose, found."""

from collections.abc import Callable

import pytest

from premises.wire.design import ReportPolicy
from tests.proof import watch, worlds
from tests.proof.bugs import BUGS, Bug
from tests.proof.report import prove_row
from tests.proof.search import prove
from tests.proof.story import told
from tests.proof.world import Budget, Plan

SMALL = [
    (worlds.one, Budget(1, 1, 0)),
    (worlds.one, Budget(1, 0, 2)),
    (worlds.forgery, Budget(1, 0, 1)),
    (worlds.ranks, Budget(0, 0, 1)),
    (lambda: worlds.option_a("staged"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("late"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("early"), Budget(1, 0, 1)),
    (lambda: worlds.option_a("staged", ailing=True), Budget(1, 0, 1)),
    (lambda: worlds.option_a("late", ailing=True), Budget(1, 0, 1)),
]


@pytest.mark.parametrize(("plan", "budget"), SMALL, ids=[f"{plan().name}-{budget}" for plan, budget in SMALL])
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

    assert all(each.exhausted for each in found.values())
    assert [policy for policy, each in found.items() if each.false_success is not None] == ["early"]


@pytest.mark.parametrize(
    ("plan", "budget"),
    [
        (worlds.one, Budget(1, 1, 0)),
        (worlds.one, Budget(0, 1, 1)),
        (worlds.one, Budget(1, 0, 1)),
        (worlds.forgery, Budget(1, 0, 0)),
        (worlds.forgery, Budget(0, 0, 1)),
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


def test_a_search_that_is_too_large_says_that_it_is_not_exhausted() -> None:
    _, found = prove(worlds.one(), Budget(1, 1, 1), worlds_max=1_000)

    assert not found.exhausted
    assert found.broken is None


def test_every_rule_has_something_to_say() -> None:
    row = prove_row("forgery", worlds.forgery, Budget(0, 0, 1))

    assert not [rule for rule, count in row.checks.items() if not count]


def _known_at_last(seen: watch.Watch) -> set[frozenset[object]]:
    """Give what can be known when no more comes: what is contained in nothing else that can be."""
    sets = [frozenset[object](each) for each in seen.known]
    return {each for each in sets if not any(each < other for other in sets)}
