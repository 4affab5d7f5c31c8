"""zigpy, which nobody here wrote, reads the header of our OTA files as we meant it, and agrees on bad ones.

It runs in an environment of its own (``make oracles``). Only its header parser judges: its file parser expects
sub-elements, which the body of a GB image has not.
"""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from premises.errors import ImageFileError
from premises.identity import Eui64
from premises.wire.field.ota_file import (
    B1_IMAGE,
    BRIDGE_MANUFACTURER,
    HardwareRange,
    OtaFile,
    make_ota_file,
    read_ota_file,
    write_ota_file,
)

PYTHON = Path(__file__).parents[2] / ".venv-oracles" / "bin" / "python"

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not PYTHON.exists(), reason="no zigpy: run make oracles")]

READER = """
import json, sys
from zigpy.ota.image import OTAImage, OTAImageHeader

def header(octets):
    found, rest = OTAImageHeader.deserialize(octets)
    optional = (found.security_credential_version, found.upgrade_file_destination,
                found.minimum_hardware_version, found.maximum_hardware_version)
    return [int(found.header_version), int(found.header_length), int(found.field_control),
            int(found.manufacturer_id), int(found.image_type), int(found.file_version), int(found.stack_version),
            int(found.image_size), *(None if value is None else value.serialize().hex() for value in optional),
            found.serialize().hex(), len(rest)]

def file(octets):
    found, rest = OTAImage.deserialize(octets)
    return [[int(element.tag_id), bytes(element.data).hex()] for element in found.subelements] + [rest.hex()]

def said(reader, octets):
    try:
        return reader(octets)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

files = [bytes.fromhex(text) for text in json.load(sys.stdin)]
json.dump([{"header": said(header, octets), "file": said(file, octets)} for octets in files], sys.stdout)
"""

IMAGE = b"what the maker made of it"
ELEMENTS = b"\x00\x00\x03\x00\x00\x00abc" + b"\x02\x00\x02\x00\x00\x00de"
PLAIN = make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, 0xACDCACDC, IMAGE, title="bridge B1")
RANGED = make_ota_file(BRIDGE_MANUFACTURER, B1_IMAGE, 2, IMAGE, hardware=HardwareRange(0x1111, 0x1211))
FULL = OtaFile(
    replace(RANGED.header, credential=2, destination=Eui64("90-B3-D5-1F-30-00-00-B1"), size=69 + len(IMAGE)), IMAGE
)


def asked(*files: bytes) -> list[dict[str, list[object] | str]]:
    """Give what zigpy says of the header, and of the whole, of each file."""
    done = subprocess.run(
        [PYTHON, "-c", READER],
        input=json.dumps([octets.hex() for octets in files]),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: list[dict[str, list[object] | str]] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("file", [PLAIN, RANGED, FULL], ids=["plain", "ranged", "full"])
def test_each_field_of_a_header_is_read_as_we_meant_it(file: OtaFile) -> None:
    (said,) = asked(write_ota_file(file))

    header = file.header
    identity = [header.manufacturer, header.image_type, header.version, header.stack_version]
    assert said["header"][:8] == [0x0100, header.length, header.field_control, *identity, header.size]
    assert said["header"][-2:] == [write_ota_file(file)[: header.length].hex(), len(file.body)]


def test_the_optional_fields_are_where_zigpy_expects_them() -> None:
    (said,) = asked(write_ota_file(FULL))

    assert said["header"][8:12] == ["02", "b10000301fd5b390", "1111", "1112"]


def test_a_file_of_elements_is_a_whole_file_to_both() -> None:
    octets = write_ota_file(make_ota_file(0x1234, 0x0001, 2, ELEMENTS))

    (said,) = asked(octets)

    assert said["file"] == [[0, b"abc".hex()], [2, b"de".hex()], ""]


def test_both_refuse_another_magic_and_a_file_cut_short() -> None:
    octets = write_ota_file(make_ota_file(0x1234, 0x0001, 2, ELEMENTS))
    bad = [b"\x00" + octets[1:], octets[:-1], octets[:40]]

    for said, cut in zip(asked(*bad), bad, strict=True):
        assert isinstance(said["file"], str), said
        with pytest.raises(ImageFileError):
            read_ota_file(cut)
