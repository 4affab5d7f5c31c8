"""The nearest valid word to one that is not: what a line that refuses something ends with."""

from collections.abc import Collection
from difflib import get_close_matches

_NEAR = 0.5
"""How alike two words must be to offer the one for the other: what a slip of the hand leaves. Ours."""


def hint(word: str, known: Collection[str]) -> str:
    """Give ``did you mean loss?``, or when nothing is near the words that there are."""
    return nearest(word, known) or expected_one_of(known)


def nearest(word: str, known: Collection[str]) -> str:
    """Give ``did you mean loss?``, or nothing when no word is near."""
    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=_NEAR)
    return f"did you mean {by_lower[near[0]]}?" if near else ""


def expected_one_of(known: Collection[str]) -> str:
    """Give the words that there are."""
    return f"expected one of {', '.join(known)}" if len(known) > 1 else f"expected {', '.join(known)}"
