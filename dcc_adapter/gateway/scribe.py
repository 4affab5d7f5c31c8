"""XML to typed values and back, signatures checked and made: in a thread, so that the machine's clock goes on.

A request is believed when its signature is that of the Supplier whose identity its RequestID begins with; what is
acted on is what was signed, and nothing else of the octets.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import ParamSpec, TypeVar

from dcc_adapter.gateway.accounts import Account, by_eui
from dcc_adapter.gateway.asking import Said
from dcc_adapter.gateway.replays import Request
from dcc_adapter.gateway.transcript import Transcript
from premises.errors import TrustError
from premises.identity import Eui64
from premises.quantity import Instant
from premises.trust.users import XmlIdentity
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.duis.messages import ServiceRequest
from premises.wire.xml.refusal import WRONG_ADDRESS, DuisError
from premises.wire.xml.request import Asked, read_request, unserved
from premises.wire.xml.response import write_refusal, write_response
from premises.wire.xml.services import ENDPOINTS

WORKERS = 1
"""Threads that read and write XML. A second one would only wait for the first, which holds Python's lock. Ours."""

UNKNOWN_USER = "E1"
"""The request is from nobody who is known, or is not signed by who it says. Source: ERR."""

_Given = ParamSpec("_Given")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Believed:
    """One request, whose sender is known."""

    account: Account
    asked: Asked
    message: ServiceRequest
    request: Request


@dataclass(frozen=True, slots=True)
class Speaker:
    """As whom the gateway speaks."""

    identity: XmlIdentity
    hub: Eui64
    """The Communications Hub of the premises, which alerts name."""


class Scribe:
    """Reads for and writes as the DCC of one premises; close it when the process ends."""

    def __init__(self, who: Speaker, accounts: tuple[Account, ...], transcript: Transcript) -> None:
        self._who, self._accounts, self._transcript = who, by_eui(accounts), transcript
        self._workers = ThreadPoolExecutor(WORKERS, "duis-xml")

    async def read(self, octets: bytes, service: str) -> Believed:
        """Give the request that came to ``service``; DuisError for what is none, is not believed or not served."""
        self._transcript.came(service, octets)
        return await self._away(self._read, octets, service)

    async def write(self, said: Said, account: Account, asked: Asked | None = None) -> bytes:
        """Give what was ``said`` as the signed XML that ``account`` can read; ``asked`` is what it answers, if any."""
        xml = await self._away(self._write, said, account, asked)
        self._transcript.went(account.name, xml)
        return xml

    async def refuse(self, error: DuisError, at: Instant) -> bytes:
        """Give the signed Response that says the code of ``error``, which has one."""
        xml = await self._away(self._refuse, error, at)
        self._transcript.went("refused", xml)
        return xml

    def close(self) -> None:
        """Let the threads end."""
        self._workers.shutdown(cancel_futures=True)

    async def _away(self, work: Callable[_Given, _Value], *given: _Given.args, **named: _Given.kwargs) -> _Value:
        return await asyncio.get_running_loop().run_in_executor(self._workers, lambda: work(*given, **named))

    def _read(self, octets: bytes, service: str) -> Believed:
        try:
            unproven: Asked | DuisError = read_request(octets)
        except DuisError as error:
            if not error.code:
                raise
            unproven = error
        account, signed = self._signer(octets, unproven)
        # What was signed is read again, and only that is acted on: a signature over something else is no signature.
        asked = read_request(signed)
        if asked.request_id != unproven.request_id:
            raise _error(asked, UNKNOWN_USER, "what is signed has another RequestID than what was sent")
        right = ENDPOINTS[asked.command_variant]
        if right != service:
            raise _error(asked, WRONG_ADDRESS, f"command variant {asked.command_variant} belongs to {right}")
        if asked.message is None:
            raise unserved(asked)
        request = Request(account.name, asked.request_id, asked.command_variant, sha256(signed).digest())
        return Believed(account, asked, asked.message, request)

    def _write(self, said: Said, account: Account, asked: Asked | None) -> bytes:
        names = ("", "") if asked is None else (asked.service, asked.variant)
        xml = write_response(
            said.message, said.at, extended=account.extended, hub=self._who.hub, service=names[0], variant=names[1]
        )
        return sign_xml(xml, self._who.identity)

    def _refuse(self, error: DuisError, at: Instant) -> bytes:
        return sign_xml(write_refusal(error, at), self._who.identity)

    def _signer(self, octets: bytes, unproven: Asked | DuisError) -> tuple[Account, bytes]:
        """Give who signed the request, and what of it they signed; DuisError when that is not who it says."""
        originator = unproven.request_id.split(":", 1)[0]
        account = self._accounts.get(originator)
        if account is None:
            raise _error(unproven, UNKNOWN_USER, f"originator {originator} is no Supplier of this premises")
        try:
            return account, verify_xml(octets, account.certificates)
        except TrustError as error:
            words = f"not signed by {account.name}, whose RequestID it has: {error}"
            raise _error(unproven, UNKNOWN_USER, words) from error


def _error(about: Asked | DuisError, code: str, words: str) -> DuisError:
    return DuisError(words, code=code, request_id=about.request_id, service=about.service, variant=about.variant)
