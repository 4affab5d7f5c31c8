"""Real brokers for the tests: each is started once, by the command that the lab uses, and dies with the tests."""

import asyncio
import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from broker.access import Access, AirLink, save
from broker.process import Kind
from premises.identity import Name
from premises.runtime.contract import Bench
from premises.runtime.link import OpenLink
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.topics import CONDUCTOR, SUPPLIER, VIEWER, Topics

HUB, B1, B2, DCC = Name("hub"), Name("b1"), Name("b2"), Name("dcc")
HAN, DUIS = Name("han"), Name("duis")
TOPICS = Topics(Name("house"))
ACCESS = Access(
    premises=TOPICS.premises,
    participants=(DCC, HUB, B1, B2),
    links=(
        AirLink(Name("wan"), (DCC, HUB)),
        AirLink(HAN, (HUB, B1)),
        AirLink(HAN, (HUB, B2)),
        AirLink(DUIS, (SUPPLIER, DCC)),
    ),
    passwords={user: f"{user}-secret" for user in (DCC, HUB, B1, B2, SUPPLIER, CONDUCTOR, VIEWER)},
)

real_brokers = pytest.mark.parametrize(
    "kind",
    [
        pytest.param(Kind.AMQTT, id="amqtt"),
        pytest.param(Kind.MOSQUITTO, id="mosquitto"),
        pytest.param(Kind.RABBITMQ, id="rabbitmq", marks=pytest.mark.rabbitmq),
    ],
)

STOP_WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class RealBroker:
    """A broker process that listens."""

    process: subprocess.Popen[str]
    port: int

    def address(self, user: Name, port: int | None = None) -> BrokerAddress:
        """Give where ``user`` finds it, or a wire to it at ``port``."""
        return BrokerAddress("127.0.0.1", port or self.port, user, ACCESS.passwords[user])

    def link(self, user: Name) -> OpenLink:
        """Give the way to it as ``user``."""
        return mqtt_link(self.address(user))

    def stop(self) -> None:
        """Close its standard input, and wait until it has ended."""
        self.process.communicate(timeout=STOP_WITHIN_S)


@cache
def shared_broker(kind: Kind) -> RealBroker:
    """Give the one broker of this kind, started by the first who asks; skips the test when it is not installed."""
    broker = start_broker(kind)
    atexit.register(broker.stop)
    return broker


def start_broker(kind: Kind, scratch: str | None = None) -> RealBroker:
    """Start a broker, with its files in ``scratch``, and wait until it listens; skips when it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        access = Path(folder) / "access.json"
        save(ACCESS, access)
        command = [sys.executable, "-m", "broker", "--kind", kind.value, "--access", str(access), "--stop-with-stdin"]
        pipe = subprocess.PIPE
        environment = {**os.environ, "TMPDIR": scratch or tempfile.gettempdir()}
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)
        assert process.stdout is not None, "it was asked for"
        ready = process.stdout.readline()
    if not ready:
        complaint = process.communicate()[1].strip()
        if "is not installed" in complaint:
            pytest.skip(complaint)
        raise AssertionError(f"{kind.value} did not start: {complaint}")
    return RealBroker(process, int(ready.rpartition(":")[2]))


class Wire:
    """A TCP connection's way to a broker that can be cut: no goodbye reaches either side."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self._broker_port = port
        self._transports: list[asyncio.WriteTransport] = []

    def cut(self) -> None:
        """Abort every connection at both ends; new ones are served."""
        for transport in self._transports:
            transport.abort()
        self._transports.clear()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until one side closes it."""
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self._broker_port)
        self._transports += [writer.transport, onward_writer.transport]
        await asyncio.gather(_pump(reader, onward_writer), _pump(onward_reader, writer))


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """Give a wire to the broker at ``port``."""
    wire = Wire(port)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    async with server:
        yield wire
        wire.cut()


@asynccontextmanager
async def bench_of(link: Callable[[Name, int], OpenLink], port: int) -> AsyncIterator[Bench]:
    """Give what ``check_link`` needs of the broker at ``port``; ``link`` is the way there for a user and a port."""
    async with wire_to(port) as wire:
        yield Bench(
            speaker=link(B1, port),
            frail=link(B1, wire.port),
            cut=wire.cut,
            listener=link(CONDUCTOR, port),
            said=TOPICS.air(HAN, B1, HUB),
            said_all=TOPICS.air_all(),
            kept=TOPICS.picture(B1),
            presence=TOPICS.presence(B1),
        )


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while octets := await reader.read(1 << 16):
            writer.write(octets)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
