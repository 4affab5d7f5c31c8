"""Zigbee OTA files: a header, and a body that only its maker and, for meters, GBCS give a form to.

Reads and writes whole files octet for octet, and refuses what is not one in a line for a person. It checks no
signature and knows no bundle; describing a file to a person is ``ota_description``.
Source: Zigbee OTA file format and the public GB sample images (docs/sources.md, OTA images).
"""

from dataclasses import dataclass, replace
from struct import Struct

from premises.errors import ImageFileError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.wire.duis.messages import FIRMWARE_IMAGE_MAX
from premises.wire.gbcs.message import SIGNATURE_SIZE

FILE_MAGIC = 0x0BEEF11E.to_bytes(4, "little")
HEADER_VERSION = 0x0100
STACK_VERSION = 0x0002
"""Zigbee PRO, as in both sample images."""

OTA_FILE_SIZE_MAX = FIRMWARE_IMAGE_MAX
"""Octets in a file: a larger one could never be sent. Source: DUIS XSD V5.1."""

STRING_SIZE = 32
HEADER_SIZE_MIN = 56
"""Octets in a header without any optional field. Source: Zigbee OTA file format."""

ESME_IMAGE = 0x0000
PPMID_IMAGE = 0x0084
"""Image types of the public sample images."""

GSME_IMAGE = 0x0001
HCALCS_IMAGE = 0x0083
B1_IMAGE = 0x0184
B2_IMAGE = 0x0284
B3_IMAGE = 0x0384
B4_IMAGE = 0x0484
"""Image types that no public text names. Assumption 3, docs/sources.md."""

BRIDGE_MANUFACTURER = 0xA170
"""Manufacturer code of every bridge: unassigned, as far as is known. Assumption 3, docs/sources.md."""


@dataclass(frozen=True, slots=True)
class HardwareRange:
    """Which hardware an image is for, both ends included."""

    lowest: int
    highest: int

    def takes(self, hardware: int) -> bool:
        """Say whether an image with this range may go to ``hardware``."""
        return self.lowest <= hardware <= self.highest


@dataclass(frozen=True, slots=True)
class OtaHeader:
    """What a file says of itself; header length and field control follow from which fields there are."""

    manufacturer: int
    image_type: int
    version: int
    size: int
    """Octets of the whole file, this header included."""
    string: bytes = bytes(STRING_SIZE)
    """Exactly 32 octets; ASCII, padded with zeros, if the maker keeps to the standard."""
    stack_version: int = STACK_VERSION
    credential: int | None = None
    """Security credential version, one octet."""
    destination: Eui64 | None = None
    """The one device that the file is for."""
    hardware: HardwareRange | None = None

    @property
    def field_control(self) -> int:
        """Which optional fields there are, one bit each."""
        present = (self.credential is not None, self.destination is not None, self.hardware is not None)
        return sum(bit << place for place, bit in enumerate(present))

    @property
    def length(self) -> int:
        """Octets of this header."""
        return _header_length(self.field_control)

    @property
    def title(self) -> str:
        """The string as a person reads it; what is not printable ASCII is escaped."""
        return self.string.rstrip(b"\0").decode("latin-1").encode("unicode_escape").decode("ascii")

    def takes(self, hardware: int) -> bool:
        """Say whether the file may go to ``hardware``; one without a range goes to any."""
        return self.hardware is None or self.hardware.takes(hardware)


@dataclass(frozen=True, slots=True)
class OtaFile:
    """A whole file."""

    header: OtaHeader
    body: bytes
    """Everything after the header."""


@dataclass(frozen=True, slots=True)
class UpgradeImage:
    """What a meter's file holds after its header; a PPMID-class device's holds the Manufacturer Image alone."""

    manufacturer_image: bytes
    signature: bytes
    """Of the Authorising Remote Party (the Supplier), over the Manufacturer Image alone: r and s, 64 octets."""


@dataclass(frozen=True, slots=True)
class Element:
    """A sub-element of a body, as ordinary Zigbee files have them; GBCS files have none."""

    tag: int
    data: bytes


def check_hardware(header: OtaHeader, hardware: int) -> None:
    """Return when the file may go to ``hardware``; ImageFileError, with its range, when it may not."""
    if header.hardware is not None and not header.takes(hardware):
        raise ImageFileError(
            f"image is for hardware {header.hardware.lowest:#06x} to {header.hardware.highest:#06x}, "
            f"this is {hardware:#06x}"
        )


def read_ota_header(octets: bytes) -> OtaHeader:
    """Give the header at the beginning of ``octets``, whatever follows; ImageFileError when there is none."""
    _refuse_foreign(octets)
    _, header_version, length, control, *identity, string, size = _FIXED.unpack_from(octets)
    if header_version != HEADER_VERSION:
        raise ImageFileError(f"header version 0x{header_version:04X} is unknown, expected 0x{HEADER_VERSION:04X}")
    if control >> len(_OPTIONAL_SIZES):
        raise ImageFileError(f"field control 0x{control:04X} has bits that are unknown, expected at most 0x0007")
    if length != _header_length(control):
        expected = _header_length(control)
        raise ImageFileError(f"header length is {length}, field control 0x{control:04X} makes it {expected}")
    if len(octets) < length:
        raise ImageFileError(f"header says it has {length} octets, file has {len(octets)}")
    if not length <= size <= OTA_FILE_SIZE_MAX:
        raise ImageFileError(f"header says {size} octets, possible are {length} to {OTA_FILE_SIZE_MAX}")
    manufacturer, image_type, version, stack_version = identity
    optional = _read_optional(control, octets[HEADER_SIZE_MIN:length])
    return OtaHeader(manufacturer, image_type, version, size, string, stack_version, *optional)


def read_ota_file(octets: bytes) -> OtaFile:
    """Give the file that ``octets`` are, exactly; ImageFileError otherwise."""
    header = read_ota_header(octets)
    if len(octets) != header.size:
        fault = "is cut short" if len(octets) < header.size else "goes on after its end"
        raise ImageFileError(f"header says {header.size} octets, file has {len(octets)}: it {fault}")
    return OtaFile(header, octets[header.length :])


def make_ota_file(
    manufacturer: int,
    image_type: int,
    version: int,
    body: bytes,
    *,
    title: str = "",
    hardware: HardwareRange | None = None,
) -> OtaFile:
    """Give a file with these contents; ImageFileError when they do not fit in one."""
    string = title.encode("ascii", "backslashreplace").ljust(STRING_SIZE, b"\0")
    if len(string) > STRING_SIZE:
        raise ImageFileError(f"header string {title!r} takes {len(string)} octets, there are {STRING_SIZE}")
    header = OtaHeader(manufacturer, image_type, version, 0, string, hardware=hardware)
    size = header.length + len(body)
    if size > OTA_FILE_SIZE_MAX:
        raise ImageFileError(f"file would have {size} octets, possible are at most {OTA_FILE_SIZE_MAX}")
    return OtaFile(replace(header, size=size), body)


def write_ota_file(file: OtaFile) -> bytes:
    """Give the octets that ``read_ota_file`` reads ``file`` from."""
    header = file.header
    assert header.size == header.length + len(file.body), f"header says {header.size} octets, body {len(file.body)}"
    assert len(header.string) == STRING_SIZE, f"a header string has {STRING_SIZE} octets, not {len(header.string)}"
    identity = (header.manufacturer, header.image_type, header.version, header.stack_version)
    about = (FILE_MAGIC, HEADER_VERSION, header.length, header.field_control)
    return _FIXED.pack(*about, *identity, header.string, header.size) + _optional_octets(header) + file.body


def read_upgrade_image(body: bytes) -> UpgradeImage | None:
    """Give the two parts of a meter's ``body``: force-replace 0x00, length 0x40 and 64 octets of signature end it.

    None for one that does not end so. Any body could by chance; nothing in the file tells.
    """
    start = len(body) - _TRAILER_SIZE
    if start < 0 or not body.startswith(_TRAILER_HEAD, start):
        return None
    return UpgradeImage(body[:start], body[start + len(_TRAILER_HEAD) :])


def write_upgrade_image(image: UpgradeImage) -> bytes:
    """Give the body that ``read_upgrade_image`` reads ``image`` from."""
    size = len(image.signature)
    assert size == SIGNATURE_SIZE, f"a signature has {SIGNATURE_SIZE} octets, not {size}"
    return image.manufacturer_image + _TRAILER_HEAD + image.signature


def manufacturer_image(body: bytes) -> bytes:
    """Give ``body`` without a meter's trailer, if it has one."""
    image = read_upgrade_image(body)
    return body if image is None else image.manufacturer_image


def elements_of(body: bytes) -> tuple[Element, ...]:
    """Give the sub-elements that ``body`` is made of, or none unless it is 1 to ELEMENTS_MAX of them, none empty."""
    found: list[Element] = []
    at = 0
    while at + _ELEMENT.size <= len(body) and len(found) < ELEMENTS_MAX:
        tag, size = _ELEMENT.unpack_from(body, at)
        start, at = at + _ELEMENT.size, at + _ELEMENT.size + size
        found.append(Element(tag, body[start:at]))
    return tuple(found) if at == len(body) and all(element.data for element in found) else ()


ELEMENTS_MAX = 64
"""Sub-elements looked for in one body; real files have a handful. Ours."""

_FIXED = Struct("<4sHHHHHIH32sI")
_ELEMENT = Struct("<HI")
_HARDWARE = Struct("<HH")

_OPTIONAL_SIZES = (1, 8, _HARDWARE.size)
"""Octets of each optional field, in the order of their bits in field control."""

_TRAILER_HEAD = bytes((0x00, SIGNATURE_SIZE))
"""Force-replace, which only a Communications Hub's own image would set, and the length of the signature."""
_TRAILER_SIZE = len(_TRAILER_HEAD) + SIGNATURE_SIZE


def _refuse_foreign(octets: bytes) -> None:
    if octets[:4] != FILE_MAGIC:
        begins = octets[:4].hex(" ") or "nothing"
        raise ImageFileError(f"file begins with {begins}, a Zigbee OTA file begins with {FILE_MAGIC.hex(' ')}")
    if len(octets) < HEADER_SIZE_MIN:
        raise ImageFileError(f"file has {len(octets)} octets, a header alone has {HEADER_SIZE_MIN} or more")


def _present(control: int) -> list[int]:
    """Give which optional fields ``control`` announces, by place."""
    return [place for place in range(len(_OPTIONAL_SIZES)) if control >> place & 1]


def _header_length(control: int) -> int:
    return HEADER_SIZE_MIN + sum(_OPTIONAL_SIZES[place] for place in _present(control))


def _read_optional(control: int, octets: bytes) -> tuple[int | None, Eui64 | None, HardwareRange | None]:
    start = control & 1
    credential = octets[0] if control & 1 else None
    destination = eui64_from_octets(octets[start : start + 8][::-1]) if control & 2 else None
    hardware = HardwareRange(*_HARDWARE.unpack(octets[-_HARDWARE.size :])) if control & 4 else None
    return credential, destination, hardware


def _optional_octets(header: OtaHeader) -> bytes:
    credential = b"" if header.credential is None else bytes((header.credential,))
    destination = b"" if header.destination is None else eui64_octets(header.destination)[::-1]
    hardware = b"" if header.hardware is None else _HARDWARE.pack(header.hardware.lowest, header.hardware.highest)
    return credential + destination + hardware
