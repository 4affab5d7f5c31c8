"""A gateway without an adapter behind it: what reaches the machine is written down, and a test says what it answers."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from dcc_adapter.gateway.gateway import open_gateway
from dcc_adapter.gateway.outbox import Rows
from dcc_adapter.gateway.settings import GatewaySettings
from premises.identity import Name, eui64
from premises.quantity import Instant
from premises.wire.duis.messages import CommsHubAlert
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Frame
from premises.wire.site import DCC, Site
from tests.gateway.ground import SEED
from tests.gateway.transcripts import directory


@dataclass
class Door:
    """Stands where the driver does."""

    now: Instant = Instant(5_000_000)
    brought: list[Frame] = field(default_factory=list)
    hear: Callable[[Frame, Instant], None] = lambda _, __: None
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def bring(self, frame: Frame) -> None:
        """Write down what would arrive."""
        self.brought.append(frame)
        self.stirred.set()

    def overhear(self, hear: Callable[[Frame, Instant], None]) -> None:
        """Take who is to be told."""
        self.hear = hear

    async def until(self, count: int) -> None:
        """Wait until so many frames were brought."""
        async with asyncio.timeout(10):
            while len(self.brought) < count:
                self.stirred.clear()
                await self.stirred.wait()

    def say_later(self, who: Name, number: int, site: Site) -> None:
        """Let the machine say something to a Supplier that it did not ask for in this moment."""
        message = CommsHubAlert("", eui64(site.bridges["b1"].eui), number, TransferResponseCode.SUCCESS)
        self.hear(Frame(DCC, who, number, message), self.now)


@dataclass(frozen=True, slots=True)
class Front:
    """What a Supplier sees."""

    url: str
    session: aiohttp.ClientSession
    said: list[tuple[str, bool, dict[str, str | int]]]

    async def collect(self, who: str, query: str, authorization: str) -> tuple[int, int, bytes]:
        """Ask a mailbox; give status, place and body."""
        headers = {"Authorization": authorization}
        async with self.session.get(f"{self.url}/api/v1/collect/{who}?{query}", headers=headers) as response:
            return response.status, int(response.headers.get("Duis-Place", "0")), await response.read()


@asynccontextmanager
async def fronted(door: Door, rows: Rows, site: Site, secrets: Path | None = None) -> AsyncIterator[Front]:
    """Run a gateway before ``door`` for the block."""
    said: list[tuple[str, bool, dict[str, str | int]]] = []

    def say(event: str, *, warns: bool = False, **fields: str | int) -> None:
        said.append((event, warns, fields))

    settings = GatewaySettings("127.0.0.1", 0, None, None, secrets, directory(os.environ), Path())
    opened = open_gateway(settings, site, SEED, rows, door, say)
    async with opened as serving, aiohttp.ClientSession() as session:
        running = asyncio.create_task(serving)
        try:
            yield Front(str(said[0][2]["url"]), session, said)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def basic(login: str, password: str) -> str:
    """Give the header of who logs in."""
    return f"Basic {b64encode(f'{login}:{password}'.encode()).decode()}"
