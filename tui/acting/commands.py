"""The seam between the screen and the premises: acts go out as commands, and what came of each is written down."""

import time
from typing import Protocol

from tui.acting.act import Act, Whereto
from tui.acting.journal import Ending, Entry, Journal

DONE = Ending(0, "")


class Commands(Protocol):
    """Whoever runs commands."""

    @property
    def journal(self) -> Journal:
        """What was run."""

    def start(self, act: Act) -> Entry:
        """Begin a command and come back at once; its entry in the journal says when it has ended, and how."""

    async def close(self) -> None:
        """End what is under way."""


class RecordedCommands:
    """Commands that are written down and not run: each ends at once as it was told to, or never."""

    def __init__(self, whereto: Whereto | None = None, ending: Ending | None = DONE) -> None:
        self.journal, self.whereto = Journal(), whereto or Whereto()
        self.ending = ending
        """How the next ones end; None: they do not."""

    @property
    def lines(self) -> list[str]:
        """Every command, as a person types it."""
        return [entry.line for entry in self.journal.entries]

    def start(self, act: Act) -> Entry:
        entry = self.journal.begin(act, self.whereto.words_of(act), time.time())
        if self.ending is not None:
            self.journal.end(entry, self.ending)
        return entry

    async def close(self) -> None:
        self.journal.close()
