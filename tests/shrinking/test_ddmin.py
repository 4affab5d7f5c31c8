"""Delta debugging, against all there is to try."""

from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lab.shrinking.ddmin import ddmin

THINGS = 9
Kept = tuple[int, ...]

truths = st.sets(st.integers(0, (1 << THINGS) - 1))
"""A predicate that need not be monotonic: the subsets, as bits, of which it is true."""

enough = st.sets(st.frozensets(st.integers(0, THINGS - 1), max_size=4), min_size=1, max_size=4)
"""A monotonic one: it is true of whatever holds one of these."""


def truth_of(subsets: set[int]) -> Callable[[Kept], bool]:
    everything = (1 << THINGS) - 1
    return lambda kept: (bits := sum(1 << each for each in kept)) == everything or bits in subsets


@given(truths)
def test_of_what_is_left_no_single_thing_can_be_left_out(subsets: set[int]) -> None:
    holds = truth_of(subsets)

    left = ddmin(range(THINGS), holds)

    assert holds(left)
    assert not any(holds(left[:at] + left[at + 1 :]) for at in range(len(left)))


@given(enough)
def test_of_a_monotonic_predicate_it_finds_one_of_the_least_sets_there_are(sets: set[frozenset[int]]) -> None:
    left = ddmin(range(THINGS), lambda kept: any(each <= set(kept) for each in sets))

    # By brute force: every subset of which it is true, and none of whose own subsets it is true of.
    true_of = [
        set(some)
        for size in range(THINGS + 1)
        for some in combinations(range(THINGS), size)
        if any(each <= set(some) for each in sets)
    ]
    least = [some for some in true_of if not any(other < some for other in true_of)]
    assert set(left) in least


@given(truths)
def test_what_is_left_keeps_its_order_and_all_of_it_is_never_asked_about(subsets: set[int]) -> None:
    asked: list[Kept] = []
    holds = truth_of(subsets)

    def noted(kept: Kept) -> bool:
        asked.append(kept)
        return holds(kept)

    left = ddmin(range(THINGS), noted)

    assert list(left) == sorted(left)
    assert all(list(kept) == sorted(kept) and len(kept) < THINGS for kept in asked)


def test_who_says_no_to_everything_keeps_everything() -> None:
    assert ddmin("abc", lambda _: False) == ("a", "b", "c")
    assert ddmin("", lambda _: False) == ()


def test_of_a_thousand_things_two_are_found_in_a_few_dozen_questions() -> None:
    asked = 0

    def holds(kept: tuple[int, ...]) -> bool:
        nonlocal asked
        asked += 1
        return 17 in kept and 801 in kept

    assert ddmin(range(1_000), holds) == (17, 801)
    assert asked < 130
