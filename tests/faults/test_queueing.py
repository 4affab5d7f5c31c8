"""A rate: octets over time to the microsecond, a queue that is finite, and bytes as its medium has them."""

from collections.abc import Hashable

import pytest

from premises.draws import Luck
from premises.faults.impairments.contract import check_impairment
from premises.faults.impairments.impairment import Flight
from premises.faults.impairments.queueing import Rate
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.field.air_bytes import size_of
from premises.wire.field.zcl import ImageBlockRequest, ImageBlockResponse
from premises.wire.message import Frame, Medium
from premises.wire.radio.mac import DataRequest
from tests.faults.conservation import frame

HUB, B1 = Name("hub"), Name("b1")
DRAWS = Luck(1).draws(1, 0)
BLOCK = Frame(HUB, B1, 1, ImageBlockResponse(0xA170, 0x0184, 2, 0, bytes(63)))


def passed(rate: Rate, sent: list[tuple[int, Frame]]) -> list[int | None]:
    """Give when each frame is due, when it was sent at a moment; None when it was lost."""
    state: Hashable = rate.fresh
    found: list[int | None] = []
    for moment, said in sent:
        state, onward = rate.decide(state, Flight(said, Instant(moment), Instant(moment)), DRAWS, 0)
        found.append(onward[0].due_at if onward else None)
    return found


@pytest.mark.parametrize("octets_per_s", [7, 50, 8_000, 31_250, 999_983])
def test_frames_back_to_back_end_when_all_their_octets_have_passed(octets_per_s: int) -> None:
    octets = size_of(frame(), Medium.WAN, secured=True)
    found = passed(Rate(octets_per_s, 100, Medium.WAN), [(5, frame())] * 100)

    assert found == [5 - (-(count + 1) * octets * 1_000_000 // octets_per_s) for count in range(100)]


def test_a_frame_that_finds_the_queue_full_is_lost_and_takes_no_time() -> None:
    rate = Rate(1_000, 2, Medium.WAN)
    each = size_of(frame(), Medium.WAN, secured=True) * 1_000
    found = passed(rate, [(0, frame())] * 4 + [(each - 1, frame()), (each, frame())])

    assert found == [each, 2 * each, None, None, None, 3 * each]
    assert rate.called == "queue"


def test_an_idle_link_saves_nothing_up() -> None:
    rate = Rate(1_000, 2, Medium.WAN)
    each = size_of(frame(), Medium.WAN, secured=True) * 1_000

    assert passed(rate, [(0, frame()), (50 * each, frame())]) == [each, 51 * each]


def test_what_a_flight_was_delayed_by_before_does_not_change_its_place() -> None:
    rate = Rate(1_000, 4, Medium.WAN)
    each = size_of(frame(), Medium.WAN, secured=True) * 1_000
    state, first = rate.decide((), Flight(frame(), Instant(0), Instant(70_000_000)), DRAWS, 0)
    _, second = rate.decide(state, Flight(frame(), Instant(0), Instant(9)), DRAWS, 0)

    assert [first[0].due_at, second[0].due_at] == [70_000_000 + each, 9 + 2 * each]


@pytest.mark.parametrize(
    ("said", "secured", "octets"),
    [
        (Frame(B1, HUB, 0, DataRequest()), True, 12),
        (Frame(B1, HUB, 0, DataRequest()), False, 12),
        (BLOCK, False, 107),
        (BLOCK, True, 125),
        (Frame(B1, HUB, 1, ImageBlockRequest(0xA170, 0x0184, 2, 0, 63)), True, 62),
    ],
)
def test_a_radio_carries_whole_frames_with_or_without_security(said: Frame, secured: bool, octets: int) -> None:
    assert passed(Rate(1_000_000, 1, Medium.RADIO, secured), [(0, said)]) == [octets]


@pytest.mark.parametrize("secured", [False, True])
def test_a_rate_on_a_radio_keeps_the_contract(secured: bool) -> None:
    check_impairment(Rate(20_000, 3, Medium.RADIO, secured), frame_of=lambda index: BLOCK)
