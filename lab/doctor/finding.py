"""What was looked at, what was found, what was expected, and what to do about it: one line each."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is."""

    FINE = "fine"
    INFO = "info"
    """Neither good nor bad; a person may want to know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: str
    found: str
    expected: str
    do: str = ""
    """What a person can do about it; empty when there is nothing to do."""

    def __str__(self) -> str:
        do = f"; {self.do}" if self.do else ""
        expected = self.expected if self.level is Level.INFO else f"expected {self.expected}"
        return f"{self.level.value:<5}  {self.what}: {self.found} ({expected}){do}"


def found(what: str, value: str, expected: str, *, wrong: bool, do: str) -> Finding:
    """Give what was found, with what to do only when it is wrong."""
    return Finding(Level.WRONG if wrong else Level.FINE, what, value, expected, do if wrong else "")
