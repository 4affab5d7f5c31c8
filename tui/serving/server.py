"""The screen in a browser, by textual-serve, and its only door: each page that is opened is a program of its own.

Loopback only, and a page of another site is refused: whoever can open a page could drive the premises with it. There
is no login; who may connect to this machine's loopback may look and act.
"""

import asyncio
import shlex
import socket
import sys
from collections.abc import Sequence

from aiohttp import web
from textual_serve.server import Server

from premises.errors import UsageError

HOST = "127.0.0.1"

_FONT = "https://fonts.googleapis.com/css?family=Roboto%20Mono"
"""What its page would fetch from the internet; the same font lies beside it."""


class Serving(Server):
    """One port; its pages end with it."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="premises")
        self._pages: set[asyncio.Task[object]] = set()

    def initialize_logging(self) -> None:
        """Say nothing but what a person can act on."""

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        sys.stdout.write(f"the screen is at {self.public_url} (Ctrl-C ends it)\n")
        sys.stdout.flush()

    async def on_shutdown(self, app: web.Application) -> None:
        """End the program of each page, and wait for it."""
        for page in self._pages:
            page.cancel()
        await asyncio.gather(*self._pages, return_exceptions=True)

    async def handle_index(self, request: web.Request) -> web.Response:
        """Give the page; it loads nothing from elsewhere."""
        page: web.Response = await super().handle_index(request)  # type: ignore[assignment]  # as it is decorated
        assert page.text is not None, "a page is text"
        page.text = page.text.replace(_FONT, "/static/css/xterm.css")
        ours = f"http://{HOST}:{self.port} ws://{HOST}:{self.port}"
        page.headers["Content-Security-Policy"] = f"default-src {ours} 'unsafe-inline' data:"
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Show the premises to a page of ours, and to no other."""
        origin = request.headers.get("Origin", self.public_url)
        if origin not in (self.public_url, f"http://localhost:{self.port}"):
            raise web.HTTPForbidden(text=f"a page of {origin} may not drive this premises")
        page = asyncio.current_task()
        assert page is not None, "a request is a task"
        self._pages.add(page)
        try:
            return await super().handle_websocket(request)
        finally:
            self._pages.discard(page)


def serve(words: Sequence[str], port: int) -> None:
    """Serve ``python -m tui`` with ``words`` until it is told to end; UsageError when the port cannot be had."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            raise UsageError(f"--serve {port}: {HOST}:{port} {error.strerror}: expected a free port") from None
    # The shell is replaced, so that what ends the child reaches the screen.
    Serving(f"exec {shlex.join([sys.executable, '-m', 'tui', *words])}", port).serve()
