"""One premises has one network key, which follows from its seed; a site without security has none."""

import pytest
from msgspec.structs import replace

from premises.errors import WireError
from premises.faults.wiring import HAN, address_book
from premises.identity import Name
from premises.trust.network import NetworkCipher, network_key
from premises.wire.field.air_bytes import AddressBook, Hop, from_octets, to_octets
from premises.wire.field.zcl import ImageBlockAbort
from premises.wire.message import Frame, Medium
from premises.wire.site import HUB, Site

HOP = Hop(HUB, Name("b1"))
FRAME = Frame(HUB, Name("b1"), 1, ImageBlockAbort())


def heard(octets: bytes, book: AddressBook) -> Frame:
    return from_octets(octets, Medium.RADIO, HOP, book).frame


def test_two_participants_of_one_seed_read_each_other_and_another_premises_does_not() -> None:
    octets = to_octets(FRAME, Medium.RADIO, HOP, 7, address_book(Site(), 3))

    assert heard(octets, address_book(Site(), 3)) == FRAME
    with pytest.raises(WireError, match="does not match its MIC"):
        heard(octets, address_book(Site(), 4))


def test_the_key_is_that_which_a_capture_is_opened_with() -> None:
    book = address_book(Site(), 3)
    known = AddressBook(book.pan, book.short, book.eui, NetworkCipher(network_key(3, HAN)))

    assert heard(to_octets(FRAME, Medium.RADIO, HOP, 7, book), known) == FRAME


def test_a_site_without_security_has_no_key() -> None:
    assert address_book(replace(Site(), nwk_security=False), 3).network is None
