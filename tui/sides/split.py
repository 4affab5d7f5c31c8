"""Two sides on one timeline: the truth and what a party knows of it, or the two futures of a fork."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.widgets import Footer

from premises.journey.parties.party import PartyKind
from premises.journey.parties.views import TRUTH
from tui.keys.all import ON_SPLIT
from tui.keys.key import bindings
from tui.model.values.figures import clock_said
from tui.model.values.screenful import Key
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.events import Events
from tui.panes.map import Map, lines_of
from tui.panes.packages import Packages
from tui.panes.sight import Sight
from tui.screens.place import Place
from tui.sides.heading import Differs, Heading

ROWS_SHOWN = 10
"""Packages that are shown before the table scrolls. Ours."""


class SplitScreen(Place):
    """Both."""

    BINDINGS: ClassVar[list[Binding]] = bindings(ON_SPLIT)  # type: ignore[assignment]  # as textual reads it
    AUTO_FOCUS = "#left-side #packages"

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(sight, palette, is_ascii=is_ascii)
        assert sight.beside is not None, "the app has two"
        self.right = sight.beside
        self._sides = tuple(Side(each, palette, is_ascii=is_ascii) for each in (sight, self.right))
        self.differs = Differs(sight, self.right, palette, is_ascii=is_ascii)

    @property
    def panes(self) -> Sequence[Drawn]:
        return self.differs, *(pane for side in self._sides for pane in side.panes)

    @property
    def sights(self) -> Sequence[Sight]:
        left, right = self.sight, self.right
        if right.party.kind is PartyKind.TRUTH and not self.is_fork:
            reader = left.reader
            right.party = TRUTH if reader is None else reader.parties[1]
        right.chosen, right.is_frozen, right.phase = left.chosen, left.is_frozen, left.phase
        return left, right

    @property
    def is_fork(self) -> bool:
        """Whether the right side is another future."""
        return self.right.feed is not self.sight.feed

    @property
    def is_moving(self) -> bool:
        return any(side.map.is_moving for side in self._sides)

    def compose(self) -> ComposeResult:
        """Put the sides beside each other; the style sheet puts them one above the other where it is narrow."""
        yield self.runbar
        yield self.notice
        yield self.differs
        with Horizontal(id="sides"):
            for name, side in zip(("left-side", "right-side"), self._sides, strict=True):
                with Vertical(id=name):
                    yield from side.panes
        yield Footer(compact=True)

    def paint_motion(self) -> None:
        """Paint what moves."""
        for side in self._sides:
            side.map.repaint()

    def fit(self) -> None:
        """Give map and packages the lines that they want, and say whose side each is."""
        forking = self.app.times.forking  # type: ignore[attr-defined]  # this program's
        left, right = self._sides
        left.heading.says = " FIRST FUTURE " if self.is_fork else ""
        right.heading.says = f" OTHER FUTURE  {forking.otherwise} " if self.is_fork else ""
        self.differs.began = f"one until {clock_said(forking.at)}; " if self.is_fork and forking.at else ""
        is_beside = self.has_class("-wide")
        room = (self.size.height - 4) // (1 if is_beside else 2)
        for side in self._sides:
            side.fit(self.size.width // (2 if is_beside else 1), room)
        super().fit()

    # --- What is chosen

    def choose(self, key: Key) -> None:
        """Choose a package, on both sides."""
        self.sight.chosen, self.sight.pointed = key, None
        self.app.look()  # type: ignore[attr-defined]  # this program's

    def _at(self, number: int) -> None:
        rows = () if self.sight.shown is None else self.sight.shown.rows
        if rows:
            self.choose(rows[max(0, min(len(rows) - 1, number))].key)

    def _number(self) -> int:
        rows = () if self.sight.shown is None else self.sight.shown.rows
        return next((number for number, row in enumerate(rows) if row.key == self.sight.chosen), 0)

    def action_move(self, by: int) -> None:
        """Move in the events that have the focus, or through the packages."""
        if isinstance(self.focused, Events):
            self.focused.scroll_by(by)
        else:
            self._at(self._number() + by)

    def action_page(self, by: int) -> None:
        """Move by a page."""
        self.action_move(by * max(1, (self.focused.size.height if self.focused else 8) - 1))

    def action_edge(self, by: int) -> None:
        """Go to the first package or the last, or to the newest events."""
        if isinstance(self.focused, Events):
            self.focused.scroll_by(by * 1_000_000)
        else:
            self._at(by * 1_000_000)

    def action_other_party(self) -> None:
        """Look as the next party on the right; both futures of a fork change together."""
        reader = self.right.reader
        if reader is None:
            return
        parties = reader.parties if self.is_fork else reader.parties[1:]
        before = self.right.party
        self.right.party = parties[(parties.index(before) + 1) % len(parties)] if before in parties else parties[0]
        if self.is_fork:
            self.sight.party = self.right.party
        self.app.look()  # type: ignore[attr-defined]  # this program's

    def action_side(self, by: int) -> None:
        """Give the focus to the next table or log."""
        there = [pane for side in self._sides for pane in (side.packages, side.events) if pane.display]
        at = there.index(self.focused) if self.focused in there else 0
        there[(at + by) % len(there)].focus()
        self.call_after_refresh(self.paint)

    def on_click(self, event: Click) -> None:
        """Choose the package that is clicked, on either side."""
        pane = event.widget
        place = None if not isinstance(pane, Packages) else event.get_content_offset(pane)
        if not isinstance(pane, Packages) or place is None or pane.sight.shown is None:
            return
        number = pane.row_at(place.y)
        if number is not None:
            self.choose(pane.sight.shown.rows[number].key)


class Side:
    """One of them: whose it is, the map, the packages, the events."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        self.sight = sight
        self.heading = Heading(sight, palette, is_ascii=is_ascii)
        self.map = Map(sight, palette, is_ascii=is_ascii)
        self.packages = Packages(sight, palette, is_ascii=is_ascii)
        self.events = Events(sight, palette, is_ascii=is_ascii)

    @property
    def panes(self) -> Sequence[Drawn]:
        """From above."""
        return self.heading, self.map, self.packages, self.events

    def fit(self, width: int, height: int) -> None:
        """Give each the lines that it wants, of ``height`` in all."""
        shown = self.sight.shown
        wanted = lines_of(shown, width - 2)
        if wanted > height // 3:
            # Boxes leave no room for what is compared: a line a branch says the same.
            wanted = 4 if shown is None else max(box.row + box.span for box in shown.boxes)
        is_tight = height < 16
        self.map.display = not is_tight
        self.events.display = height >= 14
        rows = 4 if shown is None else max(3, min(ROWS_SHOWN, len(shown.rows) + len(shown.refused)))
        for pane, lines in ((self.map, wanted + 2), (self.packages, min(rows + 3, max(4, height // 2)))):
            if pane.styles.height is None or pane.styles.height.value != lines:
                pane.styles.height = lines
