"""The rungs of a ladder: what was said between neighbours, what happened to one of them, and what merely went on.

Values only. What they become on a page is another module's: ``text`` draws them for a terminal.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.journey.trace import Fate, FateKind
from premises.quantity import Instant


@dataclass(frozen=True, slots=True)
class Subject:
    """What one message is about."""

    devices: tuple[Name, ...] = ()
    version: int = 0
    """0 when it names none."""
    transfer: int = 0
    """The number of its image on the WAN; 0 when it is not about one."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message from one to the other, and what became of it."""

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
    """Two when it was doubled; of what others passed on, those of the last hop that it left on."""
    told: str = ""
    """What it says besides its kind, as its sender or hearer noted: ``CCS08 success for b1``."""
    way: tuple[Name, ...] = ()
    """Who passed it on; then ``source`` and ``target`` are no neighbours."""
    frames: int = 1
    """In how many fragments it went."""
    is_taken: bool = False
    """Whether its hearer said so at once, which has no rung of its own then."""
    subject: Subject | None = None
    """What it is about, where anybody noted that."""

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
    """The same question and answer again and again, told in one rung with all that went wrong in them counted."""

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
    again: int = 0
    """How many of the questions and answers were said more than once."""
    lost: tuple[tuple[str, int], ...] = ()
    """What did not come, and by what: ``(("lost by burst", 3), ("missed (deaf)", 1))``; the commonest first."""


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
