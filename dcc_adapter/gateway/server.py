"""DUIS over HTTP: three endpoints that take signed requests, and a mailbox, with limits on everything that comes.

An answer with a RequestID is signed XML; what cannot be read as a request, or not now, gets a status and one line of
plain text. Every exchange leaves one log line. The mailbox is ours, no part of DUIS (docs/duis.md).
"""

import asyncio
import base64
import hmac
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from weakref import WeakValueDictionary

from aiohttp import web

from dcc_adapter.gateway.accounts import Account, by_eui
from dcc_adapter.gateway.asking import Asking, SilentError
from dcc_adapter.gateway.budget import Budget
from dcc_adapter.gateway.outbox import Outbox
from dcc_adapter.gateway.posting import XML, Bells, Say
from dcc_adapter.gateway.replays import Replays
from dcc_adapter.gateway.scribe import Believed, Scribe
from premises.errors import LinkError, RefusedError
from premises.identity import Name
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.services import NON_DEVICE, SEND, TRANSFORM
from premises.wire.xml.tree import SIZE_MAX

PREFIX = "/api/v1"
"""Before the name of each endpoint. Source: BOXED (docs/sources.md)."""

BODY_MAX = SIZE_MAX
"""Octets of one request: the largest message that is read at all."""

BODIES_MAX = 4 * BODY_MAX
"""Octets of all requests in hand at once; further ones wait. Ours."""

TURN_WITHIN_S = 60.0
"""Seconds of wall that a large body may wait for its turn. Ours."""

SMALL_MAX = 65_536
"""Octets of a body that waits for no turn: all connections have no more of such than one large body has. Ours."""

BODY_GRACE_S, BODY_RATE_MIN = 5.0, 100_000
"""How slow a body may come, once it has its turn: seconds of wall, and octets a second after that. Ours."""

WAIT_MAX_S = 60.0
"""Seconds that a mailbox may be asked to wait for something to come. Ours."""

PLACE = "Duis-Place"
"""The header that says which message of a mailbox this is: the ``after`` of the next question. Ours."""

ANSWERED = "duis.answered"
WHY_MAX, PATH_MAX = 300, 100
"""Characters of a reason, and of a path, in a log line. Ours."""


LATER = "Retry-After", "1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one exchange ends with."""

    status: int
    body: bytes
    is_xml: bool = False
    code: str = ""
    """The ResponseCode of a refusal."""
    request_id: str = ""
    why: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """All that the handlers work with."""

    accounts: tuple[Account, ...]
    asking: Asking
    scribe: Scribe
    replays: Replays
    outbox: Outbox
    bells: Bells
    say: Say


Handler = Callable[[web.Request], Awaitable[Answer]]


class Server:
    """The handlers of one gateway."""

    def __init__(self, office: Office, *, grace_s: float = BODY_GRACE_S) -> None:
        self._office, self._grace_s = office, grace_s
        self._accounts = by_eui(office.accounts)
        self._budget = Budget(BODIES_MAX)
        self._turns: WeakValueDictionary[tuple[Name, int], asyncio.Lock] = WeakValueDictionary()

    def application(self) -> web.Application:
        """Give the application that serves."""
        application = web.Application(client_max_size=BODY_MAX, middlewares=[self._unrouted])
        for service in (NON_DEVICE, SEND, TRANSFORM):
            handler = self._exchange(partial(self._serve, service))
            application.router.add_post(f"{PREFIX}/{service}", handler, expect_handler=self._expected)
        application.router.add_get(f"{PREFIX}/collect/{{eui}}", self._exchange(self._collect), allow_head=False)
        return application

    @web.middleware
    async def _unrouted(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer in a line what has no handler."""
        try:
            return await handler(request)
        except web.HTTPException as error:
            allow = [("Allow", error.headers["Allow"])] if "Allow" in error.headers else []
            return self._finished(
                request, plain(error.status, f"{request.method} {request.path}: {error.reason}", *allow)
            )

    def _exchange(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Give ``handler`` as aiohttp wants it."""

        async def exchange(request: web.Request) -> web.StreamResponse:
            return self._finished(request, await handler(request))

        return exchange

    async def _expected(self, request: web.Request) -> web.StreamResponse | None:
        """Answer ``Expect: 100-continue``: a body that would be refused need not come at all."""
        if refused := _refused_unread(request):
            return self._finished(request, refused)
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
        return None

    def _finished(self, request: web.Request, answer: Answer) -> web.Response:
        fields: dict[str, str | int] = {
            "method": request.method,
            "path": request.path[:PATH_MAX],
            "status": answer.status,
        }
        named = {"code": answer.code, "request": answer.request_id, "why": answer.why[:WHY_MAX]}
        fields |= {name: value for name, value in named.items() if value}
        self._office.say(ANSWERED, warns=bool(answer.why), **fields)
        headers = {**dict(answer.headers), "Content-Type": XML if answer.is_xml else "text/plain; charset=utf-8"}
        return web.Response(status=answer.status, body=answer.body, headers=headers)

    async def _serve(self, service: str, request: web.Request) -> Answer:
        """Take one request."""
        if refused := _refused_unread(request):
            return refused
        size = BODY_MAX if request.content_length is None else request.content_length
        try:
            turn = self._budget.holding(size) if size > SMALL_MAX else nullcontext()
            async with asyncio.timeout(TURN_WITHIN_S) as patience, turn:
                octets = await self._body(request, patience)
                patience.reschedule(None)
                return _too_large() if len(octets) > BODY_MAX else await self._read(service, octets)
        except TimeoutError:
            words = f"expected its body within {self._grace_s:g} s and at {BODY_RATE_MIN} octets a second from then on"
            return plain(HTTPStatus.REQUEST_TIMEOUT, words)

    async def _body(self, request: web.Request, patience: asyncio.Timeout) -> bytes:
        """Give the body as far as it is not too large; who sends it too slowly gives its turn up."""
        octets, began = bytearray(), asyncio.get_running_loop().time()
        while len(octets) <= BODY_MAX:
            patience.reschedule(began + self._grace_s + len(octets) / BODY_RATE_MIN)
            more = await request.content.readany()
            if not more:
                break
            octets += more
        return bytes(octets)

    async def _read(self, service: str, octets: bytes) -> Answer:
        try:
            believed = await self._office.scribe.read(octets, service)
            async with self._turns.setdefault((believed.account.name, believed.request.counter), asyncio.Lock()):
                return await self._believed(believed)
        except DuisError as error:
            return await self._refused(error)
        except RefusedError as error:
            return plain(HTTPStatus.CONFLICT, str(error))
        except (SilentError, LinkError) as error:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, str(error), LATER)

    async def _believed(self, believed: Believed) -> Answer:
        """Ask the machine, unless this very request was answered before."""
        office, request = self._office, believed.request
        xml = office.replays.answer(request)
        if xml is None:
            office.replays.use(request)
            said = await office.asking.ask(believed.account.name, believed.message)
            xml = await office.scribe.write(said, believed.account, believed.asked)
            office.replays.answered(request, xml)
        return Answer(HTTPStatus.OK, xml, is_xml=True, request_id=request.request_id)

    async def _refused(self, error: DuisError) -> Answer:
        if not error.code:
            return plain(error.status, str(error))
        try:
            xml = await self._office.scribe.refuse(error, self._office.asking.now)
        except LinkError as early:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, str(early), LATER)
        return Answer(error.status, xml, is_xml=True, code=error.code, request_id=error.request_id, why=str(error))

    async def _collect(self, request: web.Request) -> Answer:
        """Give the first message behind ``after``, waiting up to ``wait`` seconds for it to come."""
        account = self._accounts.get(request.match_info["eui"].upper())
        if account is None or not _may_collect(account, request.headers.get("Authorization", "")):
            realm = "WWW-Authenticate", 'Basic realm="duis"'
            return plain(HTTPStatus.UNAUTHORIZED, "expected the name and the password of this Supplier", realm)
        try:
            after, wait_s = int(request.query.get("after", "0")), float(request.query.get("wait", "0"))
        except ValueError:
            return plain(HTTPStatus.BAD_REQUEST, "after: expected a whole number; wait: expected seconds")
        if after < 0 or not 0 <= wait_s <= WAIT_MAX_S:
            return plain(HTTPStatus.BAD_REQUEST, f"after: expected 0 or more; wait: expected 0 to {WAIT_MAX_S:g} s")
        outbox, who = self._office.outbox, account.name
        if not account.url:
            outbox.take(who, after)
        found = await self._waited(account, after, wait_s)
        if found is None:
            return Answer(HTTPStatus.NO_CONTENT, b"")
        place, xml = found
        return Answer(HTTPStatus.OK, xml, is_xml=True, headers=((PLACE, str(place)),))

    async def _waited(self, account: Account, after: int, wait_s: float) -> tuple[int, bytes] | None:
        outbox, bells, who = self._office.outbox, self._office.bells, account.name
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                bell = bells.of(who)
                while (found := outbox.after(who, after)) is None:
                    await bell.wait()
                    bell = bells.of(who)
                return found
        return outbox.after(who, after)


def plain(status: int, why: str, *headers: tuple[str, str]) -> Answer:
    """Give an answer of one line."""
    return Answer(status, f"{why}\n".encode(), why=why, headers=headers)


def _refused_unread(request: web.Request) -> Answer | None:
    """Say what is wrong with a request before its body is read; None when nothing is."""
    if request.content_type != XML or "Content-Encoding" in request.headers:
        return plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"expected Content-Type {XML} and no Content-Encoding")
    return _too_large() if (request.content_length or 0) > BODY_MAX else None


def _too_large() -> Answer:
    return plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {BODY_MAX} octets")


def _may_collect(account: Account, authorization: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    right = base64.b64encode(f"{account.name}:{account.password}".encode())
    is_right = hmac.compare_digest(given.strip().encode(), right)
    return bool(account.password) and scheme.lower() == "basic" and is_right
