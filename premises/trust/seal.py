"""How a device decides that a Manufacturer Image is genuine: the maker's own seal inside it.

Assumption 6 (docs/sources.md): GBCS leaves this to each maker. Here the last 68 octets of the Manufacturer Image are
the letters VPS3 and the maker's ECDSA P-256 signature over all before it and over what the OTA header says of it, so a
forged image is found, and not only a damaged one, and so is an old one under a new header. Every maker's key follows
from its manufacturer code: an image made anywhere is genuine in any premises.
"""

from functools import lru_cache
from hashlib import sha256
from struct import Struct

from premises.errors import TrustError
from premises.trust.keys import SigningKey, derived_key
from premises.wire.field.ota_file import OtaHeader
from premises.wire.gbcs.message import SIGNATURE_SIZE

SEAL_MARK = b"VPS3"
"""Ours: virtual-premises seal, form 3; form 1 held a hash and no signature, form 2 left the header unsigned."""

SEAL_SIZE = len(SEAL_MARK) + SIGNATURE_SIZE

ANY_HARDWARE = 0xFFFF
"""The top of a range that a header leaves out. Source: Zigbee OTA file format."""

_LABEL = Struct("<HHIHH")

MAKERS_MAX = 64
"""Keys remembered, which only saves making them again. Ours."""


@lru_cache(maxsize=MAKERS_MAX)
def maker_key(manufacturer: int) -> SigningKey:
    """Give the key with which the maker of this manufacturer code seals: the same in every premises."""
    return derived_key(f"virtual-premises\0maker\0{manufacturer:04x}")


def label_of(header: OtaHeader) -> bytes:
    """Give what the seal of an image covers of its header: for which device, which version, and which hardware."""
    lowest, highest = (header.hardware.lowest, header.hardware.highest) if header.hardware else (0, ANY_HARDWARE)
    return _LABEL.pack(header.manufacturer, header.image_type, header.version, lowest, highest)


def sealed(body: bytes, manufacturer: int, label: bytes = b"") -> bytes:
    """Give ``body`` with its maker's seal after it, a Manufacturer Image; ``label`` is sealed and not put in."""
    marked = body + SEAL_MARK
    return marked + maker_key(manufacturer).sign(marked + label)


def check_seal(manufacturer_image: bytes, manufacturer: int, label: bytes = b"") -> None:
    """Return when the image is genuine and was sealed with ``label``; TrustError, with the reason, when it is not."""
    marked, signature = manufacturer_image[:-SIGNATURE_SIZE], manufacturer_image[-SIGNATURE_SIZE:]
    if len(manufacturer_image) <= SEAL_SIZE or not marked.endswith(SEAL_MARK):
        raise TrustError("the Manufacturer Image carries no maker's seal")
    try:
        maker_key(manufacturer).public.check(marked + label, signature)
    except TrustError:
        raise TrustError("the Manufacturer Image does not match its maker's seal") from None


def image_hash(octets: bytes) -> bytes:
    """Give the SHA-256 of ``octets``, 32 octets: of a Manufacturer Image alone, its Manufacturer Image Hash."""
    return sha256(octets).digest()
