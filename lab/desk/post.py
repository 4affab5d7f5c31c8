"""A Supplier's post over DUIS: what it sends goes out in order by its desk, and what it is told comes in beside it.

An 11.3 goes in command variant 4, the Pre-Command is compared with what was meant, and then it goes in variant 5.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

from lab.desk.client import Desk
from lab.desk.counter import keep_place, next_counter, place_in
from lab.desk.drawer import Drawer
from premises.errors import PremisesError, RefusedError
from premises.identity import Eui64
from premises.trust.keys import SigningKey
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
        self._place = 0
        self._answers: tuple[Message, ...] = ()

    @property
    def eui(self) -> Eui64:
        return self._drawer.eui

    @property
    def signer(self) -> SigningKey:
        return self._drawer.signer()

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

    async def catch_up(self) -> None:
        """Pass over what is there already: whoever asks next waits for what comes from now on."""
        self._place = place_in(self._drawer.place)
        while (found := await self._desk.fetch(self._place, 0)) is not None:
            self._place = found[0]
        keep_place(self._drawer.place, self._place)

    async def come_in(self) -> None:
        """Take what is told later, until that cannot be."""
        try:
            while True:
                letter = await self._desk.collect(self._place, WAIT_S)
                if letter is not None:
                    self._place = letter.place
                    keep_place(self._drawer.place, self._place)
                    if letter.told.message is not None:
                        self._hear(letter.told.message)
        except PremisesError as error:
            self._failed = error

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
    """Open a Supplier's post for the block; LinkError when the DCC adapter cannot be reached."""
    post = DuisPost(desk, drawer)
    await post.catch_up()
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
