"""The hub's image store: whose images go into which slot, whose goes first, and what is displaced.

The rules are a table of the site (``StoreSpec``), so that a better fact can be dropped in. By default, and so by
assumption 1 (docs/sources.md), there are two slots: E is the ESME's; X is shared by GSME, HCALCS and every PPMID-class
device, Alt HAN bridges among them. A GSME image displaces the others and never the other way round; the others
displace each other, the last one winning. Source of that order: SEED. It keeps nothing itself; the hub does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from premises.identity import Eui64
from premises.quantity import Duration, Instant, after, earliest, seconds
from premises.talk.ota_server import Offer
from premises.wire.field.ota_file import ESME_IMAGE, GSME_IMAGE, HCALCS_IMAGE
from premises.wire.tables.hub import HubSpec, SlotSpec


class DeviceType(Enum):
    """Whose images there are, as the store tells them apart."""

    ESME = "ESME"
    GSME = "GSME"
    PPMID = "PPMID"
    """The PPMID class: a PPMID and every bridge. Source: SEED."""
    HCALCS = "HCALCS"

    @property
    def is_meter(self) -> bool:
        """Whether its image is told of by N60 and N61, and by no CCS08. Assumption 64 (docs/sources.md)."""
        return self in (DeviceType.ESME, DeviceType.GSME)


_TYPES = {ESME_IMAGE: DeviceType.ESME, GSME_IMAGE: DeviceType.GSME, HCALCS_IMAGE: DeviceType.HCALCS}
"""By OTA image type; every other is of the PPMID class. Assumption 3 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place for one image."""

    name: str
    size_max: int
    ranks: tuple[tuple[DeviceType, int], ...]
    """Whose images it takes, and how they stand: one of lower rank never displaces one of higher."""


@dataclass(frozen=True, slots=True)
class StoreRules:
    """The store of one hub, as its site's table has it."""

    slots: tuple[Slot, ...]
    """By name; each type of device is in exactly one of them."""
    hold_max: Duration
    survives_reboot: bool

    @property
    def size_max(self) -> int:
        """Octets of the largest slot: what is larger is not even fetched."""
        return max(slot.size_max for slot in self.slots)

    def slot_of(self, image_type: int) -> Slot:
        """Give the slot of images of this type."""
        kind = type_of(image_type)
        return next(slot for slot in self.slots if kind in dict(slot.ranks))

    def rank_of(self, image_type: int) -> int:
        """Give how images of this type stand in their slot."""
        return dict(self.slot_of(image_type).ranks)[type_of(image_type)]


@dataclass(frozen=True, slots=True)
class Held:
    """One image in its slot, and the devices that still wait for it."""

    offer: Offer
    devices: tuple[Eui64, ...]
    held_since: Instant
    transfer: int
    """The carrier's number of the transfer that brought it; 0 when it is not known."""


@dataclass(frozen=True, slots=True)
class Store:
    """What the hub holds, by the names of the slots and in their order."""

    by_slot: tuple[tuple[str, Held], ...] = ()

    def held(self, slot: str) -> Held | None:
        """Give what a slot holds."""
        return dict(self.by_slot).get(slot)

    def with_slot(self, slot: str, held: Held | None) -> "Store":
        """Give the store with another content of one slot."""
        others = tuple(entry for entry in self.by_slot if entry[0] != slot)
        # By name alone: what is held has no order.
        return Store(others if held is None else tuple(sorted((*others, (slot, held)), key=lambda entry: entry[0])))

    def for_device(self, device: Eui64) -> tuple[str, Held] | None:
        """Give the slot whose image waits for ``device``, and that image; None when none does."""
        return next(((slot, held) for slot, held in self.by_slot if device in held.devices), None)

    def deadline(self, hold_max: Duration) -> Instant | None:
        """Give the moment at which the first image has been held for too long."""
        return earliest(*(after(held.held_since, hold_max) for _, held in self.by_slot))


def store_rules(spec: HubSpec) -> StoreRules:
    """Give the rules of a hub's store as its site has them."""
    slots = tuple(
        Slot(name, spec.slot_size_max if slot.size_max is None else slot.size_max, tuple(ranks_of(slot)))
        for name, slot in sorted(spec.store.slots.items())
    )
    return StoreRules(slots, seconds(spec.store.hold_s), spec.store.survives_reboot)


def ranks_of(slot: SlotSpec) -> Iterator[tuple[DeviceType, int]]:
    """Give whose images a slot of the site takes, each with its rank."""
    for kind in DeviceType:
        rank = getattr(slot.ranks, kind.value)
        if rank:
            yield kind, rank


def type_of(image_type: int) -> DeviceType:
    """Give whose images are of this OTA image type."""
    return _TYPES.get(image_type, DeviceType.PPMID)


def admits(rules: StoreRules, store: Store, offer: Offer) -> bool:
    """Say whether ``offer`` may take its slot: it is free, or what it holds is of no higher rank."""
    held = store.held(rules.slot_of(offer.image_type).name)
    return held is None or rules.rank_of(held.offer.image_type) <= rules.rank_of(offer.image_type)
