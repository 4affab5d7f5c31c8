"""DUIS over HTTP beside the DCC adapter's machine: what is opened, what runs, and what is closed again.

::

    HTTP -> server -> scribe (XML, signature) -> replays -> asking -> the machine -> scribe -> HTTP
    the machine's mail -> scribe -> outbox (kept) -> DuisAck to the machine; outbox -> posting -> a Supplier's URL

Never part of the machine: whatever happens here, it goes on by the premises' clock.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import NoReturn, Protocol

from aiohttp import web

from dcc_adapter.gateway.accounts import accounts_of
from dcc_adapter.gateway.asking import Asking, Door
from dcc_adapter.gateway.mailroom import Mailroom
from dcc_adapter.gateway.outbox import Outbox, Rows
from dcc_adapter.gateway.posting import Bells, Poster, Say, session_of_posts
from dcc_adapter.gateway.replays import Replays
from dcc_adapter.gateway.scribe import Scribe, Speaker
from dcc_adapter.gateway.server import WHY_MAX, Office, Server
from dcc_adapter.gateway.settings import GatewaySettings
from dcc_adapter.gateway.transcript import Transcript
from premises.errors import LinkError, TrustError, UsageError
from premises.identity import eui64
from premises.quantity import Instant
from premises.trust.users import XmlIdentity, dcc_identity, identity_in_one
from premises.wire.message import Frame
from premises.wire.site import Site

CONNECTIONS_MAX = 256
"""Connections at once: for one more the oldest that has no request in hand is closed, or, when all have one, the new
one is. The loop waits on fewer than 1,024 sockets. Ours."""

IDLE_MAX_S = 75.0
"""Seconds of wall that a connection may take to send the head of a request. Ours."""

END_WITHIN_S = 5.0
"""Seconds of wall in which requests in hand must be answered when the process is told to stop. Ours."""

LISTENING, FAILED = "duis.listening", "duis.failed"


class DriverOfDcc(Door, Protocol):
    """The machine's driver, as far as anything here knows it."""

    def overhear(self, hear: Callable[[Frame, Instant], None]) -> None:
        """Tell ``hear`` of each frame for a Supplier, when it is due."""


@asynccontextmanager
async def open_gateway(
    settings: GatewaySettings, site: Site, seed: int, rows: Rows, driver: DriverOfDcc, say: Say
) -> AsyncIterator[Coroutine[object, object, None]]:
    """Listen for the block, and give what must run meanwhile; UsageError or LinkError when it cannot listen."""
    accounts = accounts_of(site, seed, settings.secrets)
    identity = dcc_identity(seed) if settings.key is None else identity_in_file(settings.key)
    speaker = Speaker(identity, eui64(site.hub.eui))
    async with AsyncExitStack() as stack:
        scribe = stack.enter_context(closing(Scribe(speaker, accounts, Transcript(settings.transcript))))
        asking, outbox, bells = Asking(driver), Outbox(rows), Bells()
        mailroom = Mailroom(asking, scribe, outbox, bells, say)
        driver.overhear(mailroom.hear)
        server = Server(Office(accounts, asking, scribe, Replays(rows), outbox, bells, say))
        url = await stack.enter_async_context(_listening(settings, server.application(), say))
        settings.publish(url)
        say(LISTENING, url=url)
        session = await stack.enter_async_context(session_of_posts())
        posters = [Poster(account, outbox, bells, session, say) for account in accounts if account.url]
        by_name = {account.name: account for account in accounts}
        yield _all(mailroom.run(by_name), *(poster.run() for poster in posters))


def identity_in_file(path: Path) -> XmlIdentity:
    """Give the identity of a file with a key and a certificate as PEM; UsageError when it has none."""
    try:
        return identity_in_one(path.read_bytes())
    except (OSError, TrustError) as error:
        raise UsageError(
            f"--duis-key {path}: {error}: expected an EC key of P-256 and its certificate as PEM"
        ) from error


async def _all(*owned: Coroutine[object, object, NoReturn]) -> None:
    """Run all of ``owned``; the error of the first that fails ends them all."""
    tasks = [asyncio.create_task(each) for each in owned]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _listening(settings: GatewaySettings, application: web.Application, say: Say) -> AsyncIterator[str]:
    """Serve ``application`` for the block, and give its URL."""
    logger = logging.Logger("duis")  # noqa: LOG001 - of nobody's tree: what the library has to say becomes our line
    logger.addHandler(_Lines(say))
    crowd = _Crowd()
    application.middlewares.append(crowd.attend)
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=logger,
        keepalive_timeout=IDLE_MAX_S,
        shutdown_timeout=END_WITHIN_S,
        auto_decompress=False,
        # Whoever hangs up waits for nothing more: a mailbox that is asked to wait would else hold up the end.
        handler_cancellation=True,
    )
    await runner.setup()
    try:
        served = runner.server
        assert served is not None, "it was set up"

        port = settings.port_again()
        try:
            server = await asyncio.get_running_loop().create_server(partial(crowd.join, served), settings.host, port)
        except OSError as error:
            raise LinkError(f"DUIS at {settings.host}:{port}: {error.strerror or error}") from error
        async with server:
            yield f"http://{settings.host}:{server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()


class _Crowd:
    """All connections of one server: who only holds one makes room for who comes."""

    def __init__(self) -> None:
        self._busy: set[asyncio.Protocol] = set()

    @web.middleware
    async def attend(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Remember whose request is in hand."""
        self._busy.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._busy.discard(request.protocol)

    def join(self, served: web.Server) -> asyncio.Protocol:
        """Give the protocol of a new connection; the oldest that has no request in hand is closed for it."""
        held = served.connections
        if len(held) < CONNECTIONS_MAX:
            return served()
        idle = next((each for each in held if each not in self._busy and _is_open(each.transport)), None)
        if idle is None or idle.transport is None:
            return _Closed()
        idle.transport.close()
        return served()


def _is_open(transport: asyncio.BaseTransport | None) -> bool:
    """Say whether a connection is there and not closing."""
    return transport is not None and not transport.is_closing()


class _Closed(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class _Lines(logging.Handler):
    """Makes one log line of whatever the library has to say, such as of octets that are no HTTP."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        why = f"{type(cause).__name__}: {cause}" if cause else record.getMessage()
        self._say(FAILED, warns=True, why=" ".join(why.split())[:WHY_MAX])
