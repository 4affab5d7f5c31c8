"""The three designs of MP170 as data: who is fed by whom, and what follows from that alone.

A bridge that is fed by another is not on the inventory (SMI), never speaks to the hub, and has its firmware in the
package of whoever feeds it. Source: the MP170 Working Group, July 2022; that a fed bridge stands directly behind its
feeder is assumption 18 (docs/sources.md). Nothing here says how the three compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DesignName = Literal["proposed", "option-a", "option-b"]

ReportPolicy = Literal["early", "late", "staged"]
"""When whoever feeds others says that its download is over, and that it runs; ``bridges`` says what each does."""


@dataclass(frozen=True, slots=True)
class Design:
    """One design; bridges are named by their PPMIDVariant."""

    name: str
    fed_by: Mapping[str, str]
    """Who gets its firmware from another bridge, and from which; everybody else gets it from the hub."""

    def is_on_the_smi(self, variant: str) -> bool:
        """Say whether a bridge is on the inventory, and in the hub's device log."""
        return variant not in self.fed_by

    def fed_from(self, variant: str) -> tuple[str, ...]:
        """Give whom a bridge feeds, in order of name."""
        return tuple(sorted(fed for fed, by in self.fed_by.items() if by == variant))

    def package_of(self, variant: str) -> tuple[str, ...]:
        """Give whose firmware is in the package of a bridge: its own first, then of all that are fed from it."""
        below = (inner for fed in self.fed_from(variant) for inner in self.package_of(fed))
        return (variant, *below)


PROPOSED = Design("proposed", {})
"""Each bridge joins as a PPMID Variant with a package of its own. Source: SEED."""

OPTION_A = Design("option-a", {"B4": "B3"})
"""B3 fetches for the sleepy B4. Source: SEED."""

OPTION_B = Design("option-b", {"B2": "B1", "B3": "B1", "B4": "B3"})
"""B1 fetches for all; B3 hands on to B4. Source: SEED; the second step is assumption 18 (docs/sources.md)."""

DESIGNS: Mapping[str, Design] = {design.name: design for design in (PROPOSED, OPTION_A, OPTION_B)}

Variant = Literal["B1", "B2", "B3", "B4"]
"""A kind of bridge (PPMIDVariant)."""

SHAPES: tuple[tuple[Variant, ...], ...] = (("B1",), ("B1", "B2"), ("B1", "B3", "B4"), ("B1", "B2", "B3", "B4"))
"""The sets of bridges that a premises has. Source: SEED, B3 and B4 in pairs; the rest is assumption 17."""
