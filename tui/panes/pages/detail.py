"""Lines about what is chosen above; they scroll when there are more than fit."""

from collections.abc import Sequence
from textwrap import wrap

from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette

LABEL = 11
"""Cells of a label. Ours."""


class Detail(Drawn, can_focus=True):
    """The lines are given by its screen, which says how wide they may be."""

    def __init__(self, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="detail")
        self.title, self.top = "", 0
        self.lines: Sequence[Parts] = ()

    def paint(self, canvas: Canvas) -> None:
        """Paint the lines from ``top`` on."""
        self.top = max(0, min(self.top, len(self.lines) - canvas.height))
        for y, parts in enumerate(self.lines[self.top : self.top + canvas.height]):
            canvas.put_all(1, y, parts, canvas.width - 2)
        more = len(self.lines) - self.top - canvas.height
        self.entitle(self.title, f"{more} more lines" if more > 0 else "")

    def scroll_by(self, lines: int) -> None:
        """Move the window."""
        self.top = max(0, min(self.top + lines, len(self.lines) - self.content_size.height))
        self.repaint()


def labelled(palette: Palette, label: str, words: str, width: int, label_width: int = LABEL) -> list[Parts]:
    """Give words behind a label, in as many lines as they need."""
    said = wrap(words, max(8, width - label_width)) or [""]
    first: Parts = ((f"{label:<{label_width}}", palette.faint), (said[0], palette.text))
    return [first, *(((" " * label_width + more, palette.text),) for more in said[1:])]


def headed(palette: Palette, words: str) -> list[Parts]:
    """Give a heading with a line before it."""
    return [(), ((words, palette.faint),)]
