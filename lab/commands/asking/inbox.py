"""``premises supplier inbox``: what one Supplier was told that it had not asked for in that moment."""

import asyncio
from collections.abc import Callable

import typer

from lab.desk.client import Desk, Letter, open_desk
from lab.desk.drawer import drawer_of
from lab.desk.opening import site_in
from lab.desk.post import WAIT_S
from lab.desk.words import line_of, names_in
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.identity import Eui64
from premises.runtime.process import run_until_told


def show_inbox(running: Reachable, who: str, *, follow: bool, as_xml: bool) -> None:
    """Print what ``who`` was told, the newest last; with ``follow`` also what comes, until Ctrl-C."""
    site = site_in(running)
    drawer = drawer_of(running, site, who)
    if not running.duis:
        raise UsageError(f"nobody listens for Suppliers at {running.premises}: it was brought up without a gateway")
    names = names_in(site)

    def show(letter: Letter) -> None:
        typer.echo(letter.xml.decode() if as_xml else line_in(letter, names))

    async def look(stop: asyncio.Event) -> None:
        async with open_desk(running.duis, drawer) as desk:
            told = asyncio.create_task(_tell(desk, show, follow=follow))
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait((told, stopped), return_when=asyncio.FIRST_COMPLETED)
            for task in (told, stopped):
                task.cancel()
            await asyncio.gather(told, stopped, return_exceptions=True)
            if not told.cancelled():
                told.result()

    run_until_told(look)


async def _tell(desk: Desk, show: Callable[[Letter], None], *, follow: bool) -> None:
    after = 0
    while (letter := await desk.collect(after, 0)) is not None or follow:
        while letter is None:
            letter = await desk.collect(after, WAIT_S)
        after = letter.place
        show(letter)


def line_in(letter: Letter, names: dict[Eui64, str]) -> str:
    """Give one line of an inbox."""
    return f"{letter.place:>5}  {line_of(letter.told, names)}"
