"""What makes a bundle genuine: its maker's seal over all of it, the hash of each part, its header and its own seal.

A part that is for another device than its entry says, or that was exchanged, damaged or cut, is found before anything
of the bundle is used; so is a part of a part. Whether the parts suit a premises is not asked here. Assumption 16
(docs/sources.md).
"""

from premises.errors import ImageFileError, TrustError
from premises.trust.seal import ANY_HARDWARE, SEAL_SIZE, check_seal, image_hash, label_of, sealed
from premises.wire.field.bundle import Part, is_bundle, part_octets, read_manifest, write_bundle
from premises.wire.field.ota_file import OtaFile, OtaHeader, read_ota_file

NESTED_MAX = 2
"""Bundles within each other: B4's part in that of B3, and that in that of B1. Ours."""


def check_bundle(
    manufacturer_image: bytes, manufacturer: int, label: bytes = b"", *, depth: int = 1
) -> tuple[Part, ...]:
    """Give the entries of a genuine bundle; ImageFileError or TrustError, with the part and the reason, otherwise.

    ``label`` is that of its file's header; ``depth`` says how many bundles it is within, with itself.
    """
    if depth > NESTED_MAX:
        raise ImageFileError(f"a bundle within {depth - 1} others: expected at most {NESTED_MAX} within each other")
    check_seal(manufacturer_image, manufacturer, label)
    parts = read_manifest(manufacturer_image)
    end = parts[-1].offset + parts[-1].size
    if end + SEAL_SIZE != len(manufacturer_image):
        raise ImageFileError(f"bundle ends at octet {end}, its seal begins at {len(manufacturer_image) - SEAL_SIZE}")
    kinds = [part.kind for part in parts]
    for number, part in enumerate(parts, start=1):
        what = f"part {number} of {len(parts)}"
        if part.kind in kinds[: number - 1]:
            raise ImageFileError(f"{what}: a second one for type {part.image_type:#06x}")
        file = _checked_part(what, part, part_octets(manufacturer_image, part))
        try:
            if is_bundle(file.body):
                check_bundle(file.body, part.manufacturer, label_of(file.header), depth=depth + 1)
            else:
                check_seal(file.body, part.manufacturer, label_of(file.header))
        except (ImageFileError, TrustError) as error:
            raise type(error)(f"{what}: {error}") from None
    return parts


def bundled(files: tuple[bytes, ...], manufacturer: int, label: bytes = b"") -> bytes:
    """Give the Manufacturer Image that holds these OTA files, sealed; ImageFileError when one of them is none."""
    return sealed(write_bundle(tuple((_entry(octets), octets) for octets in files)), manufacturer, label)


def _checked_part(what: str, part: Part, octets: bytes) -> OtaFile:
    """Give one part that is what its entry says."""
    if image_hash(octets) != part.sha256:
        raise TrustError(f"{what} is not what the manifest names: its SHA-256 is another")
    file = read_ota_file(octets)
    if _of(file.header) != (part.manufacturer, part.image_type, part.version, part.hardware_min, part.hardware_max):
        raise ImageFileError(f"{what}: its own header says otherwise than the manifest")
    return file


def _entry(octets: bytes) -> Part:
    return Part(*_of(read_ota_file(octets).header), image_hash(octets), 0, len(octets))


def _of(header: OtaHeader) -> tuple[int, int, int, int, int]:
    lowest = header.hardware.lowest if header.hardware else 0
    highest = header.hardware.highest if header.hardware else ANY_HARDWARE
    return header.manufacturer, header.image_type, header.version, lowest, highest
