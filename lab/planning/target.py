"""One device of a plan, and the image that it is to have: by which request it goes, and what must hold it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hub.store import DeviceType, type_of
from lab.site import devices_of
from premises.identity import Name
from premises.wire.device import target
from premises.wire.site import Site

RequestName = Literal["11.1", "11.4"]


@dataclass(frozen=True, slots=True)
class Target:
    """One device, and the size of the image that it is to have."""

    who: Name
    device: target.Target
    size: int

    @property
    def request(self) -> RequestName:
        """By which request it is updated. Source: S7M, TPL."""
        return "11.1" if self.device.is_commanded else "11.4"

    @property
    def kind(self) -> DeviceType:
        """Whose image the hub's store takes it for."""
        return type_of(self.device.image_type)

    def shares_an_image_with(self, other: "Target") -> bool:
        """Say whether one request can name both."""
        return (*self.device.code, self.size) == (*other.device.code, other.size)


def targets_of(site: Site, wanted: Sequence[tuple[Name, int]]) -> Iterator[Target]:
    """Give who is to have an image of how many octets; UsageError when one cannot be updated or is named twice."""
    devices_of(site, [who for who, _ in wanted])
    for who, size in wanted:
        yield Target(who, target.wanted_of(site, who), size)
