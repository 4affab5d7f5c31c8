"""Fifty requests with images of 500 kB at once, over HTTP to a live premises: answers, memory, and lateness meanwhile.

``make duis-load``. Signed beforehand, so that what is timed is the DCC adapter: it reads, verifies, keeps and answers
while its machine moves the first image over the WAN. Late is what the adapter noted of frames from the hub.
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
from premises.identity import eui64
from premises.journey.run_file import read_run
from premises.runtime.process import select_loop
from premises.trust.users import supplier_identity
from premises.trust.xml_signature import sign_xml
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.notes.flights import FlightDelivered, FlightStraggled
from premises.wire.site import ACB_EUI, DCC, SUPPLIER, Site
from premises.wire.xml.request import write_request
from premises.wire.xml.response import read_response

REQUESTS, SIZE = 50, 500_000
"""How many at once, and octets of each image. Ours."""

SETTLE_S = 3.0
"""Seconds of wall before the load and after it. Ours."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer."""

    code: str
    took_s: float


def requests(site: Site, seed: int) -> list[bytes]:
    """Give REQUESTS signed 11.4, each with an image of its own."""
    spec, me = site.bridges["b1"], eui64(site.suppliers[SUPPLIER].eui)
    identity = supplier_identity(seed, SUPPLIER, me)
    found = []
    for number in range(1, REQUESTS + 1):
        version = spec.running + number
        image = make_image(spec.image_type, version, SIZE, manufacturer=spec.manufacturer)
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
    """Send everything at once; give the answers, the seconds that took, and the peak of memory before and after."""
    pid = running.processes[DCC]
    await asyncio.sleep(SETTLE_S)
    before, began = peak_mb(pid), time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        answers = await asyncio.gather(*(ask(session, running.duis, xml) for xml in signed))
    took_s = time.perf_counter() - began
    await asyncio.sleep(SETTLE_S)
    return list(answers), took_s, before, peak_mb(pid)


def report(record: Path) -> tuple[list[int], int]:
    """Give how late the adapter was given each frame, in microseconds, and how many frames straggled."""
    notes = [entry.note for entry in read_run(record).entries if entry.who == DCC]
    late = [note.late for note in notes if isinstance(note, FlightDelivered)]
    return late, sum(isinstance(note, FlightStraggled) for note in notes)


async def main() -> None:
    """Bring a premises up, load it, and print what came of it."""
    site = Site()
    signed = requests(site, 0)
    with TemporaryDirectory() as folder, chdir(folder):
        async with premises_up(site, Choices(), print, home=Path(folder) / "home") as (running, _):
            answers, took_s, before, after = await loaded(running, signed)
        late, straggled = report(running.files.record)
    times = sorted(answer.took_s for answer in answers)
    cuts = quantiles(late, n=100) if len(late) > 1 else [0.0] * 99
    print(f"{len(answers)} of {REQUESTS} answered in {took_s:.2f} s: {dict(Counter(each.code for each in answers))}")
    print(f"an answer took {times[len(times) // 2]:.2f} s (median), {times[-1]:.2f} s (the last)")
    print(f"peak memory of the adapter: {before:.0f} MB before, {after:.0f} MB after")
    print(f"{len(late)} frames to the adapter, late {cuts[49] / 1e3:.2f} ms (p50), {cuts[98] / 1e3:.2f} ms (p99), "
          f"{max(late, default=0) / 1e3:.2f} ms (most); {straggled} straggled")  # fmt: skip


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=select_loop) as runner:
        runner.run(main())
