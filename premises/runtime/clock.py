"""The shared clock as one process follows it: premises time from this machine's monotonic clock, and back.

The wall is the only place where a live participant reads a clock or sets a timer. Nothing here decides the speed;
that is the conductor's (``lab.conductor``).
"""

import asyncio
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from premises.errors import ClockError
from premises.quantity import MICROSECONDS_PER_SECOND, Instant
from premises.wire.envelope import Clock

SPEED_MAX = 1_000_000.0
"""Premises seconds a wall second; beyond it a timer's own error is hours. Ours."""

NO_BOOT_ID = "unknown"
"""What a system without Linux' boot id is called; all such boots look alike, so there the check proves nothing."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Ringing(Protocol):
    """A timer that was set."""

    def cancel(self) -> None:
        """Forget it; a timer that has rung or was cancelled does not mind."""


class Wall(Protocol):
    """The real time of this machine, in whole microseconds of its monotonic clock."""

    def monotonic(self) -> int:
        """Give the reading now; it never goes back, and all processes of one boot read the same."""

    def ring_at(self, moment: int, ring: Callable[[], None]) -> Ringing:
        """Call ``ring`` once, from the event loop, when the reading is ``moment`` (at once if it already is)."""


class LoopWall:
    """The wall of the running event loop. Its readings are CLOCK_MONOTONIC's, which on Linux all processes share."""

    def monotonic(self) -> int:
        return time.monotonic_ns() // 1000

    def ring_at(self, moment: int, ring: Callable[[], None]) -> Ringing:
        return asyncio.get_running_loop().call_at(moment / MICROSECONDS_PER_SECOND, ring)


class SharedClock:
    """Premises time on ``wall``, for a process of operating system boot ``boot_id``."""

    def __init__(self, wall: Wall, boot_id: str) -> None:
        self._wall = wall
        self._boot_id = boot_id
        self._clock: Clock | None = None

    @property
    def followed(self) -> Clock | None:
        """The newest value seen, or None before the first."""
        return self._clock

    def follow(self, clock: Clock) -> bool:
        """Go by ``clock`` from now on, and say whether it is news; one of an older or equal revision is none.

        ClockError when it belongs to another boot of the machine, or runs faster than SPEED_MAX.
        """
        if clock.boot_id != self._boot_id:
            raise ClockError(
                f"the shared clock belongs to boot {clock.boot_id} of the machine, and this is boot {self._boot_id}: "
                "begin a new run"
            )
        if not 0 <= clock.speed <= SPEED_MAX:
            raise ClockError(f"the shared clock runs at x{clock.speed:g}: expected 0 to {SPEED_MAX:g}")
        if self._clock is not None and clock.revision <= self._clock.revision:
            return False
        self._clock = clock
        return True

    def now(self) -> Instant:
        """Give premises time now; before the clock's own beginning it is that beginning."""
        clock = self._known()
        elapsed = max(0, self._wall.monotonic() - clock.monotonic_at)
        return Instant(clock.premises_at + math.floor(elapsed * clock.speed))

    def wall_of(self, instant: Instant) -> int | None:
        """Give the wall's reading at premises time ``instant``; None when a paused clock never comes there."""
        clock = self._known()
        ahead = instant - clock.premises_at
        if ahead <= 0:
            return clock.monotonic_at
        if not clock.speed:
            return None
        return clock.monotonic_at + math.ceil(ahead / clock.speed)

    def _known(self) -> Clock:
        assert self._clock is not None, "no shared clock was followed yet"
        return self._clock


class Pace:
    """Lets something happen at most once in ``every`` microseconds of ``wall``."""

    def __init__(self, wall: Wall, every: int) -> None:
        self._wall, self._every = wall, every
        self.next_at = 0
        """The wall's reading from which it may happen again."""

    def allows(self) -> bool:
        """Say whether it may happen now, and take it that it does."""
        now = self._wall.monotonic()
        if now < self.next_at:
            return False
        self.next_at = now + self._every
        return True


async def until(wall: Wall, moment: int) -> None:
    """Wait until the wall reads ``moment``."""
    rung = asyncio.Event()
    ringing = wall.ring_at(moment, rung.set)
    try:
        await rung.wait()
    finally:
        ringing.cancel()


def boot_id_of_this_machine() -> str:
    """Give what names the operating system's boot: monotonic readings of another one mean nothing here."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return NO_BOOT_ID
