"""One hop, both ways: what became of the newest flights there, each with the note that says so.

A flight is sent by its sender's word, lost by the same, heard or damaged by its receiver's; they are put together
here, by boot and sequence, so that whose notes came first makes no difference. What has no such word counts as neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb
from operator import attrgetter

from premises.identity import Name
from premises.journey.fold.hop import Hop
from premises.quantity import Instant
from premises.wire.notes.flights import FlightLost, FlightMissed
from premises.wire.notes.vocabulary import Entry

DAMAGED = "damaged"
"""Why a frame was missed that its receiver found damaged, as premises.wire.notes.flights has it."""

QUEUE = "queue"
"""Who lost a frame that found a link's queue full, as premises.faults.impairments.queueing calls it."""

OUTAGE = "outage"
"""Who lost a frame while nothing crossed the link, as premises.faults.impairments.aim calls it."""


_PLACE = attrgetter("boot", "note.sequence")
"""Which flight a note of its sender is about."""


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

    def newest(self, count: int) -> "Lane":
        """Give the lane of the newest ``count`` flights alone."""
        if len(self.sent) <= count:
            return self
        return Lane(self.source, self.target, self.sent[-count:], self.lost[-count:], self.heard[-count:])

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


def lane_of(source: Name, target: Name, hop: Hop | None) -> Lane:
    """Give what became of the newest flights from ``source`` to ``target``."""
    if hop is None:
        return Lane(source, target)
    damaged = {
        flight: entry
        for flight, entry in hop.misses.items()
        if isinstance(entry.note, FlightMissed) and entry.note.why == DAMAGED
    }
    lost, heard, places = hop.losses | damaged if damaged else hop.losses, hop.hearings, [*map(_PLACE, hop.flights)]
    return Lane(source, target, tuple(hop.flights), tuple(map(lost.get, places)), tuple(map(heard.get, places)))


def last_at(lanes: Iterable[Lane]) -> Instant:
    """Give when anything last left on one of ``lanes``; the origin when nothing did."""
    return max((lane.sent[-1].at for lane in lanes if lane.sent), default=Instant(0))


def how(entry: Entry) -> str:
    """Give what lost a frame, in a word."""
    return entry.note.by if isinstance(entry.note, FlightLost) else DAMAGED


def chance_of(lost: int, sent: int, share: float) -> float:
    """Give the chance that of ``sent`` frames ``lost`` or more are lost where ``share`` of all are."""
    return sum(comb(sent, n) * share**n * (1 - share) ** (sent - n) for n in range(lost, sent + 1))
