"""A gas Supplier's image comes into a planned campaign at any moment: nothing is lost for good."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.campaign.campaign import Campaign
from lab.campaign.standing import AGAIN_AFTER
from lab.story.verdict import DISCARDED, displacer_of
from premises.identity import Name
from premises.wire.site import DCC, SUPPLIER
from tests.planning.crowd import BRIDGES, NEW, foreign, lived, planned


@pytest.mark.parametrize("at_s", range(0, 90, 10))
def test_a_gsme_image_at_any_moment_costs_time_and_no_image(at_s: int) -> None:
    day = lived(planned(BRIDGES), BRIDGES, 1, foreign(at_s))

    assert day.running == BRIDGES
    assert day.told.pictures[Name("gsme")].running == NEW
    assert day.told.over_at is not None


def test_what_was_displaced_is_explained_and_goes_again_an_hour_later() -> None:
    day = lived(planned(BRIDGES), BRIDGES, 1, foreign(20))
    lost = [one for one in day.told.pictures[DCC].outcomes if one.transfer == DISCARDED]
    supplier = day.told.pictures[SUPPLIER]

    assert len(lost) == day.lost == 1
    assert displacer_of(lost[0], day.told.pictures[DCC].outcomes) is not None
    assert supplier.have == supplier.size == len(BRIDGES) + 2 + 1, "the gas Supplier's two, and the repetition"
    assert day.told.over_at is not None
    assert day.told.over_at > AGAIN_AFTER


def test_without_repetitions_the_same_image_is_lost_for_good() -> None:
    plan = planned(BRIDGES)
    once = Campaign(plan.at, polite=False, wanted=plan.wanted)

    assert lived(once, BRIDGES, 1, foreign(20)).running != BRIDGES


@settings(max_examples=15, deadline=None)
@given(st.permutations(("b1", "b2", "b3", "b4", "hcalcs")), st.integers(0, 200), st.integers(0, 10_000))
def test_in_any_order_at_any_moment_everybody_comes_to_run_it(order: list[str], at_s: int, seed: int) -> None:
    day = lived(planned(order), order, seed, foreign(at_s))

    assert day.running == tuple(order)
