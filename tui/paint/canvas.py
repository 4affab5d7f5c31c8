"""A field of cells that is painted from nothing each time, and compared with the one before: what differs is shown.

Text is put as it is: nothing in it is markup, and what no terminal can show in one or two cells is a question mark.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.color import Color, blend_rgb
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.paint.glyphs import ASCII

Parts = Sequence[tuple[str, Style]]
"""Words, each with its style."""

Cell = tuple[str, Style]

FADED = 0.45
"""How much of the ground is in what is painted fainter. Ours."""


class Canvas:
    """Cells of one pane; nothing is drawn outside of it."""

    def __init__(self, width: int, height: int, ground: Style, *, is_ascii: bool = False) -> None:
        self.width, self.height, self.is_ascii = width, height, is_ascii
        self.ground = ground
        self.rows: list[list[Cell]] = [[(" ", ground)] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: Style, width: int | None = None) -> int:
        """Put ``text`` in a row, cut to ``width`` cells with a mark; give the column after it."""
        if not 0 <= y < self.height:
            return x + len(text)
        if width is not None and len(text) > width:
            text = text[: max(0, width - 1)] + "…" if width > 0 else ""
        if self.is_ascii:
            text = text.translate(ASCII)
        row = self.rows[y]
        for character in text:
            cells = 1 if " " <= character <= "~" else _cells(character)
            shown = character if cells > 0 else "?"
            cells = max(1, cells)
            if x >= 0 and x + cells <= self.width:
                row[x] = (shown, style)
                if cells == 2:
                    row[x + 1] = ("", style)
            x += cells
        return x

    def put_all(self, x: int, y: int, parts: Parts, width: int) -> int:
        """Put words one after the other into ``width`` cells."""
        end = x + width
        for text, style in parts:
            if x >= end:
                break
            x = self.put(x, y, text, style, end - x)
        return x

    def lay(self, y: int, style: Style) -> None:
        """Lay a style over a whole row, as a cursor lies on it; what has a ground of its own keeps it."""
        if 0 <= y < self.height:
            ground = self.ground.bgcolor
            self.rows[y] = [
                (character, _laid(below, style) if below.bgcolor == ground else below)
                for character, below in self.rows[y]
            ]

    def fade(self) -> None:
        """Make all of it fainter; it can still be read."""
        ground = self.ground.bgcolor
        self.rows = [[(character, _faded(below, ground)) for character, below in row] for row in self.rows]

    def across(self, x: int, y: int, length: int, character: str, style: Style) -> None:
        """Draw a line."""
        if length > 0:
            self.put(x, y, character * length, style)

    def down(self, x: int, y: int, length: int, character: str, style: Style) -> None:
        """Draw a line downwards."""
        for line in range(y, y + length):
            self.put(x, line, character, style)

    def frame(self, box: Region, style: Style, line: str = "─", side: str = "│") -> None:
        """Draw a frame."""
        right, bottom = box.right - 1, box.bottom - 1
        self.put(box.x, box.y, f"╭{line * (box.width - 2)}╮", style)
        self.put(box.x, bottom, f"╰{line * (box.width - 2)}╯", style)
        self.down(box.x, box.y + 1, box.height - 2, side, style)
        self.down(right, box.y + 1, box.height - 2, side, style)

    def strip(self, y: int) -> Strip:
        """Give a row as textual takes it."""
        segments: list[Segment] = []
        run: list[str] = []
        style = self.ground
        for character, below in self.rows[y]:
            if below is not style and run:
                segments.append(Segment("".join(run), style))
                run = []
            style = below
            run.append(character)
        segments.append(Segment("".join(run), style))
        return Strip(segments, self.width)

    def changed(self, before: "Canvas | None") -> Iterator[Region]:
        """Give what is not as it was: for each row from the first cell that differs to the last."""
        if before is None or (before.width, before.height) != (self.width, self.height):
            yield Region(0, 0, self.width, self.height)
            return
        for y, (new, old) in enumerate(zip(self.rows, before.rows, strict=True)):
            if new == old:
                continue
            first = next(x for x, pair in enumerate(zip(new, old, strict=True)) if pair[0] != pair[1])
            last = next(x for x in range(self.width - 1, -1, -1) if new[x] != old[x])
            yield Region(first, y, last - first + 1, 1)


@lru_cache(maxsize=2_048)
def _laid(below: Style, above: Style) -> Style:
    return below + above


@lru_cache(maxsize=2_048)
def _faded(style: Style, ground: Color | None) -> Style:
    """Give a style nearer to the ground; on a terminal's own colours, which cannot be blended, the dim one."""
    if style.color is None or ground is None or ground.triplet is None:
        return style + Style(dim=True)
    under = ground.get_truecolor()

    def nearer(colour: Color | None) -> Color | None:
        return None if colour is None else Color.from_triplet(blend_rgb(colour.get_truecolor(), under, FADED))

    return Style(color=nearer(style.color), bgcolor=nearer(style.bgcolor), bold=style.bold)


@lru_cache(maxsize=2_048)
def _cells(character: str) -> int:
    return get_character_cell_size(character) if character.isprintable() else 0
