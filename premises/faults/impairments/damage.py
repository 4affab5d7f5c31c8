"""Frames that arrive with a bit turned: the receiver's radio finds it, and hands nothing on.

A turned bit is a mark on the flight, so in virtual time no bytes are made for it; live the octets of the flight really
have it. Who hears it is ``premises.faults.station``'s affair.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws
from premises.errors import WireError
from premises.faults.impairments.impairment import WHOLE, Flight, check_fraction
from premises.quantity import Duration
from premises.wire.envelope import UNTURNED


@dataclass(frozen=True, slots=True)
class Damage:
    """Turn one bit of each flight with probability ``rate``; every bit of its octets is as likely as any other.

    A flight that is damaged already stays as it is: a second bit could hide the first.
    """

    rate: float
    """0 to 1."""

    called = "damage"
    fractions = 2
    fresh = None
    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("damage", self.rate)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, damaged or not."""
        if flight.turned != WHOLE or draws.fraction(slot) >= self.rate:
            return state, (flight,)
        return state, (Flight(flight.frame, flight.sent_at, flight.due_at, draws.fraction(slot + 1)),)


def damaged(octets: bytes, part: float) -> tuple[bytes, int]:
    """Give ``octets`` with the bit turned that lies ``part`` of the way through, and its number; or as they are."""
    if part == WHOLE:
        return octets, UNTURNED
    bit = int(part * 8 * len(octets))
    return _turned(octets, bit), bit


def mended(octets: bytes, turned: int) -> bytes:
    """Give ``octets`` as they were before bit ``turned`` was: to say what they were. WireError when there is none."""
    if turned == UNTURNED:
        return octets
    if not 0 <= turned < 8 * len(octets):
        raise WireError(f"bit {turned} of {len(octets)} octets was turned")
    return _turned(octets, turned)


def _turned(octets: bytes, bit: int) -> bytes:
    place, within = divmod(bit, 8)
    return octets[:place] + bytes((octets[place] ^ 0x80 >> within,)) + octets[place + 1 :]
