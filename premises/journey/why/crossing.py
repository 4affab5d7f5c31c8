"""One hop, both ways: what became of the newest flights there, each with the note that says so.

A flight is sent by its sender's word, lost by the same, heard or damaged by its receiver's; they are put together
here, by boot and sequence, so that whose notes came first makes no difference. What has no such word counts as neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from premises.identity import Name
from premises.journey.fold.hop import Hop
from premises.quantity import Instant
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry

DAMAGED = "damaged"
"""Why a frame was missed that its receiver found damaged. As premises.wire.notes.flights has it."""

QUEUE = "rate"
"""Who lost a frame that found a link's queue full. As premises.faults.impairments.queueing has it."""

OUTAGE = "outage"
"""Who lost a frame while nothing crossed the link. As premises.faults.impairments.aim has it."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One direction: its newest flights, oldest first, with what became of each."""

    source: Name
    target: Name
    sent: tuple[Entry, ...] = ()
    lost: tuple[Entry | None, ...] = ()
    """For each flight the note that it was lost, or came damaged."""
    heard: tuple[Entry | None, ...] = ()
    """For each flight the note that it was heard."""

    @property
    def losses(self) -> tuple[Entry, ...]:
        """The notes of all that were lost."""
        return tuple(entry for entry in self.lost if entry is not None)

    @property
    def row(self) -> tuple[Entry, ...]:
        """The notes of those lost one after the other up to the newest flight, oldest first; empty when it was not."""
        row: list[Entry] = []
        for entry in reversed(self.lost):
            if entry is None:
                break
            row.append(entry)
        return tuple(reversed(row))


def lane_of(source: Name, target: Name, hop: Hop | None, newest: int) -> Lane:
    """Give what became of the ``newest`` flights from ``source`` to ``target``."""
    if hop is None:
        return Lane(source, target)
    sent = tuple(hop.flights)[-newest:]
    missed = (entry for entry in hop.misses if isinstance(entry.note, FlightMissed) and entry.note.why == DAMAGED)
    lost = {_place_by_sender(entry): entry for entry in hop.losses} | {_place_of(entry): entry for entry in missed}
    heard = {_place_of(entry): entry for entry in hop.hearings}
    places = [_place_by_sender(entry) for entry in sent]
    found = tuple(map(lost.get, places)), tuple(map(heard.get, places))
    return Lane(source, target, sent, *found)


def last_at(lanes: Iterable[Lane]) -> Instant:
    """Give when anything last left on one of ``lanes``; the origin when nothing did."""
    return max((lane.sent[-1].at for lane in lanes if lane.sent), default=Instant(0))


def how(entry: Entry) -> str:
    """Give what lost a frame, in a word."""
    return entry.note.by if isinstance(entry.note, FlightLost) else DAMAGED


def chance_of(lost: int, sent: int, share: float) -> float:
    """Give the chance that of ``sent`` frames ``lost`` or more are lost where ``share`` of all are."""
    return sum(comb(sent, n) * share**n * (1 - share) ** (sent - n) for n in range(lost, sent + 1))


def _place_by_sender(entry: Entry) -> tuple[int, int]:
    note = entry.note
    assert isinstance(note, FlightSent | FlightLost), "the sender's own notes"
    return entry.boot, note.sequence


def _place_of(entry: Entry) -> tuple[int, int]:
    note = entry.note
    assert isinstance(note, FlightDelivered | FlightMissed), "the receiver's notes name the sender's boot"
    return note.boot, note.sequence
