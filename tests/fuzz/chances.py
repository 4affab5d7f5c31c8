"""The dice of the fuzz: a stream that a seed and a number fix for ever, and what it throws."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

EDGES = (0, 1, 2, 47, 48, 49, 63, 64, 127, 128, 255, 256, 8191, 8192, 8193, 2**15, 2**16 - 1, 2**16, 2**31 - 1, 2**31,
         2**32 - 2, 2**32 - 1, 2**32, 2**62, 2**63 - 1, 2**63, 2**64 - 1)  # fmt: skip
"""Numbers at which something may go wrong: sizes of octets and words, of blocks and chunks."""


class Dice:
    """What chance says in one run of inputs."""

    def __init__(self, seed: int, number: int) -> None:
        self._random = Random(f"{seed}/{number}")  # noqa: S311 - nothing here is secret

    def one_of(self, things: Sequence[T]) -> T:
        """Give one of ``things``."""
        return things[int(self._random.random() * len(things))]

    def below(self, end: int) -> int:
        """Give a number from 0 on that is less than ``end`` (1 or more)."""
        return int(self._random.random() * end)

    def happens(self, chance: float) -> bool:
        """Say whether what has this chance happens."""
        return self._random.random() < chance

    def octets(self, size: int) -> bytes:
        """Give octets without any order."""
        return self._random.randbytes(size)

    def number_near(self, found: int) -> int:
        """Give a number that is not ``found``: beside it, or at an edge."""
        if self.happens(0.4):
            return found + self.one_of((-1, 1, -found - found, found, 256, -256))
        return self.one_of(EDGES)
