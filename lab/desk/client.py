"""A Supplier's DUIS client: requests signed with its own key and POSTed, answers read only when the DCC signed them.

What the adapter says later is collected from its mailbox, which is ours and no part of DUIS (docs/duis.md).
"""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

import aiohttp

from lab.desk.drawer import Drawer
from premises.errors import LinkError, RefusedError, TrustError, WireError
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.duis.messages import ServiceRequest, ServiceResponse
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.request import write_request
from premises.wire.xml.response import Told, read_response
from premises.wire.xml.services import ENDPOINTS

ANSWER_WITHIN_S = 60.0
"""Seconds of wall in which a request, with its image, must be answered. Ours."""

AGAIN_WITHIN_S = 10.0
"""Seconds of wall in which an adapter that is not there is asked again: one that was killed is back by then. Ours."""

AGAIN_AFTER_S = 0.25
"""Seconds of wall between two such tries. Ours."""

ANSWER_MAX = 4 * 1024 * 1024
"""Octets of one answer: an inventory, or a warning with every device of a list. Ours."""

PLACE = "Duis-Place"
"""The header with the place of what was collected (docs/duis.md)."""

XML = {"Content-Type": "application/xml"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that was collected."""

    place: int
    """Its position in what this Supplier was ever told, from 1."""
    told: Told
    xml: bytes
    """As it came, signature and all."""


class Desk:
    """One Supplier's way to one DCC adapter; see ``open_desk``."""

    def __init__(self, url: str, drawer: Drawer, session: aiohttp.ClientSession, again_within_s: float) -> None:
        self._url = url.rstrip("/")
        self._drawer = drawer
        self._session = session
        self._again_within_s = again_within_s

    async def ask(self, message: ServiceRequest, command_variant: int) -> Told:
        """Send one request and give its answer.

        RefusedError when it was refused by an HTTP status alone, LinkError when nobody answers, TrustError when
        somebody other than the DCC did.
        """
        drawer = self._drawer
        octets = await asyncio.to_thread(lambda: sign_xml(write_request(message, command_variant), drawer.identity))
        url = f"{self._url}/api/v1/{ENDPOINTS[command_variant]}"
        status, answer, _ = await self._tried("POST", url, octets)
        if status != HTTPStatus.OK:
            raise RefusedError(f"the DCC adapter refused it (HTTP {status}): {_line(answer)}")
        return await asyncio.to_thread(self.read, answer)

    async def collect(self, after: int, wait_s: float) -> Letter | None:
        """Give what stands next behind place ``after``, waiting for it; None when nothing came; errors as above."""
        found = await self.fetch(after, wait_s)
        return None if found is None else Letter(found[0], await asyncio.to_thread(self.read, found[1]), found[1])

    async def fetch(self, after: int, wait_s: float) -> tuple[int, bytes] | None:
        """Give place and octets of the same, unread and unchecked."""
        url = f"{self._url}/api/v1/collect/{self._drawer.eui}?after={after}&wait={wait_s:g}"
        status, answer, place = await self._tried("GET", url, None)
        if status == HTTPStatus.NO_CONTENT:
            return None
        if status == HTTPStatus.UNAUTHORIZED:
            raise RefusedError(f"the DCC adapter does not take the password of {self._drawer.name}")
        if status != HTTPStatus.OK:
            raise RefusedError(f"the DCC adapter has no mail (HTTP {status}): {_line(answer)}")
        return int(place), answer

    def read(self, octets: bytes) -> Told:
        """Give what ``octets`` say; see ``read_as``."""
        return read_as(octets, self._drawer.dcc)

    async def _tried(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes, str]:
        """Give status, body and place of one exchange, the very same octets sent again while nobody is there."""
        give_up_at = asyncio.get_running_loop().time() + self._again_within_s
        while True:
            try:
                found = await self._exchanged(method, url, body)
                if found[0] != HTTPStatus.SERVICE_UNAVAILABLE:
                    return found
                why = _line(found[1])
            except (aiohttp.ClientError, TimeoutError) as error:
                why = _why(error)
            if asyncio.get_running_loop().time() > give_up_at:
                raise LinkError(f"the DCC adapter at {self._url} does not answer: {why}")
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _exchanged(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes, str]:
        drawer = self._drawer
        login = b64encode(f"{drawer.name}:{drawer.password}".encode()).decode()
        headers = XML if body is not None else {"Authorization": f"Basic {login}"}
        async with self._session.request(method, url, data=body, headers=headers) as response:
            octets = await response.content.read(ANSWER_MAX + 1)
            while len(octets) <= ANSWER_MAX and (more := await response.content.read(ANSWER_MAX + 1 - len(octets))):
                octets += more
            if len(octets) > ANSWER_MAX:
                raise LinkError(f"the DCC adapter answers with more than {ANSWER_MAX} octets")
            return response.status, octets, response.headers.get(PLACE, "0")


@asynccontextmanager
async def open_desk(url: str, drawer: Drawer, again_within_s: float = AGAIN_WITHIN_S) -> AsyncIterator[Desk]:
    """Open one Supplier's way to the DCC adapter at ``url`` for the block; who is not there is asked again so long."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)) as session:
        yield Desk(url, drawer, session, again_within_s)


def read_as(octets: bytes, dcc: Sequence[bytes]) -> Told:
    """Give what ``octets`` say, when one of the certificates ``dcc`` signed them; TrustError or WireError otherwise."""
    try:
        told = read_response(verify_xml(octets, dcc))
        words = read_response(octets).message
    except TrustError as error:
        raise TrustError(f"not signed by the DCC of this premises: {error}") from None
    except DuisError as error:
        raise WireError(f"the DCC adapter's answer cannot be read: {error}") from None
    if isinstance(told.message, ServiceResponse) and isinstance(words, ServiceResponse):
        # A sentence for a person stands in a comment, which no signature covers: shown, and nothing is done by it.
        return replace(told, message=_with_words(told.message, words.detail))
    return told


def _with_words(response: ServiceResponse, detail: str) -> ServiceResponse:
    fields = response.request_id, response.response_code, response.refusal, response.refused
    return ServiceResponse(*fields, response.detail or detail)


def _line(octets: bytes) -> str:
    return " ".join(octets[:400].decode("utf-8", errors="replace").split()) or "without a word"


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return os.strerror(error.os_error.errno or 0).lower()
    return str(error) or "it takes too long"
