"""What is there while no premises runs: what can be typed, and that the screen looks for itself."""

from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.sight import Sight

WAYS = (
    ("b", "starts one: premises up -d"),
    ("premises up --site FILE -d", "starts yours: premises site example"),
    ("premises demo", "updates four bridges, in 70 s"),
    ("premises tui --run FILE", "shows a run that was recorded"),
)
"""What can be typed, and what it does."""

WIDE = 72
"""Columns from which what it does stands beside what is typed. Ours."""


class Beginning(Drawn):
    """The pane."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="beginning")
        self.sight = sight

    def paint(self, canvas: Canvas) -> None:
        """Paint it."""
        style, standing = self.palette, self.sight.standing
        room, x = canvas.width - 4, 2
        lines = len(WAYS) if canvas.width >= WIDE else 2 * len(WAYS)
        y = max(1, (canvas.height - lines - 6) // 3)
        said = standing.why[:1].upper() + standing.why[1:].partition(": start")[0]
        canvas.put(x, y, f"{said or 'No premises runs here'}.", style.strong, room)
        y += 2
        beside = max(len(typed) for typed, _ in WAYS) + 4
        for typed, does in WAYS:
            is_key = len(typed) == 1
            end = canvas.put(x, y, f" {typed} ", style.badge(State.WAITING) if is_key else style.accent, room)
            if canvas.width >= WIDE:
                canvas.put(max(end + 1, x + beside), y, does, style.text, room - beside)
            else:
                y += 1
                canvas.put(x + 2, y, does, style.faint, room - 2)
            y += 1
        doing = standing.doing or "Looks every second; what comes up in this directory is shown by itself."
        canvas.put(x, y + 1, doing, style.of(State.MOVING) if standing.doing else style.faint, room)
