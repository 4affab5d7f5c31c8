"""A table of lines on a canvas: a head, rows, and a window that follows the chosen row."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from tui.paint.canvas import Canvas, Parts


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    head: str
    width: int
    is_right: bool = False


@dataclass(slots=True)
class LineTable:
    """Which rows are in the window; the chosen one always is."""

    top: int = 0

    def paint(
        self, canvas: Canvas, columns: Sequence[Column], rows: Sequence[Sequence[Parts]], chosen: int, styles: "Styles"
    ) -> None:
        """Paint head and rows; ``chosen`` is a row's number, or -1."""
        x = 0
        for column in columns:
            put(canvas, x, 0, ((column.head, styles.head),), column)
            x += column.width
        height = max(0, canvas.height - 1)
        self.follow(chosen, len(rows), height)
        for line, row in enumerate(rows[self.top : self.top + height], 1):
            x = 0
            for column, parts in zip(columns, row, strict=False):
                put(canvas, x, line, parts, column)
                x += column.width
            if self.top + line - 1 == chosen:
                canvas.lay(line, styles.cursor)

    def follow(self, chosen: int, count: int, height: int) -> None:
        """Move the window so that the chosen row is in it, and nothing below the last."""
        if height <= 0:
            return
        if 0 <= chosen < self.top:
            self.top = chosen
        elif chosen >= self.top + height:
            self.top = chosen - height + 1
        self.top = max(0, min(self.top, count - height))


@dataclass(frozen=True, slots=True)
class Styles:
    """What a table is painted with."""

    head: Style
    cursor: Style


def put(canvas: Canvas, x: int, y: int, parts: Parts, column: Column) -> None:
    """Put words into a column; one cell is left between it and the next."""
    width = column.width - 1
    if column.is_right:
        x += max(0, width - sum(len(text) for text, _ in parts))
    canvas.put_all(x, y, parts, width)
