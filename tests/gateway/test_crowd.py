"""Who only holds a connection, or a body that never ends, stops nobody else: each has a limit with a name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from dcc_adapter.gateway.accounts import accounts_of
from dcc_adapter.gateway.asking import Asking
from dcc_adapter.gateway.gateway import CONNECTIONS_MAX
from dcc_adapter.gateway.outbox import Outbox
from dcc_adapter.gateway.posting import Bells
from dcc_adapter.gateway.replays import Replays
from dcc_adapter.gateway.scribe import Scribe, Speaker
from dcc_adapter.gateway.server import BODIES_MAX, BODY_MAX, SMALL_MAX, Office, Server
from dcc_adapter.gateway.transcript import Transcript
from premises.identity import eui64
from premises.sim.shelf import VirtualShelf
from premises.trust.users import dcc_identity
from premises.wire.site import Site
from premises.wire.xml.request import write_request
from tests.gateway.door import Door
from tests.gateway.ground import SEED, XML, Ground, signed, update

pytestmark = pytest.mark.asyncio(loop_scope="module")

IDLE = 1_000
HEAD = b"POST /api/v1/serviceD HTTP/1.1\r\nHost: dcc\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n"
CHUNKED = HEAD[: HEAD.index(b"Content-Length")] + b"Transfer-Encoding: chunked\r\n\r\n1\r\n<\r\n"


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


@asynccontextmanager
async def holding(url: str, count: int, octets: bytes) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Hold so many connections on which ``octets`` were sent, and nothing more."""
    async with AsyncExitStack() as stack:
        readers = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", port_of(url))
            stack.callback(writer.close)
            writer.write(octets)
            readers.append(reader)
        yield readers


@pytest.mark.parametrize(
    "octets", [b"", b"POST /api/v1/serviceD HT", HEAD[:70]], ids=["nothing", "half a line", "half a head"]
)
async def test_a_thousand_connections_without_a_request_stop_nobody(
    ground: Ground, counter: int, octets: bytes
) -> None:
    async with holding(ground.url, IDLE, octets) as readers, asyncio.timeout(10):
        answer = await ground.ask(update(counter), 8)
        displaced = [await reader.read() for reader in readers[: IDLE - CONNECTIONS_MAX]]

    assert answer.response_code
    assert displaced == [b""] * (IDLE - CONNECTIONS_MAX)


async def test_bodies_that_never_end_stop_no_small_one(ground: Ground, counter: int) -> None:
    count = 2 * BODIES_MAX // BODY_MAX
    async with holding(ground.url, count, HEAD % BODY_MAX + b"<"), asyncio.timeout(4):
        answer = await ground.ask(update(counter), 8)

    assert answer.response_code


@asynccontextmanager
async def impatient(door: Door) -> AsyncIterator[str]:
    """Serve with little patience, and give the URL."""
    accounts, rows = accounts_of(Site(), SEED, None), VirtualShelf()
    scribe = Scribe(Speaker(dcc_identity(SEED), eui64(Site().hub.eui)), accounts, Transcript(None))
    office = Office(accounts, Asking(door), scribe, Replays(rows), Outbox(rows), Bells(), lambda *_, **__: None)
    runner = web.AppRunner(Server(office, grace_s=0.1).application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        scribe.close()


@pytest.mark.parametrize("size", [100, SMALL_MAX + 1, BODY_MAX])
async def test_a_body_that_stops_coming_gives_its_turn_up(size: int) -> None:
    async with impatient(Door()) as url, holding(url, 1, HEAD % size + b"<") as (reader,), asyncio.timeout(5):
        line = await reader.readline()

    assert line == b"HTTP/1.1 408 Request Timeout\r\n"


@pytest.mark.parametrize("slow", [HEAD % BODY_MAX + b"<", CHUNKED], ids=["of a length", "in chunks"])
async def test_a_large_body_has_its_turn_when_those_that_never_end_have_lost_theirs(slow: bytes) -> None:
    count, large = BODIES_MAX // BODY_MAX, HEAD % (SMALL_MAX + 1) + b" " * (SMALL_MAX + 1)
    async with impatient(Door()) as url, asyncio.timeout(5), AsyncExitStack() as stack:
        readers = await stack.enter_async_context(holding(url, count, slow))
        readers += await stack.enter_async_context(holding(url, 1, large))
        lines = [asyncio.create_task(each.readline()) for each in readers]
        first, _ = await asyncio.wait(lines, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(lines)

    assert lines[-1] not in first
    assert [line.result()[9:12] for line in lines] == [*[b"408"] * count, b"400"]


async def test_octets_that_come_give_the_others_time() -> None:
    async with impatient(Door()) as url, asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(url))
        writer.write(HEAD % 60_000 + b" " * 40_000)
        answer = asyncio.create_task(reader.readline())
        await asyncio.wait([answer], timeout=0.2)
        was_answered = answer.done()
        writer.write(b" " * 20_000)
        line = await answer
        writer.close()

    assert (was_answered, line) == (False, b"HTTP/1.1 400 Bad Request\r\n")


async def test_a_slow_machine_is_no_slow_body() -> None:
    door = Door()
    async with impatient(door) as url, ClientSession() as session, asyncio.timeout(5):
        xml = signed(write_request(update(1), 8))
        asking = asyncio.create_task(answered(session, url, xml))
        await door.until(1)
        await asyncio.wait([asking], timeout=0.2)
        was_answered = asking.done()
    asking.cancel()

    assert not was_answered


async def answered(session: ClientSession, url: str, xml: bytes) -> int:
    """POST a request, and give the status."""
    async with session.post(f"{url}/api/v1/serviceD", data=xml, headers=XML) as response:
        return response.status
