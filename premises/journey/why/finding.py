"""What a cause is, and what a finding says: a cause that holds for a package, with the notes that show it."""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry

SHORT_MAX = 40
"""Characters of a finding's short form: half of a terminal of 80 columns. Ours."""


class Kind(Enum):
    """How bad it is."""

    FAILED = "failed"
    """It will never arrive; somebody must begin anew."""
    BLOCKED = "blocked"
    """Nothing can move until something that is broken is mended."""
    WAITING = "waiting"
    """It goes on by itself, or when the Supplier says so, who knows that it has to."""
    SLOW = "slow"
    """It moves, and less than it should."""
    UNKNOWN = "unknown"
    """Nobody knows."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the closed list."""

    code: str
    kind: Kind
    brief: str
    """In a few words, after the name of who or the hop."""
    meaning: str
    needs: str
    """The evidence, all of it."""
    ends: str
    """What ends it."""
    who_can_act: str
    """In the field."""
    who_could_know: str
    """In the field, and by what word of whom."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: what it says, and the notes that say it; without any one of them it says nothing."""

    says: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NextMove:
    """What happens next, and when."""

    what: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause that holds for a package, with its evidence."""

    cause: Cause
    at: tuple[Name, ...]
    """Where: one participant, or both ends of a hop."""
    since: Instant
    words: str
    """One line for a person, without the package's name."""
    evidence: tuple[Evidence, ...]
    next_move: NextMove | None = None
    injected: bool = False
    """Whether a fault that somebody injected accounts for it; ``words`` end with it then."""

    @property
    def short(self) -> str:
        """The same in SHORT_MAX characters at most, for a narrow screen."""
        said = f"{'>'.join(self.at)} {self.cause.brief}"
        return said if len(said) <= SHORT_MAX else said[: SHORT_MAX - 1] + "…"
