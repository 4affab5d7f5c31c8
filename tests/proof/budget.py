"""How often the air and the power may fail in one story, and what is left of that: many stories at once in one mask.

A mask has a bit for each way in which some of a budget can be left. Whoever can fail more often can do all that one who
can fail less often can, so a search begins with every bit, and follows of a mask only what is new.
"""

from enum import IntEnum
from typing import NamedTuple


class Budget(NamedTuple):
    """How often the air and the power may fail in one story."""

    drops: int
    duplicates: int
    crashes: int


class Cost(IntEnum):
    """What an event takes out of the budget."""

    FREE = 0
    LOST = 1
    """A drop."""
    COPIED = 2
    """A copy, which is in the air from then on."""
    LATE = 3
    """A drop and a copy, which is in the air from then on."""
    CRASHED = 4


_PRICES = {
    Cost.FREE: Budget(0, 0, 0),
    Cost.LOST: Budget(1, 0, 0),
    Cost.COPIED: Budget(0, 1, 0),
    Cost.LATE: Budget(1, 1, 0),
    Cost.CRASHED: Budget(0, 0, 1),
}

Left = dict[int, int]
"""Masks by the copies that are in the air (a number of ``Strays``)."""

BITS_MAX = 30
"""Ways in which some of a budget can be left: what a mask has room for. Ours."""


class Purse:
    """The masks of one budget."""

    def __init__(self, budget: Budget) -> None:
        self._ways = [
            Budget(drops, duplicates, crashes)
            for drops in range(budget.drops, -1, -1)
            for duplicates in range(budget.duplicates, -1, -1)
            for crashes in range(budget.crashes, -1, -1)
        ]
        assert len(self._ways) <= BITS_MAX, f"{budget}: at most {BITS_MAX} ways to spend it"
        self._bits = {each: 1 << number for number, each in enumerate(self._ways)}
        self._paid: dict[int, tuple[int, ...]] = {}
        self.full = sum(self._bits.values())
        """Everything that can be left, from all to nothing."""
        self.crashing = sum(bit for each, bit in self._bits.items() if each.crashes)
        """Everything that can be left with a crash in it."""

    def paid(self, mask: int) -> tuple[int, ...]:
        """Give for each cost what is left after it; 0 where nobody can pay it."""
        after = self._paid.get(mask)
        if after is None:
            left = [each for each in self._ways if mask & self._bits[each]]
            after = self._paid[mask] = tuple(sum(self._after(each, cost) for each in left) for cost in Cost)
        return after

    def can_crash(self, left: Left) -> bool:
        """Say whether somebody can still crash somewhere."""
        return any(mask & self.crashing for mask in left.values())

    def each_paid(self, left: Left) -> list[Left]:
        """Give for each cost what is left after it where somebody can pay it."""
        paid: list[Left] = [left, {}, {}, {}, {}]
        for strays, mask in left.items():
            _, lost, copied, late, crashed = self.paid(mask)
            if lost:
                paid[Cost.LOST][strays] = lost
            if copied:
                paid[Cost.COPIED][strays] = copied
            if late:
                paid[Cost.LATE][strays] = late
            if crashed:
                paid[Cost.CRASHED][strays] = crashed
        return paid

    def holds(self, mask: int, left: Budget) -> bool:
        """Say whether so much is left somewhere in a mask."""
        return bool(mask & self._bits.get(left, 0))

    def most(self, mask: int) -> Budget:
        """Give the most that is left somewhere in a mask."""
        return next(each for each in self._ways if mask & self._bits[each])

    def _after(self, left: Budget, cost: Cost) -> int:
        return self._bits.get(spent(left, cost), 0)


def spent(left: Budget, cost: Cost) -> Budget:
    """Give what is left after a cost; below 0 where it cannot be paid."""
    price = _PRICES[cost]
    return Budget(left.drops - price.drops, left.duplicates - price.duplicates, left.crashes - price.crashes)


def unspent(left: Budget, cost: Cost) -> Budget:
    """Give what was left before a cost."""
    price = _PRICES[cost]
    return Budget(left.drops + price.drops, left.duplicates + price.duplicates, left.crashes + price.crashes)
