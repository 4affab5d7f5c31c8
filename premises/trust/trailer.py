"""The Supplier's word on a meter's image: a trailer after the Manufacturer Image. No PPMID-class device takes one.

The signature covers the Manufacturer Image alone: neither the OTA header nor the trailer's own first two octets, so
two Suppliers' files of one image have one Manufacturer Image Hash. Source: docs/sources.md, OTA images.
"""

from functools import lru_cache

from premises.errors import ImageFileError, TrustError
from premises.identity import Eui64
from premises.trust.keys import SigningKey, VerifyKey, derived_key
from premises.trust.seal import image_hash
from premises.wire.field.ota_file import UpgradeImage, read_ota_file, read_upgrade_image, write_upgrade_image

SUPPLIERS_MAX = 16
"""Keys remembered, which only saves making them again. Ours."""


@lru_cache(maxsize=SUPPLIERS_MAX)
def supplier_key(supplier: Eui64) -> SigningKey:
    """Give the key with which this Supplier signs images and commands: one Supplier is the same in every premises."""
    return derived_key(f"virtual-premises\0supplier\0{supplier}")


def signed_by_supplier(manufacturer_image: bytes, supplier: SigningKey) -> bytes:
    """Give the body of a meter's file: ``manufacturer_image`` and the trailer of the Authorising Remote Party."""
    return write_upgrade_image(UpgradeImage(manufacturer_image, supplier.sign(manufacturer_image)))


def firmware_hash(octets: bytes) -> bytes:
    """Give the Manufacturer Image Hash of a whole OTA file; of what is none, the SHA-256 of all its octets."""
    try:
        body = read_ota_file(octets).body
    except ImageFileError:
        return image_hash(octets)
    image = read_upgrade_image(body)
    return image_hash(body if image is None else image.manufacturer_image)


def check_trailer(body: bytes, supplier: VerifyKey) -> bytes:
    """Give the Manufacturer Image in a meter's ``body``; TrustError when ``supplier`` did not sign it."""
    image = read_upgrade_image(body)
    if image is None:
        raise TrustError("the image carries no Supplier's trailer")
    try:
        supplier.check(image.manufacturer_image, image.signature)
    except TrustError as error:
        raise TrustError(f"the Supplier's trailer is not of this Manufacturer Image: {error}") from None
    return image.manufacturer_image


def refuse_trailer(body: bytes) -> None:
    """Return for a body that a PPMID-class device may take; TrustError when a meter's trailer ends it."""
    if read_upgrade_image(body) is not None:
        raise TrustError("the image ends in a Supplier's trailer: it is a meter's, and this is a PPMID-class device")
