"""Chance as an argument: every draw is keyed by who draws and which time, never streamed.

So a new neighbour does not change an old link's luck, and live and virtual runs decide alike. Nothing here
remembers how often it was asked.
"""

from hashlib import shake_128
from struct import Struct

_TWICE = Struct("<QQ")
WORDS = 4
"""For each occasion: as many slots cost one look."""

OCCASIONS = 32
"""On one page: one digest for many occasions costs each of them a third of one of its own."""

_PAGE = Struct(f"<{OCCASIONS * WORDS}Q")
SPARE_BITS = 11
"""Of a word's 64, that a fraction leaves out: a float holds 53, and rounding up would make 1.0 of the highest words."""

SCALE = 2.0**-53


class Luck:
    """The luck of one directed link, or of one device: a key from which all its draws follow."""

    __slots__ = ("_key", "_page", "_page_of")

    def __init__(self, seed: int, *names: str) -> None:
        self._key = "\0".join((str(seed), *names)).encode()
        self._page: tuple[int, ...] = ()
        self._page_of = (0, -1)

    def draws(self, boot: int, sequence: int) -> "Draws":
        """Give the draws that belong to occasion ``sequence`` of this boot (both 0 or more, under 2**64)."""
        return Draws(self, boot, sequence)

    def words(self, boot: int, turn: int) -> tuple[int, ...]:
        """Give four 64-bit words for one occasion."""
        number, place = divmod(turn, OCCASIONS)
        first = place * WORDS
        return self.page(boot, number)[first : first + WORDS]

    def page(self, boot: int, number: int) -> tuple[int, ...]:
        """Give the words of 32 occasions, from ``32 * number`` on; the last page given is at hand."""
        if (boot, number) != self._page_of:
            self._page = _PAGE.unpack(shake_128(_TWICE.pack(boot, number) + self._key).digest(_PAGE.size))
            self._page_of = boot, number
        return self._page


class Draws:
    """What chance says on one occasion: a fraction for each slot, drawn when first asked for."""

    __slots__ = ("_boot", "_luck", "_sequence", "_words")

    def __init__(self, luck: Luck, boot: int, sequence: int) -> None:
        self._luck = luck
        self._boot = boot
        self._sequence = sequence
        self._words: tuple[int, ...] = ()

    def fraction(self, slot: int) -> float:
        """Give a number in [0, 1) for ``slot`` (0 or more); the same slot always gives the same number."""
        if slot < WORDS:
            if not self._words:
                self._words = self._luck.words(self._boot, self._sequence)
            return (self._words[slot] >> SPARE_BITS) * SCALE
        page, index = divmod(slot, WORDS)
        return (self._luck.words(self._boot, self._sequence | page << 48)[index] >> SPARE_BITS) * SCALE
