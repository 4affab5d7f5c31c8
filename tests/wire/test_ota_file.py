"""OTA files come back octet for octet, are described for a person, and are refused in one line each."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import ImageFileError
from premises.identity import Eui64, eui64_from_octets
from premises.wire.field.ota_description import FORM_BARE, FORM_ELEMENTS, FORM_UPGRADE, describe
from premises.wire.field.ota_file import (
    B1_IMAGE,
    BRIDGE_MANUFACTURER,
    ELEMENTS_MAX,
    HEADER_SIZE_MIN,
    OTA_FILE_SIZE_MAX,
    Element,
    HardwareRange,
    OtaFile,
    OtaHeader,
    UpgradeImage,
    elements_of,
    make_ota_file,
    manufacturer_image,
    read_ota_file,
    read_ota_header,
    read_upgrade_image,
    write_ota_file,
    write_upgrade_image,
)

IMAGE = b"what the maker made of it"
TRAILER = b"\x00\x40" + bytes(range(64))
FILE = make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, 2, IMAGE, title="bridge B1", hardware=HardwareRange(1, 3))
OCTETS = write_ota_file(FILE)

U16, U32 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFF_FFFF)


@st.composite
def files(draw: st.DrawFn) -> OtaFile:
    """Draw a file: half of them as this premises makes them, half with any fields at all."""
    body = draw(st.binary(max_size=200))
    if draw(st.booleans()):
        return make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, draw(U32), body, hardware=HardwareRange(1, 3))
    header = OtaHeader(
        draw(U16),
        draw(U16),
        draw(U32),
        0,
        draw(st.binary(min_size=32, max_size=32)),
        draw(U16),
        draw(st.none() | st.integers(0, 255)),
        draw(st.none() | st.binary(min_size=8, max_size=8).map(eui64_from_octets)),
        draw(st.none() | st.builds(HardwareRange, U16, U16)),
    )
    return OtaFile(replace(header, size=header.length + len(body)), body)


def changed(place: int, octets: bytes) -> bytes:
    """Give the octets of FILE with some of them replaced."""
    return OCTETS[:place] + octets + OCTETS[place + len(octets) :]


@given(file=files())
def test_a_file_comes_back_octet_for_octet(file: OtaFile) -> None:
    octets = write_ota_file(file)

    assert read_ota_file(octets) == file
    assert write_ota_file(read_ota_file(octets)) == octets
    assert read_ota_header(octets[: file.header.length]) == file.header


@given(file=files(), data=st.data())
def test_a_changed_file_is_a_file_or_refused(file: OtaFile, data: st.DataObject) -> None:
    octets = bytearray(write_ota_file(file))
    place = data.draw(st.integers(0, min(len(octets), 70) - 1))
    octets[place] = data.draw(st.integers(0, 255))

    try:
        rows = describe(read_ota_file(bytes(octets)))
    except ImageFileError as refused:
        rows = [("refused", str(refused))]

    assert all("\n" not in value and value.isascii() for _, value in rows)


def test_a_file_is_laid_out_as_the_standard_has_it() -> None:
    header = replace(FILE.header, credential=5, destination=Eui64("90-B3-D5-1F-30-00-00-B1"), size=69 + len(IMAGE))

    octets = write_ota_file(OtaFile(header, IMAGE))

    assert octets[:20].hex(" ") == "1e f1 ee 0b 00 01 45 00 07 00 70 a1 84 01 02 00 00 00 02 00"
    assert octets[20:52] == b"bridge B1".ljust(32, b"\0")
    assert octets[52:69].hex(" ") == "5e 00 00 00 05 b1 00 00 30 1f d5 b3 90 01 00 03 00"
    assert octets[69:] == IMAGE


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (b"", "file begins with nothing, a Zigbee OTA file begins with 1e f1 ee 0b"),
        (b"\x7fELF" + bytes(100), "file begins with 7f 45 4c 46, a Zigbee OTA file begins with 1e f1 ee 0b"),
        (OCTETS[:20], "file has 20 octets, a header alone has 56 or more"),
        (OCTETS[:58], "header says it has 60 octets, file has 58"),
        (OCTETS[:-1], "header says 85 octets, file has 84: it is cut short"),
        (OCTETS + b"\0", "header says 85 octets, file has 86: it goes on after its end"),
        (changed(4, b"\x00\x02"), "header version 0x0200 is unknown, expected 0x0100"),
        (changed(6, b"\x38\x00"), "header length is 56, field control 0x0004 makes it 60"),
        (changed(6, b"\x45\x00"), "header length is 69, field control 0x0004 makes it 60"),
        (changed(8, b"\x00\x00"), "header length is 60, field control 0x0000 makes it 56"),
        (changed(8, b"\x0c\x00"), "field control 0x000C has bits that are unknown, expected at most 0x0007"),
        (changed(52, b"\x3b\x00\x00\x00"), "header says 59 octets, possible are 60 to 10240000"),
        (changed(52, b"\x01\x40\x9c\x00"), "header says 10240001 octets, possible are 60 to 10240000"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(octets: bytes, line: str) -> None:
    with pytest.raises(ImageFileError) as refused:
        read_ota_file(octets)

    assert str(refused.value) == line


def test_a_file_that_could_never_be_sent_is_not_made() -> None:
    body = bytes(OTA_FILE_SIZE_MAX - HEADER_SIZE_MIN + 1)

    with pytest.raises(ImageFileError, match="file would have 10240001 octets, possible are at most 10240000"):
        make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, 2, body)


def test_a_title_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ImageFileError, match="takes 33 octets, there are 32"):
        make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, 2, IMAGE, title="x" * 33)


def test_a_header_goes_to_the_hardware_that_it_names() -> None:
    anything = replace(FILE.header, hardware=None)

    assert [hardware for hardware in range(6) if FILE.header.takes(hardware)] == [1, 2, 3]
    assert anything.takes(0xFFFF)


def test_a_string_that_is_no_ascii_is_shown_escaped() -> None:
    header = replace(FILE.header, string=b"Z\xe4hler\n\x00\xff".ljust(32, b"\0"))

    assert header.title == r"Z\xe4hler\n\x00\xff"


def test_a_file_of_ours_is_described() -> None:
    assert describe(FILE) == [
        ("file identifier", "0x0BEEF11E (Zigbee OTA file)"),
        ("header version", "0x0100"),
        ("header length", "0x003C (60 octets)"),
        ("field control", "0x0004 (hardware versions)"),
        ("manufacturer", "0xA170 (the bridges', assumed)"),
        ("image type", "0x0184 (bridge B1, assumed)"),
        ("file version", "0x00000002"),
        ("stack version", "0x0002 (Zigbee PRO)"),
        ("header string", '"bridge B1"'),
        ("total size", "0x00000055 (85 octets)"),
        ("minimum hardware version", "0x0001"),
        ("maximum hardware version", "0x0003"),
        ("body", "25 octets"),
        ("SHA-256 of body", hashlib.sha256(IMAGE).hexdigest()),
        ("form", FORM_BARE),
        ("Manufacturer Image", "25 octets"),
        ("Manufacturer Image Hash", hashlib.sha256(IMAGE).hexdigest()),
    ]


def test_a_file_with_every_optional_field_is_described() -> None:
    header = replace(FILE.header, credential=5, destination=Eui64("90-B3-D5-1F-30-00-00-B1"), stack_version=3)

    rows = dict(describe(OtaFile(header, IMAGE)))

    control = "0x0007 (security credential version, upgrade file destination, hardware versions)"
    assert rows["field control"] == control
    assert rows["security credential version"] == "0x05"
    assert rows["upgrade file destination"] == "90-B3-D5-1F-30-00-00-B1"
    assert rows["stack version"] == "0x0003 (not named here)"


def test_a_gbcs_trailer_is_no_part_of_the_manufacturer_image() -> None:
    rows = dict(describe(make_ota_file(0x121D, 0x0000, 2, IMAGE + TRAILER)))

    assert manufacturer_image(IMAGE + TRAILER) == IMAGE
    assert rows["form"] == FORM_UPGRADE
    assert rows["trailer"] == "force-replace 0x00, signature of 64 octets (not checked)"
    assert rows["Manufacturer Image"] == "25 octets"
    assert rows["Manufacturer Image Hash"] == hashlib.sha256(IMAGE).hexdigest()


@pytest.mark.parametrize("body", [b"", b"\x00\x40", IMAGE, TRAILER[:-1], TRAILER + b"x", b"\x01" + TRAILER[1:]])
def test_a_body_without_a_trailer_is_the_manufacturer_image(body: bytes) -> None:
    assert manufacturer_image(body) == body
    assert read_upgrade_image(body) is None


@given(image=st.binary(max_size=200), signature=st.binary(min_size=64, max_size=64))
def test_an_upgrade_image_comes_back_as_it_went(image: bytes, signature: bytes) -> None:
    upgrade = UpgradeImage(image, signature)

    assert read_upgrade_image(write_upgrade_image(upgrade)) == upgrade
    assert write_upgrade_image(upgrade) == image + b"\x00\x40" + signature


def test_a_trailer_without_a_whole_signature_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError, match="a signature has 64 octets, not 63"):
        write_upgrade_image(UpgradeImage(IMAGE, bytes(63)))


def test_the_elements_of_an_ordinary_file_are_listed() -> None:
    body = b"\x00\x00\x03\x00\x00\x00abc" + b"\x00\xf0\x01\x00\x00\x00d"

    rows = dict(describe(make_ota_file(0x1234, 0x0001, 2, body)))

    assert elements_of(body) == (Element(0x0000, b"abc"), Element(0xF000, b"d"))
    assert rows["sub-element 1"] == "tag 0x0000 (upgrade image), 3 octets"
    assert rows["form"] == FORM_ELEMENTS
    assert "Manufacturer Image Hash" not in rows
    assert rows["sub-element 2"] == "tag 0xF000 (the maker's own), 1 octets"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        IMAGE,
        bytes(6),
        b"\x00\x00\x03\x00\x00\x00ab",
        b"\x00\x00\x03\x00\x00\x00abcd",
        b"\x00\x00\xff\xff\xff\xff",
        b"\x00\x00\x01\x00\x00\x00a" * (ELEMENTS_MAX + 1),
    ],
)
def test_a_body_that_is_not_made_of_elements_has_none(body: bytes) -> None:
    assert elements_of(body) == ()
