"""A bundle: the firmware of several bridges in one Manufacturer Image, with a manifest before it.

Assumption 16 (docs/sources.md): neither GBCS nor Zigbee has a container. Here a Manufacturer Image begins with the
letters VPB1 and the number of parts, then an entry for each, then the parts: whole OTA files, each with its own
header and seal, so that a device that gets its part verifies it like any other image. A part may itself hold a bundle.
What follows the last part is the maker's seal. All numbers are little-endian. It checks bounds, and no hash.
"""

from dataclasses import dataclass
from struct import Struct

from premises.errors import ImageFileError

BUNDLE_MAGIC = b"VPB1"
"""Ours: virtual-premises bundle, form 1."""

PARTS_MAX = 8
"""Parts of one bundle: more than the four bridges of any premises. Ours."""

HASH_SIZE = 32
"""Octets of a part's SHA-256."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a manifest."""

    manufacturer: int
    image_type: int
    version: int
    hardware_min: int
    hardware_max: int
    sha256: bytes
    """Of the whole part."""
    offset: int
    """From the first octet of the Manufacturer Image."""
    size: int

    @property
    def kind(self) -> tuple[int, int]:
        """The device type that it is for: manufacturer and image type."""
        return self.manufacturer, self.image_type


def is_bundle(manufacturer_image: bytes) -> bool:
    """Say whether a Manufacturer Image begins as a bundle does."""
    return manufacturer_image.startswith(BUNDLE_MAGIC)


def read_manifest(manufacturer_image: bytes) -> tuple[Part, ...]:
    """Give the entries, in the order of the parts, which follow each other without a gap; ImageFileError otherwise."""
    if not is_bundle(manufacturer_image) or len(manufacturer_image) < _HEAD.size:
        raise ImageFileError(f"image of {len(manufacturer_image)} octets does not begin as a bundle")
    _, count = _HEAD.unpack_from(manufacturer_image)
    if not 0 < count <= PARTS_MAX:
        raise ImageFileError(f"bundle of {count} parts: expected 1 to {PARTS_MAX}")
    end = _HEAD.size + count * _ENTRY.size
    if len(manufacturer_image) < end:
        raise ImageFileError(
            f"bundle of {count} parts: its manifest has {end} octets, the image {len(manufacturer_image)}"
        )
    parts = tuple(Part(*_ENTRY.unpack_from(manufacturer_image, _HEAD.size + at * _ENTRY.size)) for at in range(count))
    for number, part in enumerate(parts, start=1):
        if part.offset != end or part.offset + part.size > len(manufacturer_image):
            raise ImageFileError(
                f"part {number} of {count}: octets {part.offset} to {part.offset + part.size} of an image of "
                f"{len(manufacturer_image)}, expected it to begin at {end}"
            )
        end += part.size
    return parts


def part_octets(manufacturer_image: bytes, part: Part) -> bytes:
    """Give one part: a whole OTA file, if its maker made it well."""
    return manufacturer_image[part.offset : part.offset + part.size]


def write_bundle(parts: tuple[tuple[Part, bytes], ...]) -> bytes:
    """Give manifest and parts, without a seal; offsets and sizes follow from the parts themselves."""
    assert 0 < len(parts) <= PARTS_MAX, f"a bundle of {len(parts)} parts"
    offset = _HEAD.size + len(parts) * _ENTRY.size
    entries = []
    for part, octets in parts:
        about = part.manufacturer, part.image_type, part.version, part.hardware_min, part.hardware_max
        entries.append(_ENTRY.pack(*about, part.sha256, offset, len(octets)))
        offset += len(octets)
    return _HEAD.pack(BUNDLE_MAGIC, len(parts)) + b"".join(entries) + b"".join(octets for _, octets in parts)


_HEAD = Struct("<4sH")
_ENTRY = Struct("<HHIHH32sII")
