"""What happened, a line each, the newest below: it follows until somebody scrolls, and again from End on."""

from collections.abc import Sequence
from itertools import islice

from premises.journey.parties.party import PartyKind
from tui.model.filtering import Filter
from tui.model.reader import Reader
from tui.model.values.figures import clock_said
from tui.model.values.screenful import Event
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.panes.sight import Sight


class Events(Drawn, can_focus=True):
    """The log. Lines are counted from the first one ever, so what is held stays where it is while more come."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="events")
        self.sight, self.filter = sight, Filter()
        self.held: int | None = None
        """Number of the first line shown; None while it follows."""
        self._matched: list[tuple[int, Event]] = []
        self._looked_at = 0
        self._reader: Reader | None = None

    def paint(self, canvas: Canvas) -> None:
        """Paint the lines that are in the window, and how many there are."""
        sight, style = self.sight, self.palette
        shown, reader = sight.shown, sight.reader
        if reader is not self._reader:
            # Another run: its lines are counted anew.
            self._reader, self._matched, self._looked_at, self.held = reader, [], 0, None
        title = f"Events  /{self.filter.said}" if self.filter.said else "Events"
        if shown is None or reader is None:
            self.entitle(title)
            canvas.put(2, 1, "waiting for the premises", style.faint)
            return
        if shown.party.kind is not PartyKind.TRUTH:
            told = [event for event in reader.told_to(shown.party, shown.now) if self.filter.passes(event)]
            self.entitle(f"{title}  as told to it", f"{len(told)} words")
            self._lines(canvas, told[-canvas.height :])
            return
        lines, count = self._window(canvas.height)
        follows = "" if self.held is None else "  held, End follows"
        self.entitle(title, f"{count:,} of {sight.upto:,}{follows}")
        self._lines(canvas, lines)
        if not sight.upto:
            canvas.put(2, 1, "waiting for the premises" if sight.standing.is_old else "No events yet.", style.faint)

    def apply(self, wanted: Filter) -> None:
        """Show only what a filter lets through, from now on."""
        self.filter, self._matched, self._looked_at, self.held = wanted, [], 0, None
        self.repaint()

    def scroll_by(self, lines: int, height: int | None = None) -> None:
        """Move the window; at the end it follows again."""
        height = self.content_size.height if height is None else height
        first, last = self._bounds(height)
        at = (last if self.held is None else self.held) + lines
        self.held = None if at >= last else max(first, at)
        self.repaint()

    def to_trouble(self, *, forward: bool) -> bool:
        """Move to the next line that tells of something bad, or the one before; False when there is none."""
        reader = self.sight.reader
        if reader is None:
            return False
        first, last = self._bounds(self.content_size.height)
        at = last if self.held is None else self.held
        numbered = self._numbered()
        bad = [number for number, event in numbered if event.state is not None and event.state.is_stalled]
        found = [number for number in bad if (number > at if forward else number < at)]
        if not found:
            return False
        aim = found[0] if forward else found[-1]
        self.held = None if aim >= last else max(first, aim)
        self.repaint()
        return True

    def _numbered(self) -> Sequence[tuple[int, Event]]:
        reader = self.sight.reader
        assert reader is not None, "there is a premises"
        if self.filter.terms:
            self._match()
            return list(enumerate(event for _, event in self._matched))
        oldest = reader.events_ever - len(reader.events)
        entries = list(islice(reader.events, 0, self.sight.upto - oldest))
        return list(enumerate(reader.told(entries), oldest))

    def _bounds(self, height: int) -> tuple[int, int]:
        """Give the first line that there still is, and the first one of the last window."""
        reader = self.sight.reader
        if reader is None:
            return 0, 0
        if self.filter.terms:
            self._match()
            return 0, max(0, len(self._matched) - height)
        oldest = reader.events_ever - len(reader.events)
        return oldest, max(oldest, self.sight.upto - height)

    def _window(self, height: int) -> tuple[list[Event], int]:
        reader = self.sight.reader
        assert reader is not None, "there is a premises"
        first, last = self._bounds(height)
        if self.held is not None and self.held < first:
            self.held = first
        at = last if self.held is None else self.held
        if self.filter.terms:
            return [event for _, event in self._matched[at : at + height]], len(self._matched)
        entries = list(islice(reader.events, at - first, min(at + height, self.sight.upto) - first))
        return reader.told(entries), self.sight.upto

    def _match(self) -> None:
        """Look at what came since; what was forgotten meanwhile stays among the matches."""
        reader = self.sight.reader
        assert reader is not None, "there is a premises"
        oldest = reader.events_ever - len(reader.events)
        begin = max(self._looked_at, oldest)
        for number, event in enumerate(
            reader.told(islice(reader.events, begin - oldest, self.sight.upto - oldest)), begin
        ):
            if self.filter.passes(event):
                self._matched.append((number, event))
        self._looked_at = max(self._looked_at, self.sight.upto)

    def _lines(self, canvas: Canvas, events: Sequence[Event]) -> None:
        style = self.palette
        for line, event in enumerate(events):
            mark = "·" if event.state is None else OF_STATE[event.state]
            how = style.text if event.state is None else style.of(event.state)
            x = canvas.put(0, line, f"{clock_said(event.at)} ", style.faint)
            canvas.put(x, line, mark, style.faint if event.state is None else how)
            canvas.put(x + 2, line, event.where.upper(), style.text, 11)
            canvas.put(x + 13, line, event.package, style.faint, 6)
            canvas.put(x + 19, line, event.words, how, max(0, canvas.width - x - 22))
