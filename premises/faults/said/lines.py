"""A spoken line as words and amounts, read one after the other; what is wrong is said with where it went wrong.

It knows units, and nothing of faults.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from premises.errors import UsageError
from premises.nearest import expected_one_of, hint, nearest

LINE_MAX = 1000
"""Characters of one spoken fault: sixteen kinds of message and three names have room. Ours."""

SECONDS = {"ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600), "d": Decimal(86_400)}
"""Seconds in each unit of time, the least first."""

RATE = "octets/s"

MILLIONTHS = "ppm"

_ALSO = {"min": "m"}
_WORD = re.compile(
    r"(-?\d+(?:\.\d+)?)(?:\s*(%|octets/s|ppm|ms|s|min|m|h|d)|([A-Za-z]+))(?=[\s,]|$)|[^\s,]+", re.IGNORECASE
)
"""A number and its unit, if that is one with a space between, else without; or anything up to a space or a comma."""
_ORDINAL = re.compile(r"(\d{1,9})(st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or a number with its unit."""

    text: str
    amount: Decimal = Decimal(0)
    unit: str = ""
    """Empty for a word; ``%``, ``octets/s`` or what stands where a unit of time would."""


class Line:
    """One spoken line, on the way from its first word to its last."""

    def __init__(self, said: str) -> None:
        self.said = " ".join(said.split())
        if len(self.said) > LINE_MAX:
            raise UsageError(f"a fault of {len(self.said)} characters: expected at most {LINE_MAX}")
        self._words = [_word(found) for found in _WORD.finditer(self.said)]
        self._at = 0

    @property
    def rest(self) -> tuple[Word, ...]:
        """What has not been read yet."""
        return tuple(self._words[self._at :])

    def take(self, *texts: str) -> bool:
        """Read on, if the next words are ``texts``, in either case."""
        ahead = [word.text.lower() for word in self.rest[: len(texts)]]
        if ahead != list(texts):
            return False
        self._at += len(texts)
        return True

    def need(self, *texts: str) -> None:
        """Read ``texts``; UsageError when something else stands there."""
        for text in texts:
            if not self.take(text):
                raise self.refused((text,))

    def word(self, expected: str) -> str:
        """Read one word, whatever it is; UsageError when the line ends here."""
        if not self.rest:
            raise self.wrong(f"expected {expected}")
        return self._next().text

    def percent(self) -> float:
        """Read ``40%`` as 0.4; UsageError when it is none, or not 0 % to 100 %."""
        if not self.rest or self.rest[0].unit != "%":
            raise self.wrong("expected a part of all, like 40%")
        if not 0 <= self.rest[0].amount <= 100:
            raise self.wrong("expected 0% to 100%")
        return float(self._next().amount / 100)

    def seconds(self) -> Decimal:
        """Read ``5m`` as 300; UsageError when it is no time, or negative."""
        if not self.rest or self.rest[0].unit in ("", "%", RATE):
            raise self.wrong(f"expected a time, like 200ms, 10s or 5m: a number and one of {', '.join(SECONDS)}")
        ahead = self.rest[0]
        if _ALSO.get(ahead.unit, ahead.unit) not in SECONDS:
            raise self.wrong(f"there is no unit {ahead.unit!r}: {hint(ahead.unit, SECONDS)}")
        if ahead.amount < 0:
            raise self.wrong("expected 0s or more")
        return self._next().amount * SECONDS[_ALSO.get(ahead.unit, ahead.unit)]

    def ordinal(self) -> int:
        """Read ``2nd`` as 2; UsageError when it is none, or 0th."""
        found = _ORDINAL.fullmatch(self.rest[0].text.lower()) if self.rest else None
        if found is None or not int(found[1]):
            raise self.wrong("expected which one, like 1st, 2nd or 3rd")
        self._at += 1
        return int(found[1])

    def rate(self) -> int:
        """Read ``200 octets/s`` as 200; UsageError when it is not a whole number from 1."""
        amount = self.rest[0].amount
        if amount < 1 or amount % 1:
            raise self.wrong("expected a whole number of octets, 1 or more")
        return int(self._next().amount)

    def millionths(self) -> float:
        """Read ``200ppm`` as 200; UsageError when it is none."""
        if not self.rest or self.rest[0].unit != MILLIONTHS:
            raise self.wrong(f"expected millionths, like 200{MILLIONTHS}")
        return float(self._next().amount)

    def refused(self, expected: Collection[str], also: Collection[str] = ()) -> UsageError:
        """Give the error: none of ``expected`` stands here, and which of these and ``also`` is the nearest."""
        if not self.rest:
            return self.wrong(expected_one_of(expected))
        return self.wrong(nearest(self.rest[0].text, (*expected, *also)) or expected_one_of(expected))

    def wrong(self, why: str, back: int = 0) -> UsageError:
        """Give the error: the line, where it went wrong (``back`` words before the next), and ``why``."""
        at = self._at - back
        where = f"at {self._words[at].text!r}" if at < len(self._words) else "at its end"
        return UsageError(f'fault "{self.said}": {where}: {why}')

    def _next(self) -> Word:
        self._at += 1
        return self._words[self._at - 1]


def _word(found: re.Match[str]) -> Word:
    if found[1] is None:
        return Word(found[0])
    return Word(found[0], Decimal(found[1]), (found[2] or found[3]).lower())
