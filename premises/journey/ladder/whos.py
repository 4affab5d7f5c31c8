"""Who the identities and image types in notes are: what a ladder must know of a site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from premises.identity import Eui64, Name
from premises.journey.layout import Layout


@dataclass(frozen=True, slots=True)
class Whos:
    """Who is who; whoever is not known goes by number."""

    names: Mapping[Eui64, Name] = field(default_factory=dict)
    types: Mapping[int, Name] = field(default_factory=dict)
    """Whose an image type is; the first, when several have it."""

    def known(self, devices: Iterable[Eui64]) -> tuple[Name, ...]:
        """Give those of the devices that are of these premises."""
        return tuple(self.names[eui] for eui in devices if eui in self.names)

    def spoken(self, devices: Iterable[Eui64]) -> str:
        """Give all of them in words."""
        return ", ".join(str(self.names.get(eui, eui)) for eui in devices)

    def image(self, image_type: int) -> str:
        """Give whose image it is, in words."""
        return f"the image of {self.types.get(image_type, f'type {image_type:#06x}')}"


def whos_of(layout: Layout | None) -> Whos:
    """Give what a layout says; nobody is known without one."""
    if layout is None:
        return Whos()
    types = {place.image_type: who for who, place in reversed(list(layout.places.items()))}
    return Whos(layout.names, types)
