"""The hub's image store: how many images it holds, whose goes first, and what is displaced.

Assumption 1 (docs/sources.md): two slots. Slot E is the ESME's; slot X is shared by GSME, HCALCS and every
PPMID-class device, Alt HAN bridges among them. A GSME image displaces the others and never the other way round;
the others displace each other, the last one winning. Source of that order: the MP170 Working Group, July 2022.
The ranks are a table, so that a better fact can be dropped in. It keeps nothing itself; the hub does.
"""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Eui64
from premises.quantity import Duration, Instant, after, earliest, seconds
from premises.talk.ota_server import Offer

HOLD_MAX = Duration(10 * 24 * 3600 * seconds(1))
"""An image is held until transferred, displaced, or this long: 10 days. Assumption 1 (docs/sources.md)."""

SLOT_SIZE_MAX = 1 << 20
"""Octets of one slot. Assumption 1 (docs/sources.md)."""


class Slot(Enum):
    """The places for one image each."""

    E = "E"
    X = "X"


@dataclass(frozen=True, slots=True)
class Rank:
    """Which slot a type of device uses, and how it stands there: an image of lower rank never displaces a higher."""

    slot: Slot
    rank: int


RANK_ESME = Rank(Slot.E, 1)
RANK_GSME = Rank(Slot.X, 2)
RANK_PPMID_CLASS = Rank(Slot.X, 1)
"""PPMID, HCALCS and bridges."""

RANKS: dict[int, Rank] = {0x0000: RANK_ESME, 0x0001: RANK_GSME}
"""By OTA image type; every other type is of the PPMID class. Assumption 3 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Held:
    """One image in its slot, and the devices that still wait for it."""

    offer: Offer
    devices: tuple[Eui64, ...]
    held_since: Instant


@dataclass(frozen=True, slots=True)
class Store:
    """What the hub holds, by slot, in the order of ``Slot``."""

    e: Held | None = None
    x: Held | None = None

    def held(self, slot: Slot) -> Held | None:
        """Give what a slot holds."""
        return self.e if slot is Slot.E else self.x

    def with_slot(self, slot: Slot, held: Held | None) -> "Store":
        """Give the store with another content of one slot."""
        return Store(held, self.x) if slot is Slot.E else Store(self.e, held)

    def for_device(self, device: Eui64) -> tuple[Slot, Held] | None:
        """Give the image that waits for ``device``, or None."""
        if self.x is not None and device in self.x.devices:
            return Slot.X, self.x
        if self.e is not None and device in self.e.devices:
            return Slot.E, self.e
        return None

    def deadline(self) -> Instant | None:
        """Give the moment at which the first image has been held for too long."""
        return earliest(*(after(held.held_since, HOLD_MAX) for held in (self.e, self.x) if held is not None))


def rank_of(image_type: int) -> Rank:
    """Give how images of this type stand in the store."""
    return RANKS.get(image_type, RANK_PPMID_CLASS)


def admits(store: Store, offer: Offer) -> bool:
    """Say whether ``offer`` may take its slot: it is free, or what it holds is of no higher rank."""
    rank = rank_of(offer.image_type)
    held = store.held(rank.slot)
    return held is None or rank_of(held.offer.image_type).rank <= rank.rank
