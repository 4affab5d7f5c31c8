"""ZCL frames cut into blocks and put together again: every block is needed, none twice, and nothing waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import WireError
from premises.identity import Eui64, Name
from premises.quantity import ORIGIN, Instant
from premises.talk.fragments import PARTIAL_AGE_MAX, PARTIAL_MAX, WHOLE_SIZE_MAX, Reassembly, split
from premises.wire.field.air_bytes import Hop, to_octets
from premises.wire.field.zcl import OTA_CLUSTER, TUNNEL_CLUSTER, ImageBlockResponse, TransferData
from premises.wire.field.zcl_bytes import to_zcl
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.octets import with_signature
from premises.wire.message import Frame, Medium
from premises.wire.radio.aps import BLOCK_SIZE_MAX, BLOCKS_MAX, ApsFragment
from premises.wire.radio.radio_bytes import PHY_SIZE_MAX
from tests.wire.messages import SECURED

HUB, B1, B2 = Name("hub"), Name("b1"), Name("b2")
CS09 = FirmwareActivationAlert(
    Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-00-00-02"), 5, 60, 2, ActivateImageResultCode.SUCCESS
)


def whole(counter: int = 5, source: Name = B1) -> Frame:
    """Give a signed CS09 in its tunnel, from a bridge to the hub."""
    return Frame(source, HUB, counter, TransferData(0, with_signature(CS09, bytes(range(64)))))


def block_of(size: int) -> Frame:
    """Give a frame whose ZCL octets are ``size`` in number."""
    frame = Frame(HUB, B1, 9, ImageBlockResponse(1, 2, 3, 4, bytes(size - 17)))
    assert len(to_zcl(frame.message, 9)) == size
    return frame


def fragments(frame: Frame) -> list[ApsFragment]:
    parts = [part.message for part in split(frame)]
    assert all(isinstance(part, ApsFragment) for part in parts)
    return parts  # type: ignore[return-value]  # as just asserted


def take(desk: Reassembly, part: Frame, now: int = 0) -> Frame | None:
    assert isinstance(part.message, ApsFragment)
    return desk.take(part, part.message, Instant(now))


def later_block(octets: bytes, block: int = 1, counter: int = 5, source: Name = B1) -> Frame:
    return Frame(source, HUB, counter, ApsFragment(TUNNEL_CLUSTER, counter, block, 0, octets))


def test_what_one_secured_radio_frame_holds_goes_as_it_is_and_one_octet_more_is_two_blocks() -> None:
    largest = block_of(WHOLE_SIZE_MAX)
    octets = to_octets(largest, Medium.RADIO, Hop(HUB, B1), 1, SECURED)

    assert len(octets) == PHY_SIZE_MAX
    assert split(largest) == (largest,)
    assert [len(part.octets) for part in fragments(block_of(WHOLE_SIZE_MAX + 1))] == [BLOCK_SIZE_MAX, 3]


def test_only_a_signature_makes_cs09_too_long_for_one_radio_frame() -> None:
    unsigned = Frame(B1, HUB, 5, TransferData(0, CS09))

    assert split(unsigned) == (unsigned,)
    assert [len(part.octets) for part in fragments(whole())] == [BLOCK_SIZE_MAX, 58]


def test_the_first_block_says_how_many_there_are_and_all_share_a_counter_and_the_ends() -> None:
    parts = split(whole())

    assert [(part.block, part.blocks) for part in fragments(whole())] == [(0, 2), (1, 0)]
    assert {(part.source, part.target, part.transaction) for part in parts} == {(B1, HUB, 5)}
    assert {(part.cluster, part.counter) for part in fragments(whole())} == {(TUNNEL_CLUSTER, 5)}


@given(order=st.permutations([0, 1, 1, 0]))
def test_the_frame_is_there_once_with_its_last_missing_block_whatever_the_order(order: list[int]) -> None:
    parts, desk = split(whole()), Reassembly()
    done = [take(desk, parts[number]) for number in order]
    first = next(place for place in range(4) if set(order[: place + 1]) == {0, 1})

    assert done[first] == whole()
    assert done[:first] == [None] * first


def test_a_frame_that_is_whole_leaves_nothing_behind() -> None:
    desk = Reassembly()
    for part in split(whole()):
        take(desk, part)

    assert desk.state == ()


def test_blocks_of_two_sources_and_of_two_counters_are_kept_apart() -> None:
    desk = Reassembly()
    first, second, third = split(whole()), split(whole(source=B2)), split(whole(counter=6))
    for parts in (first, second, third):
        assert take(desk, parts[0]) is None

    assert take(desk, third[1]) == whole(counter=6)
    assert take(desk, second[1]) == whole(source=B2)
    assert take(desk, first[1]) == whole()


def test_a_later_try_completes_an_earlier_one_while_it_is_fresh() -> None:
    parts, desk = split(whole()), Reassembly()
    take(desk, parts[0])

    assert take(desk, parts[1], PARTIAL_AGE_MAX - 1) == whole()


def test_what_is_too_old_is_forgotten() -> None:
    parts, desk = split(whole()), Reassembly()
    take(desk, parts[0])

    assert take(desk, parts[1], PARTIAL_AGE_MAX) is None
    assert take(desk, parts[0], PARTIAL_AGE_MAX + 1) == whole()


def test_the_age_counts_from_the_block_that_came_first() -> None:
    parts, desk = split(whole()), Reassembly()
    take(desk, parts[0])
    take(desk, parts[0], PARTIAL_AGE_MAX - 1)

    assert take(desk, parts[1], PARTIAL_AGE_MAX) is None


def test_one_frame_more_than_the_limit_pushes_out_the_one_begun_first() -> None:
    desk = Reassembly()
    for number in range(PARTIAL_MAX + 1):
        take(desk, split(whole(counter=number))[0], number)

    assert len(desk.state) == PARTIAL_MAX
    assert take(desk, split(whole(counter=0))[1], 99) is None
    assert take(desk, split(whole(counter=2))[1], 99) == whole(counter=2)


def test_a_block_that_is_replaced_counts_once() -> None:
    parts, desk = split(whole()), Reassembly()
    take(desk, later_block(b"wrong"))
    take(desk, parts[1])

    assert take(desk, parts[0]) == whole()


def test_a_block_beyond_the_end_never_makes_a_whole() -> None:
    parts, desk = split(whole()), Reassembly()
    take(desk, later_block(b"more", block=2))
    take(desk, parts[0])

    assert take(desk, parts[1]) is None


def test_blocks_that_make_no_zcl_frame_are_a_wire_error_and_forgotten() -> None:
    desk = Reassembly()
    take(desk, split(whole())[0])

    with pytest.raises(WireError):
        take(desk, later_block(b"no end of it"))
    assert desk.state == ()


@pytest.mark.parametrize(("block", "blocks"), [(0, BLOCKS_MAX + 1), (BLOCKS_MAX, 0), (255, 0)])
def test_more_blocks_than_the_limit_are_refused(block: int, blocks: int) -> None:
    desk = Reassembly()
    part = Frame(B1, HUB, 5, ApsFragment(TUNNEL_CLUSTER, 5, block, blocks, b"octets"))

    with pytest.raises(WireError, match=f"at most {BLOCKS_MAX} are taken"):
        take(desk, part)
    assert desk.state == ()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 255), st.binary(min_size=1, max_size=80)), max_size=60))
def test_whatever_comes_the_state_is_bounded_and_hashable(said: list[tuple[int, int, bytes]]) -> None:
    desk = Reassembly()
    for number, (block, counter, octets) in enumerate(said):
        fragment = ApsFragment(OTA_CLUSTER, counter, block, 0 if block else 2, octets)
        try:
            desk.take(Frame(B1, HUB, counter, fragment), fragment, Instant(ORIGIN + number))
        except WireError:
            continue

    hash(desk.state)
    assert len(desk.state) <= PARTIAL_MAX
    assert all(len(partial.parts) <= BLOCKS_MAX for partial in desk.state)
