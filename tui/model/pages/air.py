"""Notes that a ladder is made of, kept as they come: what is said once, the newest of what is asked again and again.

Questions for blocks and chunks are nearly all of what crosses the air. Of each asker only the newest are kept as they
were noted; older ones are counted into one stretch after the other, cut where an exchange was whole. So a ladder costs
the same after a thousand messages and after a hundred thousand.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.ladder.happenings import WORDS, is_usual
from premises.quantity import Instant, seconds
from premises.wire.notes.flights import (
    FlightDelivered,
    FlightLost,
    FlightMissed,
    FlightSent,
    FrameExpired,
    FrameHeld,
    FrameStranded,
)
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertReceived,
    AlertSent,
    ImageOffered,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferOffered,
    TransferStarted,
)
from premises.wire.notes.sleep import FellAsleep
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR

NOTES_MAX = 20_000
"""Notes of what is no block and no chunk that are kept, the newest. Ours."""

ASKED_MAX = 512
"""Notes of one asker's blocks or chunks that are kept, the newest; twice as many before any is counted. Ours."""

STRETCHES_MAX = 64
"""Stretches that are remembered of one asker, the newest. Ours."""

OPEN_MAX = 4_096
"""Flights of which it is remembered whose question they are until it is known what became of them. Ours."""

REST = seconds(60)
"""Premises time without a question after which another stretch begins. Ours."""

ASKS = {"ImageBlockRequest": "ImageBlockRequest", "ImageBlockResponse": "ImageBlockRequest",
        "ChunkRequest": "ChunkRequest", "ChunkResponse": "ChunkRequest"}  # fmt: skip
"""The kinds that are asked again and again, each with its question."""

NO_NEWS = ("DataRequest",)
"""What is about no package and is not kept."""

BESIDE: frozenset[type[Note]] = frozenset(
    (
        *WORDS, AlertReceived, AlertSent, FellAsleep, FrameExpired, FrameHeld, FrameStranded, ImageOffered,
        RequestAccepted, RequestRefused, SupplierTold, TransferEnded, TransferOffered, TransferStarted,
    )
)  # fmt: skip
"""Notes that say something on a ladder, or beside a message on it."""

FATES = (FlightDelivered, FlightLost, FlightMissed)
"""What becomes of a flight."""

Flight = tuple[Name, Name, Name, int, int]
"""Its link, who sends and who is to hear, the boot of who sends, and its number there."""


def flight_of(entry: Entry) -> Flight:
    """Give which flight a note is about that is of one."""
    match entry.note:
        case (
            FlightSent(link=link, target=target, sequence=sequence)
            | FlightLost(link=link, target=target, sequence=sequence)
        ):
            return link, entry.who, target, entry.boot, sequence
        case (
            FlightDelivered(link=link, source=source, boot=boot, sequence=sequence)
            | FlightMissed(link=link, source=source, boot=boot, sequence=sequence)
        ):
            return link, source, entry.who, boot, sequence
    raise AssertionError(f"{type(entry.note).__name__} is about no flight")


@dataclass(slots=True)
class Stretch:
    """What one asker asked for in a row, counted."""

    question: str
    asker: Name
    asked: Name
    at: Instant
    until: Instant
    first: int
    last: int
    count: int = 0
    """Offsets."""
    again: int = 0
    """Questions and answers beyond the first of each for an offset."""
    answered: int = -1
    """The offset that was answered last."""
    lost: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Asking:
    """One asker and whom it asks."""

    question: str
    asker: Name
    asked: Name
    asked_max: int = ASKED_MAX
    kept: deque[Entry] = field(default_factory=deque)
    _is_paused: bool = False
    stretches: deque[Stretch] = field(default_factory=lambda: deque(maxlen=STRETCHES_MAX))

    def take(self, entry: Entry) -> None:
        """Keep a note; count the older half when there are too many."""
        self.kept.append(entry)
        if len(self.kept) >= 2 * self.asked_max:
            self._shorten()

    def _shorten(self) -> None:
        while len(self.kept) > self.asked_max or (self.kept and not self._begins(self.kept[0])):
            self._count(self.kept.popleft())

    def _begins(self, entry: Entry) -> bool:
        """Say whether an exchange begins with this note: the asker's own question for octets that are news."""
        note = entry.note
        if not (isinstance(note, FlightSent) and note.kind == self.question and entry.who == self.asker):
            return False
        return not self.stretches or note.offset != self.stretches[-1].last

    def _count(self, entry: Entry) -> None:
        note = entry.note
        if type(note) in WORDS:
            self._is_paused = True
        elif isinstance(note, FlightSent):
            if note.kind == self.question and entry.who == self.asker:
                self._asked(entry, note)
            elif note.kind != self.question and entry.who == self.asked and self.stretches:
                last = self.stretches[-1]
                last.again += int(note.offset == last.answered)
                last.answered = note.offset
        elif self.stretches and isinstance(note, FlightLost):
            self.stretches[-1].lost[f"lost by {note.by}"] += 1
        elif self.stretches and isinstance(note, FlightMissed):
            self.stretches[-1].lost[f"missed ({note.why})"] += 1

    def _asked(self, entry: Entry, note: FlightSent) -> None:
        last = self.stretches[-1] if self.stretches else None
        if last is None or self._is_paused or note.offset < last.last or entry.at - last.until > REST:
            self._is_paused = False
            self.stretches.append(
                Stretch(self.question, self.asker, self.asked, entry.at, entry.at, note.offset, note.offset, count=1)
            )
            return
        last.until = entry.at
        if note.offset > last.last:
            last.last, last.count = note.offset, last.count + 1
        else:
            last.again += 1


class Air:
    """All of one premises."""

    def __init__(self, suppliers: Iterable[Name], asked_max: int = ASKED_MAX) -> None:
        """``asked_max``: after how many notes of one asker they are counted."""
        self._asked_max = asked_max
        self.notes: deque[Entry] = deque(maxlen=NOTES_MAX)
        self.askings: dict[tuple[str, Name, Name], Asking] = {}
        self.suppliers = frozenset(suppliers)
        self._open: dict[Flight, Asking] = {}

    @property
    def is_short(self) -> bool:
        """Whether some of what was said once is forgotten."""
        return len(self.notes) == NOTES_MAX

    def take(self, entry: Entry) -> None:
        """Keep what a ladder may need of a note."""
        note = entry.note
        if isinstance(note, FlightSent):
            self._sent(entry, note)
        elif isinstance(note, FATES):
            self._came(entry, note.kind)
        elif type(note) in BESIDE:
            self.notes.append(entry)
            if type(note) in WORDS and not is_usual(note):
                self._pause(entry)

    def stretches(self) -> Iterator[Stretch]:
        """Give what was counted, of every asker."""
        for asking in self.askings.values():
            yield from asking.stretches

    def _pause(self, entry: Entry) -> None:
        """Part what was asked before something happened to one of the two from what was asked after it."""
        for asking in self.askings.values():
            if entry.who in (asking.asker, asking.asked, CONDUCTOR):
                asking.take(entry)

    def _sent(self, entry: Entry, note: FlightSent) -> None:
        question = ASKS.get(note.kind)
        if question is None:
            if note.kind not in NO_NEWS:
                self.notes.append(entry)
            return
        origin, goal = note.origin or entry.who, note.goal or note.target
        ends = (origin, goal) if note.kind == question else (goal, origin)
        asking = self.askings.get((question, *ends))
        if asking is None:
            asking = self.askings[question, *ends] = Asking(question, *ends, self._asked_max)
        asking.take(entry)
        if len(self._open) >= OPEN_MAX:
            del self._open[next(iter(self._open))]
        self._open[flight_of(entry)] = asking

    def _came(self, entry: Entry, kind: str) -> None:
        if kind not in ASKS:
            if kind not in NO_NEWS:
                self.notes.append(entry)
            return
        # One that was doubled comes twice: it is forgotten when there are too many, not when it came.
        asking = self._open.get(flight_of(entry))
        if asking is not None:
            asking.take(entry)
