"""The way to the machine: a question with the number that its answer will have, and whoever waits for that.

The machine is told by its driver, and what it says for a Supplier is overheard there. An answer has its question's
transaction, an octet; what comes under MAIL_FIRST or more was asked for in no open question, and is mail.
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from premises.errors import PremisesError
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.duis.messages import MAIL_FIRST, DuisAck, ServiceRequest
from premises.wire.message import Frame, Message
from premises.wire.site import DCC

TRANSACTIONS = 256
"""Questions of one Supplier that can be open at once: an answer has an octet to say which it is for. Source: Frame."""

ANSWER_WITHIN_S = 30.0
"""Seconds of wall in which the machine must have answered. Ours."""


class SilentError(PremisesError):
    """The machine did not answer, or cannot be asked now; asking again later helps."""


class Door(Protocol):
    """The machine's driver, as far as anything here knows it."""

    @property
    def now(self) -> Instant:
        """Premises time; LinkError before anybody said."""

    def bring(self, frame: Frame) -> None:
        """Let a Supplier's frame arrive; LinkError before anybody said what the time is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the machine said to a Supplier, and when it is there."""

    message: Message
    at: Instant


@dataclass(frozen=True, slots=True)
class Mail:
    """What the machine says to a Supplier until that took it."""

    supplier: Name
    number: int
    said: Said


class Asking:
    """All open questions."""

    def __init__(self, door: Door, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self._door = door
        self._answer_within_s = answer_within_s
        self._open: dict[tuple[Name, int], tuple[str, asyncio.Future[Said]]] = {}
        self._last: dict[Name, int] = {}

    @property
    def now(self) -> Instant:
        """Premises time; LinkError before anybody said."""
        return self._door.now

    async def ask(self, supplier: Name, request: ServiceRequest) -> Said:
        """Give the machine's answer; SilentError when there is none in time or no number is free, LinkError no time."""
        number = self._free(supplier)
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._open[supplier, number] = request.request_id, answer
        try:
            self._door.bring(Frame(supplier, DCC, number, request))
            async with asyncio.timeout(self._answer_within_s):
                return await answer
        except TimeoutError:
            raise SilentError(
                f"RequestID {request.request_id}: no answer of the DCC adapter within {self._answer_within_s:g} s"
            ) from None
        finally:
            del self._open[supplier, number]

    def acknowledge(self, supplier: Name, number: int) -> None:
        """Tell the machine that its mail ``number`` is kept here; LinkError before anybody said what the time is."""
        self._door.bring(Frame(supplier, DCC, number % TRANSACTIONS, DuisAck(number)))

    def hear(self, frame: Frame, at: Instant) -> Mail | None:
        """Take what the machine said to a Supplier: give it when it is mail, else give it to whoever asked."""
        said = Said(frame.message, at)
        if frame.transaction >= MAIL_FIRST:
            return Mail(frame.target, frame.transaction, said)
        request_id, answer = self._open.get((frame.target, frame.transaction), ("", None))
        # Others may speak for the same Supplier over MQTT: what they are answered has another RequestID.
        if answer is not None and not answer.done() and getattr(frame.message, "request_id", "") == request_id:
            answer.set_result(said)
        return None

    def _free(self, supplier: Name) -> int:
        last = self._last.get(supplier, -1)
        for step in range(1, TRANSACTIONS + 1):
            number = (last + step) % TRANSACTIONS
            if (supplier, number) not in self._open:
                self._last[supplier] = number
                return number
        raise SilentError(f"{supplier} has {TRANSACTIONS} requests open: expected it to wait for an answer")
