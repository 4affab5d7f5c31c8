"""The rungs of a ladder: what was said between neighbours, what happened to one of them, and what merely went on.

Values only. What they become on a page is another module's: ``text`` draws them for a terminal.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.journey.trace import Fate, FateKind
from premises.quantity import Instant


@dataclass(frozen=True, slots=True)
class Said:
    """One flight, and what became of it."""

    at: Instant
    """When it left."""
    source: Name
    target: Name
    """The neighbour, not the end of the route."""
    kind: str
    """The class name of the message."""
    offset: int
    """Negative for a message that has none."""
    origin: Name
    """Who says it, which a bridge that passes it on is not."""
    goal: Name
    """For whom it is in the end."""
    fates: tuple[Fate, ...]
    """Two when it was doubled."""

    @property
    def came(self) -> bool:
        """Whether its target heard it, once at least."""
        return any(fate.kind is FateKind.DELIVERED for fate in self.fates)

    @property
    def is_plain(self) -> bool:
        """Whether its target heard it, and once only: nothing worth a second look."""
        return len(self.fates) == 1 and self.came


@dataclass(frozen=True, slots=True)
class Happened:
    """One telling note of one participant."""

    at: Instant
    who: Name
    words: str
    concerns: Name
    """Whom it is about besides; whoever noted it, when that is nobody else."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same question and answer again and again, each heard at once: told in one rung."""

    at: Instant
    until: Instant
    """When the last of it left."""
    source: Name
    """Who asks."""
    target: Name
    """Who is asked; both are ends of the way, and need be no neighbours."""
    what: str
    """What is asked for, like ``blocks``."""
    count: int
    first: int
    """Lowest offset; negative when there is none."""
    last: int
    """Highest offset."""


Rung = Said | Happened | Repeated


@dataclass(frozen=True, slots=True)
class Ladder:
    """A picture of who said what to whom, in order of time, before anybody has drawn it."""

    lanes: tuple[Name, ...]
    """Who stands in it, in the order of the way: Supplier, DCC adapter, hub, then each device after its neighbour."""
    rungs: tuple[Rung, ...]
    """The oldest first."""
    left_off: int
    """How many rungs came before the first of these."""
