"""Spans of premises time as a test says them: ``"200ms"``, ``"1h30m"``, a number of seconds, a timedelta."""

import re
from datetime import timedelta

from premises.errors import UsageError
from premises.quantity import Duration, seconds

Span = str | float | timedelta
"""Numbers are seconds."""

SPAN_MAX_S = 31_536_000
"""The longest span that is understood, a year: as in faults. Ours."""

_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|d|h|min|m|s)\s*")
_UNITS = {"d": 86_400.0, "h": 3_600.0, "min": 60.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def span_of(said: Span, what: str) -> Duration:
    """Give the span that ``what`` is set to; UsageError when it is none, or less than 0, or more than a year."""
    return seconds(seconds_of(said, what))


def seconds_of(said: Span, what: str) -> float:
    """Give the span in seconds, to the microsecond; UsageError as above."""
    if isinstance(said, timedelta):
        count = said.total_seconds()
    elif isinstance(said, str):
        count = _read(said, what)
    else:
        count = float(said)
    if not 0 <= count <= SPAN_MAX_S:
        raise UsageError(f"{what} = {said!r}: expected 0 s to 365 d")
    return round(count, 6)


def _read(said: str, what: str) -> float:
    parts = list(_PART.finditer(said.strip()))
    if not parts or "".join(part[0] for part in parts) != said.strip():
        raise UsageError(f"{what} = {said!r}: expected a span like '200ms', '10s', '5m', '6h' or '1h30m'")
    return sum(float(part[1]) * _UNITS[part[2]] for part in parts)
