"""Stretches of premises time of equal, round length: what bounds every chart over time, however long the run is."""

from premises.quantity import Duration, Instant, seconds

BINS_MAX = 40
"""Bins of a run. Ours: as many bars as a telephone shows apart."""

_ROUND_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)


def bin_width(now: Instant) -> Duration:
    """Give the shortest round length of which BINS_MAX reach from the origin beyond ``now``."""
    for width in map(seconds, _ROUND_S):
        if now // width < BINS_MAX:
            return width
    width = seconds(_ROUND_S[-1])
    return Duration(width * (now // (width * BINS_MAX) + 1))
