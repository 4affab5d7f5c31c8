"""A look into a premises that somebody ends: it ends, whatever comes in that very moment."""

import asyncio

import pytest

from lab.live.window import Window
from premises.identity import Name
from premises.runtime.clock import LoopWall, SharedClock
from premises.runtime.memory import MemoryBroker
from premises.wire.site import Site
from premises.wire.topics import VIEWER, Topics


async def looking_on(window: Window) -> None:
    while True:
        await window.next(30.0)


@pytest.mark.parametrize("turns", range(6))
async def test_who_is_told_to_stop_stops_even_when_something_comes_in_that_moment(turns: int) -> None:
    topics, broker = Topics(Name("flat-14")), MemoryBroker()
    async with broker.link(VIEWER)([topics.clock()]) as link, broker.link(Name("dcc"))([]) as other:
        looking = asyncio.create_task(looking_on(Window(Site(), topics, link, SharedClock(LoopWall(), "here"))))
        for _ in range(6):
            await asyncio.sleep(0)
        other.publish(topics.clock(), b"")
        for _ in range(turns):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait({looking}, timeout=1.0)

        assert looking.cancelled()
