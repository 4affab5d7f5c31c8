"""Links as rows of numbers, both ways together: losses and latencies of the last minute and of the last 20 seconds."""

from collections.abc import Sequence

from tui.model.pulse import SAMPLES
from tui.model.values.figures import count_said, latency_said, loss_said
from tui.model.values.screenful import HopRow
from tui.model.values.state import State
from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE, SPARKS
from tui.paint.palette import Palette
from tui.paint.table import Column, LineTable, Styles
from tui.panes.sight import Sight

SET_TO = 12
"""Columns of what a link is set to and of one fault's mark. Ours."""

SPARKS_MIN = 4
"""Seconds that a spark shows at least. Ours."""

LOSS_FULL = 0.5
"""The share of losses that fills a spark. Ours."""

LATENCY_FULL = 2.0
"""How many times the mean latency fills one. Ours."""


class Hops(Drawn, can_focus=True):
    """The table."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="hops")
        self.sight, self.table, self.chosen = sight, LineTable(), 0

    def paint(self, canvas: Canvas) -> None:
        """Paint head and rows, or why there are none."""
        shown, style = self.sight.shown, self.palette
        self.entitle("Hops")
        if shown is None:
            canvas.put(2, 1, "waiting for the premises", style.faint)
            return
        if shown.blind:
            canvas.put(2, 1, f"dark: {shown.blind}", style.faint, canvas.width - 3)
            return
        chosen = self.chosen if self.has_focus else -1
        columns, seconds = columns_of(canvas.width)
        rows = [self._row(row, seconds, columns[-1].width - 1) for row in shown.hops]
        self.table.paint(canvas, columns, rows, chosen, Styles(style.faint, style.cursor))

    def move(self, by: int) -> None:
        """Choose another row."""
        count = 0 if self.sight.shown is None else len(self.sight.shown.hops)
        self.chosen = max(0, min(count - 1, self.chosen + by))

    def row_at(self, y: int) -> int | None:
        """Give the number of the row on a line; None where there is none."""
        shown = self.sight.shown
        number = self.table.top + y - 1
        return number if shown is not None and y > 0 and number < len(shown.hops) else None

    @property
    def link(self) -> str:
        """The link that the cursor is on; empty for none."""
        hops = () if self.sight.shown is None else self.sight.shown.hops
        return str(hops[self.chosen].lane.link) if self.chosen < len(hops) else ""

    def _row(self, row: HopRow, seconds: int, room: int) -> list[Parts]:
        lane, style = row.lane, self.palette
        is_busy = lane.down_now + lane.up_now > 0
        state = lane.state or (State.MOVING if is_busy else State.WAITING if lane.is_asleep else None)
        mark = "·" if state is None else OF_STATE[state]
        loud = style.of(lane.state) if lane.state is not None else style.text
        sparkling = style.of(lane.state) if lane.state is not None else style.faint
        mean = lane.latency or 1.0
        tags = "".join(f" {tag} " for tag in lane.tags)
        return [
            ((mark, style.of(state) if state is not None else style.faint),),
            ((f"{lane.upper}-{lane.lower}".upper().replace("HUB", "CH"), style.strong if is_busy else style.text),),
            ((lane.radio, style.faint),),
            ((loss_said(lane.lost, lane.sent), loud),),
            ((spark(row.losses[-seconds:], LOSS_FULL), sparkling),),
            ((latency_said(lane.latency), style.text),),
            ((spark(row.latencies[-seconds:], LATENCY_FULL * mean), style.of(State.MOVING)),),
            ((count_said(row.sent_ever), style.text),),
            ((count_said(row.lost_ever), loud),),
            # A fault is named whatever else has to go.
            ((row.set_to.ljust(room - len(tags))[: room - len(tags)], style.faint), (tags, style.badge(State.SLOW))),
        ]


def columns_of(width: int) -> tuple[list[Column], int]:
    """Give the columns of a pane, and how many seconds their sparks show: as many as there is room for."""
    plain = (
        Column("", 2), Column("HOP", 10), Column("RADIO", 8), Column("LOSS 1m", 8, is_right=True),
        Column("LATENCY", 8, is_right=True), Column("SENT", 7, is_right=True), Column("LOST", 7, is_right=True),
    )  # fmt: skip
    left = width - SET_TO - sum(column.width for column in plain)
    seconds = max(SPARKS_MIN, min(SAMPLES, left // 2 - 1))
    spark = Column(f"last {seconds} s" if seconds > len("last 20 s") else f"{seconds} s", seconds + 1)
    columns = [*plain[:4], spark, plain[4], spark, *plain[5:]]
    return [*columns, Column("SET TO", max(SET_TO, width - sum(column.width for column in columns)) + 1)], seconds


def spark(samples: Sequence[float | None], full: float) -> str:
    """Give a sample a cell; nothing stands where there was none."""
    return "".join(
        " " if sample is None else SPARKS[min(len(SPARKS) - 1, int(sample / full * len(SPARKS)))] for sample in samples
    )
