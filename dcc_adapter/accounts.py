"""The Suppliers that have an account with the DCC: who asked, and whose customer the premises is.

Values; the site says which there are, and when the premises changes hands.
"""

from dataclasses import dataclass

from premises.errors import UsageError
from premises.identity import Eui64, Name, eui64
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.device.responsible import FUELS
from premises.wire.site import SUPPLIER, SUPPLIER_EUI, Site
from premises.wire.tables.suppliers import Fuel, Uplift

FUELS_OF_ALL = FUELS["PPMID"]
"""Whose Suppliers hear of what is no meter's: the hub's own alerts. Assumption 85 (docs/sources.md)."""


COUNTER_MAX = (1 << 64) - 1
"""Source: DUIS XSD V5.1, RequestID."""


@dataclass(frozen=True, slots=True)
class RequestParts:
    """What a RequestID is made of."""

    originator: Eui64
    target: Eui64
    counter: int


def parts_of(request_id: str) -> RequestParts | None:
    """Give what a RequestID is made of; None when it is none."""
    originator, target, counter = [*request_id.split(":"), "", "", ""][:3]
    if not counter.isdecimal() or not 0 < int(counter) <= COUNTER_MAX:
        return None
    try:
        return RequestParts(eui64(originator), eui64(target), int(counter))
    except UsageError:
        return None


@dataclass(frozen=True, slots=True)
class Account:
    """One Supplier, as the DCC knows it."""

    name: Name = SUPPLIER
    eui: Eui64 = SUPPLIER_EUI
    roles: tuple[str, ...] = ("IS", "GS")
    uplift: Uplift = "mp170"


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose customer the premises is for one fuel, from a moment on."""

    since: Instant
    fuel: Fuel
    supplier: Name


_AT_FIRST = tuple(Customer(ORIGIN, fuel, SUPPLIER) for fuel in FUELS_OF_ALL)


@dataclass(frozen=True, slots=True)
class Accounts:
    """All Suppliers of one premises."""

    suppliers: tuple[Account, ...] = (Account(),)
    customers: tuple[Customer, ...] = _AT_FIRST
    """In order of time."""

    def named(self, name: Name) -> Account | None:
        """Give the account of the Supplier called ``name``, if it has one."""
        return next((account for account in self.suppliers if account.name == name), None)

    def asker(self, request_id: str) -> Account | None:
        """Give whose RequestID this is: its originator's; None when that has no account."""
        try:
            originator = eui64(request_id.split(":", maxsplit=1)[0])
        except UsageError:
            return None
        return next((account for account in self.suppliers if account.eui == originator), None)

    def responsible(self, device_type: str, now: Instant) -> tuple[Account, ...]:
        """Give who is responsible for such a device at ``now``, each once; for a type unknown, whoever has a fuel."""
        names = [self._customer_of(fuel, now) for fuel in FUELS.get(device_type, FUELS_OF_ALL)]
        return tuple(account for name in dict.fromkeys(names) if (account := self.named(name)) is not None)

    def _customer_of(self, fuel: Fuel, now: Instant) -> Name:
        known = [customer for customer in self.customers if customer.fuel == fuel and customer.since <= now]
        assert known, f"the premises is somebody's customer for {fuel} from its origin on"
        return known[-1].supplier


def accounts_of(site: Site) -> Accounts:
    """Give the Suppliers of ``site``."""
    suppliers = tuple(
        Account(Name(who), eui64(spec.eui), tuple(spec.roles), spec.uplift) for who, spec in site.suppliers.items()
    )
    at_first = (
        Customer(ORIGIN, "electricity", Name(site.registered.electricity)),
        Customer(ORIGIN, "gas", Name(site.registered.gas)),
    )
    changes = sorted(site.change_of_supplier, key=lambda change: change.at_s)
    later = (Customer(Instant(seconds(change.at_s)), change.fuel, Name(change.to)) for change in changes)
    return Accounts(suppliers, (*at_first, *later))
