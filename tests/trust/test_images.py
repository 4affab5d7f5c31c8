"""What makes an image genuine: its maker's seal, and on a meter's its Supplier's trailer."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import TrustError
from premises.trust.keys import signing_key
from premises.trust.seal import SEAL_SIZE, check_seal, image_hash, maker_key, sealed
from premises.trust.trailer import check_trailer, refuse_trailer, signed_by_supplier

MAKER, OTHER = 0xA170, 0x121D
CODE = b"what the maker made of it"
IMAGE = sealed(CODE, MAKER)
SUPPLIER = signing_key(1, "supplier")
BODY = signed_by_supplier(CODE, SUPPLIER)

NO_SEAL = "the Manufacturer Image carries no maker's seal"
WRONG_SEAL = "the Manufacturer Image does not match its maker's seal"


def refusal(image: bytes, manufacturer: int = MAKER) -> str:
    with pytest.raises(TrustError) as refused:
        check_seal(image, manufacturer)
    return str(refused.value)


def test_what_its_maker_sealed_is_genuine_in_any_premises() -> None:
    check_seal(IMAGE, MAKER)

    assert sealed(CODE, MAKER) == IMAGE
    assert IMAGE[: -SEAL_SIZE + 4] == CODE + b"VPS3"
    assert len(IMAGE) == len(CODE) + SEAL_SIZE


def test_what_another_maker_sealed_is_forged() -> None:
    assert refusal(sealed(CODE, OTHER)) == WRONG_SEAL
    assert refusal(IMAGE, OTHER) == WRONG_SEAL


def test_a_hash_in_the_place_of_the_signature_is_not_enough() -> None:
    forged = b"other code" + b"VPS3" + sha256(b"other code").digest() * 2

    assert refusal(forged) == WRONG_SEAL


@given(place=st.integers(0, len(IMAGE) - 1), bit=st.integers(0, 7))
def test_no_bit_of_a_sealed_image_can_be_turned_unseen(place: int, bit: int) -> None:
    turned = bytearray(IMAGE)
    turned[place] ^= 1 << bit

    assert refusal(bytes(turned)) in (NO_SEAL, WRONG_SEAL)


@pytest.mark.parametrize("image", [b"", CODE, IMAGE[:-1], IMAGE[1:][-SEAL_SIZE:], b"VPS1" + bytes(64)], ids=len)
def test_an_image_without_a_seal_is_not_genuine(image: bytes) -> None:
    assert refusal(image) == NO_SEAL


def test_every_maker_has_a_key_of_its_own() -> None:
    assert maker_key(MAKER).public != maker_key(OTHER).public


def test_what_the_supplier_signed_is_the_manufacturer_image_alone() -> None:
    assert check_trailer(BODY, SUPPLIER.public) == CODE
    assert BODY[len(CODE) : len(CODE) + 2] == b"\x00\x40"
    SUPPLIER.public.check(CODE, BODY[-64:])


def test_two_suppliers_files_of_one_image_have_one_hash() -> None:
    other = signing_key(2, "supplier")
    bodies = [signed_by_supplier(CODE, key) for key in (SUPPLIER, other)]

    assert bodies[0] != bodies[1]
    assert (
        len({image_hash(check_trailer(body, key.public)) for body, key in zip(bodies, (SUPPLIER, other), strict=True)})
        == 1
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (CODE, "the image carries no Supplier's trailer"),
        (b"x" + BODY, "the Supplier's trailer is not of this Manufacturer Image: the signature is not of these octets"),
        (signed_by_supplier(CODE, signing_key(2, "supplier")), "the Supplier's trailer is not of this"),
    ],
    ids=["none", "changed", "another's"],
)
def test_a_meters_image_that_its_supplier_did_not_sign_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(TrustError, match=words):
        check_trailer(body, SUPPLIER.public)


def test_a_ppmid_class_device_takes_a_sealed_image_and_none_with_a_trailer() -> None:
    refuse_trailer(IMAGE)

    with pytest.raises(
        TrustError, match="ends in a Supplier's trailer: it is a meter's, and this is a PPMID-class device"
    ):
        refuse_trailer(signed_by_supplier(IMAGE, SUPPLIER))
