"""One broker process: it says one line when it listens, and ends in good order.

Owns the loop, the signals and standard input; which broker runs behind it is ``embedded``, ``mosquitto``, ``rabbitmq``.
"""

import asyncio
import os
import select
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from broker.access import Access
from broker.mosquitto import mosquitto_program
from broker.port import free_port
from broker.program import running
from broker.rabbitmq import Ports, rabbitmq_programs
from premises.errors import LinkError, UsageError


class Kind(Enum):
    """Which broker."""

    AMQTT = "amqtt"
    MOSQUITTO = "mosquitto"
    RABBITMQ = "rabbitmq"


@dataclass(frozen=True, slots=True)
class Settings:
    """One broker process."""

    kind: Kind
    host: str
    port: int
    """0 takes a free one."""
    access: Access
    stop_with_stdin: bool
    """End when standard input, a pipe, is closed: when whoever holds its other end is gone."""


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the broker until it is told to stop; LinkError when it does not come up or ends by itself."""
    with _told_to_stop(watch_stdin=settings.stop_with_stdin) as told:
        async with _OPENERS[settings.kind](settings) as opened:
            say(f"ready {settings.host}:{opened.port}")
            await _until(told, opened.child)


@dataclass(frozen=True, slots=True)
class _Opened:
    port: int
    child: asyncio.subprocess.Process | None


@asynccontextmanager
async def _open_amqtt(settings: Settings) -> AsyncIterator[_Opened]:
    from broker.embedded import embedded_broker  # noqa: PLC0415 - it takes longer to load than mosquitto to start

    async with embedded_broker(settings.access, settings.host, settings.port) as port:
        yield _Opened(port, None)


@asynccontextmanager
async def _open_mosquitto(settings: Settings) -> AsyncIterator[_Opened]:
    port = free_port(settings.host, settings.port)
    async with AsyncExitStack() as stack:
        # The folder goes as soon as mosquitto has read it, so that not even kill -9 leaves passwords behind.
        with tempfile.TemporaryDirectory(prefix="premises-mosquitto-") as folder:
            program = mosquitto_program(settings.access, settings.host, port, Path(folder))
            child = await stack.enter_async_context(running(program))
        yield _Opened(port, child)


@asynccontextmanager
async def _open_rabbitmq(settings: Settings) -> AsyncIterator[_Opened]:
    ports = Ports(mqtt=free_port(settings.host, settings.port), names=free_port(_LOOPBACK), nodes=free_port(_LOOPBACK))
    with tempfile.TemporaryDirectory(prefix="premises-rabbitmq-", ignore_cleanup_errors=True) as folder:
        epmd, node = rabbitmq_programs(settings.access, settings.host, ports, Path(folder))
        async with running(epmd), running(node) as child:
            yield _Opened(ports.mqtt, child)


_LOOPBACK = "127.0.0.1"

_OPENERS: dict[Kind, Callable[[Settings], AbstractAsyncContextManager[_Opened]]] = {
    Kind.AMQTT: _open_amqtt,
    Kind.MOSQUITTO: _open_mosquitto,
    Kind.RABBITMQ: _open_rabbitmq,
}


@contextmanager
def _told_to_stop(*, watch_stdin: bool) -> Iterator[asyncio.Event]:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    if watch_stdin:
        try:
            loop.add_reader(_STDIN, _read_stdin, told)
        except OSError:
            raise UsageError("--stop-with-stdin: standard input is no pipe") from None
    try:
        yield told
    finally:
        loop.remove_reader(_STDIN)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


_STDIN = 0


def _read_stdin(told: asyncio.Event) -> None:
    if not os.read(_STDIN, select.PIPE_BUF):
        asyncio.get_running_loop().remove_reader(_STDIN)
        told.set()


async def _until(told: asyncio.Event, child: asyncio.subprocess.Process | None) -> None:
    if child is None:
        await told.wait()
        return
    waits = (asyncio.create_task(told.wait()), asyncio.create_task(child.wait()))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not told.is_set():
            raise LinkError(f"the broker ended by itself with code {child.returncode}")
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
