"""What `make proof` follows: how many bridges, through how many faults."""

import pytest

from tests.proof.budget import Budget
from tests.proof.worlds import AGENDA

TWO_OF_EACH = Budget(2, 2, 2)


def most_bridges(budget: Budget) -> int:
    """Give how many bridges the largest world has that is followed through all of a budget."""
    worlds = (make() for make, own in AGENDA if all(map(int.__ge__, own, budget)))
    return max(sum(who.startswith("b") for who in plan.makers) for plan in worlds)


def test_a_bridge_is_followed_through_two_drops_two_copies_and_two_crashes() -> None:
    assert most_bridges(TWO_OF_EACH) >= 1


def test_three_bridges_are_followed_through_a_drop_and_a_crash() -> None:
    assert most_bridges(Budget(1, 0, 1)) >= 3


@pytest.mark.xfail(strict=True, reason="docs/limits.md")
def test_two_bridges_are_followed_through_two_drops_two_copies_and_two_crashes() -> None:
    assert most_bridges(TWO_OF_EACH) >= 2
