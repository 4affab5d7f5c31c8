"""What a person can have done from the screen, each a command that is typed as well: its words, what it does, to whom.

An act knows no premises and starts nothing; ``commands`` does, and ``why_not`` says when it cannot be done now.
"""

import shlex
from dataclasses import dataclass
from enum import Enum

PROGRAM = "premises"


class Deed(Enum):
    """The kinds of act that there are."""

    BEGIN = "start a premises"
    UPDATE = "start an update"
    ACTIVATE = "activate"
    INJECT = "inject a fault"
    CHANGE = "change a fault"
    CLEAR = "clear a fault"
    WAKE = "wake a device"
    KILL = "kill a device"
    RESTART = "restart a device"
    PACE = "set the speed"
    CHANGE_SUPPLIER = "change the Supplier"
    READ = "read what a device runs"
    EXPORT = "export"
    RUN = "run a scenario"


@dataclass(frozen=True, slots=True)
class Act:
    """One command."""

    deed: Deed
    words: tuple[str, ...]
    """Of the command line, after ``premises``."""
    does: str
    """One sentence."""
    to: tuple[str, ...] = ()
    """The devices, or the ids of the faults, that it is about."""
    changes: bool = True
    """Whether the premises is another one after it."""
    reaches: bool = True
    """Whether it goes to a premises that runs, and takes the options that say to which."""
    stays: bool = False
    """Whether it goes on for minutes, so that nobody waits for its end."""

    @property
    def line(self) -> str:
        """As a person types it where one premises runs."""
        return line_of(self.words)


@dataclass(frozen=True, slots=True)
class Whereto:
    """The premises that is looked at, as options of a command."""

    premises: str = ""
    keys: str = ""
    """The directory of a premises that runs elsewhere."""
    broker: str = ""
    """With ``keys``."""

    def words_of(self, act: Act) -> tuple[str, ...]:
        """Give all words of the command that does ``act`` there."""
        if not act.reaches:
            return act.words
        given = (("--premises", self.premises), ("--keys", self.keys), ("--broker", self.broker))
        return (*act.words, *(word for option, value in given if value for word in (option, value)))


def line_of(words: tuple[str, ...]) -> str:
    """Give a command as a shell takes it."""
    return shlex.join((PROGRAM, *words))
