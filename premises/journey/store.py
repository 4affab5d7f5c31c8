"""What the hub's store holds and who still waits for it, read from the journey.

As the hub noted it: each image that it stored in a slot, until it said that the image left. Which slots there are, and
which image displaces which, is the hub's own affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from premises.identity import Eui64, Name
from premises.journey.devices import newest, place_of, unless
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.wire.notes.requests import (
    AlertSent,
    ImageDisplaced,
    ImageRemoved,
    ImageStored,
    RequestAccepted,
    TransferStarted,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

CCS08 = "CCS08"
"""By which the hub says how the transfer to one device ended, after which that device waits no longer."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image in its slot."""

    image_type: int
    version: int
    size: int
    stored: Entry
    waiting: tuple[Name, ...]
    """The devices of its request of which no CCS08 was said since; none while the request was not heard of."""


@dataclass(frozen=True, slots=True)
class HubSlot:
    """One slot into which an image was ever stored."""

    name: str
    image: Image | None
    """None when it is empty."""
    entry: Entry
    """The note that says so: stored, displaced, or removed."""


def slots_of(journey: Journey, layout: Layout) -> tuple[HubSlot, ...]:
    """Give every slot that ever held an image, by name."""
    newest_of: dict[str, Entry] = {}
    for stored in journey.of_kind(HUB, ImageStored):
        newest_of[_stored(stored).slot] = stored
    return tuple(_slot(journey, layout, name, stored) for name, stored in sorted(newest_of.items()))


def _slot(journey: Journey, layout: Layout, name: str, stored: Entry) -> HubSlot:
    note = _stored(stored)
    what = note.image_type, note.version
    gone = newest(journey.last(HUB, ImageDisplaced, *what), journey.last(HUB, ImageRemoved, *what))
    if gone is not None and unless(gone, stored) is gone:
        return HubSlot(name, None, gone)
    image = Image(note.image_type, note.version, note.size, stored, _waiting(journey, layout, stored))
    return HubSlot(name, image, stored)


def _waiting(journey: Journey, layout: Layout, stored: Entry) -> tuple[Name, ...]:
    version = _stored(stored).version
    return tuple(
        layout.names[eui]
        for eui in _asked_for(journey, stored)
        if eui in layout.names and not _is_over(journey.every(HUB, AlertSent, CCS08, eui, version), stored)
    )


def _is_over(alerts: Sequence[Entry], stored: Entry) -> bool:
    """Say whether one of ``alerts`` was said for the first time after ``stored``, and not merely once more."""
    before = {_counter(alert) for alert in alerts if place_of(alert) < place_of(stored)}
    return any(place_of(stored) < place_of(alert) and _counter(alert) not in before for alert in alerts)


def _counter(alert: Entry) -> int:
    assert isinstance(alert.note, AlertSent), "of that kind"
    return alert.note.counter


def _asked_for(journey: Journey, stored: Entry) -> tuple[Eui64, ...]:
    """Give the devices of the request whose transfer ended with this image: the last that began before it."""
    begun = [entry for entry in journey.of_kind(HUB, TransferStarted) if place_of(entry) < place_of(stored)]
    transfer = begun[-1].note.transfer if begun and isinstance(begun[-1].note, TransferStarted) else None
    for accepted in journey.of_kind(DCC, RequestAccepted):
        if isinstance(accepted.note, RequestAccepted) and accepted.note.transfer == transfer:
            return accepted.note.devices
    return ()


def _stored(entry: Entry) -> ImageStored:
    assert isinstance(entry.note, ImageStored), "of that kind"
    return entry.note
