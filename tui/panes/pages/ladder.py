"""A ladder on a canvas: time left, a lane a participant with arrows between, words right, one row a message."""

from premises.identity import Name
from premises.wire.site import DCC, HUB, SUPPLIER
from tui.model.pages.step import Mark, Step, Steps
from tui.model.values.figures import clock_said
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.paint.table import LineTable
from tui.panes.sight import Sight

CLOCK = 9
"""Cells of a moment and the space after it. Ours."""

LANE_MIN, LANE_MAX = 6, 18
"""Cells of a lane: with fewer an arrow has no direction, with more the eye loses it. Ours."""

WORDS_MIN = 26
"""Cells of the words beside the lanes, at least; with fewer there are no lanes, and each row says who. Ours."""

WORDS_PART = 0.45
"""Share of the pane that is left to the words where there is room. Ours."""

SHORT = {HUB: "CH", DCC: "DCC"}
"""Who is called by fewer letters than its name."""


class LadderPane(Drawn, can_focus=True):
    """The rows; it follows the newest until somebody moves, and again from the last row on."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="ladder")
        self.sight, self.steps = sight, Steps((), ())
        self.lanes: tuple[Name, ...] = ()
        self.title = ""
        self.chosen: tuple[object, ...] | None = None
        """By the row's key; None while it follows."""
        self._table = LineTable()

    @property
    def at(self) -> int:
        """The number of the chosen row; -1 when there is none."""
        rows = self.steps.rows
        if self.chosen is None:
            return len(rows) - 1
        return next((number for number, row in enumerate(rows) if row.key == self.chosen), len(rows) - 1)

    @property
    def row(self) -> Step | None:
        """The chosen row."""
        return self.steps.rows[self.at] if self.steps.rows else None

    def move(self, by: int) -> None:
        """Choose another row; on the last one it follows."""
        rows = self.steps.rows
        if rows:
            at = max(0, min(len(rows) - 1, self.at + by))
            self.chosen = None if at == len(rows) - 1 else rows[at].key

    def row_at(self, y: int) -> int | None:
        """Give the number of the row at a line of the pane; None where there is none."""
        number = self._table.top + y - 1
        return number if y > 0 and number < len(self.steps.rows) else None

    def paint(self, canvas: Canvas) -> None:
        """Paint head and rows."""
        steps = self.steps
        follows = "" if self.chosen is None else "  held, G follows"
        self.entitle(self.title, f"{steps.messages:,} messages{follows}" if steps.rows else "")
        if not steps.rows:
            for y, line in enumerate(steps.nothing.split("\n"), 1):
                canvas.put(2, y, line, self.palette.faint, canvas.width - 4)
            return
        lane = self._lane(canvas.width)
        self._head(canvas, lane)
        height = canvas.height - 1
        self._table.follow(self.at, len(steps.rows), height)
        top = self._table.top
        for y, step in enumerate(steps.rows[top : top + height], 1):
            self._row(canvas, y, step, lane)
            if top + y - 1 == self.at:
                canvas.lay(y, self.palette.cursor if self.has_focus else self.palette.cursor_away)

    def _lane(self, width: int) -> int:
        """Give the cells of a lane; 0 where there is no room for any."""
        count = max(1, len(self.lanes))
        widest = int((width - CLOCK - 3 - max(WORDS_MIN, int(width * WORDS_PART))) / (count - 0.5))
        if widest < LANE_MIN:
            widest = LANE_MIN if CLOCK + LANE_MIN * count + WORDS_MIN <= width else 0
        return min(LANE_MAX, widest)

    def _x(self, who: Name, lane: int) -> int | None:
        return CLOCK + self.lanes.index(who) * lane + lane // 2 if who in self.lanes else None

    def _head(self, canvas: Canvas, lane: int) -> None:
        for who in self.lanes if lane else ():
            name = short(who)
            name = "Supp" if len(name) >= lane and who == SUPPLIER else name[: lane - 1]
            x = self._x(who, lane)
            assert x is not None, "it is one of them"
            canvas.put(x - len(name) // 2, 0, name, self.palette.strong)

    def _row(self, canvas: Canvas, y: int, step: Step, lane: int) -> None:
        style = self.palette
        if step.mark is Mark.BEFORE:
            canvas.put(CLOCK, y, step.words, style.faint, canvas.width - CLOCK)
            return
        how = style.of(State.MOVING) if step.state is None else style.of(step.state)
        if step.mark is not Mark.REST:
            canvas.put(0, y, clock_said(step.at), style.faint)
        x = CLOCK
        if lane:
            for who in self.lanes:
                canvas.put(self._x(who, lane) or 0, y, "│", style.line)
            self._cross(canvas, y, step, lane)
            x += lane * (len(self.lanes) - 1) + lane // 2 + 2
        elif step.mark is not Mark.REST:
            x = canvas.put(x, y, f"{_who(step)} ", how)
        words = style.faint if step.mark is Mark.REST else style.text if step.state is None else how
        canvas.put(x + 1, y, fitting(step.words, canvas.width - x - 1), words, canvas.width - x - 1)

    def _cross(self, canvas: Canvas, y: int, step: Step, lane: int) -> None:
        style = self.palette
        how = style.of(State.MOVING) if step.state is None else style.of(step.state)
        start, end = self._x(step.source, lane), self._x(step.target, lane)
        if start is None or end is None:
            return
        if step.mark is Mark.HAPPENED:
            canvas.put(start, y, "●", style.text if step.state is None else how)
            return
        left, right = min(start, end) + 1, max(start, end) - 1
        canvas.across(left, y, right - left + 1, "━" if step.mark is Mark.REPEATED else "─", how)
        canvas.put(right if end > start else left, y, "▸" if end > start else "◂", how)
        if step.is_lost:
            canvas.put((left + right + 1) // 2, y, "✗", style.of(State.FAILED))


def short(who: Name) -> str:
    """Give who it is in a few letters."""
    return SHORT.get(who, "Supplier" if who == SUPPLIER else str(who).upper())


def fitting(words: str, room: int) -> str:
    """Give as many words as fit, whole ones, with a mark where some are left out; no figure is cut."""
    if len(words) <= room:
        return words
    cut = words.rfind(" ", 0, max(0, room))
    if cut <= 0:
        return f"{words[: max(0, room - 1)]}…"
    kept = words[:cut].split(" ")
    # A number at the end would be taken for a part of a longer one.
    while len(kept) > 1 and kept[-1][-1:].isdigit():
        kept.pop()
    return f"{' '.join(kept).rstrip(',:;')}…"


def _who(step: Step) -> str:
    if step.mark is Mark.HAPPENED:
        return f"{short(step.source)} ●"
    arrow = "─✗▸" if step.is_lost else "──▸"
    return f"{short(step.source)} {arrow} {short(step.target)}"
