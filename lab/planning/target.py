"""Who can be updated in a premises, and as what: a bridge by 11.4, a meter as its type demands.

Pure; a meter's image type is that of its kind, for the site does not say another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hub.store import DeviceType, type_of
from lab.site import device_of
from premises.errors import UsageError
from premises.identity import Name
from premises.wire.field.ota_file import ESME_IMAGE, GSME_IMAGE, HCALCS_IMAGE, PPMID_IMAGE
from premises.wire.site import BridgeSpec, Site, devices

_IMAGES = {"ESME": ESME_IMAGE, "GSME": GSME_IMAGE, "HCALCS": HCALCS_IMAGE, "PPMID": PPMID_IMAGE}
"""Assumption 3 (docs/sources.md)."""


RequestName = Literal["11.1", "11.4"]


@dataclass(frozen=True, slots=True)
class Target:
    """One device, and the image that it is to have."""

    who: Name
    request: RequestName
    """By which it is updated. Source: S7M, TPL."""
    manufacturer: int
    """-1 for a meter: whoever made it, its image is of its kind."""
    image_type: int
    flash: int | None
    """Octets of its room for an image; None when the site does not say."""
    size: int

    @property
    def kind(self) -> DeviceType:
        """Whose image the hub's store takes it for."""
        return type_of(self.image_type)

    def shares_an_image_with(self, other: "Target") -> bool:
        """Say whether one request can name both."""
        mine, its = (self.manufacturer, self.image_type, self.size), (other.manufacturer, other.image_type, other.size)
        return mine == its


def targets_of(site: Site, wanted: Sequence[tuple[Name, int]]) -> Iterator[Target]:
    """Give who is to have an image of how many octets; UsageError when one is not there, is named twice or is fed."""
    seen: list[Name] = []
    for who, size in wanted:
        if who in seen:
            raise UsageError(f"device {who!r} is named twice: expected each once")
        seen.append(who)
        if who in site.meters:
            kind = site.meters[who].kind
            yield Target(who, "11.4" if kind == "PPMID" else "11.1", -1, _IMAGES[kind], None, size)
        else:
            name, _ = device_of(site, who)
            spec = devices(site)[name]
            assert isinstance(spec, BridgeSpec), "whatever is no meter is a bridge"
            yield Target(name, "11.4", spec.manufacturer, spec.image_type, spec.size_max, size)
