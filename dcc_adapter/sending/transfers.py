"""Images on their way to the hub: one at a time, offered until the hub asks, and read in chunks as it asks.

::

    taken -> offered --(20 s, doubled up to 600 s)--> offered again
                |-- chunks as the hub asks -- TransferEnd --> forgotten, and the next is offered

It knows nothing of Suppliers, nor of what becomes of an image at the hub.
"""

from dcc_adapter.sending.jobs import Job, forget_job, job_of, keep_job, kept_jobs
from premises.identity import Eui64, Name
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, seconds
from premises.wire.duis.messages import UpdateRequest
from premises.wire.field.wan import WAN_CHUNK_MAX, ChunkRequest, ChunkResponse, ImageOffer
from premises.wire.message import Frame, Message
from premises.wire.notes.requests import TransferOffered

OFFER_AGAIN_AFTER = seconds(20)
"""Without a word from the hub; doubled up to OFFER_AGAIN_AFTER_MAX, never given up. Assumption 5 (docs/sources.md)."""

OFFER_AGAIN_AFTER_MAX = seconds(600)
"""The longest wait between two offers of one image. Assumption 5 (docs/sources.md)."""

KEY_TRANSFERS = "transfers/used"


class Transfers:
    """All of one adapter; ``state`` is (jobs in order, transfers numbered so far)."""

    __slots__ = ("_hub", "_who", "jobs", "used")

    def __init__(self, who: Name, hub: Name, kept: Kept) -> None:
        self._who, self._hub = who, hub
        self.jobs = kept_jobs(kept)
        self.used = int(kept.get(KEY_TRANSFERS) or b"0")

    @property
    def state(self) -> tuple[tuple[Job, ...], int]:
        """All that can differ between two moments."""
        return self.jobs, self.used

    @state.setter
    def state(self, value: tuple[tuple[Job, ...], int]) -> None:
        self.jobs, self.used = value

    @property
    def deadline(self) -> Instant | None:
        """When the first job's image is to be offered again."""
        return self.jobs[0].retry_at if self.jobs else None

    def take(self, request: UpdateRequest, devices: tuple[Eui64, ...]) -> list[Effect]:
        """Take the image of a request for ``devices``; whoever calls this offers it, if it is the only one."""
        self.used += 1
        job = job_of(self.used, request.request_id, request.firmware_version, devices, request.firmware_image)
        self.jobs = (*self.jobs, job)
        return [Keep(KEY_TRANSFERS, b"%d" % self.used), *keep_job(job)]

    def wake(self, now: Instant) -> Effects:
        """Offer again what the hub has not answered."""
        return self.offer(now) if self.jobs and self.jobs[0].retry_at <= now else NOTHING

    def offer(self, now: Instant) -> Effects:
        """Offer the first image to the hub, if there is one."""
        if not self.jobs:
            return NOTHING
        job = self.jobs[0]
        span = Duration(min(OFFER_AGAIN_AFTER << min(job.tries, 16), OFFER_AGAIN_AFTER_MAX))
        self.jobs = (_heard(job, job.tries + 1, after(now, span)), *self.jobs[1:])
        offer = ImageOffer(job.transfer, job.image.length, job.image.identity, job.devices)
        return [TransferOffered(job.transfer, job.tries + 1, after(now, span)), self._send(offer, job.tries)]

    def chunk(self, request: ChunkRequest, transaction: int, now: Instant) -> Effects:
        """Give the hub what it asks for; nothing of a transfer that is not known."""
        for job in self.jobs:
            if job.transfer == request.transfer:
                data = job.image.part(request.offset, min(request.size_max, WAN_CHUNK_MAX))
                if job is self.jobs[0]:
                    self.jobs = (_heard(job, 0, after(now, OFFER_AGAIN_AFTER_MAX)), *self.jobs[1:])
                return [self._send(ChunkResponse(request.transfer, request.offset, data), transaction)]
        return [self._send(ChunkResponse(request.transfer, request.offset, b""), transaction)]

    def end(self, transfer: int) -> tuple[Job, Keep] | None:
        """Forget a transfer, and give its job and what is to be kept; None when it is not known."""
        for job in self.jobs:
            if job.transfer == transfer:
                self.jobs = tuple(other for other in self.jobs if other is not job)
                return job, forget_job(job)
        return None

    def _send(self, message: Message, transaction: int) -> Send:
        return Send(self._hub, Frame(self._who, self._hub, transaction & 0xFF, message))


def _heard(job: Job, tries: int, retry_at: Instant) -> Job:
    return Job(job.transfer, job.request_id, job.version, job.devices, job.image, tries, retry_at)
