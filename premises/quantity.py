"""Moments and spans of premises time, as whole microseconds.

Floats exist only where a person types seconds or asyncio wants them; everything that is compared, kept or
sent is an integer, so equal seeds give equal traces. It reads no clock.
"""

from typing import NewType

Instant = NewType("Instant", int)
"""Microseconds since the premises' origin (the moment the run began); 0 or more."""

Duration = NewType("Duration", int)
"""A span in microseconds."""

MICROSECONDS_PER_SECOND = 1_000_000

ORIGIN = Instant(0)

NEVER = Instant(1 << 62)
"""Later than any moment of a premises."""


def seconds(count: float) -> Duration:
    """Give ``count`` seconds as a Duration, rounded to the microsecond."""
    return Duration(round(count * MICROSECONDS_PER_SECOND))


def after(instant: Instant, span: Duration) -> Instant:
    """Give the moment ``span`` after ``instant``."""
    return Instant(instant + span)


def earliest(*moments: Instant | None) -> Instant | None:
    """Give the first of the moments that there are; None when there is none."""
    first: Instant | None = None
    for moment in moments:
        if moment is not None and (first is None or moment < first):
            first = moment
    return first


def is_due(moment: Instant | None, now: Instant) -> bool:
    """Say whether ``moment`` has come; None never does, and the origin is a moment like any other."""
    return moment is not None and moment <= now


def in_seconds(span: int) -> float:
    """Give a span (or a moment, as a span since the origin) in seconds, for people and for asyncio."""
    return span / MICROSECONDS_PER_SECOND


def spoken(span: int) -> str:
    """Give a span as a person reads it: ``12.0 s``, ``3 min 20 s``, ``2 d 4 h``."""
    whole = round(in_seconds(span))
    if whole < 60:
        return f"{in_seconds(span):.1f} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def clocked(at: Instant) -> str:
    """Give a moment as a clock shows it and as a person may type it: ``00:12:30.250``."""
    minutes, rest = divmod(in_seconds(at), 60)
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:{rest:06.3f}"
