"""How late frames are handed over live: the real processes at x1, an update in progress, the shelf writing.

On this machine and loopback only. Late is what the receiver noted: from the moment a frame was due on the wall to the
moment its machine was given it.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from lab.images import make_image
from lab.live.lineup import EMBEDDED, MOSQUITTO, Choices
from lab.live.premises_up import premises_up
from lab.live.window import Window, open_window
from lab.sending.updating import send_update
from premises.errors import StalledError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.quantity import MICROSECONDS_PER_SECOND
from premises.runtime.process import select_loop
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import SUPPLIER, LinkSpec, LinksSpec, Site

LATENCY_MS = 50.0
"""On the HAN, one way: ten blocks a second."""

FOR_S = 20.0
"""Seconds of wall that B1 downloads before the premises is taken down. Ours."""

DOWNLOADING_WITHIN_S = 60.0
"""Seconds of wall in which it must have begun. Ours."""

SIZE = 32_768
"""Octets of the image: more than is downloaded in FOR_S. Ours."""

FLIGHTS_MIN = 100
"""Flights below which a percentile says nothing. Ours."""

B1, HAN = Name("b1"), Name("han")
_SEARCH_PATH = "/usr/sbin:/usr/local/sbin"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lateness:
    """What the receivers on the HAN noted."""

    flights: int
    rate: float
    """Flights a second."""
    p50_ms: float
    p99_ms: float


def lateness(say: Say) -> Iterator[Figure]:
    """Measure on each broker that is installed; ``say`` hears which one is not."""
    for broker in (EMBEDDED, MOSQUITTO):
        if broker == MOSQUITTO and not (shutil.which(broker) or shutil.which(broker, path=_SEARCH_PATH)):
            say(f"live on {broker}: skipped, {broker} is not installed")
            continue
        with TemporaryDirectory() as folder, chdir(folder), asyncio.Runner(loop_factory=select_loop) as runner:
            found = lateness_of(read_run(runner.run(_download_on(broker, say))).entries)
        what = f"late, live on {broker}, {found.flights} flights, {found.rate:.1f} a second"
        yield Figure(f"late-{broker}-p50", f"{what}: p50", "ms", found.p50_ms)
        yield Figure(f"late-{broker}-p99", f"{what}: p99", "ms", found.p99_ms)


def lateness_of(entries: Iterable[Entry]) -> Lateness:
    """Give what was noted of the HAN's flights."""
    heard = [(entry.at, entry.note) for entry in entries if isinstance(entry.note, FlightDelivered)]
    on_han = [(at, note.late / 1000) for at, note in heard if note.link == HAN]
    assert len(on_han) >= FLIGHTS_MIN, f"{len(on_han)} flights say nothing about a percentile"
    hundredths = quantiles((late for _, late in on_han), n=100, method="inclusive")
    span_s = (on_han[-1][0] - on_han[0][0]) / MICROSECONDS_PER_SECOND
    return Lateness(len(on_han), len(on_han) / span_s, hundredths[49], hundredths[98])


async def _download_on(broker: str, say: Say) -> Path:
    """Bring a premises up, let B1 download for a while, take everything down; give the run file."""
    links = LinksSpec(wan=LinkSpec(100.0), han=LinkSpec(LATENCY_MS))
    site = Site(name="late", links=links)
    spec = site.bridges[B1]
    hardware = (spec.hardware, spec.hardware)
    image = make_image(spec.image_type, spec.running + 1, SIZE, manufacturer=spec.manufacturer, hardware=hardware)
    async with premises_up(site, Choices(broker), say) as (running, _):
        async with open_window(running, SUPPLIER) as window:
            await send_update(window, image, [B1])
            await _until_downloading(window)
            await _look_on(window, FOR_S)
        return running.files.record


async def _until_downloading(window: Window) -> None:
    give_up_at = asyncio.get_running_loop().time() + DOWNLOADING_WITHIN_S
    while window.pictures[B1].activity != "downloading":
        left = give_up_at - asyncio.get_running_loop().time()
        if left <= 0 or not await window.next(left):
            raise StalledError(f"B1 does not download within {DOWNLOADING_WITHIN_S:g} s")


async def _look_on(window: Window, for_s: float) -> None:
    end = asyncio.get_running_loop().time() + for_s
    while (left := end - asyncio.get_running_loop().time()) > 0:
        await window.next(left)
