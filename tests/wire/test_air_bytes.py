"""The byte path equals the value path, and octets of others never do more harm than a WireError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import WireError
from premises.identity import Eui64
from premises.wire.field import zcl
from premises.wire.field.air_bytes import (
    NO_COUNTER,
    AddressBook,
    Heard,
    Hop,
    frame_check_sequence,
    from_octets,
    size_of,
    to_octets,
)
from premises.wire.field.wan import TransferAck
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame, Medium, Message
from tests.wire.messages import B1, B2, BOOK, BOOKS, DCC, HOPS, HUB, KINDS, SECURED, frames

EVERY_KIND = [
    (medium, kind, book)
    for medium in Medium
    for kind in KINDS[medium]
    for book in (BOOKS.values() if medium is Medium.RADIO else (BOOK,))
]
NAMES = [
    f"{medium.value}-{kind.__name__}" + ("-secured" if book is SECURED else "") for medium, kind, book in EVERY_KIND
]

BLOCK = Frame(HUB, B2, 7, zcl.ImageBlockRequest(0xA170, 0x0284, 2, 96, 48))
OVER_B1 = Hop(HUB, B1)
OCTETS = to_octets(BLOCK, Medium.RADIO, OVER_B1, 0x1234, BOOK)

ALERT = FirmwareActivationAlert(
    Eui64("90-B3-D5-1F-30-00-00-B1"), Eui64("90-B3-D5-1F-30-00-00-02"), 258, 60, 2, ActivateImageResultCode.SUCCESS
)


def carried(medium: Medium, book: AddressBook, kind: type[Message], counter: int) -> int:
    """Give what is heard of a counter: all of it in a secured frame, 8 bits in any other of a radio."""
    if medium is not Medium.RADIO:
        return NO_COUNTER
    return counter if book is SECURED else counter & 0xFF


def with_octet(place: int, value: int) -> bytes:
    """Give OCTETS with one of them replaced, and an FCS that is right for it."""
    body = OCTETS[:place] + bytes((value,)) + OCTETS[place + 1 : -2]
    return body + frame_check_sequence(body)


@pytest.mark.parametrize(("medium", "kind", "book"), EVERY_KIND, ids=NAMES)
@given(data=st.data(), counter=st.integers(0, 2**32 - 1))
def test_octets_bring_back_the_frame_that_they_were(
    medium: Medium, kind: type[Message], book: AddressBook, data: st.DataObject, counter: int
) -> None:
    frame, hop = data.draw(frames(medium, kind))

    heard = from_octets(to_octets(frame, medium, hop, counter, book), medium, hop, book)

    assert heard == Heard(frame, carried(medium, book, kind, counter))


@pytest.mark.parametrize(("medium", "kind", "book"), EVERY_KIND, ids=NAMES)
@given(data=st.data(), counter=st.integers(0, 2**32 - 1))
def test_the_size_of_a_frame_is_that_of_its_octets_whoever_sends_it(
    medium: Medium, kind: type[Message], book: AddressBook, data: st.DataObject, counter: int
) -> None:
    frame, hop = data.draw(frames(medium, kind))

    assert size_of(frame, medium, secured=book is SECURED) == len(to_octets(frame, medium, hop, counter, book))


@pytest.mark.parametrize(("medium", "kind", "book"), EVERY_KIND, ids=NAMES)
@given(data=st.data())
def test_a_changed_octet_is_another_frame_or_a_wire_error(
    medium: Medium, kind: type[Message], book: AddressBook, data: st.DataObject
) -> None:
    frame, hop = data.draw(frames(medium, kind))
    octets = bytearray(to_octets(frame, medium, hop, 1, book))
    octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    if medium is Medium.RADIO:
        octets[-2:] = frame_check_sequence(bytes(octets[:-2]))

    try:
        heard: Heard | None = from_octets(bytes(octets), medium, hop, book)
    except WireError:
        heard = None

    assert heard is None or isinstance(heard.frame, Frame)


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("medium", Medium)
@given(octets=st.binary(max_size=200))
def test_any_octets_are_a_frame_or_a_wire_error(medium: Medium, book: AddressBook, octets: bytes) -> None:
    hop = OVER_B1 if medium is Medium.RADIO else HOPS[medium][0]

    try:
        heard: Heard | None = from_octets(octets, medium, hop, book)
    except WireError:
        heard = None

    assert heard is None or isinstance(heard.frame, Frame)


@pytest.mark.parametrize(("medium", "kind", "book"), EVERY_KIND, ids=NAMES)
@given(data=st.data())
def test_a_frame_cut_short_is_a_wire_error(
    medium: Medium, kind: type[Message], book: AddressBook, data: st.DataObject
) -> None:
    frame, hop = data.draw(frames(medium, kind))
    octets = to_octets(frame, medium, hop, 1, book)

    with pytest.raises(WireError):
        from_octets(octets[: data.draw(st.integers(0, len(octets) - 1))], medium, hop, book)


def test_a_radio_frame_is_laid_out_as_tshark_reads_it() -> None:
    notify = Frame(HUB, B1, 0, zcl.ImageNotify(100, 0xA170, 0x0184, 2))

    octets = to_octets(notify, Medium.RADIO, Hop(HUB, B1), 0, BOOK)

    assert octets[:-2].hex(" ") == (
        "61 88 00 62 1a 01 1b 00 00 48 00 01 1b 00 00 1e 00 40 01 19 00 09 01 01 00"
        " 19 00 00 03 64 70 a1 84 01 02 00 00 00"
    )


def test_the_fcs_is_the_crc_16_of_the_itu() -> None:
    assert frame_check_sequence(b"123456789") == b"\x89\x21"


def test_the_largest_block_fits_one_radio_frame() -> None:
    block = Frame(HUB, B1, 1, zcl.ImageBlockResponse(0xA170, 0x0184, 2, 0, bytes(zcl.BLOCK_DATA_MAX)))

    assert len(to_octets(block, Medium.RADIO, Hop(HUB, B1), 1, BOOK)) == 107
    assert len(to_octets(block, Medium.RADIO, Hop(HUB, B1), 1, SECURED)) == 125


def test_more_than_a_radio_sends_is_our_own_mistake() -> None:
    block = Frame(HUB, B1, 1, zcl.ImageBlockResponse(0xA170, 0x0184, 2, 0, bytes(84)))

    with pytest.raises(AssertionError, match="ImageBlockResponse of 128 octets: a radio sends 127"):
        to_octets(block, Medium.RADIO, Hop(HUB, B1), 1, BOOK)


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (OCTETS[:10], "radio frame of 10 octets: 27 to 127 are one"),
        (bytes(128), "radio frame of 128 octets: 27 to 127 are one"),
        (OCTETS[:-1] + b"\xff", "radio frame with FCS 0xff1d: its octets make 0x411d"),
        (with_octet(3, 0x63), "radio frame of PAN 0x1A63: this is 0x1A62"),
        (with_octet(5, 0x02), "radio frame to 0x1B02: b1 is 0x1B01"),
        (with_octet(7, 0x09), "radio frame from 0x0009: hub is 0x0000"),
        (with_octet(11, 0x09), "radio frame with short address 0x1B09, which is nobody's"),
        (with_octet(13, 0x09), "radio frame with short address 0x0009, which is nobody's"),
        (
            with_octet(10, 0x02),
            "radio frame 618834621a011b00004802021b00001e344001190009010134 is not of the form that is spoken here",
        ),
        (with_octet(18, 0x02), "APS header 4002190009010134 is not of the form that is spoken here"),
        (with_octet(19, 0x06), "cluster 0x0006: no command 0x03 with frame control 0x11"),
        (with_octet(27, 0x77), "cluster 0x0019: no command 0x77 with frame control 0x11"),
    ],
)
def test_a_radio_frame_that_is_not_for_us_says_why(octets: bytes, line: str) -> None:
    with pytest.raises(WireError) as refused:
        from_octets(octets, Medium.RADIO, OVER_B1, BOOK)

    assert str(refused.value) == line


def test_an_alert_on_the_wan_is_nothing_but_gbcs() -> None:
    octets = to_octets(Frame(HUB, DCC, 2, ALERT), Medium.WAN, Hop(HUB, DCC), 99, BOOK)

    assert octets[:1] == b"\xdf"
    assert from_octets(octets, Medium.WAN, Hop(HUB, DCC), BOOK).frame.transaction == 2


def test_an_alert_with_a_transaction_of_its_own_cannot_cross_the_wan() -> None:
    with pytest.raises(AssertionError, match="transaction 9 of a message that shows 2"):
        to_octets(Frame(HUB, DCC, 9, ALERT), Medium.WAN, Hop(HUB, DCC), 99, BOOK)


def test_nobody_relays_on_the_wan() -> None:
    with pytest.raises(AssertionError, match="nobody relays on wan"):
        to_octets(Frame(B1, DCC, 2, TransferAck(1)), Medium.WAN, Hop(HUB, DCC), 99, BOOK)


@pytest.mark.parametrize("medium", Medium)
def test_a_message_of_another_medium_is_our_own_mistake(medium: Medium) -> None:
    other = TransferAck(1) if medium is not Medium.WAN else zcl.ImageBlockAbort()
    hop = OVER_B1 if medium is Medium.RADIO else HOPS[medium][0]

    with pytest.raises(AssertionError, match="is not a"):
        to_octets(Frame(hop.source, hop.target, 0, other), medium, hop, 1, BOOK)


def test_two_devices_never_share_a_short_address() -> None:
    with pytest.raises(AssertionError, match="two devices have one short address"):
        AddressBook(1, {HUB: 5, B1: 5}, {})
