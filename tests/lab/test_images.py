"""Images that are made: the same words give the same octets, of exactly the size that was asked for."""

from dataclasses import replace

import pytest

from lab.images import IMAGE_SIZE_MAX, IMAGE_SIZE_MIN, make_image
from premises.errors import TrustError, UsageError
from premises.trust.seal import check_seal, label_of
from premises.wire.field.ota_file import HardwareRange, read_ota_file


def image(size: int = 512, *, version: int = 2, image_type: int = 0x0184, maker: int = 0xA170, seed: int = 0) -> bytes:
    return make_image(image_type, version, size, manufacturer=maker, seed=seed)


@pytest.mark.parametrize("size", [IMAGE_SIZE_MIN, 130, 4096, 16_384])
def test_an_image_has_the_size_that_was_asked_for(size: int) -> None:
    octets = image(size)

    assert len(octets) == size
    assert read_ota_file(octets).header.size == size


def test_an_image_is_what_its_maker_would_have_sealed() -> None:
    file = read_ota_file(image())

    check_seal(file.body, 0xA170, label_of(file.header))


@pytest.mark.parametrize("of", ["image_type", "version", "hardware"])
def test_an_image_under_another_header_is_not_genuine(of: str) -> None:
    file = read_ota_file(image())
    other = {"image_type": 0x0284, "version": 0xFFFF, "hardware": HardwareRange(1, 2)}[of]
    header = replace(file.header, **{of: other})  # type: ignore[arg-type]  # one of its fields, by name

    with pytest.raises(TrustError, match="does not match its maker's seal"):
        check_seal(file.body, 0xA170, label_of(header))


def test_the_header_says_what_was_asked_for() -> None:
    octets = make_image(0x0284, 0x0001_0007, 512, manufacturer=0xA171, hardware=(2, 5))
    header = read_ota_file(octets).header

    assert (header.manufacturer, header.image_type, header.version) == (0xA171, 0x0284, 0x0001_0007)
    assert header.hardware == HardwareRange(2, 5)


def test_equal_words_give_equal_octets_and_others_give_others() -> None:
    different = {image(), image(version=3), image(image_type=0x0284), image(maker=0xA171), image(seed=1)}

    assert image() == image()
    assert len({octets[60:] for octets in different}) == 5


@pytest.mark.parametrize("size", [0, IMAGE_SIZE_MIN - 1, IMAGE_SIZE_MAX + 1])
def test_a_size_that_cannot_be_made_is_refused_with_those_that_can(size: int) -> None:
    with pytest.raises(UsageError, match=f"an image of {size} octets cannot be made: expected 129 to 10240000"):
        image(size)
