"""One Supplier at a live premises: a window to look through, and its post; over DUIS wherever somebody listens.

Where nobody does, such as in a premises that a scenario brought up, it speaks through its window, on the air.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lab.desk.client import open_desk
from lab.desk.drawer import drawer_of
from lab.desk.post import open_post
from lab.live.run_directory import Reachable
from lab.live.window import Window, open_window
from lab.sending.post import Post, WindowPost
from lab.sending.updating import until_clock
from lab.site import account_of
from premises.quantity import Instant
from premises.wire.site import Site
from premises.wire.site_text import site_of_run
from premises.wire.topics import VIEWER


@asynccontextmanager
async def open_office(running: Reachable, by: str) -> AsyncIterator[tuple[Window, Post]]:
    """Open both for the Supplier ``by``, the usual one for empty.

    UsageError when there is none, or its keys are not here; LinkError when nobody can be reached.
    """
    site = site_in(running)
    if not running.duis:
        async with open_window(running, account_of(site, by)[0]) as window:
            # Its numbers are premises time, so that must be known.
            await until_clock(window)
            yield window, WindowPost(window)
        return
    drawer = drawer_of(running, site, by)
    async with (
        open_window(running, VIEWER) as window,
        open_desk(running.duis, drawer) as desk,
        open_post(desk, drawer) as post,
    ):
        yield window, post


async def now_at(running: Reachable) -> Instant:
    """Give the premises time of a premises; LinkError when nobody says it."""
    async with open_window(running, VIEWER) as window:
        await until_clock(window)
        return window.clock.now()


async def agreed_at(running: Reachable) -> tuple[Site, Instant]:
    """Give the site as everybody agrees on it now, and the premises time; LinkError when nobody says it."""
    async with open_window(running, VIEWER) as window:
        await until_clock(window)
        return window.site, window.clock.now()


def site_in(running: Reachable) -> Site:
    """Give the site of a premises as it began."""
    return site_of_run(running.files.site.read_text(encoding="utf-8"))
