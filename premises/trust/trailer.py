"""The Supplier's word on a meter's image: a trailer after the Manufacturer Image. No PPMID-class device takes one.

The signature covers the Manufacturer Image alone: neither the OTA header nor the trailer's own first two octets, so
two Suppliers' files of one image have one Manufacturer Image Hash. Source: docs/sources.md, OTA images.
"""

from premises.errors import TrustError
from premises.trust.keys import SigningKey, VerifyKey
from premises.wire.field.ota_file import UpgradeImage, read_upgrade_image, write_upgrade_image


def signed_by_supplier(manufacturer_image: bytes, supplier: SigningKey) -> bytes:
    """Give the body of a meter's file: ``manufacturer_image`` and the trailer of the Authorising Remote Party."""
    return write_upgrade_image(UpgradeImage(manufacturer_image, supplier.sign(manufacturer_image)))


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
