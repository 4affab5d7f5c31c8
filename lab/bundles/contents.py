"""What is in a bundle, for a person to look at: each part, what it says of itself, and whether that is true.

It refuses nothing that can be read; who may run what is ``lint``'s affair, and the devices'.
"""

from dataclasses import dataclass

from premises.errors import ImageFileError, PremisesError
from premises.trust.bundle import NESTED_MAX, check_bundle
from premises.trust.seal import check_seal, image_hash, label_of
from premises.wire.field.bundle import Part, is_bundle, part_octets, read_manifest
from premises.wire.field.ota_description import IMAGE_TYPE_NAMES
from premises.wire.field.ota_file import OtaFile, read_ota_file

GENUINE = "genuine"
AS_NAMED = "as the manifest names it"


@dataclass(frozen=True, slots=True)
class Content:
    """One part."""

    number: str
    """From 1, with those of the bundles that it is in before it: ``3.2``."""
    part: Part
    hash_is: str
    """AS_NAMED, or what is wrong."""
    seal_is: str
    """GENUINE, or why not."""
    inner: tuple["Content", ...]
    """Its own parts, when it is a bundle."""

    @property
    def kind(self) -> str:
        """Its device type in words."""
        return IMAGE_TYPE_NAMES.get(self.part.image_type, f"type {self.part.image_type:#06x}")


def contents(manufacturer_image: bytes, before: str = "") -> tuple[Content, ...]:
    """Give the parts of a bundle, in order; ImageFileError when its manifest cannot be read."""
    depth = before.count(".") + 1
    if depth > NESTED_MAX:
        raise ImageFileError(f"a bundle within {depth - 1} others: expected at most {NESTED_MAX} within each other")
    return tuple(
        _content(f"{before}{number}", part, part_octets(manufacturer_image, part))
        for number, part in enumerate(read_manifest(manufacturer_image), start=1)
    )


def seal_of(file: OtaFile) -> str:
    """Give GENUINE, or why an image, perhaps a bundle, is not."""
    maker, label = file.header.manufacturer, label_of(file.header)
    try:
        if is_bundle(file.body):
            check_bundle(file.body, maker, label)
        else:
            check_seal(file.body, maker, label)
    except PremisesError as error:
        return str(error)
    return GENUINE


def _content(number: str, part: Part, octets: bytes) -> Content:
    hash_is = AS_NAMED if image_hash(octets) == part.sha256 else "not what the manifest names"
    try:
        file = read_ota_file(octets)
        inner = contents(file.body, f"{number}.") if is_bundle(file.body) else ()
    except ImageFileError as error:
        return Content(number, part, hash_is, str(error), ())
    return Content(number, part, hash_is, seal_of(file), inner)
