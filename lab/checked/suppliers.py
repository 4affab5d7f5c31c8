"""What no single key can show to be wrong with a site's Suppliers: names, identities, and who gains what."""

from collections.abc import Iterator

from premises.errors import SiteError, TrustError, UsageError
from premises.identity import name
from premises.nearest import hint
from premises.quantity import Instant, clocked, in_seconds, seconds, spoken
from premises.trust.users import key_in
from premises.wire.device.responsible import ROLE_OF, registered
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import changed
from premises.wire.tables.bounds import SECONDS_MAX
from premises.wire.tables.suppliers import CHANGES_MAX, ChangeOfSupplierSpec, Fuel
from premises.wire.topics import CONDUCTOR, VIEWER

_TAKEN = (DCC, HUB, CONDUCTOR, VIEWER, "broker", "crew")
"""Names of what every premises has; no Supplier can have one of them."""


def check_suppliers(site: Site, where: str) -> None:
    """Refuse Suppliers that share a name or an EUI-64, and customers of nobody; SiteError, naming ``where``."""
    euis = {spec.eui.upper(): who for who, spec in devices(site).items()}
    for who, spec in site.suppliers.items():
        at = f"{where}: suppliers.{who}"
        _check_name(site, who, at)
        other = euis.setdefault(spec.eui.upper(), name(who))
        if other != who:
            raise SiteError(f"{at}.eui = {spec.eui!r}: {other} has the same one")
        if spec.url and not spec.url.startswith(("http://", "https://")):
            raise SiteError(f"{at}.url = {spec.url!r}: expected http:// or https:// and a host")
        _check_certificate(spec.xml_certificate, f"{at}.xml_certificate")
        _check_certificate(spec.signing_certificate, f"{at}.signing_certificate")
    for at, who, fuel in _customers(site):
        if who not in site.suppliers:
            raise SiteError(f"{where}: {at} = {who!r}: {hint(who, site.suppliers)}")
        if ROLE_OF[fuel] not in site.suppliers[who].roles:
            raise SiteError(f"{where}: {at} = {who!r}: expected a Supplier with the role {ROLE_OF[fuel]}")


def with_change(site: Site, fuel: Fuel, to: str, since: Instant) -> Site:
    """Give ``site`` with one Change of Supplier more; UsageError, one line, when there can be none then."""
    if to not in site.suppliers:
        raise UsageError(f"Supplier {to!r}: {hint(to, site.suppliers)}")
    if ROLE_OF[fuel] not in site.suppliers[to].roles:
        raise UsageError(f"{to} cannot gain {fuel}: expected a Supplier with the role {ROLE_OF[fuel]}")
    if registered(site, fuel, since) == to:
        raise UsageError(f"{to} has the premises' {fuel} already: expected another Supplier")
    if len(site.change_of_supplier) >= CHANGES_MAX:
        raise UsageError(f"{CHANGES_MAX} Changes of Supplier: expected at most so many in one premises")
    if since > seconds(SECONDS_MAX):
        raise UsageError(f"premises time {spoken(since)}: expected a Change of Supplier within {SECONDS_MAX:,} s")
    change = ChangeOfSupplierSpec(in_seconds(since), fuel, to)
    return changed(site, change_of_supplier=[*site.change_of_supplier, change])


def gained(fuel: Fuel, to: str, since: Instant) -> str:
    """Give what was ordered, as a person is told."""
    return f"{to} gains {fuel} at {clocked(since)}"


def fuel_of(word: str) -> Fuel:
    """Give the fuel that a person says; UsageError when it is none."""
    for fuel in ROLE_OF:
        if fuel == word.strip().lower():
            return fuel
    raise UsageError(f"--fuel {word!r}: {hint(word, ROLE_OF)}")


def _check_certificate(text: str, at: str) -> None:
    try:
        if text:
            key_in(text.encode())
    except TrustError as error:
        raise SiteError(f"{at}: {error}") from None


def _check_name(site: Site, who: str, at: str) -> None:
    try:
        name(who)
    except UsageError as error:
        raise SiteError(f"{at}: {error}") from None
    if who in devices(site) or who in _TAKEN:
        raise SiteError(f"{at}: something else has that name: expected another")


def _customers(site: Site) -> Iterator[tuple[str, str, Fuel]]:
    """Give each key that names a Supplier, its value, and for which fuel."""
    yield "registered.electricity", site.registered.electricity, "electricity"
    yield "registered.gas", site.registered.gas, "gas"
    for index, change in enumerate(site.change_of_supplier):
        yield f"change_of_supplier.{index}.to", change.to, change.fuel
