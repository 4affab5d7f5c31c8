"""Tells Suppliers what waits in the outbox: POSTed in order to whoever has a URL, again until it is taken.

::

    waiting -> POST -> 204: taken, the next one
                    -> anything else, or nothing: again after AGAIN_AFTER_S, doubled up to AGAIN_AFTER_MAX_S, for ever
"""

import asyncio
from typing import NoReturn, Protocol

import aiohttp

from dcc_adapter.gateway.accounts import Account
from dcc_adapter.gateway.outbox import Outbox
from premises.identity import Name

AGAIN_AFTER_S, AGAIN_AFTER_MAX_S = 1.0, 60.0
"""Seconds of wall before what was not taken is POSTed again; doubled each time, up to the second. Assumption 88
(docs/sources.md)."""

TAKEN_WITHIN_S = 30.0
"""Seconds of wall in which a Supplier must have answered a POST. Assumption 88 (docs/sources.md)."""

TAKEN = 204
"""The status that says a Supplier has it. Source: BOXED (docs/sources.md)."""

XML = "application/xml"
POSTED = "duis.posted"


class Say(Protocol):
    """Shows one log line."""

    def __call__(self, event: str, *, warns: bool = False, **fields: str | int) -> None:
        """Show ``event`` with ``fields``."""


class Bells:
    """One bell a Supplier, rung when something for it was put into the outbox."""

    def __init__(self) -> None:
        self._events: dict[Name, asyncio.Event] = {}

    def of(self, supplier: Name) -> asyncio.Event:
        """Give the event of the next ring: take it before looking into the outbox."""
        return self._events.setdefault(supplier, asyncio.Event())

    def ring(self, supplier: Name) -> None:
        """Wake everybody who waits for something for this Supplier."""
        event = self._events.pop(supplier, None)
        if event is not None:
            event.set()


class Poster:
    """POSTs to one Supplier."""

    def __init__(
        self,
        account: Account,
        outbox: Outbox,
        bells: Bells,
        session: aiohttp.ClientSession,
        say: Say,
        *,
        again_after_s: float = AGAIN_AFTER_S,
    ) -> None:
        self._account, self._outbox, self._bells, self._session, self._say = account, outbox, bells, session, say
        self._again_after_s = again_after_s

    async def run(self) -> NoReturn:
        """POST what waits, for ever."""
        who, tries = self._account.name, 0
        while True:
            bell = self._bells.of(who)
            waiting = self._outbox.next(who)
            if waiting is None:
                await bell.wait()
                continue
            place, xml = waiting
            why = await self._post(xml)
            if why:
                tries += 1
                self._say(POSTED, warns=True, to=who, place=place, tries=tries, why=why)
                await asyncio.sleep(wait_after(tries, self._again_after_s))
                continue
            self._say(POSTED, to=who, place=place, tries=tries + 1, octets=len(xml))
            tries = 0
            self._outbox.take(who, place)

    async def _post(self, xml: bytes) -> str:
        """POST one message; give why it is not taken, nothing when it is."""
        try:
            async with self._session.post(
                self._account.url, data=xml, headers={"Content-Type": XML}, allow_redirects=False
            ) as response:
                return "" if response.status == TAKEN else f"HTTP {response.status}, expected {TAKEN}"
        except TimeoutError:
            return "no answer in time"
        except (aiohttp.ClientError, OSError) as error:
            return f"{type(error).__name__}: {error}"


def wait_after(tries: int, again_after_s: float = AGAIN_AFTER_S) -> float:
    """Give the seconds of wall between the POST that was the ``tries``-th in vain and the next."""
    return min(again_after_s * (1 << min(tries - 1, 16)), AGAIN_AFTER_MAX_S)


def session_of_posts(taken_within_s: float = TAKEN_WITHIN_S) -> aiohttp.ClientSession:
    """Give the client of all POSTs; it trusts no proxy of the environment."""
    timeout = aiohttp.ClientTimeout(total=taken_within_s)
    return aiohttp.ClientSession(timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar())
