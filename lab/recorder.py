"""Keeps the run file whole: every batch of notes once, gaps asked for again, and what never comes marked.

Synchronous and without a broker: what is to be asked is returned. One recorder a run, in the conductor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from premises.identity import Name
from premises.journey.notebook import BATCHES_KEPT_MAX
from premises.journey.run_file import Boot, Mark, MarkKind, RunHeader, RunWriter
from premises.quantity import seconds
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch, NotesWanted

ASK_EVERY = seconds(1)
"""Wall time between two requests for the same batches. Ours."""

ASKED_MAX = 5
"""Requests for a batch before it is given up. Ours."""


@dataclass(frozen=True, slots=True)
class Request:
    """Batches to be asked of one participant."""

    who: Name
    wanted: NotesWanted


class Recorder:
    """Writes one run; begins a file, or goes on with the one that a predecessor left."""

    def __init__(self, path: Path, header: RunHeader) -> None:
        self._following: dict[Boot, int] = {}
        """The number of the batch after the last, for each boot."""
        self._missing: dict[Boot, dict[int, int]] = {}
        """How often each missing batch was asked for."""
        self._ask_at = 0
        if path.exists():
            self._writer, before = RunWriter.resume(path)
            self._following |= before.batches
            for gap in before.gaps:
                self._miss(Boot(gap.who, gap.boot), gap.first, gap.last)
        else:
            self._writer = RunWriter(path, header)

    def take(self, batch: NoteBatch) -> bool:
        """Write one batch, and say whether it is news."""
        boot = Boot(batch.who, batch.boot)
        following = self._following.get(boot, 0)
        if batch.number >= following:
            self._following[boot] = batch.number + 1
            self._miss(boot, following, batch.number - 1)
        elif self._missing.get(boot, {}).pop(batch.number, None) is None:
            return False
        self._writer.write(batch)
        return True

    def ask(self, now: int) -> Iterator[Request]:
        """Give what is to be asked for (again) when it is time; batches asked for too often are marked as a gap."""
        if now < self._ask_at:
            return
        self._ask_at = now + ASK_EVERY
        for boot, missing in self._missing.items():
            for number, asked in tuple(missing.items()):
                if asked >= ASKED_MAX:
                    self._give_up(boot, number, number)
                    del missing[number]
                else:
                    missing[number] = asked + 1
            if missing:
                wanted = NotesWanted(ENVELOPE_VERSION, boot.boot, min(missing), max(missing))
                yield Request(boot.who, wanted)

    def ask_after_absence(self, who: Name) -> Request | None:
        """Give what is to be asked of one that (or whose broker) was away: whatever follows its last batch."""
        boots = [boot for boot in self._following if boot.who == who]
        if not boots:
            return None
        newest = max(boots)
        first = self._following[newest]
        return Request(who, NotesWanted(ENVELOPE_VERSION, newest.boot, first, first + BATCHES_KEPT_MAX))

    def close(self) -> None:
        """End the file in good order, with a mark for each batch that is still missing."""
        for boot, missing in self._missing.items():
            for number in missing:
                self._give_up(boot, number, number)
        self._writer.close()

    def _miss(self, boot: Boot, first: int, last: int) -> None:
        """Look out for batches ``first`` to ``last``; those that nobody remembers any more are given up at once."""
        remembered = max(first, last - BATCHES_KEPT_MAX + 1)
        if remembered > first:
            self._give_up(boot, first, remembered - 1)
        for number in range(remembered, last + 1):
            self._missing.setdefault(boot, {})[number] = 0

    def _give_up(self, boot: Boot, first: int, last: int) -> None:
        self._writer.mark(Mark(MarkKind.GAP, boot.who, boot.boot, first, last))
