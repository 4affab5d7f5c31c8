"""``premises supplier listen``: the back end of a Supplier with a URL of its own, for a person who has none."""

import asyncio

import typer

from lab.desk.client import read_as
from lab.desk.drawer import drawer_of
from lab.desk.listening import BackEnd, listening
from lab.desk.opening import site_in
from lab.desk.words import line_of, names_in
from lab.live.run_directory import Reachable
from premises.runtime.process import run_until_told
from premises.wire.xml.response import Told


def listen(running: Reachable, who: str, port: int, *, as_xml: bool) -> None:
    """Take what the DCC POSTs to ``who`` until Ctrl-C, and print it; UsageError when the port cannot be had."""
    site = site_in(running)
    drawer = drawer_of(running, site, who)
    names, wanted = names_in(site), site.suppliers[drawer.name].url

    def show(told: Told, octets: bytes) -> None:
        typer.echo(octets.decode() if as_xml else line_of(told, names))

    async def stay(stop: asyncio.Event) -> None:
        back_end = BackEnd(lambda octets: read_as(octets, drawer.dcc), show, _say)
        async with listening(back_end, port) as url:
            _say(f"{drawer.name} listens at {url}")
            if not wanted.startswith(url):
                at = repr(wanted) if wanted else "nowhere: it has a mailbox"
                _say(f"the DCC adapter tells {drawer.name} at {at}; expected suppliers.{drawer.name}.url = {url!r}")
            await stop.wait()

    run_until_told(stay)


def _say(line: str) -> None:
    typer.echo(line, err=True)
