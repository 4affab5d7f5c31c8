"""A Supplier's post over DUIS: what it sends goes out in order by its desk, and what it is told comes in beside it.

An 11.3 goes in command variant 4, the Pre-Command is compared with what was meant, and then it goes in variant 5.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

from lab.desk.client import Desk, Letter
from lab.desk.counter import next_counter
from lab.desk.drawer import Drawer
from premises.errors import LinkError, PremisesError, RefusedError
from premises.identity import Eui64
from premises.wire.duis.inventory import UpdateHANDeviceLog
from premises.wire.duis.messages import (
    ActivateFirmware,
    PreCommand,
    ReadFirmwareVersion,
    Refusal,
    ServiceRequest,
    ServiceResponse,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import ActivateFirmwareCommand
from premises.wire.gbcs.octets import from_gbcs
from premises.wire.message import Message

ANSWERS_MAX = 256
"""Messages remembered; the oldest goes first. Ours."""

WAIT_S = 20.0
"""Seconds of wall that the mailbox is asked to wait at a time. Ours."""

TRANSFORM, SIGNED, ON_DEMAND, NON_DEVICE = 4, 5, 1, 8
"""Command variants. Source: DP cv.ts."""


class DuisPost:
    """A ``lab.sending.post.Post``; see ``open_post``."""

    def __init__(self, desk: Desk, drawer: Drawer) -> None:
        self._desk, self._drawer = desk, drawer
        self._going: asyncio.Queue[ServiceRequest] = asyncio.Queue()
        self._failed: PremisesError | None = None
        self._answers: tuple[Message, ...] = ()

    @property
    def eui(self) -> Eui64:
        return self._drawer.eui

    @property
    def answers(self) -> tuple[Message, ...]:
        return self._answers

    def next_number(self) -> int:
        return next_counter(self._drawer.counter)

    def send(self, request: ServiceRequest) -> None:
        self._going.put_nowait(request)

    def check(self) -> None:
        if self._failed is not None:
            raise self._failed

    async def ask(self, request: ServiceRequest) -> Message:
        """Send one request and give its answer; what DUIS only has a code for is a ServiceResponse."""
        if isinstance(request, ActivateFirmware):
            refused = await self._correlated(request)
            if refused is not None:
                return refused
        told = await self._desk.ask(request, variant_of(request))
        return told.message or ServiceResponse(request.request_id, told.response_code, Refusal.NONE, (), "")

    async def go_out(self) -> NoReturn:
        """Send what is to be sent, for ever."""
        while True:
            request = await self._going.get()
            try:
                self._hear(_whole(request, await self.ask(request)))
            except RefusedError as error:
                code = Refusal.NOT_SUPPORTED
                self._hear(ServiceResponse(request.request_id, "", code, devices_of(request), str(error)))
            except PremisesError as error:
                self._failed = error

    async def come_in(self) -> NoReturn:
        """Take what is told later, for ever."""
        after = await self._newest()
        while True:
            letter = await self._collected(after, WAIT_S)
            if letter is not None:
                after = letter.place
                if letter.told.message is not None:
                    self._hear(letter.told.message)

    async def _newest(self) -> int:
        """Give the place behind which is what comes from now on."""
        after = 0
        while (letter := await self._collected(after, 0)) is not None:
            after = letter.place
        return after

    async def _collected(self, after: int, wait_s: float) -> Letter | None:
        try:
            return await self._desk.collect(after, wait_s)
        except LinkError as error:
            # It may be back later, and what it has to say is kept for so long; who waits has a limit of its own.
            self._failed = error
            await asyncio.sleep(1.0)
            return None

    async def _correlated(self, request: ActivateFirmware) -> ServiceResponse | None:
        """Return None when the Pre-Command is what is meant, the DCC's refusal when there is none."""
        meant = request.request_id, request.device_id, request.firmware_hash, request.activation_at
        told = await self._desk.ask(TransformActivateFirmware(*meant), TRANSFORM)
        if not isinstance(told.message, PreCommand):
            return told.message if isinstance(told.message, ServiceResponse) else None
        counter = int(request.request_id.rsplit(":", 1)[1])
        wanted = ActivateFirmwareCommand(
            self.eui, request.device_id, counter, request.firmware_hash, request.activation_at
        )
        if from_gbcs(told.message.gbcs_payload) != wanted:
            raise RefusedError(f"the Pre-Command of {request.request_id} is not what was asked for: it was not signed")
        return None

    def _hear(self, message: Message) -> None:
        self._answers = (*self._answers, message)[-ANSWERS_MAX:]


@asynccontextmanager
async def open_post(desk: Desk, drawer: Drawer) -> AsyncIterator[DuisPost]:
    """Open a Supplier's post for the block."""
    post = DuisPost(desk, drawer)
    tasks = [asyncio.create_task(post.go_out()), asyncio.create_task(post.come_in())]
    try:
        yield post
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def variant_of(request: ServiceRequest) -> int:
    """Give the command variant in which a request goes."""
    if isinstance(request, ReadFirmwareVersion | UpdateHANDeviceLog):
        return ON_DEMAND
    if isinstance(request, TransformActivateFirmware):
        return TRANSFORM
    return SIGNED if isinstance(request, ActivateFirmware) else NON_DEVICE


def devices_of(request: ServiceRequest) -> tuple[Eui64, ...]:
    """Give whom a request is about."""
    return request.device_ids if isinstance(request, UpdateFirmware | UpdatePPMIDFirmware) else (request.device_id,)


def _whole(request: ServiceRequest, answer: Message) -> Message:
    """Give an answer with every device refused when its code refuses the request: DUIS names none then."""
    if isinstance(answer, ServiceResponse) and answer.response_code.startswith("E") and not answer.refused:
        fields = answer.request_id, answer.response_code, answer.refusal
        return ServiceResponse(*fields, devices_of(request), answer.detail or f"response code {answer.response_code}")
    return answer
