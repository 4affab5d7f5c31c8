"""How a device decides that a Manufacturer Image is genuine: the maker's own seal inside it.

Assumption 6 (docs/sources.md): GBCS leaves this to each maker. Here the last 36 octets of the Manufacturer Image
are the letters VPS1 and the SHA-256 of all before them. It finds damage, not forgery: signatures are another seal.
"""

from hashlib import sha256

from premises.errors import TrustError

SEAL_MARK = b"VPS1"
"""Ours: virtual-premises seal, form 1."""

SEAL_SIZE = len(SEAL_MARK) + 32


def sealed(body: bytes) -> bytes:
    """Give ``body`` with the maker's seal after it: a Manufacturer Image."""
    return body + SEAL_MARK + sha256(body).digest()


def check_seal(manufacturer_image: bytes) -> None:
    """Return when the image is genuine; TrustError, with the reason, when it is not."""
    mark = manufacturer_image[-SEAL_SIZE:][: len(SEAL_MARK)]
    if len(manufacturer_image) <= SEAL_SIZE or mark != SEAL_MARK:
        raise TrustError("the Manufacturer Image carries no maker's seal")
    body, digest = manufacturer_image[:-SEAL_SIZE], manufacturer_image[-32:]
    if sha256(body).digest() != digest:
        raise TrustError("the Manufacturer Image does not match its maker's seal")


def image_hash(octets: bytes) -> bytes:
    """Give the SHA-256 of ``octets``, 32 octets."""
    return sha256(octets).digest()
