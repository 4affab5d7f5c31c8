"""The notes of one participant, numbered and in batches, as they are published and written to run files.

Full batches leave first and the newest are remembered, so that a recorder can ask for a lost one again. When to
publish is the owner's business: this knows no wall and no broker.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch, NotesWanted
from premises.wire.notes.emulator import NotesDropped
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry

BATCH_NOTES_MAX = 1_000
"""Notes in one batch. Source: docs/protocol.md, notes."""

BATCH_SIZE_MAX = 64 * 1024
"""Octets of one batch as MessagePack; a note that is larger by itself travels alone. Source: as above."""

BATCHES_KEPT_MAX = 256
"""Batches remembered for a recorder that missed some. Source: as above."""

NOTES_WAITING_MAX = 50_000
"""Notes waiting for a batch: a minute without a broker at 800 notes a second. Ours."""

_HEAD_SIZE_MAX = 128
"""Octets of a batch before its entries: a version, a name of 32, three numbers of 9 and two array heads."""

Hear = Callable[[Entry], None]


class Notebook:
    """The notes of ``who``; ``hear`` is told each one at once (a log, a test)."""

    def __init__(self, who: Name, hear: Hear | None = None) -> None:
        self._who = who
        self._hear = hear
        self._boot = 0
        self._entries = 0
        self._batches = 0
        self._waiting: deque[Entry] = deque()
        self._kept: deque[NoteBatch] = deque(maxlen=BATCHES_KEPT_MAX)
        self._dropped = 0
        self._at = Instant(0)

    @property
    def waiting(self) -> int:
        """How many notes are in no batch yet."""
        return len(self._waiting)

    def begin(self, boot: int) -> None:
        """Number from 0 again, for another boot of the participant; what waits still belongs to the boot before."""
        self._boot = boot
        self._entries = 0

    def note(self, at: Instant, note: Note) -> None:
        """Add one note; when NOTES_WAITING_MAX wait it is dropped, which is noted when there is room again."""
        self._at = at
        if len(self._waiting) >= NOTES_WAITING_MAX:
            self._dropped += 1
        else:
            self._add(note)

    def batch(self) -> NoteBatch | None:
        """Give the next batch to publish, or None when there is nothing to tell."""
        if not self._waiting:
            return None
        entries, size = [self._waiting.popleft()], _HEAD_SIZE_MAX
        size += len(encode(entries[0]))
        boot = entries[0].boot
        while self._waiting and len(entries) < BATCH_NOTES_MAX and self._waiting[0].boot == boot:
            size += len(encode(self._waiting[0]))
            if size > BATCH_SIZE_MAX:
                break
            entries.append(self._waiting.popleft())
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self._add(NotesDropped(dropped))
        if not self._kept or self._kept[-1].boot != boot:
            self._batches = 0
        batch = NoteBatch(ENVELOPE_VERSION, self._who, boot, self._batches, tuple(entries))
        self._batches += 1
        self._kept.append(batch)
        return batch

    def again(self, wanted: NotesWanted) -> tuple[NoteBatch, ...]:
        """Give the batches asked for that are still remembered."""
        asked = range(wanted.first, wanted.last + 1)
        return tuple(batch for batch in self._kept if batch.boot == wanted.boot and batch.number in asked)

    def _add(self, note: Note) -> None:
        entry = Entry(self._at, self._who, self._boot, self._entries, note)  # type: ignore[arg-type]  # every Note is an AnyNote
        self._entries += 1
        self._waiting.append(entry)
        if self._hear is not None:
            self._hear(entry)


def in_batches(entries: Iterable[Entry]) -> Iterator[NoteBatch]:
    """Give the notes of a whole run in batches: boot by boot, in the order of their numbers."""
    ordered = sorted(entries, key=lambda entry: (entry.who, entry.boot, entry.number))
    for (who, boot), notes in groupby(ordered, key=lambda entry: (entry.who, entry.boot)):
        of_boot = tuple(notes)
        for number, first in enumerate(range(0, len(of_boot), BATCH_NOTES_MAX)):
            yield NoteBatch(ENVELOPE_VERSION, who, boot, number, of_boot[first : first + BATCH_NOTES_MAX])
