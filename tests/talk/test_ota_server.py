"""What a server answers for one image on offer: to whom it offers, which octets it gives, when it says ABORT."""

import pytest

from premises.machine.growing import Growing
from premises.talk.ota_server import Offer, answer_block, answer_end, answer_query, invitation, why_not
from premises.wire.field.zcl import (
    BLOCK_DATA_MAX,
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)

MAKER, TYPE = 0xA170, 0x0184
OLD, NEW = 0x0001_0000, 0x0001_0001
IMAGE = bytes(range(200))
OFFER = Offer(MAKER, TYPE, NEW, 2, 4, Growing(b"").grown(IMAGE))


def asked(
    maker: int = MAKER, image_type: int = TYPE, version: int = NEW, offset: int = 0, size: int = 48
) -> ImageBlockRequest:
    """Give a request for a block."""
    return ImageBlockRequest(maker, image_type, version, offset, size)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (QueryNextImageRequest(MAKER, TYPE, OLD, 2), ""),
        (QueryNextImageRequest(MAKER, TYPE, OLD, 4), ""),
        (QueryNextImageRequest(MAKER, TYPE, NEW - 1, 3), ""),
        (QueryNextImageRequest(0x1234, TYPE, OLD, 2), "the image held is for another type of device"),
        (QueryNextImageRequest(MAKER, 0x0284, OLD, 2), "the image held is for another type of device"),
        (QueryNextImageRequest(MAKER, TYPE, OLD, 1), "hardware 0x0001 is outside 0x0002 to 0x0004"),
        (QueryNextImageRequest(MAKER, TYPE, OLD, 5), "hardware 0x0005 is outside 0x0002 to 0x0004"),
        (QueryNextImageRequest(MAKER, TYPE, NEW, 2), "version 0x00010001 is not newer than 0x00010001"),
        (QueryNextImageRequest(MAKER, TYPE, NEW + 1, 2), "version 0x00010001 is not newer than 0x00010002"),
    ],
)
def test_an_image_is_offered_to_its_own_type_and_hardware_when_it_is_newer(
    query: QueryNextImageRequest, why: str
) -> None:
    assert why_not(OFFER, query) == why
    assert answer_query(OFFER, query) == (
        QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE) if why else QueryNextImageResponse(MAKER, TYPE, NEW, 200)
    )


def test_without_an_image_nothing_is_offered() -> None:
    query = QueryNextImageRequest(MAKER, TYPE, OLD, 2)

    assert why_not(None, query) == "no image is held for this device"
    assert answer_query(None, query) == QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)


@pytest.mark.parametrize(
    ("request_", "octets"),
    [
        (asked(), IMAGE[:48]),
        (asked(offset=96, size=10), IMAGE[96:106]),
        (asked(offset=192), IMAGE[192:]),
        (asked(offset=199), IMAGE[199:]),
        (asked(size=255), IMAGE[:BLOCK_DATA_MAX]),
    ],
    ids=["first", "small", "last", "last octet", "greedy"],
)
def test_the_octets_that_are_asked_for_are_given_and_at_most_63(request_: ImageBlockRequest, octets: bytes) -> None:
    assert answer_block(OFFER, request_) == ImageBlockResponse(MAKER, TYPE, NEW, request_.offset, octets)


@pytest.mark.parametrize(
    "request_",
    [asked(maker=0x1234), asked(image_type=0x0284), asked(version=OLD), asked(offset=200), asked(offset=1 << 31)],
)
def test_a_block_of_what_is_not_held_is_answered_with_abort(request_: ImageBlockRequest) -> None:
    assert answer_block(OFFER, request_) == ImageBlockAbort()


def test_without_an_image_every_block_is_answered_with_abort() -> None:
    assert answer_block(None, asked()) == ImageBlockAbort()


def test_a_good_end_is_answered_with_run_it_now() -> None:
    request = UpgradeEndRequest(Status.SUCCESS, MAKER, TYPE, NEW)

    assert answer_end(request, 77) == UpgradeEndResponse(MAKER, TYPE, NEW, 77, 77)


def test_everyone_is_invited_who_is_of_the_type() -> None:
    assert invitation(OFFER) == ImageNotify(100, MAKER, TYPE, NEW)


@pytest.mark.parametrize(("hardware", "fits"), [(1, False), (2, True), (4, True), (5, False)])
def test_both_ends_of_a_hardware_range_are_in_it(hardware: int, fits: bool) -> None:
    assert OFFER.fits(hardware) is fits
