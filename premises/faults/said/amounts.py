"""Amounts as a person says them: ``40%``, ``200ms``, ``2nd``; ``lines`` reads them again to the same number."""

from decimal import Decimal

from premises.faults.said.lines import SECONDS


def ordinal(number: int) -> str:
    """Give ``2nd`` for 2."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def percent(part: float | None) -> str:
    """Give ``40%`` for 0.4."""
    return f"{plain(exact(part) * 100)}%"


def span(milliseconds: float | None) -> str:
    """Give ``1500ms`` for 1500."""
    return time(exact(milliseconds) / 1000)


def time(seconds: Decimal) -> str:
    """Give a span of seconds in the greatest unit of which it is a whole number, else in milliseconds."""
    for unit in reversed(SECONDS):
        if seconds and not seconds % SECONDS[unit]:
            return f"{plain(seconds / SECONDS[unit])}{unit}"
    return f"{plain(seconds * 1000)}ms"


def exact(number: float | None) -> Decimal:
    """Give the decimal number that a person would have written for it."""
    assert number is not None, "a fault that was checked has what its kind must have"
    return Decimal(repr(float(number)))


def plain(number: Decimal) -> str:
    """Give it without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
