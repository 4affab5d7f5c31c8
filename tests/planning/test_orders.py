"""The plan of any order of images loses none of them in the hub's store, and cuts none off by a relay's reboot."""

from math import perm

import pytest

from lab.campaign.campaign import Campaign
from tests.house.tree import ROOT
from tests.planning.crowd import BRIDGES, CROWD, lived, naive, planned
from tests.planning.orders import HEAD, IMAGES_MAX, PLANNING, orders, tried

SAMPLE = dict(list(enumerate(orders()))[::240])
"""Every so many orders, by their seeds."""


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_plan_loses_none_of_its_own_images(seed: int) -> None:
    assert tried(SAMPLE[seed], seed).planned == (0, 0, 0)


def test_the_same_bridges_all_at_once_lose_two_of_four() -> None:
    assert lived(naive(BRIDGES[::-1]), BRIDGES, 1).lost == 2


def test_a_plan_is_done_no_later_than_a_polite_campaign() -> None:
    plan = planned(BRIDGES)
    polite = Campaign(plan.at, polite=True, wanted=plan.wanted)
    quick, slow = lived(plan, BRIDGES, 1).told.over_at, lived(polite, BRIDGES, 1).told.over_at

    assert quick is not None
    assert slow is not None
    assert quick <= slow, "no gate is a later word than the last one"


def test_the_page_shows_every_order_and_no_plan_that_lost_anything() -> None:
    page = (ROOT / PLANNING).read_text(encoding="utf-8")
    table = page.split("<!-- generated: orders -->")[1].split("<!-- end -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]

    assert rows[0] == list(HEAD)
    assert [row[:2] for row in rows[2:]] == [[str(n), str(perm(len(CROWD), n))] for n in range(1, IMAGES_MAX + 1)]
    assert {tuple(row[2:5]) for row in rows[2:]} == {("0", "0", "0")}
