"""One measured figure, with its bar where it has one; and the spread of what it is the median of.

Values only: nothing here measures or prints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

WORSE_MAX = 0.15
"""How much worse than its baseline a ratio may be without a record. Ours; CONTRIBUTING.md, against drift."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure has to reach."""

    figure: float
    at_most: bool = False
    """Whether less is better."""

    def is_met(self, value: float) -> bool:
        """Say whether ``value`` is as good as the bar."""
        return value <= self.figure if self.at_most else value >= self.figure

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {self.figure:g}"


@dataclass(frozen=True, slots=True)
class Samples:
    """What the rounds gave, in their order."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def spread(self) -> float:
        """How far apart the middle half of the rounds lies, as a share of the median."""
        first, _, third = quantiles(self.values, n=4, method="inclusive")
        return (third - first) / self.median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    key: str
    what: str
    unit: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    """Peer by ours, or as ``what`` says; None for an absolute figure."""
    bar: Bar | None = None
    """None when the figure is told, and judged by nothing."""
    spread: float = 0.0
    """The larger of the two."""

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is met; None when there is none."""
        if self.bar is None:
            return None
        return self.bar.is_met(self.ours if self.ratio is None else self.ratio)

    def is_worse_than(self, baseline: float) -> bool:
        """Say whether the ratio is so much worse than ``baseline`` that it needs a record."""
        if self.ratio is None:
            return False
        if self.bar is not None and self.bar.at_most:
            return self.ratio > baseline * (1 + WORSE_MAX)
        return self.ratio < baseline * (1 - WORSE_MAX)


def compared(key: str, what: str, ours: Samples, peer: Samples, bar: Bar | None) -> Figure:
    """Give the figure of ours beside a peer's, both in microseconds a frame: how many times ours is faster.

    The ratio is the middle one of the rounds' own: what disturbs the machine for a second disturbs both.
    """
    ratio = median(theirs / own for own, theirs in zip(ours.values, peer.values, strict=True))
    return Figure(key, what, "us/frame", ours.median, peer.median, ratio, bar, max(ours.spread, peer.spread))


def not_met(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Give the figures whose bar is not met."""
    return tuple(figure for figure in figures if figure.is_met is False)
