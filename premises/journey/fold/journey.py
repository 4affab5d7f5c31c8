"""All notes of a premises, folded as they come into what can be asked: what crossed each hop, and what was last said.

Incremental and bounded. Each participant's notes must come in its own order, boot after boot; how those of different
participants are mixed makes no difference to the journey that comes out: nothing is forgotten of one because of what
another noted, but for the slices of a hop's window, which both its ends share and which go by the newer one's time. So
a run file, a live feed and a virtual world give equal journeys once each has the same notes; in between, a window that
is asked about a moment more than ``hop.SLICES_MAX`` slices before the newest note there is short of what was forgotten.
It concludes nothing: what a package is and why it waits is read from here by others.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.fold.hop import Hop, keep
from premises.journey.fold.keys import ABOUT, COUNTED, KEYS
from premises.journey.fold.progress import Progress
from premises.quantity import ORIGIN, Instant
from premises.wire.notes.downloads import ImageRejected, OtaAborted, OtaFailed, OtaStarted
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.requests import TransferStarted
from premises.wire.notes.vocabulary import Entry

SAID_MAX = 16
"""Entries kept of one thing that is said again and again, the newest. Ours."""

THINGS_MAX = 1_024
"""Different things that are remembered of what one participant noted of one kind; the one said longest ago is forgotten
for another. Ours: 1,024 requests, devices or versions."""

ASKS = frozenset(("ImageBlockRequest", "ChunkRequest"))
"""What says by its offset how far the one who asks is."""

Things = dict[tuple[object, ...], deque[Entry]]
"""Notes of one kind by one participant, by what they are about, the one said longest ago first."""


@dataclass(slots=True)
class Journey:
    """What the notes of one run say, so far."""

    now: Instant = ORIGIN
    """The newest moment that anything was noted at."""
    hops: dict[tuple[Name, Name], Hop] = field(default_factory=dict)
    """By who sends and who is to hear."""
    said: dict[tuple[Name, type[Note]], Things] = field(default_factory=dict)
    """By who said it, and of which kind."""
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
        found = self._told(who, kind, about)
        return found[-1] if found else None

    def first(self, who: Name, kind: type[Note], *about: object, since: Instant = ORIGIN) -> Entry | None:
        """Give the oldest that is remembered, of those made from ``since`` on."""
        return next((entry for entry in self._told(who, kind, about) if entry.at >= since), None)

    def every(self, who: Name, kind: type[Note], *about: object, since: Instant = ORIGIN) -> tuple[Entry, ...]:
        """Give those that are remembered, oldest first, of those made from ``since`` on."""
        return tuple(entry for entry in self._told(who, kind, about) if entry.at >= since)

    def of_kind(self, who: Name, kind: type[Note]) -> list[Entry]:
        """Give the newest note about each thing that ``who`` made notes of this kind about, oldest first."""
        return [entries[-1] for entries in self.said.get((who, kind), {}).values()]

    def hop(self, source: Name, target: Name) -> Hop | None:
        """Give what crossed from ``source`` to ``target``."""
        return self.hops.get((source, target))

    def _told(self, who: Name, kind: type[Note], about: tuple[object, ...]) -> Sequence[Entry]:
        assert kind not in COUNTED, f"{kind.__name__} is counted, and not remembered"
        fields = ABOUT.get(kind, ())
        assert len(about) == len(fields), f"{kind.__name__} is about {fields}, and was asked for by {about}"
        things = self.said.get((who, kind))
        return () if things is None else things.get(about, ())


def _hop(journey: Journey, source: Name, target: Name, link: Name) -> Hop:
    hop = journey.hops.get((source, target))
    if hop is None:
        hop = journey.hops[source, target] = Hop(link)
    return hop


def _sent(journey: Journey, entry: Entry) -> None:
    note: FlightSent = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((entry.who, note.target)) or _hop(journey, entry.who, note.target, note.link)
    hop.sent += 1
    hop.flights.append(entry)
    hop.slice_at(entry.at).sent += 1
    if note.kind in ASKS and note.origin == entry.who:
        _progress(journey, entry.who).ask(note.offset, entry.at)


def _lost(journey: Journey, entry: Entry) -> None:
    note: FlightLost = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((entry.who, note.target)) or _hop(journey, entry.who, note.target, note.link)
    hop.lost += 1
    keep(hop.losses, (entry.boot, note.sequence), entry)
    hop.slice_at(entry.at).lost += 1


def _heard(journey: Journey, entry: Entry) -> None:
    note: FlightDelivered = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((note.source, entry.who)) or _hop(journey, note.source, entry.who, note.link)
    hop.heard += 1
    keep(hop.hearings, (note.boot, note.sequence), entry)
    part = hop.slice_at(entry.at)
    part.heard += 1
    part.after += note.after


def _missed(journey: Journey, entry: Entry) -> None:
    note: FlightMissed = entry.note  # type: ignore[assignment]  # by _TAKES
    hop = journey.hops.get((note.source, entry.who)) or _hop(journey, note.source, entry.who, note.link)
    hop.missed += 1
    keep(hop.misses, (note.boot, note.sequence), entry)
    hop.slice_at(entry.at).missed += 1


def _straggled(journey: Journey, _: Entry) -> None:
    journey.stragglers += 1


def _began(journey: Journey, entry: Entry) -> None:
    note: OtaStarted | TransferStarted = entry.note  # type: ignore[assignment]  # by _TAKES
    what = note.version if isinstance(note, OtaStarted) else note.transfer
    _progress(journey, entry.who).begin(what, note.have, entry.at)
    _say(journey, entry)


def _dropped(journey: Journey, entry: Entry) -> None:
    _progress(journey, entry.who).drop()
    _say(journey, entry)


def _say(journey: Journey, entry: Entry) -> None:
    kind = type(entry.note)
    things = journey.said.get((entry.who, kind))
    if things is None:
        things = journey.said[entry.who, kind] = {}
    key = KEYS.get(kind)
    about = () if key is None else key(entry.note)
    # Put in anew each time: a dict keeps its order, so its first is the one that was said longest ago.
    found = things.pop(about, None)
    if found is None:
        if len(things) >= THINGS_MAX:
            del things[next(iter(things))]
        found = deque(maxlen=SAID_MAX)
    found.append(entry)
    things[about] = found


def _progress(journey: Journey, who: Name) -> Progress:
    progress = journey.progress.get(who)
    if progress is None:
        progress = journey.progress[who] = Progress()
    return progress


_TAKES: dict[type[Note], Callable[[Journey, Entry], None]] = {
    FlightSent: _sent,
    FlightLost: _lost,
    FlightDelivered: _heard,
    FlightMissed: _missed,
    FlightStraggled: _straggled,
    OtaStarted: _began,
    TransferStarted: _began,
    OtaAborted: _dropped,
    OtaFailed: _dropped,
    ImageRejected: _dropped,
}
"""What is counted, or says how far somebody is; everything else is only remembered as it was said."""
