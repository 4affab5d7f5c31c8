"""All notes of a premises, folded as they come into what can be asked: what crossed each hop, and what was last said.

Incremental and bounded. Each participant's notes must come in its own order; how those of different participants are
mixed makes no difference, so a run file, a live feed and a virtual world give equal journeys. It concludes nothing:
what a package is and why it waits is read from here by others.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.fold.hop import Hop
from premises.journey.fold.keys import KEYS
from premises.journey.fold.progress import Progress
from premises.quantity import ORIGIN, Instant
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry

SAID_MAX = 16
"""Entries kept of one thing that is said again and again, the newest. Ours."""

THINGS_MAX = 8_192
"""Different things that are remembered; the one said longest ago is forgotten for another. Ours."""

ASKS = frozenset(("ImageBlockRequest", "ChunkRequest"))
"""What says by its offset how far the one who asks is."""

Thing = tuple[object, ...]
"""(who, kind of note, what it is about...)."""


@dataclass(slots=True)
class Journey:
    """What the notes of one run say, so far."""

    now: Instant = ORIGIN
    """The newest moment that anything was noted at."""
    hops: dict[tuple[Name, Name], Hop] = field(default_factory=dict)
    """By who sends and who is to hear."""
    said: dict[Thing, deque[Entry]] = field(default_factory=dict)
    progress: dict[Name, Progress] = field(default_factory=dict)
    stragglers: int = 0

    def take_all(self, entries: Iterable[Entry]) -> None:
        """Take notes, each participant's in its own order."""
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take one note."""
        self.now = max(self.now, entry.at)
        _TAKES.get(type(entry.note), _say)(self, entry)

    def last(self, who: Name, kind: type[Note], *about: object) -> Entry | None:
        """Give the newest note of its kind that ``who`` made about that; None when there is none."""
        found = self.said.get((who, kind, *about))
        return found[-1] if found else None

    def every(self, who: Name, kind: type[Note], *about: object, since: Instant = ORIGIN) -> tuple[Entry, ...]:
        """Give those that are remembered, oldest first, of those made from ``since`` on."""
        return tuple(entry for entry in self.said.get((who, kind, *about), ()) if entry.at >= since)

    def first(self, who: Name, kind: type[Note], *about: object, since: Instant = ORIGIN) -> Entry | None:
        """Give the oldest that is remembered, of those made from ``since`` on."""
        return next((entry for entry in self.said.get((who, kind, *about), ()) if entry.at >= since), None)

    def of_kind(self, who: Name, kind: type[Note]) -> list[Entry]:
        """Give the newest note about each thing that ``who`` made notes of this kind about, oldest first."""
        newest = [entries[-1] for thing, entries in self.said.items() if thing[:2] == (who, kind)]
        return sorted(newest, key=_place)

    def hop(self, source: Name, target: Name) -> Hop | None:
        """Give what crossed from ``source`` to ``target``."""
        return self.hops.get((source, target))


def _hop(journey: Journey, source: Name, target: Name, link: Name) -> Hop:
    hop = journey.hops.get((source, target))
    if hop is None:
        hop = journey.hops[source, target] = Hop(link)
    return hop


def _sent(journey: Journey, entry: Entry) -> None:
    note: FlightSent = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((entry.who, note.target)) or _hop(journey, entry.who, note.target, note.link)
    hop.sent += 1
    hop.last_sent = entry
    hop.flights.append(entry)
    hop.slice_at(entry.at).sent += 1
    if note.kind in ASKS and note.origin == entry.who:
        progress = journey.progress.get(entry.who)
        if progress is None:
            progress = journey.progress[entry.who] = Progress()
        progress.ask(note.offset, entry.at)


def _lost(journey: Journey, entry: Entry) -> None:
    note: FlightLost = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((entry.who, note.target)) or _hop(journey, entry.who, note.target, note.link)
    hop.lost += 1
    hop.last_lost = entry
    hop.losses.append(entry)
    hop.slice_at(entry.at).lost += 1


def _heard(journey: Journey, entry: Entry) -> None:
    note: FlightDelivered = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((note.source, entry.who)) or _hop(journey, note.source, entry.who, note.link)
    hop.heard += 1
    hop.last_heard = entry
    hop.hearings.append(entry)
    part = hop.slice_at(entry.at)
    part.heard += 1
    part.after += note.after


def _missed(journey: Journey, entry: Entry) -> None:
    note: FlightMissed = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((note.source, entry.who)) or _hop(journey, note.source, entry.who, note.link)
    hop.missed += 1
    hop.last_missed = entry
    hop.misses.append(entry)
    hop.slice_at(entry.at).missed += 1


def _straggled(journey: Journey, _: Entry) -> None:
    journey.stragglers += 1


def _say(journey: Journey, entry: Entry) -> None:
    kind = type(entry.note)
    key = KEYS.get(kind)
    thing = (entry.who, kind) if key is None else (entry.who, kind, *key(entry.note))
    found = journey.said.get(thing)
    if found is None:
        if len(journey.said) >= THINGS_MAX:
            del journey.said[min(journey.said, key=lambda other: _place(journey.said[other][-1]))]
        found = journey.said[thing] = deque(maxlen=SAID_MAX)
    found.append(entry)


def _place(entry: Entry) -> tuple[Instant, Name, int, int]:
    return entry.at, entry.who, entry.boot, entry.number


_TAKES: dict[type[Note], Callable[[Journey, Entry], None]] = {
    FlightSent: _sent,
    FlightLost: _lost,
    FlightDelivered: _heard,
    FlightMissed: _missed,
    FlightStraggled: _straggled,
}
"""What is counted; everything else is remembered as it was said."""
