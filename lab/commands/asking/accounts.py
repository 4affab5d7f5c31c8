"""``premises supplier list`` and ``change``: the Suppliers of a premises, and whose customer it is now."""

import asyncio
import json

import typer

from lab.checked.suppliers import fuel_of, gained
from lab.commands.table import print_rows
from lab.desk.opening import agreed_at
from lab.faults.ordering import order_change
from lab.live.run_directory import Reachable
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.device.responsible import registered
from premises.wire.site import Site

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""

HEAD = ("supplier", "EUI-64", "roles", "customer for", "speaks", "told at")


def change_supplier(running: Reachable, gaining: str, fuel: str) -> None:
    """Have a Supplier gain the premises for a fuel, and print from when on; UsageError, one line, when it cannot."""
    wanted, to = fuel_of(fuel), gaining.strip().lower()
    since = asyncio.run(order_change(running, wanted, to))
    typer.echo(gained(wanted, to, since))


def show_accounts(running: Reachable, *, as_json: bool) -> None:
    """Print a row for each Supplier; LinkError when nobody says what time it is, or what was agreed on."""
    site, now = asyncio.run(agreed_at(running))
    if as_json:
        accounts = [account_document(running, site, who, now) for who in site.suppliers]
        typer.echo(json.dumps({"format": FORMAT, "premises": running.premises, "suppliers": accounts}, indent=1))
        return
    rows = []
    for who, spec in site.suppliers.items():
        fuels = " ".join(fuels_of(site, Name(who), now)) or "nothing"
        rows.append((who, spec.eui, " ".join(spec.roles), fuels, spec.uplift, spec.url or "its mailbox"))
    print_rows(HEAD, rows)
    where = running.duis or "nobody: it was brought up without a gateway"
    typer.echo(f"DUIS at {where}; keys in {running.files.supplier('')}", err=True)


def fuels_of(site: Site, who: Name, now: Instant) -> list[str]:
    """Give for which fuels the premises is this Supplier's customer."""
    return [fuel for fuel in ("electricity", "gas") if registered(site, fuel, now) == who]


def account_document(running: Reachable, site: Site, who: str, now: Instant) -> dict[str, object]:
    """Give one Supplier as docs/suppliers.md describes it."""
    spec = site.suppliers[who]
    return {
        "supplier": who,
        "eui": spec.eui,
        "roles": spec.roles,
        "responsible_for": fuels_of(site, Name(who), now),
        "uplift": spec.uplift,
        "url": spec.url,
        "duis": running.duis,
        "keys": str(running.files.supplier(who)),
    }
