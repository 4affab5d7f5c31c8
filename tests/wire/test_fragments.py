"""APS blocks octet by octet, and what of them is refused."""

import pytest

from premises.errors import WireError
from premises.wire.field.air_bytes import AddressBook, Hop, frame_check_sequence, from_octets, to_octets
from premises.wire.field.zcl import TUNNEL_CLUSTER
from premises.wire.message import Frame, Medium
from premises.wire.radio.aps import BLOCK_SIZE_MAX, ApsFragment
from premises.wire.radio.radio_bytes import PHY_SIZE_MAX
from tests.wire.messages import B1, B2, BOOK, HUB, SECURED

HOP = Hop(B1, HUB)
FIRST = ApsFragment(TUNNEL_CLUSTER, 9, 0, 2, b"octets")
LATER = ApsFragment(TUNNEL_CLUSTER, 9, 1, 0, b"octets")


def octets_of(said: ApsFragment, book: AddressBook = BOOK) -> bytes:
    return to_octets(Frame(B2, HUB, said.counter, said), Medium.RADIO, HOP, 0x1234, book)


def refusal(aps: str) -> str:
    """Give why a frame with these octets from the APS layer on is none."""
    body = octets_of(FIRST)[:17] + bytes.fromhex(aps)
    with pytest.raises(WireError) as refused:
        from_octets(body + frame_check_sequence(body), Medium.RADIO, HOP, BOOK)
    return str(refused.value)


@pytest.mark.parametrize(
    ("said", "aps"),
    [(FIRST, "c0 01 04 07 09 01 01 09 01 02"), (LATER, "c0 01 04 07 09 01 01 09 02 01")],
    ids=["first", "later"],
)
def test_a_block_is_laid_out_as_tshark_reads_it(said: ApsFragment, aps: str) -> None:
    assert octets_of(said)[17:-2] == bytes.fromhex(aps) + b"octets"


def test_the_largest_block_fills_a_secured_frame_to_the_last_octet() -> None:
    largest = ApsFragment(TUNNEL_CLUSTER, 9, 1, 0, bytes(BLOCK_SIZE_MAX))

    assert len(octets_of(largest, SECURED)) == PHY_SIZE_MAX


@pytest.mark.parametrize(
    ("aps", "line"),
    [
        ("c0 01 04 07 09 01 01 09 01 01 aa", "APS extended header 0101 is no block of several"),
        ("c0 01 04 07 09 01 01 09 01 00 aa", "APS extended header 0100 is no block of several"),
        ("c0 01 04 07 09 01 01 09 02 00 aa", "APS extended header 0200 is no block of several"),
        ("c0 01 04 07 09 01 01 09 00 02 aa", "APS extended header 0002 is no block of several"),
        ("c0 01 04 07 09 01 01 09 03 02 aa", "APS extended header 0302 is no block of several"),
        ("c0 01 04 07 09 01 01 09 01 02", "APS block of 0 octets: 1 to 80 are one"),
        ("c0 01 04 07 09 01 01 09 01", "APS block of 0 octets: 1 to 80 are one"),
        ("c0 01 04 07 09 01 01 09", "APS block of 0 octets: 1 to 80 are one"),
        ("c0 01 04 07 09 01 01 09 01 02" + 81 * "aa", "APS block of 81 octets: 1 to 80 are one"),
        ("80 01 04 07 09 01 01 09 01 02 aa", "APS header 8001040709010109 is not of the form that is spoken here"),
        ("c0 02 04 07 09 01 01 09 01 02 aa", "APS header c002040709010109 is not of the form that is spoken here"),
    ],
)
def test_what_is_no_block_of_several_is_refused(aps: str, line: str) -> None:
    assert refusal(aps) == line


@pytest.mark.parametrize(
    "said",
    [
        ApsFragment(TUNNEL_CLUSTER, 9, 0, 1, b"octets"),
        ApsFragment(TUNNEL_CLUSTER, 9, 1, 2, b"octets"),
        ApsFragment(TUNNEL_CLUSTER, 9, 1, 0, b""),
        ApsFragment(TUNNEL_CLUSTER, 9, 1, 0, bytes(BLOCK_SIZE_MAX + 1)),
    ],
    ids=str,
)
def test_a_block_that_nobody_would_read_is_our_own_mistake(said: ApsFragment) -> None:
    with pytest.raises(AssertionError, match=r"block"):
        octets_of(said)


def test_a_fragment_has_no_transaction_but_its_counter() -> None:
    with pytest.raises(AssertionError, match="transaction 8 of a fragment that shows 9"):
        to_octets(Frame(B2, HUB, 8, FIRST), Medium.RADIO, HOP, 1, BOOK)
