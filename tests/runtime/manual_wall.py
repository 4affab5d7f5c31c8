"""A wall that stands still until a test moves it: the production protocol, without real time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from premises.runtime.clock import Ringing

SETTLE_TURNS = 12
"""Turns of the event loop in which everything that can happen now has happened: a publication takes two or three."""


@dataclass(slots=True)
class _Timer:
    ring: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class ManualWall:
    """Microseconds that only ``go_to`` moves."""

    def __init__(self, reading: int = 1_000_000) -> None:
        self._reading = reading
        self._timers: list[tuple[int, int, _Timer]] = []
        self._serial = 0

    def monotonic(self) -> int:
        return self._reading

    def ring_at(self, moment: int, ring: Callable[[], None]) -> Ringing:
        self._serial += 1
        timer = _Timer(ring)
        heappush(self._timers, (max(moment, self._reading), self._serial, timer))
        return timer

    async def go_to(self, moment: int) -> None:
        """Let time pass until ``moment``; everything rung on the way has been done when this returns."""
        await settle()
        while self._timers and self._timers[0][0] <= moment:
            due, _, timer = heappop(self._timers)
            if not timer.cancelled:
                self._reading = due
                timer.ring()
                await settle()
        self._reading = moment
        await settle()

    async def go_on(self, span: int) -> None:
        """Let ``span`` microseconds pass."""
        await self.go_to(self._reading + span)

    def jump(self, span: int) -> None:
        """Let ``span`` microseconds pass in which nothing in this process was run, as after SIGSTOP."""
        self._reading += span


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)
