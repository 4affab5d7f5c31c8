"""Every command that this screen has run, as a person types it, and what came of each; enter or y copies one."""

import time
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.acting.journal import Entry, Journal
from tui.screens.over import Over

LOOKS_EVERY_S = 0.5
"""Seconds of wall between two looks at commands that are under way. Ours."""


class JournalDialog(Over[None]):
    """The list, the newest last."""

    DEFAULT_CSS = """
    JournalDialog { align: center middle; }
    JournalDialog > #box { width: 100; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        background: $surface; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    JournalDialog.ascii > #box { border: ascii $accent; }
    JournalDialog OptionList { height: auto; max-height: 18; border: none; padding: 0; }
    JournalDialog #hint { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("y", "copy", "Copy"),
    ]

    def __init__(self, journal: Journal, *, is_ascii: bool = False) -> None:
        super().__init__(classes="ascii" if is_ascii else None)
        self._journal, self._is_ascii = journal, is_ascii
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        """Put the list above what can be done with it."""
        box = Vertical(id="box")
        box.border_title = "Commands"
        with box:
            yield OptionList(id="commands", compact=True)
            yield Static("", id="hint", markup=False)

    def on_mount(self) -> None:
        """Show what there is, and what comes of it while this is open."""
        self.look()
        self.set_interval(LOOKS_EVERY_S, self.look)

    def look(self) -> None:
        """Show the commands again if anything changed."""
        lines = [told(entry, is_ascii=self._is_ascii) for entry in self._journal.entries]
        if lines == self._shown and lines:
            return
        self._shown = lines
        found = self.query_one("#commands", OptionList)
        at = found.highlighted
        found.clear_options()
        found.add_options([Option(Text(line)) for line in lines])
        found.highlighted = len(lines) - 1 if at is None and lines else at
        none = "no command was run yet: u updates, f injects a fault"
        self.query_one("#hint", Static).update("enter or y  copy    esc  close" if lines else none)

    @on(OptionList.OptionSelected)
    def action_copy(self) -> None:
        """Copy the command under the cursor."""
        at = self.query_one("#commands", OptionList).highlighted
        if at is not None:
            self.app.copy_to_clipboard(list(self._journal.entries)[at].line)
            self.query_one("#hint", Static).update("copied")

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def told(entry: Entry, *, is_ascii: bool) -> str:
    """Give one command and what came of it, in two lines."""
    at = time.strftime("%H:%M:%S", time.localtime(entry.at))
    if entry.ending is None:
        mark, came = ">" if is_ascii else "▸", "under way"
    else:
        marks = ("v", "x") if is_ascii else ("✓", "✗")
        mark = marks[0] if entry.ending.is_done else marks[1]
        said = entry.ending.said
        came = said if entry.ending.code is None else f"{entry.ending.word}: {said}" if said else entry.ending.word
    return f"{at} {mark} {entry.line}\n         {came}"
