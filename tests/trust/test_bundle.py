"""A bundle comes back as it was made, and one in which anything was changed is refused before any of it is used."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.images import make_bundle, make_image
from premises.errors import ImageFileError, PremisesError, TrustError
from premises.trust.bundle import NESTED_MAX, bundled, check_bundle
from premises.trust.seal import SEAL_SIZE, image_hash, label_of, sealed
from premises.wire.field.bundle import (
    BUNDLE_MAGIC,
    PARTS_MAX,
    Part,
    is_bundle,
    part_octets,
    read_manifest,
    write_bundle,
)
from premises.wire.field.ota_file import B3_IMAGE, B4_IMAGE, BRIDGE_MANUFACTURER, read_ota_file

B3 = make_image(B3_IMAGE, 2, 300, manufacturer=BRIDGE_MANUFACTURER)
B4 = make_image(B4_IMAGE, 3, 200, manufacturer=BRIDGE_MANUFACTURER, hardware=(2, 5))
BODY = bundled((B3, B4), BRIDGE_MANUFACTURER)


def refused(body: bytes) -> str:
    """Give why ``body`` is no bundle."""
    with pytest.raises(PremisesError) as error:
        check_bundle(body, BRIDGE_MANUFACTURER)
    return str(error.value)


def resealed(*parts: tuple[Part, bytes]) -> bytes:
    """Give a bundle of ``parts`` that its maker sealed, whatever they are."""
    return sealed(write_bundle(parts), BRIDGE_MANUFACTURER)


def entries() -> tuple[tuple[Part, bytes], tuple[Part, bytes]]:
    """Give the parts of BODY, each with its entry."""
    first, second = check_bundle(BODY, BRIDGE_MANUFACTURER)
    return (first, B3), (second, B4)


def test_parts_come_back_as_they_were_made() -> None:
    parts = check_bundle(BODY, BRIDGE_MANUFACTURER)

    assert [(part.image_type, part.version) for part in parts] == [(B3_IMAGE, 2), (B4_IMAGE, 3)]
    assert [(part.hardware_min, part.hardware_max) for part in parts] == [(1, 1), (2, 5)]
    assert [part_octets(BODY, part) for part in parts] == [B3, B4]
    assert [part.sha256 for part in parts] == [image_hash(B3), image_hash(B4)]
    assert is_bundle(BODY)
    assert not is_bundle(read_ota_file(B3).body)


def test_a_bundle_is_a_file_for_its_first_device() -> None:
    file = read_ota_file(make_bundle((B3, B4), 7))

    assert (file.header.image_type, file.header.version) == (B3_IMAGE, 7)
    assert file.header.hardware == read_ota_file(B3).header.hardware
    assert file.body[:-SEAL_SIZE] == BODY[:-SEAL_SIZE]
    check_bundle(file.body, BRIDGE_MANUFACTURER, label_of(file.header))


def test_a_part_can_be_a_bundle_itself() -> None:
    inner = make_bundle((B3, B4), 9)
    outer = bundled((B4, inner), BRIDGE_MANUFACTURER)

    found = part_octets(outer, check_bundle(outer, BRIDGE_MANUFACTURER)[1])
    part = read_ota_file(found)
    assert check_bundle(part.body, BRIDGE_MANUFACTURER, label_of(part.header))[1].image_type == B4_IMAGE


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_no_octet_can_be_changed(at: int, by: int) -> None:
    changed = BODY[:at] + bytes((BODY[at] ^ by,)) + BODY[at + 1 :]

    assert "seal" in refused(changed)


def test_parts_of_two_bundles_do_not_mix() -> None:
    other = make_image(B4_IMAGE, 4, 200, manufacturer=BRIDGE_MANUFACTURER, hardware=(2, 5))
    second = check_bundle(BODY, BRIDGE_MANUFACTURER)[1]
    mixed = BODY[: second.offset] + other + BODY[second.offset + second.size :]

    assert refused(mixed) == "the Manufacturer Image does not match its maker's seal"


def test_even_its_maker_cannot_name_a_part_that_it_is_not() -> None:
    (first, b3), (second, b4) = entries()

    assert refused(resealed((first, b3), (second, b4[:-1] + b"x"))).startswith("part 2 of 2 is not what the manifest")
    for wrong in (
        replace(second, version=4),
        replace(second, image_type=B3_IMAGE + 1),
        replace(second, manufacturer=0x121D),
        replace(second, hardware_min=1),
        replace(second, hardware_max=6),
    ):
        assert (
            refused(resealed((first, b3), (wrong, b4)))
            == "part 2 of 2: its own header says otherwise than the manifest"
        )


def test_a_bundle_has_one_part_for_a_type() -> None:
    (first, b3), _ = entries()

    assert refused(resealed((first, b3), (first, b3))) == f"part 2 of 2: a second one for type {B3_IMAGE:#06x}"


def test_nothing_hides_between_the_last_part_and_the_seal() -> None:
    (first, b3), _ = entries()
    body = sealed(write_bundle(((first, b3),)) + b"hidden", BRIDGE_MANUFACTURER)

    assert (
        refused(body) == f"bundle ends at octet {len(body) - SEAL_SIZE - 6}, its seal begins at {len(body) - SEAL_SIZE}"
    )


@pytest.mark.parametrize("count", [0, PARTS_MAX + 1])
def test_a_manifest_has_a_limit(count: int) -> None:
    octets = BUNDLE_MAGIC + count.to_bytes(2, "little") + bytes(1000)

    with pytest.raises(ImageFileError, match=f"^bundle of {count} parts: expected 1 to {PARTS_MAX}$"):
        read_manifest(octets)


@pytest.mark.parametrize("size", [0, 4, 5])
def test_what_is_too_short_is_no_bundle(size: int) -> None:
    with pytest.raises(ImageFileError, match=f"^image of {size} octets does not begin as a bundle$"):
        read_manifest(BODY[:size])


def test_a_manifest_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ImageFileError, match=r"^bundle of 2 parts: its manifest has 110 octets, the image 109$"):
        read_manifest(BODY[:109])


def test_a_part_that_goes_beyond_the_image_is_refused() -> None:
    with pytest.raises(ImageFileError, match=r"^part 2 of 2: octets 410 to 610 of an image of 609, "):
        read_manifest(BODY[:609])


def test_another_makers_seal_is_none() -> None:
    with pytest.raises(TrustError, match="does not match its maker's seal"):
        check_bundle(BODY, 0x121D)


def test_a_part_that_its_own_maker_did_not_seal_is_refused_though_the_bundle_is_sealed() -> None:
    spoilt = B4[:-1] + bytes((B4[-1] ^ 1,))

    assert refused(bundled((B3, spoilt), BRIDGE_MANUFACTURER)) == (
        "part 2 of 2: the Manufacturer Image does not match its maker's seal"
    )


def test_a_part_of_a_part_is_looked_into_before_anything_is_used() -> None:
    spoilt = B4[:-1] + bytes((B4[-1] ^ 1,))
    inner = make_bundle((B3, spoilt), 9)

    assert refused(bundled((B4, inner), BRIDGE_MANUFACTURER)).startswith("part 2 of 2: part 2 of 2: the Manufacturer")


def test_bundles_within_bundles_have_a_limit() -> None:
    within = make_bundle((B3, B4), 9)
    for _ in range(NESTED_MAX - 1):
        within = make_bundle((within,), 9)
    file = read_ota_file(within)
    check_bundle(file.body, BRIDGE_MANUFACTURER, label_of(file.header))

    assert refused(bundled((within,), BRIDGE_MANUFACTURER)).endswith(
        f"a bundle within {NESTED_MAX} others: expected at most {NESTED_MAX} within each other"
    )
