"""What a party goes by when it asks who may not run what it sent: packages, words, and which sites there may be.

Values; how worlds follow from them is ``worlds``'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.design import SHAPES, Design

Shape = tuple[Name, ...]
"""The bridges, or other devices, of one site that there may be."""

VISIT = "visit"
"""What a word is called that nobody said: somebody stood before the device and looked."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One package for one device; a request for several is several of these."""

    request_id: str
    device: Name
    """Whom the request named."""
    version: int
    """Of the image as a whole."""
    at: Instant
    """When it was asked for: what was said before is not about it."""
    covers: tuple[tuple[Name, ...], ...]
    """For each shape of ``Known.shapes``, whose firmware is in the package: the device first."""
    before: int | None = None
    """The version that the party held the device to run before; None when it could not say."""
    until: Instant | None = None
    """Until when a polite party waits for the last word of it; None when it said no such moment."""

    @property
    def devices(self) -> tuple[Name, ...]:
        """Give everybody who may be in it, whatever the site is, in the order of the largest shape."""
        return max(self.covers, key=len, default=())


@dataclass(frozen=True, slots=True)
class Known:
    """All that one party goes by at one moment."""

    shapes: tuple[Shape, ...]
    """The sites that it holds possible; one, when it knows the site."""
    on_smi: tuple[Name, ...]
    """Of whom an 11.2 can be asked."""
    sent: tuple[Sent, ...]
    words: tuple[Word, ...]
    """In the order in which it had them."""
    fed_by: Mapping[Name, Name] = field(default_factory=dict)
    """Who gets its firmware from which bridge. Of every design that is public."""
    behind: Mapping[Name, Name] = field(default_factory=dict)
    """Whose frames cross which bridge; who is not named stands before the hub."""

    def is_sent(self, sent: Sent) -> bool:
        """Say whether a package went on its way as far as the party knows: a refused one did not."""
        return not any(_refuses(word, sent) for word in self.words if word.request_id == sent.request_id)

    def above(self, who: Name) -> tuple[Name, ...]:
        """Give who feeds a device, who feeds that one, and so on: the nearest first."""
        return tuple(_up(self.fed_by, who))

    def way_of(self, who: Name) -> tuple[Name, ...]:
        """Give the bridges that a device's frames cross on their way to the hub: the nearest first."""
        return tuple(_up(self.behind, who))


def shapes_of(design: Design, on_smi: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Give every legal set of bridges, by PPMIDVariant, of which the inventory would show exactly ``on_smi``."""
    shown = set(on_smi)
    return tuple(shape for shape in SHAPES if {kind for kind in shape if design.is_on_the_smi(kind)} == shown)


def covers_of(design: Design, variant: str, shapes: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Give, for each set of bridges, whose firmware is in the package of ``variant``; nobody's where it is not."""
    package = design.package_of(variant)
    return tuple(tuple(kind for kind in package if kind in shape) if variant in shape else () for shape in shapes)


def _refuses(word: Word, sent: Sent) -> bool:
    """Say whether a response refuses a package: all of a request (E), or this device of it (W)."""
    return word.what[:1] in ("E", "W") and word.device in ((sent.device,) if word.what[0] == "W" else ("", sent.device))


def _up(steps: Mapping[Name, Name], who: Name) -> Iterator[Name]:
    while who in steps:
        who = steps[who]
        yield who
