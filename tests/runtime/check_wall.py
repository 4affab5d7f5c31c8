"""What the driver relies on in a Wall, for the real one and for the one that tests move."""

import asyncio
from collections.abc import Awaitable, Callable

from premises.runtime.clock import Wall, until

SPAN = 2_000
"""Microseconds."""


async def check_wall(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    """Hold ``wall`` to its contract; ``wait`` lets so many microseconds pass on it."""
    await _it_never_goes_back(wall, wait)
    await _timers_ring_in_the_order_of_their_moments(wall, wait)
    await _a_past_moment_rings_at_once(wall, wait)
    await _a_cancelled_timer_does_not_ring(wall, wait)
    await _until_waits(wall, wait)


async def _it_never_goes_back(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    before = wall.monotonic()
    await wait(SPAN)
    assert wall.monotonic() >= before + SPAN, "time passed and was not read"


async def _timers_ring_in_the_order_of_their_moments(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    rung: list[tuple[int, int]] = []
    start = wall.monotonic()
    for span in (SPAN * 2, SPAN):
        wall.ring_at(start + span, lambda span=span: rung.append((span, wall.monotonic() - start)))  # type: ignore[misc]  # the default binds the loop's value
    await wait(SPAN * 4)
    assert [span for span, _ in rung] == [SPAN, SPAN * 2], f"rung as {rung}"
    assert all(read >= span - 1 for span, read in rung), f"rung early: {rung}"


async def _a_past_moment_rings_at_once(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    rung: list[int] = []
    wall.ring_at(wall.monotonic() - SPAN, lambda: rung.append(1))
    assert rung == [], "it rings from the event loop, not from the call"
    await wait(SPAN)
    assert rung == [1]


async def _a_cancelled_timer_does_not_ring(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    rung: list[int] = []
    ringing = wall.ring_at(wall.monotonic() + SPAN, lambda: rung.append(1))
    ringing.cancel()
    await wait(SPAN * 2)
    ringing.cancel()
    assert rung == []


async def _until_waits(wall: Wall, wait: Callable[[int], Awaitable[None]]) -> None:
    moment = wall.monotonic() + SPAN
    waiting = asyncio.create_task(until(wall, moment))
    await wait(SPAN * 2)
    await waiting
    assert wall.monotonic() >= moment - 1
