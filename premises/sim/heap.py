"""What waits in a world's heap: frames on their way, and moments at which somebody wakes or something befalls it."""

from typing import Any

from premises.quantity import Instant
from premises.sim.seat import Seat

EVENTS_AT_ONCE_MAX = 100_000
"""Events at one moment before the world takes it for a loop of our own making. Ours."""

TURN, FRAME, WAKE = -1, 0, 1
"""The kinds, in the order in which they happen at one moment."""

Item = tuple[Instant, int, str, int, Seat, Any, Any, Instant, int, int, bool]
"""due, kind, source, serial (unique), seat; for a frame then: itself, lane, sent at, sequence, its boot, damaged."""


def moment_item(due: Instant, kind: int, serial: int, seat: Seat) -> Item:
    """Give a moment of ``seat`` at which no frame comes."""
    return due, kind, seat.station.who, serial, seat, None, None, due, 0, 0, False
