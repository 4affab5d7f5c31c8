"""The private links of a site: from which versions on they have another protocol, and who is given what by hand.

The schema and its bounds. Which bridges there are is the lab's to check.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from premises.wire.tables.bounds import Version

PROTOCOLS_MAX = 16
"""Changes of protocol in one site. Ours."""

VISITS_MAX = 64
"""Visits in one site. Ours."""


class NewProtocolSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """From these versions on the bridges at the ends of a private link speak a protocol that older ones do not.

    Assumption 78 (docs/sources.md).
    """

    above: Literal["B1", "B3"]
    """The bridge nearer to the hub. Assumption 78 (docs/sources.md)."""
    below: Literal["B2", "B3", "B4"]
    """The one behind it. Assumption 78 (docs/sources.md)."""
    above_from: Version
    """The first version of the one above that speaks it."""
    below_from: Version
    """The first version of the one below that speaks it."""


class VisitSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody comes and gives a bridge a version by hand. Assumption 79 (docs/sources.md)."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    """When, in premises time."""
    device: str
    """Which bridge."""
    version: Version
    """What it runs from then on."""
