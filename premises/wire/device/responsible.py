"""Who is responsible for a device: the Supplier of its fuel at that moment, as registration data have it.

An ESME and an HCALCS are the Import Supplier's, a GSME the Gas Supplier's, and what joins as a PPMID, bridges
included, is either's. Assumption 85 (docs/sources.md). Pure; the site says who changes when.
"""

from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.site import Site
from premises.wire.tables.suppliers import Fuel

FUELS: dict[str, tuple[Fuel, ...]] = {
    "ESME": ("electricity",),
    "HCALCS": ("electricity",),
    "GSME": ("gas",),
    "PPMID": ("electricity", "gas"),
}
"""By device type, whose Suppliers are responsible. Assumption 85 (docs/sources.md)."""

ROLE_OF: dict[Fuel, str] = {"electricity": "IS", "gas": "GS"}
"""The role in which a Supplier has a fuel. Source: TPL."""


def registered(site: Site, fuel: Fuel, now: Instant) -> Name:
    """Give the Supplier whose customer the premises is for ``fuel`` at ``now``."""
    changes = sorted((change for change in site.change_of_supplier if change.fuel == fuel), key=lambda each: each.at_s)
    done = [change.to for change in changes if seconds(change.at_s) <= now]
    return Name(done[-1] if done else getattr(site.registered, fuel))


def responsible(site: Site, device_type: str, now: Instant) -> tuple[Name, ...]:
    """Give who is responsible for a device of this type at ``now``, the Import Supplier first, each once."""
    return tuple(dict.fromkeys(registered(site, fuel, now) for fuel in FUELS[device_type]))
