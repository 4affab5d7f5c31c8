"""Draws: keyed by who asks on which occasion, each slot by itself, and always below one."""

from collections.abc import Callable

import pytest

from premises.draws import OCCASIONS, WORDS, Draws, Luck

TOP = 2**64 - 1


class Extreme(Luck):
    """Luck whose every word is the same."""

    def __init__(self, word: int) -> None:
        super().__init__(0)
        self._word = word

    def words(self, boot: int, turn: int) -> tuple[int, ...]:
        """Give the same word four times."""
        return (self._word,) * WORDS


@pytest.mark.parametrize("word", [0, 1, TOP // 2, TOP - 1, TOP])
@pytest.mark.parametrize("slot", [0, WORDS])
def test_a_fraction_is_never_below_nought_and_never_one(word: int, slot: int) -> None:
    assert 0.0 <= Draws(Extreme(word), 1, 1).fraction(slot) < 1.0


def test_the_same_occasion_says_the_same_in_any_order() -> None:
    luck, again = Luck(1, "air", "han"), Luck(1, "air", "han")
    forwards = [luck.draws(1, sequence).fraction(0) for sequence in range(3 * OCCASIONS)]
    backwards = [again.draws(1, sequence).fraction(0) for sequence in reversed(range(3 * OCCASIONS))]

    assert forwards == backwards[::-1]


@pytest.mark.parametrize(
    "other",
    [
        lambda: Luck(2, "air", "han").draws(1, 5).fraction(0),
        lambda: Luck(1, "air", "wan").draws(1, 5).fraction(0),
        lambda: Luck(1, "airhan").draws(1, 5).fraction(0),
        lambda: Luck(1, "air", "han").draws(2, 5).fraction(0),
        lambda: Luck(1, "air", "han").draws(1, 6).fraction(0),
        lambda: Luck(1, "air", "han").draws(1, 5 + OCCASIONS).fraction(0),
        lambda: Luck(1, "air", "han").draws(1, 5).fraction(1),
        lambda: Luck(1, "air", "han").draws(1, 5).fraction(WORDS),
    ],
    ids=["seed", "link", "names run together", "boot", "sequence", "page", "slot", "far slot"],
)
def test_another_seed_name_boot_sequence_or_slot_is_another_draw(other: Callable[[], float]) -> None:
    assert other() != Luck(1, "air", "han").draws(1, 5).fraction(0)


def test_no_two_occasions_and_slots_share_a_draw() -> None:
    luck = Luck(1, "air", "han")
    seen = [
        luck.draws(boot, sequence).fraction(slot)
        for boot in (1, 2)
        for sequence in range(2 * OCCASIONS)
        for slot in range(3 * WORDS)
    ]

    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("slot", [0, 3, WORDS, 4 * WORDS + 1])
def test_every_slot_is_uniform(slot: int) -> None:
    luck = Luck(7, "device", "b1")
    found = sorted(luck.draws(1, sequence).fraction(slot) for sequence in range(5_000))
    furthest = max(abs(fraction - index / 5_000) for index, fraction in enumerate(found))

    assert furthest < 1.95 / 5_000**0.5, "Kolmogorov and Smirnov, 0.1 %"
