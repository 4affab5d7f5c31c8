"""The marker builds the same premises to each of the three designs, and a test sees what each lets a Supplier know."""

import pytest

from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09
from premises.errors import UsageError

NEW = 0x0001_0001


def test_each_bridge_has_an_update_of_its_own(premises: Premises) -> None:
    for who in ("b1", "b2", "b3", "b4"):
        premises.wait_for(premises.update(who, version=NEW, size=400), within="2d")

    assert len(premises.supplier.received(CS09)) == 4
    assert [premises.running(who) for who in ("b1", "b2", "b3", "b4")] == [NEW] * 4


@pytest.mark.premises(design="option-a")
def test_b3_fetches_for_the_sleepy_b4(premises: Premises) -> None:
    premises.wait_for(premises.update("b3", size=400), within="2d")

    assert (premises.running("b3"), premises.running("b4")) == (NEW, NEW)
    assert len(premises.supplier.received(CCS08)) == len(premises.supplier.received(CS09)) == 1


@pytest.mark.premises(design="option-b")
def test_b1_fetches_for_all(premises: Premises) -> None:
    premises.wait_for(premises.update("b1", size=400), within="2d")

    assert [premises.running(who) for who in ("b1", "b2", "b3", "b4")] == [NEW] * 4
    assert len(premises.supplier.received(CS09)) == 1


@pytest.mark.premises(design="option-b")
def test_who_is_fed_by_another_cannot_be_asked_for(premises: Premises) -> None:
    with pytest.raises(UsageError, match=r"^b2 is not on the SMI in option-b: its firmware is in the package of b1$"):
        premises.update("b2")
