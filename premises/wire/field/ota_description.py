"""What a person wants to know of a Zigbee OTA file, for ``premises image inspect``.

Rows of a name and a value; it checks nothing. Source: docs/sources.md, OTA images.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from premises.wire.field.ota_file import (
    B1_IMAGE,
    B2_IMAGE,
    B3_IMAGE,
    B4_IMAGE,
    BRIDGE_MANUFACTURER,
    ESME_IMAGE,
    GSME_IMAGE,
    HCALCS_IMAGE,
    HEADER_VERSION,
    PPMID_IMAGE,
    STACK_VERSION,
    OtaFile,
    OtaHeader,
    elements_of,
    read_upgrade_image,
)

IMAGE_TYPE_NAMES: Mapping[int, str] = {
    ESME_IMAGE: "ESME",
    GSME_IMAGE: "GSME, assumed",
    HCALCS_IMAGE: "HCALCS, assumed",
    PPMID_IMAGE: "PPMID",
    B1_IMAGE: "bridge B1, assumed",
    B2_IMAGE: "bridge B2, assumed",
    B3_IMAGE: "bridge B3, assumed",
    B4_IMAGE: "bridge B4, assumed",
}


FORM_BARE = "as a PPMID-class device takes it: the Manufacturer Image alone, which no Supplier signs"
FORM_UPGRADE = "as a meter takes it: the Manufacturer Image, then a Supplier's trailer"
FORM_ELEMENTS = "as ordinary Zigbee has it: sub-elements with tags"
"""What a body can be."""


def describe(file: OtaFile) -> list[tuple[str, str]]:
    """Give what a person wants to know of ``file``, as rows of a name and a value."""
    return [*_header_rows(file.header), *_body_rows(file.body)]


_CONTROL_NAMES = ("security credential version", "upgrade file destination", "hardware versions")

_TAG_NAMES: Mapping[int, str] = {
    0x0000: "upgrade image",
    0x0001: "ECDSA signature",
    0x0002: "ECDSA signing certificate",
    0x0003: "image integrity code",
    0x0004: "picture data",
    0x0005: "ECDSA signature, suite 2",
    0x0006: "ECDSA signing certificate, suite 2",
}
_TAG_OF_MAKER = 0xF000
"""The first tag that makers may give a meaning of their own. Source: Zigbee OTA file format."""


def _header_rows(header: OtaHeader) -> Iterator[tuple[str, str]]:
    named = [name for place, name in enumerate(_CONTROL_NAMES) if header.field_control >> place & 1]
    present = ", ".join(named) or "no optional field"
    maker = "the bridges', assumed" if header.manufacturer == BRIDGE_MANUFACTURER else "not named here"
    stack = "Zigbee PRO" if header.stack_version == STACK_VERSION else "not named here"
    yield "file identifier", "0x0BEEF11E (Zigbee OTA file)"
    yield "header version", f"0x{HEADER_VERSION:04X}"
    yield "header length", f"0x{header.length:04X} ({header.length} octets)"
    yield "field control", f"0x{header.field_control:04X} ({present})"
    yield "manufacturer", f"0x{header.manufacturer:04X} ({maker})"
    yield "image type", f"0x{header.image_type:04X} ({IMAGE_TYPE_NAMES.get(header.image_type, 'not named here')})"
    yield "file version", f"0x{header.version:08X}"
    yield "stack version", f"0x{header.stack_version:04X} ({stack})"
    yield "header string", f'"{header.title}"'
    yield "total size", f"0x{header.size:08X} ({header.size} octets)"
    if header.credential is not None:
        yield "security credential version", f"0x{header.credential:02X}"
    if header.destination is not None:
        yield "upgrade file destination", header.destination
    if header.hardware is not None:
        yield "minimum hardware version", f"0x{header.hardware.lowest:04X}"
        yield "maximum hardware version", f"0x{header.hardware.highest:04X}"


def _body_rows(body: bytes) -> Iterator[tuple[str, str]]:
    yield "body", f"{len(body)} octets"
    yield "SHA-256 of body", sha256(body).hexdigest()
    elements, upgrade = elements_of(body), read_upgrade_image(body)
    for number, element in enumerate(elements, 1):
        named = _TAG_NAMES.get(element.tag, "the maker's own" if element.tag >= _TAG_OF_MAKER else "not named here")
        yield f"sub-element {number}", f"tag 0x{element.tag:04X} ({named}), {len(element.data)} octets"
    if elements:
        yield "form", FORM_ELEMENTS
        return
    image = body if upgrade is None else upgrade.manufacturer_image
    yield "form", FORM_BARE if upgrade is None else FORM_UPGRADE
    if upgrade is not None:
        yield "trailer", f"force-replace 0x00, signature of {len(upgrade.signature)} octets (not checked)"
    yield "Manufacturer Image", f"{len(image)} octets"
    yield "Manufacturer Image Hash", sha256(image).hexdigest()
