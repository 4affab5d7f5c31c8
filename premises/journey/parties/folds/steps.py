"""One fact as it was held over time: which version a device runs, by whoever holds it."""

from bisect import bisect_right
from collections.abc import Iterator

from premises.quantity import ORIGIN, Instant

STEPS_MAX = 256
"""Changes of one fact remembered, the newest: before them the oldest of these counts. Ours."""


class Steps:
    """What was held since when; None is that nobody could say."""

    __slots__ = ("_moments", "_values")

    def __init__(self, first: int | None = None, at: Instant = ORIGIN) -> None:
        self._moments, self._values = [at], [first]

    def hold(self, at: Instant, value: int | None) -> None:
        """Hold another value from ``at`` on, which is no earlier than the last; the same again changes nothing."""
        if self._values[-1] == value:
            return
        self._moments.append(at)
        self._values.append(value)
        del self._moments[:-STEPS_MAX], self._values[:-STEPS_MAX]

    def at(self, now: Instant) -> int | None:
        """Give what was held at ``now``."""
        place = bisect_right(self._moments, now)
        return self._values[place - 1] if place else None

    def since(self, now: Instant) -> Instant:
        """Give since when that was held."""
        place = bisect_right(self._moments, now)
        return self._moments[place - 1] if place else ORIGIN

    def __iter__(self) -> Iterator[tuple[Instant, int | None]]:
        return iter(zip(self._moments, self._values, strict=True))
