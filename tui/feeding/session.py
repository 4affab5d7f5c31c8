"""What the screen knows of where its notes come from, and the read-model that they go into: one for the whole program.

A feed writes here as notes come; whoever paints reads. Both run in one loop, so neither sees half of anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from premises.quantity import ORIGIN, Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from tui.model.reader import Reader
from tui.playing.driver import Driver
from tui.playing.tape import Recording


class Source(Enum):
    """Where notes come from."""

    LIVE = "live"
    RUN = "run"
    PIPE = "pipe"
    VIRTUAL = "virtual"


@dataclass(slots=True)
class Standing:
    """How the feed stands."""

    source: Source
    place: str
    """The broker's address, or the file."""
    is_up: bool = False
    """Whether it is connected, or was read."""
    trouble: str = ""
    """One line of what is wrong; empty when nothing is."""
    doing: str = ""
    """What is just tried; empty for nothing."""
    is_silent: bool = False
    """Whether nothing is heard although it is connected."""
    is_nowhere: bool = False
    """Whether no premises runs where it looks for one; ``why`` says so."""
    why: str = ""
    lost_at: float | None = None
    """On the loop's clock, since when it is not connected; None while it is."""
    retry_at: float | None = None
    """On the loop's clock; None when nothing is tried again."""
    is_over: bool = False
    """Whether nothing more will come."""
    speed: float = 0.0
    """Premises seconds a wall second; 0 when the premises' clock stands."""
    run_id: str = ""
    record: str = ""
    """The run file, where there can be one in reach."""
    caveat: str = ""
    ends_at: Instant | None = None
    """When the run is over, where that is known: it is a recording then."""
    errors: int = 0
    """How many times something in this program went wrong, and it went on."""

    @property
    def is_old(self) -> bool:
        """Whether what is shown was true once, and nobody can say whether it still is."""
        return self.source is Source.LIVE and not self.is_over and (self.is_silent or not self.is_up)


@dataclass(slots=True)
class Session:
    """What is shown."""

    standing: Standing
    reader: Reader | None = None
    now: Instant = ORIGIN
    """The moment to show: every note up to it was taken."""
    version: int = 0
    """One more whenever anything changed."""
    recording: Recording | None = None
    """Gives what was recorded of it, to go back in; None where nobody records."""
    driver: Driver | None = None
    """Who drives its time, where that is ours to drive: a virtual world."""
    _rate: list[tuple[float, int]] = field(default_factory=list)

    def open(self, site: Site, run_id: str = "") -> Reader:
        """Begin with a premises; what was read of another is gone."""
        self.reader = Reader(site)
        self.now = self.reader.begins_at
        self.standing.run_id = run_id
        self.version += 1
        return self.reader

    def take(self, entries: Sequence[Entry], until: Instant) -> None:
        """Take what was noted up to ``until``."""
        assert self.reader is not None, "a premises was opened"
        self.reader.take(entries)
        self.now = max(until, self.reader.journey.now, self.now)
        self.version += 1

    def stir(self) -> None:
        """Say that something of the standing changed."""
        self.version += 1

    def rate(self, at: float) -> float:
        """Give notes a second over the last few looks, by the wall moment ``at`` of each."""
        notes = 0 if self.reader is None else self.reader.notes
        self._rate = [each for each in self._rate if at - each[0] < 3.0] + [(at, notes)]
        first = self._rate[0]
        return (notes - first[1]) / (at - first[0]) if at > first[0] else 0.0
