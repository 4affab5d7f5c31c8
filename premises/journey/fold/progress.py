"""How far one participant is with what it fetches, by what it asks for: who asks for offset 4800 has 4800 octets.

Both pull by offset: a device from the hub (premises.talk.ota_client), the hub over the WAN (premises.talk.wan_fetch).
"""

from collections import deque
from dataclasses import dataclass, field

from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, seconds

MARKS_MAX = 32
"""Marks kept, the newest: one each MARK_EVERY while it moves. Ours."""

MARK_EVERY = seconds(5)
"""Premises time between two marks, at least. Ours."""

NOTHING_BEGUN = -1
"""What is fetched before anything is. Ours."""


@dataclass(slots=True)
class Progress:
    """Octets that one participant has of what it fetches now."""

    what: int = NOTHING_BEGUN
    """Of which version, or for the hub of which transfer."""
    offset: int = 0
    moved_at: Instant = Instant(0)
    """When it first asked for ``offset``, or went on from there."""
    marks: deque[tuple[Instant, int]] = field(default_factory=lambda: deque(maxlen=MARKS_MAX))
    """(moment, offset), of which the rate follows."""

    def begin(self, what: int, have: int, at: Instant) -> None:
        """Take it that ``what`` is fetched from ``at`` on, ``have`` octets of which are there."""
        if (what, have) != (self.what, self.offset):
            self.marks.clear()
        self.what = what
        self.ask(have, at)

    def drop(self) -> None:
        """Take it that what was fetched is gone."""
        self.offset = 0
        self.marks.clear()

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
        if not since or self.moved_at <= since[0][0] or now <= since[0][0]:
            return None
        return (self.offset - since[0][1]) * MICROSECONDS_PER_SECOND / (now - since[0][0])
