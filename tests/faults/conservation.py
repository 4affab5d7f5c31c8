"""Frames and impairments of these tests; the impairments' own contract is premises/faults/impairments/contract.py."""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.draws import Draws
from premises.faults.air import Lane
from premises.faults.impairments.contract import chunk_request
from premises.faults.impairments.impairment import Flight
from premises.quantity import Duration
from premises.wire.device.supply import SupplyCut
from premises.wire.duis.messages import Refusal, ServiceResponse
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.message import Frame, Medium, Message


def frame(offset: int = 0) -> Frame:
    """Give a frame that is not like its neighbours."""
    return chunk_request(offset)


def frame_on(lane: Lane, index: int) -> Frame:
    """Give a frame that can cross ``lane``, and that is not like its neighbours."""
    return Frame(lane.source, lane.target, index & 0xFF, _message_on(lane.medium, index))


def _message_on(medium: Medium, index: int) -> Message:
    match medium:
        case Medium.RADIO:
            return ImageBlockRequest(0xA170, 0x0184, 0x0001_0001, index, 48)
        case Medium.WAN:
            return chunk_request(index).message
        case Medium.DUIS:
            return ServiceResponse(f"request-{index}", "I99", Refusal.NONE, (), "")
        case Medium.MAINS:
            return SupplyCut(Duration(index + 1))


@dataclass(frozen=True, slots=True)
class EveryNth:
    """Lose each ``period``-th flight: an impairment with a state."""

    period: int
    called = "every-nth"
    fractions = 0
    fresh = 0
    least = Duration(0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, unless it is the one."""
        assert isinstance(state, int), "it counts"
        count = (state + 1) % self.period
        return count, (() if count == 0 else (flight,))
