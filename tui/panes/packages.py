"""Packages, a row each: how it stands, its stages as a bar, how far it is, and why it is no further."""

from premises.journey.package import Stage
from premises.quantity import Instant
from tui.model.values.figures import change_said, clock_said, version_said
from tui.model.values.screenful import Cell, PackageRow
from tui.model.values.state import State
from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.paint.table import Column, LineTable, Styles
from tui.panes.brief import fitting_box
from tui.panes.sight import Sight

STAGES = {
    Stage.DCC: ("DCC", 5), Stage.WAN: ("WAN", 6), Stage.STORE: ("STORE", 6), Stage.HAN: ("HAN", 6),
    Stage.ALT: ("ALT", 6), Stage.VERIFY: ("VERIFY", 7), Stage.ACTIVE: ("ACTIVE", 7), Stage.REPORTED: ("TOLD", 5),
}  # fmt: skip
"""What each stage's column is called, and how wide it is."""

BAR = sum(width for _, width in STAGES.values())

WIDE, MIDDLE = 138, 108
"""Columns inside the pane from which there are all columns, and from which there are stages. Ours."""

EMPTY = (
    "No packages yet. u starts a firmware update.",
    "6 lists ready stories to run: gsme-wins (an image is displaced),",
    "overslept (a sleeper), option-b-one-fails (one part of four fails).",
)
"""What can be looked at where there is no package."""

AT_WIDE = 12
"""Columns of the stage where there is no room for bars. Ours."""

ROOM_MIN = 20
"""Columns of a reason that is cut at one of its commas, at least; else its short form stands there. Ours."""


class Packages(Drawn, can_focus=True):
    """The table."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="packages")
        self.sight, self.table = sight, LineTable()

    def paint(self, canvas: Canvas) -> None:
        """Paint head, rows, and where they stand still on the border."""
        shown, style = self.sight.shown, self.palette
        self.entitle("Packages", self._stalled(canvas.width))
        if shown is None:
            canvas.put(2, 1, "waiting for the premises", style.faint)
            return
        columns = _columns(canvas.width)
        rows = [self._row(row, canvas.width, columns[-1].width) for row in shown.rows]
        chosen = next((number for number, row in enumerate(shown.rows) if row.key == self.sight.chosen), -1)
        cursor = style.cursor if self.has_focus else style.cursor_away
        self.table.paint(canvas, columns, rows, chosen, Styles(style.faint, cursor))
        if not rows:
            for line, words in enumerate(self._none(is_truth=shown.is_truth), 2):
                canvas.put(2, line, words, style.faint, canvas.width - 4)
        for line, words in enumerate(shown.refused, len(rows) + 2):
            canvas.put(0, line, f"{OF_STATE[State.FAILED]} {words}", style.of(State.FAILED), canvas.width)

    def row_at(self, y: int) -> int | None:
        """Give the number of the row at a line of the pane; None where there is none."""
        shown = self.sight.shown
        number = self.table.top + y - 1
        return number if shown is not None and y > 0 and number < len(shown.rows) else None

    def _none(self, *, is_truth: bool) -> tuple[str, ...]:
        """Give what stands there while there is no package, or none is known."""
        if self.sight.standing.is_old:
            return ("waiting for the premises",)
        return EMPTY if is_truth else ("This party was told of no package.",)

    def _stalled(self, width: int) -> str:
        shown = self.sight.shown
        if shown is None or not shown.stalled_at:
            return ""
        stages = "  ".join(f"{stage} {count}" for stage, count in shown.stalled_at.items())
        return f"stalled at  {stages}" if len(stages) + 16 < width else stages[: width - 4]

    def _row(self, row: PackageRow, width: int, room: int) -> list[Parts]:
        style, mark = self.palette, self.palette.of(row.state)
        quiet = style.faint if row.state is State.DONE else style.text
        head: list[Parts] = [
            ((OF_STATE[row.state], mark),),
            ((row.name, quiet),),
            ((str(row.device).upper(), style.faint if row.is_part else style.strong),),
        ]
        if width < MIDDLE:
            share = "" if not row.size or row.have is None else f"{100 * row.have // row.size}%"
            at = "done" if row.state is State.DONE else row.stage
            return [
                *head,
                ((version_said(row.version), quiet),),
                ((fitting_box(at, AT_WIDE - 1), mark),),
                ((share, quiet),),
                self._why(row, room),
            ]
        bar = self._bar(row)
        if width < WIDE:
            return [*head, ((version_said(row.version), quiet),), bar, self._why(row, room)]
        octets = "?" if row.have is None else f"{row.have:,}/{row.size:,}"
        change = change_said(row.before, row.version) if row.version else ""
        return [
            *head, ((change, quiet),), bar, (("" if row.is_part else octets, quiet),), ((_eta(row.eta), style.faint),),
            self._why(row, room),
        ]  # fmt: skip

    def _why(self, row: PackageRow, room: int) -> Parts:
        tag = f" {row.tag} " if row.tag else ""
        left = room - 1 - (len(tag) + 1 if tag else 0)
        words = fitting_row(row, left)
        # A fault is named whatever else has to go.
        words = f"{words[: left - 1]}…" if tag and len(words) > left else words
        style = self.palette.faint if row.state is State.DONE else self.palette.of(row.state)
        badge = ((" ", style), (tag, self.palette.badge(State.SLOW))) if tag else ()
        return ((words, style), *badge)

    def _bar(self, row: PackageRow) -> Parts:
        if not row.cells:
            return (("?", self.palette.faint), (" " + "·" * (BAR - 3), self.palette.line))
        parts: list[tuple[str, object]] = []
        for cell in row.cells:
            parts += self._stage(cell, row.state)
        return tuple(parts)  # type: ignore[arg-type]  # as Parts are

    def _stage(self, cell: Cell, state: State) -> list[tuple[str, object]]:
        style, width = self.palette, STAGES[cell.stage][1]
        behind = style.faint if state is State.DONE else style.of(State.MOVING)
        if not cell.is_crossed:
            return [(" " * width, style.text)]
        if not cell.is_here:
            return [("━" * width, behind)] if cell.part >= 1 else [("┄" * width, style.line)]
        if state is State.DONE:
            return [("━" * width, behind)]
        solid = min(width - 1, int(cell.part * width))
        return [
            ("━" * solid, behind),
            (OF_STATE[state], style.of(state)),
            ("┄" * (width - solid - 1), style.line),
        ]


def _columns(width: int) -> list[Column]:
    head = [Column("", 2), Column("PACKAGE", 9), Column("FOR", 7)]
    if width < MIDDLE:
        head += [Column("FW", 6), Column("AT", AT_WIDE if width >= 70 else 8), Column("%", 5, is_right=True)]
        return [*head, Column("WHY", max(8, width - sum(column.width for column in head)))]
    stages = "".join(name.ljust(wide) for name, wide in STAGES.values())
    if width < WIDE:
        head += [Column("FW", 6), Column(stages, BAR + 1)]
        return [*head, Column("WHY", width - sum(column.width for column in head))]
    head += [Column("FIRMWARE", 12), Column(stages, BAR + 1), Column("OCTETS", 18, is_right=True), Column("ETA", 10)]
    return [*head, Column("WHY", width - sum(column.width for column in head))]


def _eta(eta: Instant | None) -> str:
    return "   --" if eta is None else clock_said(eta)


def fitting_row(row: PackageRow, room: int) -> str:
    """Give as much of the reason as fits: up to a comma or colon that leaves it a sentence, or its short form."""
    words = row.why
    if len(words) <= room:
        return words
    cuts = [place for mark in (": ", ", ") for place in _places(words, mark) if ROOM_MIN <= place <= room]
    return words[: max(cuts)] if cuts else row.brief


def _places(words: str, mark: str) -> list[int]:
    return [place for place in range(len(words)) if words.startswith(mark, place)]
