"""Which premises a design can have: who is fed stands behind who feeds it, and that one listens all the time."""

from collections.abc import Mapping

import pytest

from lab.site import site_of
from tests.lab.refusing import B1, B2, refusal

B3 = {"ppmid_variant": "B3", "eui": "90-B3-D5-1F-30-B3-00-01", "image_type": 0x0384}
B4 = {"ppmid_variant": "B4", "eui": "90-B3-D5-1F-30-B4-00-01", "image_type": 0x0484, "behind": "b3"}
SLEEPS = {"wake_every_s": 1800.0}


def bridges(design: str, **more: Mapping[str, object]) -> dict[str, object]:
    """Give a premises with all four bridges, each as it must be."""
    four: dict[str, dict[str, object]] = {
        "b1": {**B1},
        "b2": {**B2, "behind": "b1"},
        "b3": {**B3},
        "b4": {**B4, **SLEEPS},
    }
    if design == "option-b":
        four["b3"] = {**B3, "behind": "b1"}
    return {"design": design, "bridges": {who: {**spec, **more.get(who, {})} for who, spec in four.items()}}


@pytest.mark.parametrize("design", ["proposed", "option-a", "option-b"])
def test_all_four_bridges_are_a_premises_of_each_design(design: str) -> None:
    assert site_of(bridges(design), "x").design == design


def test_who_is_fed_stands_directly_behind_who_feeds_it() -> None:
    assert refusal(bridges("option-b", b3={"behind": "hub"})) == (
        "site x.toml: bridges.b3.behind = 'hub': expected 'b1', which feeds it in option-b"
    )


@pytest.mark.parametrize(("design", "fed"), [("option-a", "b4"), ("option-b", "b4")])
def test_who_feeds_others_never_sleeps(design: str, fed: str) -> None:
    assert refusal(bridges(design, b3=SLEEPS)) == (
        f"site x.toml: bridges.b3.wake_every_s = 1800: expected 0, for it feeds {fed} in {design} whenever they ask"
    )


def test_under_the_proposed_solution_b3_may_sleep() -> None:
    assert site_of(bridges("proposed", b3=SLEEPS), "x").bridges["b3"].wake_every_s == 1800.0
