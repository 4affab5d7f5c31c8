"""The two public GB firmware images, read where Smart DCC published them, are files to us and described rightly.

The package is fetched by ``make oracles`` and read in place: it is GPL-3, and nothing of it is kept here.
"""

import base64
import hashlib
import json
import re
import tarfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from premises.errors import TrustError
from premises.trust.keys import VerifyKey, verify_key
from premises.trust.trailer import check_trailer, refuse_trailer
from premises.wire.field.ota_description import FORM_BARE, FORM_UPGRADE, describe
from premises.wire.field.ota_file import HardwareRange, manufacturer_image, read_ota_file, write_ota_file

ORACLES = Path(__file__).parents[2] / ".oracles"
PACKAGE = ORACLES / "smartdcc-duis-templates-0.7.0.tgz"
KEYSTORE = ORACLES / "smartdcc-dccboxed-keystore-0.4.2.tgz"

ARE_THERE = PACKAGE.exists() and KEYSTORE.exists()

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not ARE_THERE, reason="no templates or keys: run make oracles")]


def image_in(template: str) -> bytes:
    """Give the firmware image inside the request template of that name."""
    with tarfile.open(PACKAGE) as package:
        found = package.extractfile(f"package/templates/{template}_REQUEST_DUIS.XML")
        assert found is not None
        match = re.search(rb"FirmwareImage>([^<]+)<", found.read())
    assert match is not None
    return base64.b64decode(match[1], validate=True)


ESME, PPMID = "11.1_UPDATE_FIRMWARE", "11.4_UPDATE_PPMID_FIRMWARE"


@pytest.mark.parametrize(
    ("template", "size", "image_type"), [(ESME, 361, 0x0000), (PPMID, 295, 0x0084)], ids=["ESME", "PPMID"]
)
def test_a_published_image_is_read_to_the_last_octet(template: str, size: int, image_type: int) -> None:
    octets = image_in(template)

    header = read_ota_file(octets).header

    assert len(octets) == header.size == size
    assert (header.manufacturer, header.image_type, header.version) == (0x121D, image_type, 0xACDCACDC)
    assert header.hardware == HardwareRange(0x1111, 0x1211)
    assert write_ota_file(read_ota_file(octets)) == octets


def test_the_meters_image_ends_in_a_trailer_and_the_ppmids_does_not() -> None:
    meter, ppmid = dict(describe(read_ota_file(image_in(ESME)))), dict(describe(read_ota_file(image_in(PPMID))))

    assert meter["trailer"] == "force-replace 0x00, signature of 64 octets (not checked)"
    assert (meter["form"], ppmid["form"]) == (FORM_UPGRADE, FORM_BARE)
    assert meter["Manufacturer Image Hash"] == ppmid["Manufacturer Image Hash"]
    assert (meter["image type"], ppmid["image type"]) == ("0x0000 (ESME)", "0x0084 (PPMID)")
    assert meter["header string"] == '"I am a GFI ESME[] firmware image"'
    assert "trailer" not in ppmid
    assert not [name for name in meter | ppmid if name.startswith("sub-element")]


def test_both_hold_the_same_manufacturer_image() -> None:
    images = [manufacturer_image(read_ota_file(image_in(template)).body) for template in (ESME, PPMID)]

    assert len(images[0]) == 235
    assert hashlib.sha256(images[0]).digest() == hashlib.sha256(images[1]).digest()


def published_key(name: str) -> VerifyKey:
    """Give the public key in the published test certificate of that name."""
    with tarfile.open(KEYSTORE) as package:
        found = package.extractfile("package/keystore.json")
        assert found is not None
        parties = json.load(found).values()
    (pem,) = {
        entry["certificate"] for usages in parties for kinds in usages.values() for entry in kinds.values()
        if entry["name"] == name
    }  # fmt: skip
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return verify_key(key)


SUPPLIER = "Z1-supplier-ds"


def test_the_meters_trailer_is_the_published_suppliers_over_the_manufacturer_image_alone() -> None:
    body = read_ota_file(image_in(ESME)).body

    assert check_trailer(body, published_key(SUPPLIER)) == read_ota_file(image_in(PPMID)).body


@pytest.mark.parametrize("place", [0, 100, 234, 237, 300])
def test_a_meters_image_that_was_tampered_with_is_refused(place: int) -> None:
    body = bytearray(read_ota_file(image_in(ESME)).body)
    body[place] ^= 0x01

    with pytest.raises(TrustError, match="the Supplier's trailer is not of this Manufacturer Image"):
        check_trailer(bytes(body), published_key(SUPPLIER))


def test_another_published_party_did_not_sign_the_meters_image() -> None:
    with pytest.raises(TrustError):
        check_trailer(read_ota_file(image_in(ESME)).body, published_key("Z1-wanProvider-ds"))


def test_a_ppmid_class_device_would_take_the_ppmids_form_and_not_the_meters() -> None:
    refuse_trailer(read_ota_file(image_in(PPMID)).body)

    with pytest.raises(TrustError, match="it is a meter's"):
        refuse_trailer(read_ota_file(image_in(ESME)).body)
