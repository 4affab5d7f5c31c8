"""A dialog over what is shown: fields, what will happen, the command that says the same, what is wrong.

What is wrong with the fields stands there while they are typed; what the command refuses stands there when it was run,
and the dialog stays. ``esc`` closes, ``tab`` goes on, ``^s`` or enter does it.
"""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from premises.errors import UsageError
from tui.acting.act import Act
from tui.acting.commands import Commands
from tui.acting.journal import Entry
from tui.acting.situation import Situation
from tui.acting.why_not import why_not
from tui.screens.over import Over

PATIENCE_S = 4.0
"""Seconds of wall in which a command that stays is still heard when it refuses; then the dialog closes. Ours."""


class Tick(Checkbox):
    """A checkbox whose mark is gone when it is off, and not only pale."""

    BUTTON_LEFT, BUTTON_INNER, BUTTON_RIGHT = "[", " ", "]"

    def watch_value(self) -> None:
        """Put the mark, or take it away."""
        self.BUTTON_INNER = "x" if self.value else " "
        super().watch_value()


class Dialog(Over[object]):
    """Fields for one thing; its result is the command's entry in the journal, another value, or None when closed."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > #box { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; background: $surface;
        border: round $accent; border-title-color: $accent; border-title-style: bold; }
    Dialog.ascii > #box { border: ascii $accent; }
    Dialog .row { height: 1; width: 100%; }
    Dialog .row > Label { width: 10; color: $text-muted; }
    Dialog .row > Label.note { width: 1fr; }
    Dialog .row > Input, Dialog .row > Select { width: 1fr; }
    Dialog .row > Label.inner { width: auto; padding: 0 1; }
    Dialog #sentence { height: auto; max-height: 3; margin-top: 1; }
    Dialog #line { height: auto; max-height: 2; color: $text-muted; }
    Dialog #trouble { height: auto; max-height: 3; min-height: 1; color: $text-error; }
    Dialog #buttons { height: 1; align-horizontal: right; }
    Dialog #buttons > Button { margin-left: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel"),
        Binding("ctrl+s", "go", "Do it", priority=True),
    ]
    TITLE_SAID, VERB = "", "Do it"

    def __init__(self, situation: Situation, commands: Commands, *, is_ascii: bool = False) -> None:
        super().__init__(classes="ascii" if is_ascii else None)
        self.situation, self.commands, self.is_ascii = situation, commands, is_ascii
        self._chosen: object = None
        self._sent: Entry | None = None

    # --- What each dialog has of its own

    def rows(self) -> Sequence[Widget]:
        """Give the fields."""
        return ()

    def chosen(self) -> object:
        """Give what the fields say: an act to be run, or the result; UsageError, one line, when they say nothing."""
        raise UsageError("nothing is chosen")

    def sentence(self, chosen: object) -> str:
        """Give what will happen."""
        return chosen.does if isinstance(chosen, Act) else ""

    # --- What all have

    def compose(self) -> ComposeResult:
        """Put the fields above what is said of them."""
        box = Vertical(id="box")
        box.border_title = self.TITLE_SAID
        with box:
            yield from self.rows()
            yield Static("", id="sentence", markup=False)
            yield Static("", id="line", markup=False)
            yield Static("", id="trouble", markup=False)
            with Horizontal(id="buttons"):
                yield Button(f"{self.VERB}  ^s", id="go", variant="primary", compact=True)
                yield Button("Cancel  esc", id="leave", compact=True)

    def on_mount(self) -> None:
        """Begin with what the fields say at first."""
        for field in self.query(Input):
            field.cursor_blink = False
        if self.is_ascii:
            for arrow, mark in ((".down-arrow", "v"), (".up-arrow", "^")):
                for each in self.query(arrow).results(Static):
                    each.update(mark)
        self.judge()

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def judge(self) -> None:
        """Say what will happen, or why nothing can."""
        if self._sent is not None:
            return
        try:
            chosen, trouble = self.chosen(), ""
        except UsageError as error:
            chosen, trouble = None, str(error)
        if isinstance(chosen, Act):
            trouble = why_not(chosen, self.situation) or ""
        self._chosen = None if trouble else chosen
        self._say("sentence", "" if chosen is None else self.sentence(chosen))
        self._say("line", f"$ {chosen.line}" if isinstance(chosen, Act) else "")
        self.complain(trouble)
        self.query_one("#go", Button).disabled = self._chosen is None

    def complain(self, trouble: str) -> None:
        """Show one line of what is wrong; empty for nothing."""
        self._say("trouble", f"{'x' if self.is_ascii else '✗'} {trouble}" if trouble else "")

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def action_go(self) -> None:
        """Do it, if it can be done."""
        # A key may be quicker than the news of what was typed before it.
        self.judge()
        if self._sent is not None or self._chosen is None:
            return
        if not isinstance(self._chosen, Act):
            self.dismiss(self._chosen)
            return
        self._sent = self.commands.start(self._chosen)
        self.query_one("#go", Button).disabled = True
        self._say("trouble", "sent; waits for the answer, esc leaves it to the journal (@)")
        self.run_worker(self._hear(self._sent, stays=self._chosen.stays), exit_on_error=False)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Close; what was sent goes on."""
        self.dismiss(self._sent)

    async def _hear(self, entry: Entry, *, stays: bool) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S if stays else None):
                ending = await entry.over()
        except TimeoutError:
            self.dismiss(entry)
            return
        if ending.is_done:
            self.dismiss(entry)
            return
        self._sent = None
        self.complain(f"{ending.word}: {ending.said}" if ending.code is not None else ending.said)
        self.query_one("#go", Button).disabled = self._chosen is None

    def _say(self, where: str, words: str) -> None:
        self.query_one(f"#{where}", Static).update(words)


def row(label: str, *fields: Widget) -> Horizontal:
    """Give one line of a dialog; a text between two fields is a ``Label`` of class ``inner``."""
    return Horizontal(Label(label, markup=False), *fields, classes="row")


def inner(words: str) -> Label:
    """Give a text between two fields of one line."""
    return Label(words, markup=False, classes="inner")


def chosen_in(select: "Select[str]") -> str:
    """Give what is selected; empty for nothing."""
    return select.value if isinstance(select.value, str) else ""
