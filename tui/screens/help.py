"""All keys and marks; what is typed leaves those that it is in."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from tui.keys.all import KEYS, OWN
from tui.keys.key import Key
from tui.model.values.state import State
from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.screens.over import Over

KEY = 9
"""Cells of a key. Ours."""

MEANINGS = {
    State.FAILED: "failed: somebody must begin anew",
    State.BLOCKED: "blocked: something is broken",
    State.UNKNOWN: "not moving, and nobody knows why",
    State.SLOW: "moves, and less than it should",
    State.WAITING: "waits as designed",
    State.MOVING: "moves",
    State.DONE: "done, and reported",
}

NOTES = (
    (" S1 ", "a fault of the site; F1 is one that somebody imposed"),
    ("1.1", "a version, 0x00010001: both halves in hex"),
    ("P3", "the third package; its card says how commands call it"),
)


class Page(Drawn):
    """The lines."""

    def __init__(self, palette: Palette, keys: Sequence[Key], *, is_ascii: bool) -> None:
        """``keys``: those of the screen that it lies over, which stand first."""
        super().__init__(palette, is_ascii=is_ascii, id="page")
        self._keys = keys
        self.wanted, self.top = "", 0
        self._count = 0

    def paint(self, canvas: Canvas) -> None:
        """Paint keys in one or two columns, then marks."""
        lines = self._lines()
        self._count = len(lines)
        columns = 2 if canvas.width >= 110 else 1
        height = -(-len(lines) // columns) if columns == 2 else len(lines)
        self.top = max(0, min(self.top, height - canvas.height))
        wide = canvas.width // columns
        for number, parts in enumerate(lines):
            column, y = divmod(number, height) if columns == 2 else (0, number)
            canvas.put_all(column * wide, y - self.top, parts, wide - 1)
        if not lines:
            canvas.put(0, 0, f"no key or mark is about {self.wanted!r}", self.palette.faint, canvas.width)

    def _lines(self) -> list[Parts]:
        style, lines = self.palette, list[Parts]()
        for group, keys in self._groups():
            rows = [self._key(key) for key in keys if self._is_meant(_name(key), key.words)]
            lines += [((group, style.faint),), *rows, ()] if rows else []
        marks: list[Parts] = [
            ((f"{OF_STATE[state]:<{KEY}}", style.of(state)), (words, style.text))
            for state, words in MEANINGS.items()
            if self._is_meant(OF_STATE[state], words)
        ]
        marks += [
            ((f"{mark:<{KEY}}", style.of(State.SLOW)), (words, style.text))
            for mark, words in NOTES
            if self._is_meant(mark, words)
        ]
        return [*lines, *([((("MARKS"), style.faint),), *marks] if marks else [])]

    def _groups(self) -> Iterator[tuple[str, Sequence[Key]]]:
        """Give the keys of this screen alone, then those of every screen, then what each other one has."""
        mine = set(self._keys)
        here = next((name for name, keys in OWN.items() if mine and set(keys) <= mine), "")
        if here:
            yield f"SCREEN {here}", OWN[here]
        own = {key for keys in OWN.values() for key in keys}
        common = [key for key in KEYS if key not in own]
        for group in dict.fromkeys(key.group for key in common):
            yield group, [key for key in common if key.group == group]
        for name, keys in OWN.items():
            if name != here:
                yield f"SCREEN {name}", keys

    def _key(self, key: Key) -> Parts:
        return (f"{_name(key):<{KEY}}", self.palette.accent), (key.words, self.palette.text)

    def _is_meant(self, *words: str) -> bool:
        return any(self.wanted.lower() in word.lower() for word in words)


def _name(key: Key) -> str:
    return key.shown or key.keys.partition(",")[0]


class HelpScreen(Over[None]):
    """Over whatever screen there is."""

    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > Vertical { width: 90%; height: 90%; max-width: 132; border: round $accent; padding: 0 2; }
    HelpScreen > Vertical { background: $background; border-title-color: $accent; }
    HelpScreen.ascii > Vertical { border: ascii $accent; }
    HelpScreen Input { height: 1; border: none; margin-bottom: 1; background: $surface; }
    HelpScreen Page { height: 1fr; }
    """
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]  # as textual reads it
        Binding("escape", "leave", "Back"),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
    ]

    def __init__(self, palette: Palette, keys: Sequence[Key], *, is_ascii: bool) -> None:
        super().__init__(classes="ascii" if is_ascii else None)
        self._page = Page(palette, keys, is_ascii=is_ascii)

    def compose(self) -> ComposeResult:
        """Put the line to type in above the page."""
        with Vertical() as frame:
            frame.border_title = "Keys and marks"
            yield Input(placeholder="type to search; esc goes back", id="search", compact=True)
            yield self._page

    def on_mount(self) -> None:
        """Begin in the line."""
        search = self.query_one("#search", Input)
        search.cursor_blink = False
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Leave what is meant."""
        self._page.wanted, self._page.top = event.value.strip(), 0
        self._page.repaint()

    def action_scroll(self, by: int) -> None:
        """Move the page."""
        self._page.top += by
        self._page.repaint()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()
