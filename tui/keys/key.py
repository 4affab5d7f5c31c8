"""One key: what it does and in which words; the footer, the help and the command palette are made of these."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding

MOVE, LOOK, ACT, TIME, LEAVE = "MOVE", "LOOK", "ACT", "TIME", "LEAVE"
"""The groups of the help, in its order."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    keys: str
    """As textual names it; several are joined by commas."""
    action: str
    brief: str
    """In the footer."""
    words: str
    """In the help and in the palette."""
    group: str
    shown: str = ""
    """How the key is written; empty for as it is named."""
    in_footer: bool = False

    @property
    def id(self) -> str:
        """By which a keymap can give it another key."""
        return self.action.removeprefix("app.").replace("(", ".").replace(")", "").replace("'", "")

    def binding(self) -> Binding:
        """Give it as textual takes it."""
        return Binding(
            self.keys, self.action, self.brief, show=self.in_footer, key_display=self.shown or None, id=self.id
        )


def bindings(keys: Iterable[Key]) -> list[Binding]:
    """Give keys as a screen takes them, in their order."""
    return [key.binding() for key in keys]
