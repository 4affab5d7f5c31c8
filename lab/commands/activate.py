"""``premises activate``: a Supplier's service request 11.3 to one meter of a live premises, until its last word."""

import asyncio

import typer

from lab.desk.opening import open_office, site_in
from lab.live.run_directory import Reachable
from lab.sending.activating import activate_through
from lab.site import account_of, device_of
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.device.target import wanted_of
from premises.wire.site import Site


def order(running: Reachable, who: str, runs_at_s: float | None, timeout_s: float, by: str = "") -> None:
    """Have ``who`` run the image that it holds, as ``by`` asks; PremisesError, one line, when it does not work out."""
    site = site_in(running)
    account_of(site, by)
    meter = commanded(site, who)
    runs_at = None if runs_at_s is None else Instant(seconds(runs_at_s))
    typer.echo(asyncio.run(_activate(running, meter, runs_at, timeout_s, by)))


def commanded(site: Site, who: str) -> Name:
    """Give the name of a device that waits for CS06; UsageError, saying why, for one that does not."""
    name, _ = device_of(site, who)
    target = wanted_of(site, name)
    if not target.is_commanded:
        kind = "bridge" if name in site.bridges else target.kind
        raise UsageError(f"{who} is a {kind}, which runs a new image by itself and needs no 11.3: expected a meter")
    return name


async def _activate(running: Reachable, who: Name, runs_at: Instant | None, timeout_s: float, by: str) -> str:
    async with open_office(running, by) as (window, post):
        return await activate_through(window, post, who, runs_at, timeout_s)
