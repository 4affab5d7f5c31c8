"""Firmware files for a premises: made from a seed, so that the same words give the same octets anywhere.

What is made is a real Zigbee OTA file with the maker's seal; its code is noise and runs nowhere.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import shake_256

from premises.errors import UsageError
from premises.trust.bundle import bundled
from premises.trust.keys import SigningKey
from premises.trust.seal import SEAL_SIZE, label_of, sealed
from premises.trust.trailer import signed_by_supplier
from premises.wire.field.ota_file import (
    HardwareRange,
    OtaFile,
    OtaHeader,
    make_ota_file,
    read_ota_file,
    write_ota_file,
)
from premises.wire.gbcs.message import SIGNATURE_SIZE

HEADER_SIZE = 60
"""An OTA header with a hardware range. Source: docs/sources.md, OTA images."""

IMAGE_SIZE_MIN = HEADER_SIZE + SEAL_SIZE + 1
"""Octets: a header, one octet of code, and the seal. Ours."""

TRAILER_SIZE = 2 + SIGNATURE_SIZE
"""Octets of a Supplier's trailer. Source: docs/sources.md, OTA images."""

IMAGE_SIZE_MAX = 10_240_000
"""Source: DUIS XSD V5.1, FirmwareImage."""


def make_image(
    image_type: int,
    version: int,
    size: int,
    *,
    manufacturer: int,
    hardware: tuple[int, int] = (0x0001, 0x0001),
    seed: int = 0,
    supplier: SigningKey | None = None,
) -> bytes:
    """Give an OTA file of exactly ``size`` octets (129 to 10,240,000, or 195 with a trailer); UsageError outside that.

    With a ``supplier`` it is a meter's, and ends in that Supplier's trailer.
    """
    whole, size = checked_size(size), checked_size(size - TRAILER_SIZE if supplier else size)
    words = f"{seed}/{manufacturer:04x}/{image_type:04x}/{version:08x}"
    code = shake_256(words.encode()).digest(size - HEADER_SIZE - SEAL_SIZE)
    title = f"virtual-premises {image_type:04x}".encode()
    range_ = HardwareRange(*hardware)
    header = OtaHeader(manufacturer, image_type, version, whole, title.ljust(32, b"\0"), hardware=range_)
    body = sealed(code, manufacturer, label_of(header))
    return write_ota_file(OtaFile(header, body if supplier is None else signed_by_supplier(body, supplier)))


def make_bundle(files: Sequence[bytes], version: int) -> bytes:
    """Give an OTA file of ``version`` that holds ``files``, for the device type and hardware of the first of them.

    ImageFileError when one of them is no OTA file.
    """
    own = replace(read_ota_file(files[0]).header, version=version)
    body = bundled(tuple(files), own.manufacturer, label_of(own))
    title = f"virtual-premises {own.image_type:04x}+{len(files) - 1}"
    return write_ota_file(
        make_ota_file(own.manufacturer, own.image_type, version, body, title=title, hardware=own.hardware)
    )


def checked_size(size: int) -> int:
    """Give ``size`` if an image of that many octets can be made; UsageError otherwise."""
    if not IMAGE_SIZE_MIN <= size <= IMAGE_SIZE_MAX:
        raise UsageError(f"an image of {size} octets cannot be made: expected {IMAGE_SIZE_MIN} to {IMAGE_SIZE_MAX}")
    return size
