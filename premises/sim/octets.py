"""The byte path of a virtual world: every frame leaves as the octets its medium carries, and is read back.

A world that goes this way must tell the same story as one that hands values over; a tap sees the octets.
"""

from collections.abc import Callable

from premises.faults.air import Lane
from premises.sim.world import Carry
from premises.wire.field.air_bytes import AddressBook, from_octets, to_octets
from premises.wire.message import Frame

Tap = Callable[[Lane, bytes], None]
"""Sees each frame's octets as they leave, lost or not."""


def through_octets(book: AddressBook, tap: Tap | None = None) -> Carry:
    """Give the way through the octets for a world whose addresses are in ``book``."""

    def carry(frame: Frame, lane: Lane, counter: int) -> Frame:
        octets = to_octets(frame, lane.medium, lane.hop, counter, book)
        if tap is not None:
            tap(lane, octets)
        return from_octets(octets, lane.medium, lane.hop, book).frame

    return carry
