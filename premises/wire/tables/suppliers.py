"""The Suppliers of a site: who they are, what each may ask, and whose customer the premises is from when on.

The schema and its bounds. That names lead somewhere is the lab's to check.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from premises.wire.tables.bounds import EuiText, Seconds

SUPPLIERS_MAX = 8
"""Suppliers of one site. Ours."""

CHANGES_MAX = 16
"""Changes of Supplier in one site. Ours."""

URL_LENGTH_MAX = 256
"""Characters of a Supplier's URL. Ours."""

PEM_LENGTH_MAX = 8192
"""Characters of a certificate as PEM. Ours."""

Fuel = Literal["electricity", "gas"]
"""Whose customer: the Import Supplier's, or the Gas Supplier's. Source: TPL, roles IS and GS."""

Uplift = Literal["before-secmp0007", "before-mp170", "mp170"]
"""Which DUIS a Supplier speaks: without 11.4, without PPMIDVariant, or with both. Assumption 84 (docs/sources.md)."""

_Pem = Annotated[str, Meta(max_length=PEM_LENGTH_MAX)]


class SupplierSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One Supplier's account with the DCC."""

    eui: EuiText = "90-B3-D5-1F-30-01-00-00"
    """Who its RequestIDs and its commands say that it is. Source: GP vectors."""
    roles: Annotated[list[Literal["IS", "GS"]], Meta(min_length=1, max_length=2)] = field(
        default_factory=lambda: ["IS", "GS"]
    )
    """Import Supplier, Gas Supplier, or both. Source: TPL."""
    url: Annotated[str, Meta(max_length=URL_LENGTH_MAX)] = ""
    """Where what it did not ask for in this moment is POSTed to; without one it is kept for whoever collects it."""
    uplift: Uplift = "mp170"
    """Which DUIS it speaks. Assumption 84 (docs/sources.md)."""
    xml_certificate: _Pem = ""
    """By which what it signs in XML is checked, as PEM or the path of such a file; without one, the premises' own."""
    signing_certificate: _Pem = ""
    """By which devices check its commands and trailers, as PEM or a path; without one, the premises' own."""


class RegisteredSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose customer the premises is at its origin, by fuel."""

    electricity: str = "supplier"
    gas: str = "supplier"


class ChangeOfSupplierSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """From a moment on the premises is another Supplier's customer for one fuel. Source: SEED, FIR."""

    at_s: Seconds
    fuel: Fuel
    to: str
    """The Supplier that gains it."""
