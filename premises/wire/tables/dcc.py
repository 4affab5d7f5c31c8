"""What the DCC of a site does and asks: its inventory's rules, its alerts, and its Central Products List.

The schema, its defaults and its bounds.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from premises.wire.tables.bounds import Seconds, Version

PRODUCTS_MAX = 256
"""Entries of one Central Products List. Ours."""

PREDECESSORS_MAX = 16
"""Versions from which one entry may be reached. Ours."""

HASH_DIGITS = r"^([0-9A-Fa-f]{64})?$"
"""A Manufacturer Image Hash in hex, or nothing."""

VariantRule = Literal["optional", "mandatory"]
AlertRule = Literal["since-2021", "before-2021"]

_Two = Annotated[int, Meta(ge=0, le=0xFFFF)]


class ProductSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entry of the Central Products List (CPL). Source: SEED, MP231."""

    manufacturer: _Two
    """Whose, as the OTA header names it."""
    version: Version
    """Which firmware."""
    image_type: _Two | None = None
    """For which kind of device; None for all of that maker's. Ours."""
    model: _Two | None = None
    """For which model, by its hardware version; None for all. Ours."""
    hash: Annotated[str, Meta(pattern=HASH_DIGITS)] = ""
    """The Manufacturer Image Hash that the maker gave; any when empty. Source: MP231."""
    after: Annotated[list[Version], Meta(max_length=PREDECESSORS_MAX)] = field(default_factory=list)
    """From which versions a device may go to this one; from all when there are none. Source: MP231."""


class DccSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The DCC of one premises."""

    ppmid_variant: VariantRule = "optional"
    """Whether 12.2 of a PPMID must say which it is. Source: SEED, which leaves it open."""
    mp125: bool = False
    """Whether a PPMIDVariant may be changed once the device is commissioned. Source: SEED."""
    alerts: AlertRule = "since-2021"
    """Before November 2021 there is no N60 or N61, and no 11.2 to a device that is Suspended. Source: S7N, MP105."""
    one_at_a_time: bool = False
    """Whether no 11.1 or 11.4 is taken for a device for which another is under way. Assumption 92 (docs/sources.md)."""
    uplift_at_s: Seconds | None = None
    """When all that is a PPMID on the SMI is labelled once from AltHANCo's register; never when None. Source: SEED."""
    cpl: Annotated[list[ProductSpec], Meta(max_length=PRODUCTS_MAX)] = field(default_factory=list)
    """What may be sent; all that the premises can make when it is empty. Source: MP231."""
