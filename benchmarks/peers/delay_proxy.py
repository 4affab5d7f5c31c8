"""A TCP proxy that delays: what a fault tool for sockets does to a link, with timers as good as ours.

Every chunk that a client sends goes on ``delay_s`` after it came, in order, however many are on their way; what comes
back is not delayed. asyncio turns Nagle's algorithm off on both sides; nothing is throttled, nothing copied twice.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def delay_proxy(port: int, delay_s: float) -> AsyncIterator[int]:
    """Give the port of a proxy to ``port``, both on loopback, for the block."""
    loop = asyncio.get_running_loop()
    sides: list[_Side] = []

    def accept() -> _Client:
        client = _Client(port, delay_s, sides)
        sides.append(client)
        return client

    server = await loop.create_server(accept, _LOOPBACK, 0)
    try:
        async with server:
            yield server.sockets[0].getsockname()[1]
    finally:
        for side in sides:
            await side.end()


class _Side(asyncio.Protocol):
    """One end of a connection that passes through."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: _Side | None = None
        self._gone = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "TCP is both ways"
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    async def end(self) -> None:
        """Close it, and wait until it is."""
        if self.transport is not None:
            self.transport.abort()
            await self._gone.wait()


class _Client(_Side):
    """The side of whoever connects: its chunks wait for their moment."""

    def __init__(self, port: int, delay_s: float, sides: list[_Side]) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._port, self._delay_s, self._sides = port, delay_s, sides
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connecting = self._loop.create_task(self._connect())

    def data_received(self, data: bytes) -> None:
        self._waiting.append((self._loop.time() + self._delay_s, data))
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    async def _connect(self) -> None:
        broker = _Broker()
        broker.other = self
        self._sides.append(broker)
        await self._loop.create_connection(lambda: broker, _LOOPBACK, self._port)
        self.other = broker
        self._arm()

    def _arm(self) -> None:
        if self.other is not None and self._timer is None and self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][0], self._pass_on, self.other)

    def _pass_on(self, other: _Side) -> None:
        self._timer = None
        assert other.transport is not None, "it was connected before a timer was set"
        while self._waiting and self._waiting[0][0] <= self._loop.time():
            other.transport.write(self._waiting.popleft()[1])
        self._arm()


class _Broker(_Side):
    """The side of the broker: what it says goes back at once."""

    def data_received(self, data: bytes) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)
