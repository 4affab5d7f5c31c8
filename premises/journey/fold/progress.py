"""How far one participant is with what it fetches, by what it asks for: who asks for offset 4800 has 4800 octets.

By the OTA client and the carrier's transfer: both pull by offset (premises.talk).
"""

from collections import deque
from dataclasses import dataclass, field

from premises.quantity import Duration, Instant, seconds

MARKS_MAX = 32
"""Marks kept, the newest: one each MARK_EVERY while it moves. Ours."""

MARK_EVERY = seconds(5)
"""Premises time between two marks, at least. Ours."""


@dataclass(slots=True)
class Progress:
    """Octets that one participant has of what it fetches now."""

    offset: int = 0
    moved_at: Instant = Instant(0)
    """When it first asked for ``offset``."""
    marks: deque[tuple[Instant, int]] = field(default_factory=lambda: deque(maxlen=MARKS_MAX))
    """(moment, offset), of which the rate follows."""

    def ask(self, offset: int, at: Instant) -> None:
        """Take it that the octets from ``offset`` on were asked for."""
        if offset == self.offset and self.marks:
            return
        if offset < self.offset:
            self.marks.clear()
        self.offset, self.moved_at = offset, at
        if not self.marks or at - self.marks[-1][0] >= MARK_EVERY:
            self.marks.append((at, offset))

    def rate(self, now: Instant, span: Duration) -> float | None:
        """Give octets a second over the last ``span``; None when there is nothing to go by."""
        since = [mark for mark in self.marks if mark[0] >= now - span] or list(self.marks)[-1:]
        if not since or self.moved_at <= since[0][0]:
            return None
        return (self.offset - since[0][1]) * 1_000_000 / (now - since[0][0])
