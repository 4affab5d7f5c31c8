"""The line of a run's time while somebody goes through it: where it is looked at, and where packages stood still."""

from premises.journey.parties.party import PartyKind
from premises.quantity import Instant
from tui.model.values.figures import clock_said
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.panes.sight import Sight

HEAD, MARK = "┃", "'"

WORST_FIRST = list(State)


class Scrub(Drawn):
    """One line, there only in the past."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="scrub")
        self.sight = sight

    def paint(self, canvas: Canvas) -> None:
        """Paint what is over, what is to come, ticks over it, marks, and where it is."""
        reader, ends = self.sight.reader, self.sight.standing.ends_at
        if reader is None or ends is None:
            return
        begins, style = reader.begins_at, self.palette
        first, last = f"{clock_said(begins)} ", f" {clock_said(ends)}"
        left = canvas.put(1, 0, first, style.faint)
        room = canvas.width - left - len(last) - 1
        if room < 2:
            return

        def at(moment: Instant) -> int:
            share = (moment - begins) / max(1, ends - begins)
            return left + round(max(0.0, min(1.0, share)) * (room - 1))

        here = at(self.sight.session.now)
        canvas.across(left, 0, here - left, "━", style.accent)
        canvas.across(here, 0, left + room - here, "─", style.line)
        # The worst of what one cell has stands in it; a party is not told where packages stood still.
        ticks = self.sight.ticks if self.sight.party.kind is PartyKind.TRUTH else ()
        for tick in sorted(ticks, key=lambda each: WORST_FIRST.index(each.state), reverse=True):
            canvas.put(at(tick.at), 0, OF_STATE[tick.state], style.of(tick.state))
        for mark in self.sight.marks:
            canvas.put(at(mark), 0, MARK, style.strong)
        canvas.put(here, 0, HEAD, style.strong)
        canvas.put(left + room, 0, last, style.faint)
