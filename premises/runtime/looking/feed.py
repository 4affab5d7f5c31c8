"""The notes of everybody, each once and each participant's in its own order: from a run file, then as they are said.

Who comes late reads the run file and goes on with what is said live: a note is known by (who, boot, number), so what
is in both counts once. What comes after a gap is held until the gap is filled, or given up: then it is incomplete.
Synchronous and without a broker.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from premises.identity import Name
from premises.journey.run_file import RunFile
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import NotesDropped, ParticipantStopped
from premises.wire.notes.vocabulary import Entry

HELD_FOR = seconds(7)
"""Wall time for which a gap is waited for: the recorder has asked for it five times by then. Ours."""

HELD_MAX = 100_000
"""Notes of one participant that are held behind a gap; one more gives the gap up. Ours."""

GAPS_MAX = 100
"""Gaps that are remembered until somebody asks for them, the newest. Ours."""

_Key = tuple[Instant, Name, int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """Notes that were made and never came."""

    who: Name
    at: Instant
    """When what came next was noted."""
    count: int
    """How many, at least: of a boot of which nobody heard the end, what came of it last may not be its end."""


@dataclass(slots=True)
class _Line:
    """One participant's notes: how far they are known without a gap, and what is held behind the next one."""

    boot: int = 0
    following: int = 0
    """Number of the next note of that boot."""
    held: dict[tuple[int, int], Entry] = field(default_factory=dict)
    """By (boot, number)."""
    stopped: bool = False
    """Whether its newest note is that it ended in good order."""
    since: int = 0
    """Wall time at which the first of them was held."""


class Feed:
    """What was heard so far; ``release`` gives it in order."""

    def __init__(self) -> None:
        self._lines: dict[Name, _Line] = {}
        self._ready: list[tuple[_Key, Entry]] = []
        self._gaps: deque[Gap] = deque(maxlen=GAPS_MAX)
        self.given_up = 0
        """Gaps that were never filled."""
        self.since: Instant | None = None
        """From when on it hears, where nothing says what was noted before; None where it has the whole story."""
        self.dropped = 0
        """Notes that were lost before anybody could hear them, as ``notes.dropped`` counts them."""

    @property
    def is_complete(self) -> bool:
        """Whether everything noted up to what was heard last is here."""
        return not (self.given_up or self.dropped or self.waits)

    @property
    def waits(self) -> bool:
        """Whether something is held behind a gap."""
        return any(line.held for line in self._lines.values())

    def has_stopped(self, who: Name) -> bool:
        """Say whether the last that was heard of ``who`` is that it ended in good order."""
        return who in self._lines and self._lines[who].stopped

    def read(self, run: RunFile, now: int) -> None:
        """Take what a run file has beyond what was heard; ``now`` is wall time."""
        self.take(run.entries, now)

    def take(self, entries: Iterable[Entry], now: int) -> None:
        """Take notes in whatever order and however often they come; ``now`` is wall time."""
        for entry in entries:
            line = self._lines.get(entry.who)
            if line is None:
                line = self._lines[entry.who] = _Line() if self.since is None else _Line(entry.boot, entry.number)
            if (entry.boot, entry.number) < (line.boot, line.following):
                continue
            if not line.held:
                line.since = now
            line.held[entry.boot, entry.number] = entry
        for line in self._lines.values():
            self._settle(line)

    def give_up(self, now: int) -> None:
        """Go on without what did not come in time; ``now`` is wall time."""
        for line in self._lines.values():
            while line.held and (now - line.since >= HELD_FOR or len(line.held) > HELD_MAX):
                self.given_up += 1
                boot, number = first = min(line.held)
                entry = line.held[first]
                self._gaps.append(Gap(entry.who, entry.at, number - (line.following if boot == line.boot else 0)))
                line.boot, line.following = first
                self._settle(line)

    def gaps(self) -> list[Gap]:
        """Give the gaps that were given up and not given before."""
        found = list(self._gaps)
        self._gaps.clear()
        return found

    def release(self, until: Instant) -> list[Entry]:
        """Give what was noted up to ``until`` and not given before, in the order of its moments."""
        found = []
        while self._ready and self._ready[0][0][0] <= until:
            found.append(heappop(self._ready)[1])
        return found

    def _settle(self, line: _Line) -> None:
        """Take what is held up to the next gap; a boot ends unsaid where it was killed, so the next one begins at 0."""
        while line.held:
            entry = line.held.pop((line.boot, line.following), None)
            if entry is None and (entry := self._first_of_next(line)) is None:
                return
            line.boot, line.following = entry.boot, entry.number + 1
            heappush(self._ready, ((entry.at, entry.who, entry.boot, entry.number), entry))
            line.stopped = isinstance(entry.note, ParticipantStopped)
            if isinstance(entry.note, NotesDropped):
                self.dropped += entry.note.count

    def _first_of_next(self, line: _Line) -> Entry | None:
        boot, number = min(line.held)
        return line.held.pop((boot, number)) if boot > line.boot and number == 0 else None
