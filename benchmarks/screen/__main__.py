"""``make screen-cost``: what the screen costs in a real pty over a real broker, beside one of textual's own widgets."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles

from benchmarks.screen.ground import READY_WITHIN_S, Ground, ground
from benchmarks.screen.hour import hour
from benchmarks.screen.terminal import Terminal

OURS, PEER = "tui", "benchmarks.peers.widgets"

RATES = (0, 8, 50, 500, 5_000)
"""Notes a second; 8 is one where something always moves, and little else is. Ours."""

SETTLE_S, MEASURED_S = 4.0, 10.0
"""Seconds of wall before a measurement, and of it. Ours."""

PRESSES = 40
"""Keys of one measurement. Ours."""

WIDE, SMALL = (160, 50), (80, 24)

PAINTED = ((b"g", b"DONE"), (b"j", b"WAITING"))
"""What is written once a key was painted: the state of the package that it chose, on the card."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one screen cost at one rate."""

    what: str
    cpu: float
    """Of one core, user and system."""
    kb_s: float
    rss_mb: float
    keys_ms: tuple[float, ...] = ()
    """From each key to what it painted."""

    def __str__(self) -> str:
        """Give a row of a table."""
        keys = " | | "
        if self.keys_ms:
            p95 = quantiles(self.keys_ms, n=20)[18]
            keys = f" {median(self.keys_ms):.0f} | {p95:.0f} | {max(self.keys_ms):.0f} "
        return f"| {self.what} | {self.cpu:.1%} | {self.kb_s:.0f} | {self.rss_mb:.0f} |{keys}|"


def cost(screen: Terminal, what: str, seconds: float) -> Cost:
    """Measure a screen for a while."""
    cpu, octets, began = screen.cpu_s, screen.octets, time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    return Cost(what, (screen.cpu_s - cpu) / took, (screen.octets - octets) / took / 1_000, screen.rss_mb)


def keys_ms(screen: Terminal) -> tuple[float, ...]:
    """Press keys one after the other, and give how long each took to be painted."""
    screen.press(b"j")
    time.sleep(0.5)
    found = []
    for number, (key, text) in zip(range(PRESSES), cycle(PAINTED), strict=False):
        began = screen.press(key)
        found.append((screen.wait_for(text, 10.0) - began) * 1_000)
        time.sleep(0.11 + number % 7 / 50)
    return tuple(found)


def costs(
    place: Ground, module: str, size: tuple[int, int], rates: Sequence[int], seconds: float, *flags: str
) -> dict[int, Cost]:
    """Measure one screen at each rate, print a row of each, and give them by their rate."""
    name = "ours" if module == OURS else "widgets"
    place.say(0)
    screen = place.screen(module, size, *flags)
    ready = screen.wait_for(b"P1", READY_WITHIN_S) - screen.began
    print(f"{name} {size[0]}x{size[1]}: packages on the screen after {ready:.2f} s", flush=True)
    time.sleep(1.0)
    costed: dict[int, Cost] = {}
    for rate in rates:
        place.say(rate)
        time.sleep(SETTLE_S)
        found = cost(screen, f"{name}, {rate:,}/s, {size[0]}x{size[1]} {' '.join(flags)}".strip(), seconds)
        keys = keys_ms(screen) if size == WIDE and rate != 8 else ()
        costed[rate] = Cost(found.what, found.cpu, found.kb_s, found.rss_mb, keys)
        print(costed[rate], flush=True)
    place.say(0)
    screen.stop()
    return costed


def compared(ours: dict[int, Cost], peer: dict[int, Cost]) -> Iterator[str]:
    """Say how many times as much textual's own widgets cost in this run."""
    for rate in sorted(ours.keys() & peer.keys()):
        own, other = ours[rate], peer[rate]
        said = f"{rate:,}/s: x{other.cpu / own.cpu:.1f} the CPU, x{other.kb_s / own.kb_s:.1f} the output"
        if own.keys_ms and other.keys_ms:
            said += f", x{median(other.keys_ms) / median(own.keys_ms):.1f} from key to paint"
        yield said


def main(argv: Sequence[str]) -> None:
    """Measure all, or what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m benchmarks.screen")
    parser.add_argument("--rates", type=int, nargs="*", default=RATES)
    parser.add_argument("--seconds", type=float, default=MEASURED_S)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--only-ours", action="store_true")
    only.add_argument("--only-peer", action="store_true")
    only.add_argument("--only-hour", action="store_true")
    options = parser.parse_args(argv)
    if not options.only_peer:
        hour()
    if options.only_hour:
        return
    print("| screen | CPU | kB/s | RSS MB | key to paint p50 | p95 | max ms |\n|---|---|---|---|---|---|---|")
    with ground() as place:
        ours: dict[int, Cost] = {}
        if not options.only_peer:
            ours = costs(place, OURS, WIDE, options.rates, options.seconds)
            costs(place, OURS, SMALL, (8, 500), options.seconds)
            costs(place, OURS, WIDE, (8, 500), options.seconds, "--calm")
        if not options.only_ours:
            peer = costs(place, PEER, WIDE, options.rates, options.seconds)
            print(*compared(ours, peer), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
