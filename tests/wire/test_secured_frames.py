"""Radio frames under a network key: Zigbee's own octets, and nobody without the key reads or makes one."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import WireError
from premises.trust.network import NetworkCipher
from premises.wire.field import zcl
from premises.wire.field.air_bytes import AddressBook, Hop, frame_check_sequence, from_octets, to_octets
from premises.wire.message import Frame, Medium
from premises.wire.radio.mac import DataRequest
from premises.wire.radio.radio_bytes import FRAME_COUNTER_MAX
from tests.wire.messages import B1, B2, BOOK, HUB, SECURED

KEY = bytes(range(16))
BLOCK = Frame(HUB, B2, 7, zcl.ImageBlockRequest(0xA170, 0x0284, 2, 96, 48))
COUNTER = 0x12345678
HOP = Hop(HUB, B1)
OCTETS = to_octets(BLOCK, Medium.RADIO, HOP, COUNTER, SECURED)

MAC, NWK, AUXILIARY = slice(9), slice(9, 17), slice(17, 31)


def heard(octets: bytes, book: AddressBook = SECURED, hop: Hop = HOP) -> Frame:
    return from_octets(octets, Medium.RADIO, hop, book).frame


def refusal(body: bytes, book: AddressBook = SECURED, hop: Hop = HOP) -> str:
    """Give why ``body``, with an FCS that is right for it, is no frame."""
    with pytest.raises(WireError) as refused:
        heard(body + frame_check_sequence(body), book, hop)
    return str(refused.value)


def with_octet(place: int, value: int) -> bytes:
    return OCTETS[:place] + bytes((value,)) + OCTETS[place + 1 : -2]


def test_a_secured_frame_says_who_secured_it_and_with_which_counter() -> None:
    assert OCTETS[NWK].hex(" ") == "48 02 02 1b 00 00 1e 78"
    assert OCTETS[AUXILIARY].hex(" ") == "28 78 56 34 12 10 00 00 30 1f d5 b3 90 00"


def test_what_is_sealed_is_the_plain_frame_from_aps_on() -> None:
    plain = to_octets(BLOCK, Medium.RADIO, HOP, COUNTER, BOOK)
    nonce = bytes.fromhex("10 00 00 30 1f d5 b3 90 78 56 34 12 2d")
    authenticated = OCTETS[NWK] + b"\x2d" + OCTETS[AUXILIARY][1:]

    opened = AESCCM(KEY, tag_length=4).decrypt(nonce, OCTETS[31:-2], authenticated)

    assert opened == plain[17:-2]
    assert OCTETS[MAC] == plain[MAC]
    assert len(OCTETS) == len(plain) + 18


def test_on_the_next_hop_the_relay_secures_the_frame_as_its_own() -> None:
    octets = to_octets(BLOCK, Medium.RADIO, Hop(B1, B2), COUNTER, SECURED)

    assert octets[22:30] == bytes.fromhex("b1 00 00 30 1f d5 b3 90")
    assert heard(octets, hop=Hop(B1, B2)) == BLOCK


def test_a_poll_is_no_nwk_frame_and_stays_as_it_is() -> None:
    poll = Frame(B2, B1, 0, DataRequest())

    assert to_octets(poll, Medium.RADIO, Hop(B2, B1), 5, SECURED) == to_octets(poll, Medium.RADIO, Hop(B2, B1), 5, BOOK)


@given(place=st.integers(9, len(OCTETS) - 3), bit=st.integers(0, 7))
def test_no_bit_from_the_nwk_header_on_can_be_turned_unseen(place: int, bit: int) -> None:
    assert refusal(with_octet(place, OCTETS[place] ^ 1 << bit))


def test_without_the_key_no_frame_is_read() -> None:
    book = AddressBook(SECURED.pan, SECURED.short, SECURED.eui, NetworkCipher(bytes(16)))

    assert refusal(OCTETS[:-2], book) == "radio frame 305419896 of hub does not match its MIC under the network key"


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (OCTETS[:42], "radio frame of 44 octets: 45 to 127 are one"),
        (with_octet(17, 0x2D), "radio frame with security control 0x2D and key 0: 0x28 and 0 are spoken here"),
        (with_octet(30, 0x01), "radio frame with security control 0x28 and key 1: 0x28 and 0 are spoken here"),
        (with_octet(22, 0x11), "radio frame secured by 90-B3-D5-1F-30-00-00-11: hub is 90-B3-D5-1F-30-00-00-10"),
        (with_octet(18, 0x77), "radio frame 305419895 of hub does not match its MIC under the network key"),
    ],
)
def test_a_secured_frame_that_is_not_for_us_says_why(octets: bytes, line: str) -> None:
    assert refusal(octets) == line


def test_plain_frames_are_refused_where_there_is_a_key_and_secured_ones_where_there_is_none() -> None:
    plain = to_octets(Frame(HUB, B1, 1, zcl.ImageBlockResponse(1, 2, 3, 4, bytes(40))), Medium.RADIO, HOP, 1, BOOK)

    assert refusal(plain[:-2]).endswith("is not of the form that is spoken here")
    assert refusal(OCTETS[:-2], BOOK).endswith("is not of the form that is spoken here")


@pytest.mark.parametrize("counter", [0, 1, 255, 256, FRAME_COUNTER_MAX])
def test_the_whole_counter_is_heard(counter: int) -> None:
    octets = to_octets(BLOCK, Medium.RADIO, HOP, counter, SECURED)

    assert from_octets(octets, Medium.RADIO, HOP, SECURED).counter == counter


def test_an_old_counter_is_not_refused() -> None:
    newer = to_octets(BLOCK, Medium.RADIO, HOP, COUNTER + 1, SECURED)

    assert heard(newer) == heard(OCTETS) == BLOCK
