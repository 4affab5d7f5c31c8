"""A table of a screen of its own: columns and rows are given by the screen, which is asked anew for each width."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.paint.table import Column, LineTable, Styles


@dataclass(frozen=True, slots=True)
class Table:
    """What is listed, at one width."""

    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Parts]] = ()
    keys: Sequence[Hashable] = ()
    """Of each row, by which it is chosen."""
    title: str = ""
    subtitle: str = ""
    nothing: Sequence[str] = ()
    """What is said where there is no row."""


class Listing(Drawn, can_focus=True):
    """The rows; which is chosen goes by key and not by number."""

    def __init__(self, palette: Palette, make: Callable[[int], Table], *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="listing")
        self._make = make
        self.keys: Sequence[Hashable] = ()
        self.chosen: Hashable = None
        self._table = LineTable()

    @property
    def at(self) -> int:
        """The number of the chosen row; the first one's when that is gone; -1 when there is none."""
        if not self.keys:
            return -1
        return next((number for number, key in enumerate(self.keys) if key == self.chosen), 0)

    def move(self, by: int) -> None:
        """Choose another row."""
        if self.keys:
            self.chosen = self.keys[max(0, min(len(self.keys) - 1, self.at + by))]

    def held_at(self, y: int) -> Hashable:
        """Give the key of the row at a line of the pane; None where there is none.

        Not ``key_at``: textual calls that with every press of the key that is named "at".
        """
        number = self._table.top + y - 1
        return self.keys[number] if y > 0 and number < len(self.keys) else None

    def paint(self, canvas: Canvas) -> None:
        """Paint head and rows."""
        table = self._make(canvas.width)
        self.entitle(table.title, table.subtitle)
        self.keys = table.keys
        style = self.palette
        cursor = style.cursor if self.has_focus else style.cursor_away
        if not table.rows:
            for y, line in enumerate(table.nothing, 1):
                canvas.put(2, y, line, style.faint, canvas.width - 3)
            return
        self._table.paint(canvas, table.columns, table.rows, self.at, Styles(style.faint, cursor))
