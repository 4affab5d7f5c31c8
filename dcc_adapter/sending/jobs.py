"""The DCC adapter's jobs: one accepted service request each, and how each is kept.

Values and their rows; what moves them along is in ``transfers``.
"""

from dataclasses import dataclass
from struct import Struct

from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.machine.effects import Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import Instant
from premises.trust.seal import image_hash

JOBS_MAX = 64
"""Service requests waiting or under way at once; one more is refused. Ours."""

IMAGES_SIZE_MAX = 64 * 1024 * 1024
"""Octets of all their images; a request whose image is beyond them is refused. Ours."""

KEY_JOBS = "jobs"
_HEAD = Struct("<QIH")


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted 11.1 or 11.4 on its way to the hub."""

    transfer: int
    """Its number on the WAN; jobs are moved in the order of these."""
    request_id: str
    version: int
    devices: tuple[Eui64, ...]
    image: Growing
    tries: int
    """Offers said so far without an answer."""
    retry_at: Instant


def job_of(transfer: int, request_id: str, version: int, devices: tuple[Eui64, ...], image: bytes) -> Job:
    """Give a job whose first offer is due at once."""
    return Job(transfer, request_id, version, devices, Growing(image_hash(image)).grown(image), 0, Instant(0))


def keep_job(job: Job) -> tuple[Keep, Keep]:
    """Give the two rows of one job: its head and its image."""
    request = job.request_id.encode()
    head = _HEAD.pack(job.transfer, job.version, len(request)) + request
    head += b"".join(eui64_octets(device) for device in job.devices)
    return Keep(f"{_key(job)}/head", head), Keep(f"{_key(job)}/image", job.image.whole())


def forget_job(job: Job) -> Keep:
    """Give the keep that forgets one job."""
    return Keep(_key(job), None)


def kept_jobs(kept: Kept) -> tuple[Job, ...]:
    """Give the jobs as they were kept, in order."""
    heads: dict[str, bytes] = {}
    jobs: list[Job] = []
    for key, value in kept.below(KEY_JOBS):
        stem, part = key.rsplit("/", 1)
        if part == "head":
            heads[stem] = value
        else:
            jobs.append(_job(heads[stem], value))
    return tuple(jobs)


def _job(head: bytes, image: bytes) -> Job:
    transfer, version, length = _HEAD.unpack(head[: _HEAD.size])
    end = _HEAD.size + length
    euis = head[end:]
    devices = tuple(eui64_from_octets(euis[at : at + 8]) for at in range(0, len(euis), 8))
    return job_of(transfer, head[_HEAD.size : end].decode(), version, devices, image)


def _key(job: Job) -> str:
    return f"{KEY_JOBS}/{job.transfer:016x}"
