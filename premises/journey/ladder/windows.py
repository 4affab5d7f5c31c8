"""Whoever notes nothing, as a Supplier over DUIS: its flights, by what those noted whom it spoke to.

What somebody heard from it left it as long before as the hearer says; what the DCC says that it took it had when it
said so. Nobody notes when an answer comes: that counts from when it was said, as ``supplier.told`` has it.
"""

from collections.abc import Iterable, Iterator, Sequence

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.requests import AlertReceived
from premises.wire.notes.vocabulary import Entry

TAKES = "DuisAck"
"""How a Supplier says that it has a message."""


def people_of(entries: Iterable[Entry]) -> set[Name]:
    """Give who noted anything, said anything or was told anything."""
    people: set[Name] = set()
    for entry in entries:
        people.add(entry.who)
        match entry.note:
            case FlightSent(target=other) | FlightDelivered(source=other):
                people.add(other)
    return people


def with_windows(entries: Sequence[Entry]) -> list[Entry]:
    """Give the notes, and those that somebody would have made who noted nothing: what left it, and what it took."""
    noting = {entry.who for entry in entries}
    return [*entries, *_left(entries, noting), *_Taken(entries, noting).notes()]


def _left(entries: Iterable[Entry], noting: set[Name]) -> Iterator[Entry]:
    for entry in entries:
        note = entry.note
        if isinstance(note, FlightDelivered) and note.source not in noting:
            sent = FlightSent(
                note.link, entry.who, note.sequence, 0, note.kind, note.offset, origin=note.source, goal=entry.who
            )  # fmt: skip
            yield Entry(Instant(entry.at - note.after), note.source, note.boot, 0, sent)


class _Taken:
    """What was sent to whoever notes nothing, and is not known to be lost."""

    def __init__(self, entries: Sequence[Entry], noting: set[Name]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))
        lost = {(e.who, e.boot, e.note.link, e.note.sequence) for e in entries if isinstance(e.note, FlightLost)}
        self._open = [
            (entry, entry.note)
            for entry in self._entries
            if isinstance(entry.note, FlightSent)
            and entry.note.target not in noting
            and (entry.who, entry.boot, entry.note.link, entry.note.sequence) not in lost
        ]
        self._about = {(e.at, e.who, e.note.entity) for e in entries if isinstance(e.note, AlertReceived)}

    def notes(self) -> Iterator[Entry]:
        """Give that each came of which the DCC says so."""
        said: dict[tuple[Name, Name], Instant] = {}
        known: set[tuple[Name, int]] = set()
        for entry in self._entries:
            match entry.note:
                case FlightDelivered(kind=kind, source=source, after=after) if kind == TAKES:
                    said[entry.who, source] = Instant(entry.at - after)
                case SupplierTold(supplier=supplier, number=number) as told if (supplier, number) not in known:
                    if number:
                        # One that is about several devices has a note for each.
                        known.add((supplier, number))
                    yield from self._came(entry, told, said.get((entry.who, supplier), entry.at))

    def _came(self, entry: Entry, told: SupplierTold, taken_at: Instant) -> Iterator[Entry]:
        since, until = (entry.at, entry.at) if not told.number else (Instant(0), taken_at)
        found = [
            (sent, note)
            for sent, note in self._open
            if (sent.who, note.target, note.kind) == (entry.who, told.supplier, told.message)
            and since <= sent.at <= until
        ]
        mine = [pair for pair in found if (pair[0].at, entry.who, told.device) in self._about] or found
        if mine:
            sent, note = mine[0]
            self._open.remove(mine[0])
            after = Duration(until - sent.at)
            came = FlightDelivered(note.link, sent.who, sent.boot, note.sequence, note.kind, note.offset, after)
            yield Entry(until, note.target, 1, 0, came)
