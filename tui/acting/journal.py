"""Every command that the screen has run: as a person types it, when, and what came of it."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field

from tui.acting.act import Act, line_of

ENTRIES_MAX = 200
"""Commands that are kept, the newest. Ours."""

WORDS_OF_CODES = {
    0: "done",
    1: "failed",
    2: "refused",
    3: "stalled",
    4: "unexplained",
}
"""Rule 31 of CONTRIBUTING.md."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a command."""

    code: int | None
    """Its exit code; None for one that did not end by itself."""
    said: str
    """The last line that it said, on standard error when it failed; or why it did not end by itself."""

    @property
    def is_done(self) -> bool:
        """Whether it did what it was to do."""
        return self.code == 0

    @property
    def word(self) -> str:
        """What its exit code means."""
        return "no answer" if self.code is None else WORDS_OF_CODES.get(self.code, f"ended with code {self.code}")


@dataclass(slots=True)
class Entry:
    """One command."""

    act: Act
    words: tuple[str, ...]
    """All of it, after ``premises``."""
    at: float
    """Wall seconds since the epoch at which it was started."""
    ending: Ending | None = None
    """None while it is under way."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def line(self) -> str:
        """As a person types it."""
        return line_of(self.words)

    def end(self, ending: Ending) -> None:
        """Say what came of it."""
        self.ending = ending
        self._over.set()

    async def over(self) -> Ending:
        """Wait for its end."""
        await self._over.wait()
        assert self.ending is not None, "it ended"
        return self.ending


class Journal:
    """The commands of one sitting."""

    def __init__(self, changed: Callable[[], object] = lambda: None) -> None:
        """``changed`` is called whenever a command begins or ends."""
        self.changed = changed
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)

    @property
    def entries(self) -> Sequence[Entry]:
        """The oldest first."""
        return self._entries

    @property
    def under_way(self) -> int:
        """How many have not ended."""
        return sum(entry.ending is None for entry in self._entries)

    def begin(self, act: Act, words: tuple[str, ...], at: float) -> Entry:
        """Write down that a command was started."""
        entry = Entry(act, words, at)
        self._entries.append(entry)
        self.changed()
        return entry

    def end(self, entry: Entry, ending: Ending) -> None:
        """Write down what came of it."""
        entry.end(ending)
        self.changed()

    def close(self) -> None:
        """Write down of all that have not ended that nobody will hear of their end."""
        for entry in self._entries:
            if entry.ending is None:
                self.end(entry, Ending(None, "the screen was closed"))


class UnderWay:
    """Commands that are under way, each a task that writes down what its command comes to."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many have not ended."""
        return len(self._tasks)

    def begin(self, entry: Entry, doing: Coroutine[None, None, None]) -> Entry:
        """Let ``doing`` write down what ``entry`` comes to, and give the entry at once."""
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return entry

    async def close(self) -> None:
        """End all of them, and wait until each has put down what it began."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._journal.close()
