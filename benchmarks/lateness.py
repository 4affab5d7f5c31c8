"""How late frames are handed over live, beside a TCP delay proxy: real processes at x1, updates in progress.

On this machine and loopback only. Ten bridges, each a process that writes its shelf for each block, download at once
over a HAN of 50 ms, give or take 2: 200 frames a second. Late is what a receiver noted: from the moment a frame was
due on the wall, 50 ms after it was sent, to the moment its machine was given it. Through the proxy, beside it in the
same seconds, late is receipt minus sending minus 50 ms.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from statistics import quantiles
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from benchmarks.figure import Bar, Figure
from benchmarks.proxied import QUIET_S, SETTLE_S, proxied
from lab.images import make_image
from lab.live.lineup import EMBEDDED, MOSQUITTO, Choices
from lab.live.premises_up import premises_up
from lab.live.window import Window, open_window
from lab.sending.updating import send_update, until_clock
from premises.errors import StalledError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, seconds
from premises.runtime.process import select_loop
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import SUPPLIER, LinkSpec, LinksSpec, Site
from premises.wire.topics import VIEWER

LATENCY = seconds(0.05)
"""On the HAN, one way, and of the proxy: ten blocks a second for each bridge."""

BRIDGES = 10
RATE = 200.0
"""Frames a second: what ten bridges make of LATENCY, each with one question out at a time."""

FOR_S = 20.0
"""Seconds of wall that are measured before the premises is taken down. Ours."""

DOWNLOADING_WITHIN_S = 60.0
"""Seconds of wall in which all must have begun. Ours."""

SIZE = 32_768
"""Octets of the image: more than is downloaded in the time. Ours."""

FLIGHTS_MIN = 100
"""Flights below which a percentile says nothing. Ours."""

LATE_P50_MAX, LATE_P99_MAX = Bar(1.5, at_most=True), Bar(8.0, at_most=True)
"""Milliseconds, on the broker that comes with us."""

BETTER = Bar(1.0)
"""The proxy's lateness by ours, on every broker."""

JITTER = seconds(0.002)
"""Give or take, so that ten bridges that were invited in one moment do not ask in one moment for ever: a queue of ten
at the hub is no radio's lateness. Ours."""

HAN = Name("han")
TAIL_S = QUIET_S + 1.0
"""Seconds of wall at the end in which nothing goes through the proxy any more: ours do not count then. Ours."""

_LEAST_MS = 0.001
_SEARCH_PATH = "/usr/sbin:/usr/local/sbin"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late many frames came."""

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
            ours, through = runner.run(_measured_on(broker, say))
        yield from figures_of(broker, ours, through)


def figures_of(broker: str, ours: Lateness, through: Lateness) -> Iterator[Figure]:
    """Give what was found on one broker: ours by itself, then beside the proxy."""
    what = f"late, live on {broker}, {ours.flights} flights, {ours.rate:.0f} a second"
    beside = f"late, live on {broker}: a TCP delay proxy, {through.flights} frames, {through.rate:.0f} a second"
    for name, own, theirs, most in (
        ("p50", ours.p50_ms, through.p50_ms, LATE_P50_MAX),
        ("p99", ours.p99_ms, through.p99_ms, LATE_P99_MAX),
    ):
        yield Figure(f"late-{broker}-{name}", f"{what}: {name}", "ms", own, bar=most if broker == EMBEDDED else None)
        ratio = theirs / max(own, _LEAST_MS)
        yield Figure(f"late-{broker}-proxy-{name}", f"{beside}: {name}", "ms", own, theirs, ratio, BETTER)


def lateness_of(late: Sequence[tuple[Instant, Duration]]) -> Lateness:
    """Give the percentiles of frames that came at a moment, each so late."""
    assert len(late) >= FLIGHTS_MIN, f"{len(late)} flights say nothing about a percentile"
    hundredths = quantiles((span / 1000 for _, span in late), n=100, method="inclusive")
    span_s = (late[-1][0] - late[0][0]) / MICROSECONDS_PER_SECOND
    return Lateness(len(late), len(late) / span_s, hundredths[49], hundredths[98])


def late_on_han(entries: Iterable[Entry], since: Instant, until: Instant) -> list[tuple[Instant, Duration]]:
    """Give what receivers noted of the HAN's flights in a stretch of time, in order."""
    return sorted(
        (entry.at, Duration(entry.note.late))
        for entry in entries
        if isinstance(entry.note, FlightDelivered) and entry.note.link == HAN and since <= entry.at < until
    )


def site_of_ten() -> Site:
    """Give a premises of ten bridges of one type on one HAN."""
    han = LinkSpec(LATENCY / 1000, JITTER / 1000)
    first = Site().bridges["b1"]
    bridges = {
        f"b{number}": replace(first, eui=f"90-B3-D5-1F-30-B1-00-{number:02X}") for number in range(1, BRIDGES + 1)
    }
    return Site(name="late", shape="any", bridges=bridges, links=LinksSpec(wan=LinkSpec(100.0), han=han))


async def _measured_on(broker: str, say: Say) -> tuple[Lateness, Lateness]:
    """Bring a premises up, let all bridges download for a while beside the proxy, take everything down."""
    site = site_of_ten()
    spec = site.bridges["b1"]
    hardware = (spec.hardware, spec.hardware)
    image = make_image(spec.image_type, spec.running + 1, SIZE, manufacturer=spec.manufacturer, hardware=hardware)
    async with premises_up(site, Choices(broker), say) as (running, _):
        async with open_window(running, SUPPLIER) as window:
            await send_update(window, image, list(site.bridges))
            await _until_downloading(window)
        async with open_window(running, VIEWER) as window:
            await until_clock(window)
            since = window.clock.now()
            through = await proxied(running, RATE, FOR_S, LATENCY)
            until = Instant(window.clock.now() - seconds(TAIL_S))
        record = running.files.record
    ours = lateness_of(late_on_han(read_run(record).entries, Instant(since + seconds(SETTLE_S)), until))
    every = MICROSECONDS_PER_SECOND / RATE
    return ours, lateness_of([(Instant(round(number * every)), late) for number, late in enumerate(through)])


async def _until_downloading(window: Window) -> None:
    give_up_at = asyncio.get_running_loop().time() + DOWNLOADING_WITHIN_S
    while any(window.pictures[Name(who)].activity != "downloading" for who in window.site.bridges):
        left = give_up_at - asyncio.get_running_loop().time()
        if left <= 0 or not await window.next(left):
            raise StalledError(f"not all bridges download within {DOWNLOADING_WITHIN_S:g} s")
