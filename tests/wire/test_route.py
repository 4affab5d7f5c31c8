"""Who passes a frame on to whom, in the tree of a site."""

import pytest

from premises.identity import Name
from premises.wire.route import behind, below, next_hop
from premises.wire.site import HUB
from tests.sim.test_four_bridges import four

B1, B2, B3, B4 = (Name(f"b{number}") for number in (1, 2, 3, 4))
UP = behind(four())


@pytest.mark.parametrize(
    ("at", "target", "neighbour"),
    [
        (HUB, B1, B1),
        (HUB, B2, B1),
        (HUB, B4, B3),
        (B1, B2, B2),
        (B1, HUB, HUB),
        (B1, B4, HUB),
        (B2, HUB, B1),
        (B2, B4, B1),
        (B4, B2, B3),
    ],
)
def test_a_frame_goes_down_into_the_branch_that_holds_its_target_or_else_up(
    at: Name, target: Name, neighbour: Name
) -> None:
    assert next_hop(UP, at, target) == neighbour


def test_below_a_device_is_who_is_reached_through_it() -> None:
    assert below(UP, B1) == {B2: B2}
    assert below(UP, B3) == {B4: B4}
    assert below(UP, B2) == below(UP, B4) == {}
    assert below(UP, HUB) == {B1: B1, B2: B1, B3: B3, B4: B3}
