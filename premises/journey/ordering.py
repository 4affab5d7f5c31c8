"""How far the Supplier's order (CS06) is that has a device run what it holds: read from the notes, like the packages.

::

    11.3 taken --> said to the hub --> the hub has it --> the device took it --> carried out, when its moment comes
"""

from dataclasses import dataclass

from premises.journey.devices import unless
from premises.journey.fold.journey import Journey
from premises.journey.layout import Place
from premises.quantity import Instant
from premises.wire.gbcs.activation import ActivateFirmwareCommand
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired
from premises.wire.notes.orders import OrderEnded, OrderPut, OrderTaken
from premises.wire.notes.requests import AlertLost, AlertSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

CS06 = "CS06"
COMMAND = ActivateFirmwareCommand.__name__

NO_COUNTER = 0
"""The counter of an order that there is not: the first has 1 or more. Ours."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """What is known of one device's newest order; None where nothing says so."""

    said: Entry | None
    """The DCC adapter said it to the hub, for the first time or again."""
    put: Entry | None
    """The hub has that same one, and put it to the device for the first time or again."""
    taken: Entry | None
    """The device took it, and has not ended it."""
    ended: Entry | None
    """The device ended one, or called it off, and took none since."""
    refused: Entry | None
    """The device ignored it."""
    lost: Entry | None
    """The DCC adapter or the hub gave it up."""

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was sent and nobody has said what became of it."""
        return self.said is not None and self.refused is None and self.lost is None and not self.has_arrived

    @property
    def has_arrived(self) -> bool:
        """Whether the device took the newest that was sent."""
        return _counter(self.said) <= max(_counter(self.taken), _counter(self.ended))


def ordering_of(journey: Journey, place: Place, since: Instant) -> Ordering:
    """Give how far the newest order is that went to the device of ``place`` from ``since`` on."""
    who = place.who
    said = _since(journey.last(DCC, AlertSent, CS06, place.eui, 0), since)
    put = _since(journey.last(HUB, OrderPut, who), since)
    taken, ended = _since(journey.last(who, OrderTaken), since), _since(journey.last(who, OrderEnded), since)
    first = None if said is None else _first_said(journey, place, said)
    return Ordering(
        said,
        put if _counter(put) == _counter(said) else None,
        unless(taken, ended),
        unless(ended, taken),
        _refusal(journey, place, first, taken, ended),
        _lost_on(journey, place, first),
    )


def _first_said(journey: Journey, place: Place, said: Entry) -> Entry:
    """Give when the order of ``said`` was said for the first time, of what is remembered."""
    every = journey.every(DCC, AlertSent, CS06, place.eui, 0)
    return next(entry for entry in every if _counter(entry) == _counter(said))


def _refusal(
    journey: Journey, place: Place, first: Entry | None, taken: Entry | None, ended: Entry | None
) -> Entry | None:
    """Give the device's word that it ignores what was said from ``first`` on."""
    if first is None:
        return None
    ignored = journey.every(place.who, MessageIgnored, since=first.at)
    mine = [entry for entry in ignored if isinstance(entry.note, MessageIgnored) and entry.note.kind == COMMAND]
    return unless(mine[-1], taken, ended) if mine else None


def _lost_on(journey: Journey, place: Place, first: Entry | None) -> Entry | None:
    if first is None:
        return None
    given_up = _since(journey.last(DCC, AlertLost, CS06, place.eui, 0), first.at)
    dropped = [
        entry
        for entry in journey.every(HUB, FrameExpired, place.who, since=first.at)
        if isinstance(entry.note, FrameExpired) and entry.note.kind == COMMAND
    ]
    return given_up or (dropped[-1] if dropped else None)


def _since(entry: Entry | None, since: Instant) -> Entry | None:
    return entry if entry is not None and entry.at >= since else None


def _counter(entry: Entry | None) -> int:
    note = None if entry is None else entry.note
    return note.counter if isinstance(note, AlertSent | OrderPut | OrderTaken | OrderEnded) else NO_COUNTER
