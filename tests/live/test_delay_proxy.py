"""The proxy beside which lateness is measured: what it gives a peer, and that nothing else slows the peer down."""

import asyncio
from itertools import pairwise

import pytest

from benchmarks.peers.delay_proxy import delay_proxy

pytestmark = [pytest.mark.live, pytest.mark.asyncio]

DELAY_S = 0.05
CHUNKS = 20
EVERY_S = 0.01
"""A fifth of the delay: several chunks are on their way at once."""


class Hearing(asyncio.Protocol):
    """Notes what comes and when, and says it back."""

    def __init__(self) -> None:
        self.came: list[tuple[float, bytes]] = []
        self.transport: asyncio.Transport | None = None
        self.gone = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.came.append((asyncio.get_running_loop().time(), data))
        assert self.transport is not None
        self.transport.write(data)


async def test_every_chunk_goes_on_when_its_delay_is_over_in_order_and_comes_back_at_once() -> None:
    loop, hearing = asyncio.get_running_loop(), Hearing()
    server = await loop.create_server(lambda: hearing, "127.0.0.1", 0)
    sent: list[float] = []
    async with server, delay_proxy(server.sockets[0].getsockname()[1], DELAY_S) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(CHUNKS):
            sent.append(loop.time())
            writer.write(b"%02d" % number)
            await asyncio.sleep(EVERY_S)
        back = await reader.readexactly(2 * CHUNKS)
        writer.close()
        await writer.wait_closed()
        await hearing.gone.wait()

    said = b"".join(b"%02d" % number for number in range(CHUNKS))
    assert (back, b"".join(data for _, data in hearing.came)) == (said, said)
    assert hearing.came[0][0] - sent[0] >= DELAY_S
    assert hearing.came[0][0] < sent[-1], "one chunk does not wait for another's delay"
    assert all(earlier[0] <= later[0] for earlier, later in pairwise(hearing.came))
