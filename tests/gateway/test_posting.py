"""POSTs to a Supplier's URL: in order, the same octets again until it says 204, however it fails meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from dcc_adapter.gateway.accounts import Account
from dcc_adapter.gateway.outbox import Outbox
from dcc_adapter.gateway.posting import Bells, Poster, session_of_posts, wait_after
from premises.identity import Name, eui64
from premises.sim.shelf import VirtualShelf

ME = Name("gas")


@dataclass
class Sink:
    """A Supplier's own server: answers as its script says, then 204; 0 never answers."""

    script: list[int]
    port: int = 0
    got: list[bytes] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Sink"]:
        """Listen for the block, on the same port each time."""
        application = web.Application()
        application.router.add_post("/alerts", self._take)
        application.router.add_route("*", "/elsewhere", self._elsewhere)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.05)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = int(runner.addresses[0][1])
        try:
            yield self
        finally:
            await runner.cleanup()

    async def until(self, count: int) -> None:
        """Wait until so many POSTs came."""
        async with asyncio.timeout(10):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()

    async def _elsewhere(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _take(self, request: web.Request) -> web.Response:
        self.got.append(await request.read())
        self.arrived.set()
        status = self.script.pop(0) if self.script else 204
        if status == 0:
            await asyncio.Event().wait()
        return web.Response(status=status, headers={"Location": "/elsewhere"})


@dataclass
class Said:
    """Log lines."""

    lines: list[tuple[str, bool, dict[str, str | int]]] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: str, *, warns: bool = False, **fields: str | int) -> None:
        """Remember one."""
        self.lines.append((event, warns, fields))
        self.more.set()

    async def until(self, count: int) -> None:
        """Wait until so many lines were shown."""
        async with asyncio.timeout(10):
            while len(self.lines) < count:
                self.more.clear()
                await self.more.wait()


@asynccontextmanager
async def posting(sink: Sink, outbox: Outbox, bells: Bells, said: Said) -> AsyncIterator[None]:
    """POST to ``sink`` for the block, with little patience."""
    account = Account(ME, eui64("90-B3-D5-1F-30-01-00-00"), (), f"http://127.0.0.1:{sink.port}/alerts", True, "")
    async with session_of_posts(0.2) as session:
        task = asyncio.create_task(Poster(account, outbox, bells, session, said, again_after_s=0.01).run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def filled(*messages: bytes) -> Outbox:
    outbox = Outbox(VirtualShelf())
    for number, message in enumerate(messages, start=256):
        outbox.put(ME, number, message)
    return outbox


@pytest.mark.parametrize("status", [200, 302, 404, 500, 503, 0])
async def test_what_is_not_taken_comes_again_before_anything_else(status: int) -> None:
    outbox, said = filled(b"one", b"two"), Said()
    async with Sink([status, status]).listening() as sink, posting(sink, outbox, Bells(), said):
        await said.until(4)

    assert sink.got == [b"one", b"one", b"one", b"two"]
    assert [(warns, fields["tries"]) for _, warns, fields in said.lines] == [
        (True, 1),
        (True, 2),
        (False, 3),
        (False, 1),
    ]


def test_the_wait_is_doubled_up_to_a_minute() -> None:
    assert [wait_after(tries) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert wait_after(1_000_000) == 60


async def test_a_supplier_that_is_away_gets_it_when_it_is_back() -> None:
    outbox, said, sink = filled(b"one"), Said(), Sink([])
    async with sink.listening():
        pass
    async with posting(sink, outbox, Bells(), said):
        await said.until(2)
        async with sink.listening():
            await sink.until(1)

    assert sink.got == [b"one"]


async def test_what_is_put_while_nothing_waits_goes_at_once() -> None:
    outbox, bells = filled(), Bells()
    async with Sink([]).listening() as sink, posting(sink, outbox, bells, Said()):
        await asyncio.sleep(0)
        outbox.put(ME, 256, b"new")
        bells.ring(ME)
        await sink.until(1)

    assert sink.got == [b"new"]
