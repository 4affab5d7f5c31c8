"""What AltHANCo's install register says wrongly of a site's bridges: as of when it is, and which entries are mistaken.

The schema and its bounds. Who stands in a register, and with what, follows from the site.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from premises.wire.tables.bounds import Seconds, Version

WRONG_MAX = 32
"""Mistaken entries of one register. Ours."""


class WrongEntrySpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the register says of one bridge, and is not so."""

    device: str
    """Which bridge."""
    missing: bool = False
    """Whether it does not stand there at all."""
    version: Version | None = None
    """Which firmware it is said to run; the true one when None."""
    ppmid_variant: Literal["", "STD", "B1", "B2", "B3", "B4"] = ""
    """Which bridge it is said to be; the true one when empty. Assumption 9 (docs/sources.md)."""


class RegisterSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """AltHANCo's register of what it installed at this premises. Assumption 93 (docs/sources.md)."""

    as_of_s: Seconds = 31_536_000.0
    """From when on nothing was entered: later visits are not in it."""
    wrong: Annotated[list[WrongEntrySpec], Meta(max_length=WRONG_MAX)] = field(default_factory=list)
    """Which entries are mistaken."""
