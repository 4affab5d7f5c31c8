"""A Supplier's back end, as small as one can be: it takes what the DCC POSTs, checks it, and says so.

It answers 204 to what it believed, whether or not it came before, and 400 to everything else, which then comes again.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from http import HTTPStatus

from aiohttp import web

from lab.desk.client import ANSWER_MAX
from premises.errors import PremisesError, TrustError, UsageError, WireError
from premises.wire.xml.response import Told

HOST = "127.0.0.1"

HEARD_MAX = 4096
"""Messages remembered by their hash, so that one that comes twice is told of once. Ours."""

Read = Callable[[bytes], Told]
"""Gives what octets say; TrustError or WireError when the DCC did not say it."""


class BackEnd:
    """What is told of what comes: ``show`` once for each message, ``complain`` for each that is not believed."""

    def __init__(self, read: Read, show: Callable[[Told, bytes], None], complain: Callable[[str], None]) -> None:
        self._read, self._show, self._complain = read, show, complain
        self._heard: dict[bytes, None] = {}

    async def take(self, request: web.Request) -> web.Response:
        """Take one POST."""
        octets = await request.read()
        try:
            told = self._read(octets)
        except (TrustError, WireError) as error:
            self._complain(str(error))
            return web.Response(status=HTTPStatus.BAD_REQUEST, text=f"{error}\n")
        digest = sha256(octets).digest()
        if digest not in self._heard:
            self._heard[digest] = None
            while len(self._heard) > HEARD_MAX:
                del self._heard[next(iter(self._heard))]
            self._show(told, octets)
        return web.Response(status=HTTPStatus.NO_CONTENT)


@asynccontextmanager
async def listening(back_end: BackEnd, port: int) -> AsyncIterator[str]:
    """Listen on this machine for the block and give the URL; UsageError when the port is somebody else's."""
    application = web.Application(client_max_size=ANSWER_MAX)
    application.router.add_post("/{path:.*}", back_end.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError as error:
            raise UsageError(f"--port {port}: {os.strerror(error.errno or 0).lower()}") from None
        yield f"http://{HOST}:{_port_of(runner)}"
    finally:
        await runner.cleanup()


def _port_of(runner: web.AppRunner) -> int:
    for address in runner.addresses:
        return int(address[1])
    raise PremisesError("nobody listens")
