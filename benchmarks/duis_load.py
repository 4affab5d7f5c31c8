"""Fifty requests with images of 500 kB at once, over HTTP to a live premises: answers, memory, and lateness meanwhile.

``make duis-load``. Signed beforehand, so that what is timed is the DCC adapter: it reads, verifies, keeps and answers
while its machine moves an image over the WAN. Late is what was noted of frames while requests were being taken, and of
those before and after, in the same run. Then three requests of 10 MB at once, to a premises of their own.
"""

import asyncio
import time
from collections import Counter
from contextlib import chdir
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import aiohttp

from lab.images import make_image
from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.run_directory import Running
from premises.identity import Name, eui64
from premises.journey.run_file import read_run
from premises.runtime.process import select_loop
from premises.trust.users import supplier_identity
from premises.trust.xml_signature import sign_xml
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.notes.flights import FlightDelivered, FlightStraggled
from premises.wire.notes.requests import RequestAccepted
from premises.wire.site import ACB_EUI, DCC, SUPPLIER, Site
from premises.wire.site_text import changed
from premises.wire.xml.request import write_request
from premises.wire.xml.response import read_response

REQUESTS, SIZE = 50, 500_000
"""How many at once, and octets of each image. Ours."""

LARGE, LARGE_SIZE = 3, 10_000_000
"""The same of those that are as large as one request can almost be. Ours."""

SETTLE_S = 3.0
"""Seconds of wall before the load and after it. Ours."""


WAN, WAN_MS = Name("wan"), 15.0
"""The link whose frames are looked at, and its latency. Ours."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer."""

    code: str
    took_s: float


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of the frames of some while."""

    what: str
    late: tuple[int, ...]
    """Microseconds, for each frame that was delivered."""
    straggled: int

    def __str__(self) -> str:
        """Say it in a line."""
        cuts = quantiles(self.late, n=100) if len(self.late) > 1 else [0.0] * 99
        return (
            f"{self.what}: {len(self.late)} frames, late {cuts[49] / 1e3:.2f} ms (p50), {cuts[98] / 1e3:.2f} ms (p99), "
            f"{max(self.late, default=0) / 1e3:.2f} ms (most); {self.straggled} straggled"
        )


def requests(site: Site, seed: int, count: int, size: int) -> list[bytes]:
    """Give so many signed 11.4, each with an image of its own, of the versions after the one that moves."""
    spec, me = site.bridges["b1"], eui64(site.suppliers[SUPPLIER].eui)
    identity = supplier_identity(seed, SUPPLIER, me)
    found = []
    for number in range(1, count + 1):
        version = spec.running + number
        image = make_image(spec.image_type, version, size, manufacturer=spec.manufacturer)
        message = UpdatePPMIDFirmware(f"{me}:{ACB_EUI}:{number}", image, version, (eui64(spec.eui),))
        found.append(sign_xml(write_request(message, 8), identity))
    return found


async def ask(session: aiohttp.ClientSession, url: str, xml: bytes) -> Answered:
    """Send one request, and give its answer."""
    began, headers = time.perf_counter(), {"Content-Type": "application/xml"}
    async with session.post(f"{url}/api/v1/serviceD", data=BytesIO(xml), headers=headers) as response:
        body = await response.read()
        took_s = time.perf_counter() - began
        return Answered(read_response(body).response_code if response.status == 200 else f"{response.status}", took_s)


def peak_mb(pid: int) -> float:
    """Give the most memory that a process ever had resident, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1_000 for line in lines if line.startswith("VmHWM"))


async def loaded(running: Running, signed: list[bytes]) -> tuple[list[Answered], float, float, float]:
    """Send the first, and when it moves all others at once; give the answers, the seconds, and two peaks of memory."""
    pid = running.processes[DCC]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await ask(session, running.duis, signed[0])
        await asyncio.sleep(SETTLE_S)
        before, began = peak_mb(pid), time.perf_counter()
        answers = await asyncio.gather(*(ask(session, running.duis, xml) for xml in signed[1:]))
    took_s = time.perf_counter() - began
    await asyncio.sleep(SETTLE_S)
    return list(answers), took_s, before, peak_mb(pid)


def lateness(record: Path, took_s: float) -> list[Lateness]:
    """Give how late frames were, both ways over the WAN, while the requests were taken and at other times."""
    entries = read_run(record).entries
    taken = [entry.at for entry in entries if isinstance(entry.note, RequestAccepted)][1:]
    last = max(taken, default=0)
    load = range(last - round(took_s * 1e6), last + 1)
    found = []
    for what, during in (("meanwhile", True), ("at other times", False)):
        notes = [entry.note for entry in entries if (entry.at in load) == during]
        late = tuple(note.late for note in notes if isinstance(note, FlightDelivered) and note.link == WAN)
        straggled = sum(isinstance(note, FlightStraggled) for note in notes)
        found.append(Lateness(f"over the WAN, {what}", late, straggled))
    return found


async def measured(count: int, size: int) -> None:
    """Bring a premises up, load it, and print what came of it."""
    links = Site().links
    # A WAN that is always busy: by the usual one, a frame or two would move in the whole of the load.
    site = changed(Site(), links=changed(links, wan=changed(links.wan, latency_ms=WAN_MS, jitter_ms=0.0)))
    signed = requests(site, 0, count + 1, size)
    with TemporaryDirectory() as folder, chdir(folder):
        async with premises_up(site, Choices(), print, home=Path(folder) / "home") as (running, _):
            answers, took_s, before, after = await loaded(running, signed)
        late = lateness(running.files.record, took_s)
    times = sorted(answer.took_s for answer in answers)
    codes = dict(Counter(each.code for each in answers))
    print(f"{len(answers)} of {count} with {size} octets each answered in {took_s:.2f} s: {codes}")
    print(f"an answer took {times[len(times) // 2]:.2f} s (median), {times[-1]:.2f} s (the last)")
    print(f"peak memory of the adapter: {before:.0f} MB before, {after:.0f} MB after")
    print(*late, sep="\n")


async def main() -> None:
    """Measure both loads."""
    await measured(REQUESTS, SIZE)
    await measured(LARGE, LARGE_SIZE)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=select_loop) as runner:
        runner.run(main())
