"""The two public GB firmware images, read where Smart DCC published them, are files to us and described rightly.

The package is fetched by ``make oracles`` and read in place: it is GPL-3, and nothing of it is kept here.
"""

import base64
import hashlib
import re
import tarfile
from pathlib import Path

import pytest

from premises.wire.field.ota_file import HardwareRange, describe, manufacturer_image, read_ota_file, write_ota_file

PACKAGE = Path(__file__).parents[2] / ".oracles" / "smartdcc-duis-templates-0.7.0.tgz"

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not PACKAGE.exists(), reason="no templates: run make oracles")]


def image_in(template: str) -> bytes:
    """Give the firmware image inside the request template of that name."""
    with tarfile.open(PACKAGE) as package:
        found = package.extractfile(f"package/templates/{template}_REQUEST_DUIS.XML")
        assert found is not None
        match = re.search(rb"FirmwareImage>([^<]+)<", found.read())
    assert match is not None
    return base64.b64decode(match[1], validate=True)


ESME, PPMID = "11.1_UPDATE_FIRMWARE", "11.4_UPDATE_PPMID_FIRMWARE"


@pytest.mark.parametrize(
    ("template", "size", "image_type"), [(ESME, 361, 0x0000), (PPMID, 295, 0x0084)], ids=["ESME", "PPMID"]
)
def test_a_published_image_is_read_to_the_last_octet(template: str, size: int, image_type: int) -> None:
    octets = image_in(template)

    header = read_ota_file(octets).header

    assert len(octets) == header.size == size
    assert (header.manufacturer, header.image_type, header.version) == (0x121D, image_type, 0xACDCACDC)
    assert header.hardware == HardwareRange(0x1111, 0x1211)
    assert write_ota_file(read_ota_file(octets)) == octets


def test_the_meters_image_ends_in_a_trailer_and_the_ppmids_does_not() -> None:
    meter, ppmid = dict(describe(read_ota_file(image_in(ESME)))), dict(describe(read_ota_file(image_in(PPMID))))

    assert meter["trailer"] == "GBCS: force-replace 0x00, signature of 64 octets (not checked)"
    assert (meter["image type"], ppmid["image type"]) == ("0x0000 (ESME)", "0x0084 (PPMID)")
    assert meter["header string"] == '"I am a GFI ESME[] firmware image"'
    assert "trailer" not in ppmid
    assert not [name for name in meter | ppmid if name.startswith("sub-element")]


def test_both_hold_the_same_manufacturer_image() -> None:
    images = [manufacturer_image(read_ota_file(image_in(template)).body) for template in (ESME, PPMID)]

    assert len(images[0]) == 235
    assert hashlib.sha256(images[0]).digest() == hashlib.sha256(images[1]).digest()
