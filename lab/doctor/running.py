"""Whether what runs here, or was left behind here, is in order: run files, brokers, the shared clock.

The shared clock is the monotonic one of this machine, so it cannot drift from ours. It can be another: of another boot,
or of a container with a time namespace of its own. A wall clock that was set harms nothing and is told as information.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from lab.conductor_clock import BEGINS_AFTER
from lab.doctor.finding import Finding, Level, found
from lab.live.run_directory import HOME, Running, find_running, wall_offset_s
from lab.live.window import Window, open_window
from premises.errors import AccessError, LinkError, PremisesError
from premises.quantity import in_seconds
from premises.runtime.clock import LoopWall
from premises.runtime.looking.here import NotRunningError
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.envelope import Clock
from premises.wire.topics import CONDUCTOR, VIEWER

CLOCK_WITHIN_S = 3.0
"""Seconds of wall in which a retained clock must come. Ours."""

WALL_MOVED_MAX_S = 1.0
"""Seconds that the wall clock may have moved against the monotonic one and nobody needs to know. Ours."""

_TIME_NAMESPACE = "/proc/{}/ns/time"


def broker(url: str) -> Finding:
    """Look whether the broker at ``url`` lets us in; UsageError when that is no address."""
    address = BrokerAddress.parse(url)
    expected = f"a broker that knows {address.user!r}"
    try:
        asyncio.run(_open(address))
    except AccessError as error:
        return _wrong_broker(address, error, expected, "look at user and password of --broker")
    except LinkError as error:
        return _wrong_broker(address, error, expected, "start it, or look at host and port of --broker")
    return Finding(Level.FINE, f"broker {address.place}", "it answers and lets us in", expected)


def run_files() -> list[Finding]:
    """Look at what says that a premises runs here: whose supervisor is gone is left behind."""
    return [_run_file(path) for path in sorted(HOME.glob("*.json"))]


def clocks() -> list[Finding]:
    """Look at the clock of each premises that runs here."""
    return [finding for running in _all_running() for finding in _clock(running)]


def conducted(clock: Clock, name: str, now: int, namespaces: tuple[str, str]) -> Finding:
    """Compare a premises' clock with our monotonic reading ``now``, and the conductor's time namespace with ours."""
    theirs, ours = namespaces
    expected, do = "this machine's monotonic clock", f"`premises down --premises {name}`, and bring it up again here"
    if theirs != ours:
        shown = f"the conductor is in time namespace {theirs}, we are in {ours}"
        return Finding(Level.WRONG, f"clock of {name}", shown, expected, do)
    ahead = clock.monotonic_at - now
    shown = f"it was set {in_seconds(abs(ahead)):.1f} s {'from now' if ahead > 0 else 'ago'} by ours"
    return found(f"clock of {name}", shown, expected, wrong=ahead > BEGINS_AFTER, do=do)


def wall_moved(name: str, before_s: float, now_s: float) -> list[Finding]:
    """Compare wall minus monotonic clock when the premises came up with the same now."""
    moved = now_s - before_s
    if abs(moved) <= WALL_MOVED_MAX_S:
        return []
    shown = f"{moved:+.1f} s since {name} came up: it was set, or this machine slept"
    do = "premises time does not go by it; log lines of before and after do not compare"
    return [Finding(Level.INFO, "wall clock", shown, f"expected within {WALL_MOVED_MAX_S:g} s", do)]


async def _open(address: BrokerAddress) -> None:
    async with mqtt_link(address)([]):
        pass


def _wrong_broker(address: BrokerAddress, error: LinkError, expected: str, do: str) -> Finding:
    why = str(error).removeprefix(f"broker {address.place}: ")
    return Finding(Level.WRONG, f"broker {address.place}", why, expected, do)


def _run_file(path: Path) -> Finding:
    what, expected = str(path), "a premises that runs"
    try:
        running = find_running(path.stem)
    except NotRunningError:
        left = _left_of(path)
        do = f"end {', '.join(left)}" if left else "remove it; `premises up` would write it anew"
        shown = f"its supervisor is gone, and {len(left) or 'none'} of its processes still run"
        return Finding(Level.WRONG, what, shown, expected, do)
    return Finding(Level.FINE, what, f"{running.premises} runs, supervisor {running.supervisor}", expected)


def _left_of(path: Path) -> list[str]:
    """Give the processes of a run file that still run; a number may have gone to somebody else, so it must fit."""
    try:
        running = Running(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return []
    return [f"{who} {pid}" for who, pid in running.processes.items() if _is_of(running.directory, pid)]


def _is_of(directory: str, pid: int) -> bool:
    try:
        return directory.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _all_running() -> list[Running]:
    running = []
    for path in sorted(HOME.glob("*.json")):
        try:
            running.append(find_running(path.stem))
        except NotRunningError:
            continue
    return running


def _clock(running: Running) -> list[Finding]:
    what = f"clock of {running.premises}"
    expected = "a clock that can be followed"
    try:
        clock = asyncio.run(_clock_of(running))
    except (PremisesError, OSError) as error:
        return [Finding(Level.WRONG, what, str(error), expected, f"see {running.directory}/logs")]
    namespaces = (_namespace(str(running.processes.get(CONDUCTOR, "none"))), _namespace("self"))
    moved = wall_moved(running.premises, running.wall_offset_s, wall_offset_s())
    return [conducted(clock, running.premises, LoopWall().monotonic(), namespaces), *moved]


async def _clock_of(running: Running) -> Clock:
    async with open_window(running, VIEWER) as window:
        await _fill(window, lambda: window.clock.followed is not None)
        if window.clock.followed is None:
            raise LinkError(f"no clock within {CLOCK_WITHIN_S:g} s: somebody is still missing")
        return window.clock.followed


async def _fill(window: Window, is_there: Callable[[], bool]) -> None:
    give_up_at = asyncio.get_running_loop().time() + CLOCK_WITHIN_S
    while not is_there():
        left = give_up_at - asyncio.get_running_loop().time()
        if left <= 0 or not await window.next(left):
            return


def _namespace(process: str) -> str:
    try:
        return str(Path(_TIME_NAMESPACE.format(process)).readlink())
    except OSError:
        return "unknown"
