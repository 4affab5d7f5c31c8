"""A few storms: whatever struck, progress follows the calm; and every kind of fault strikes in some."""

import pytest

from premises.wire.fault import DEVICE_KINDS, LINK_KINDS
from premises.wire.site import SUPPLIER
from tests.survive.stories import STORIES, plans_of
from tests.survive.storms import SKIES, STORM_FROM_S, STORM_S, storm_of, storm_over, words_of

LEFT_OUT = {"clock-drift"}
"""A clock that drifts takes nothing from anybody: it is told in scenarios."""


TORN = (33, 78)
"""Storms in which a write is torn that would have said something: what is not done must not be taken for said."""


@pytest.mark.parametrize("seed", [*range(10), *TORN])
def test_progress_follows_when_a_storm_is_over(seed: int) -> None:
    weather = storm_over(seed)

    assert weather.wrong == (), list(words_of(weather.faults))


def test_every_kind_of_fault_strikes_in_some_storm_and_none_strikes_duis() -> None:
    struck = set()
    for seed in range(600):
        story = STORIES[SKIES[seed % len(SKIES)]]
        faults, ends_s = storm_of(story, seed)
        struck |= {fault.kind for fault in faults}
        assert ends_s <= STORM_FROM_S + STORM_S
        assert not any(fault.link and SUPPLIER in _ends(story.name, fault.link) for fault in faults)

    assert struck == (LINK_KINDS | DEVICE_KINDS) - LEFT_OUT


def _ends(name: str, link: str) -> tuple[str, ...]:
    return tuple(end for plan in plans_of(STORIES[name]) if plan.name == link for end in plan.ends)


def test_equal_seeds_give_equal_storms() -> None:
    assert storm_over(7) == storm_over(7)
    assert storm_of(STORIES["b1"], 6) != storm_of(STORIES["b1"], 12)
