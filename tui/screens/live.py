"""The live screen: the premises, its packages, its links, what happened and why the chosen package waits, at a glance.

It paints what the app looked at and moves what is chosen; it asks no clock and reads no feed.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.widgets import Footer, Input

from premises.errors import UsageError
from premises.identity import Name
from tui.keys.all import ON_LIVE
from tui.keys.key import bindings
from tui.model.filtering import filter_said
from tui.model.values.screenful import Key
from tui.model.values.state import State
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.beginning import Beginning
from tui.panes.events import Events
from tui.panes.hops import Hops
from tui.panes.map import Map, lines_of
from tui.panes.packages import Packages
from tui.panes.sight import Sight
from tui.panes.why import Why
from tui.screens.place import Place

PANES = ("packages", "hops", "events", "why")
"""Those that can have the focus, in the order of tab."""

ROWS_SHOWN = 14
"""Packages that are shown before the table scrolls, where there is room. Ours."""


class LiveScreen(Place):
    """Screen 1."""

    KEYS = ON_LIVE
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_LIVE)  # type: ignore[assignment]  # as textual reads it
    AUTO_FOCUS = "#packages"

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(sight, palette, is_ascii=is_ascii)
        self.beginning = Beginning(sight, palette, is_ascii=is_ascii)
        self.map = Map(sight, palette, is_ascii=is_ascii)
        self.packages = Packages(sight, palette, is_ascii=is_ascii)
        self.hops = Hops(sight, palette, is_ascii=is_ascii)
        self.events = Events(sight, palette, is_ascii=is_ascii)
        self.why = Why(sight, palette, is_ascii=is_ascii)

    @property
    def panes(self) -> Sequence[Drawn]:
        return self.beginning, self.map, self.packages, self.hops, self.events, self.why

    @property
    def is_moving(self) -> bool:
        return self.map.is_moving

    def compose(self) -> ComposeResult:
        """Put the panes where they are; the style sheet says which are there at which size."""
        yield self.runbar
        yield self.notice
        yield self.beginning
        yield self.map
        yield self.packages
        with Horizontal(id="below"):
            with Vertical(id="left"):
                yield self.hops
                yield self.events
            yield self.why
        yield Input(placeholder="pkg:p5 dev:b1 hop:b1-b2 lvl:slow lost !info", id="filter", compact=True)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Stop what blinks: a picture is the same every time."""
        self.query_one("#filter", Input).cursor_blink = False

    def paint_motion(self) -> None:
        """Paint what moves."""
        self.map.repaint()

    def fit(self) -> None:
        """Give map, packages and hops the lines that they want; nothing is laid out when that is as it was."""
        shown, height = self.sight.shown, self.size.height
        framed = 0 if self.has_class("-short") or self.has_class("-tiny") else 2
        self._set(self.map, lines_of(shown, self.size.width - framed) + framed)
        rows = 4 if shown is None else max(4, min(ROWS_SHOWN, len(shown.rows) + len(shown.refused)))
        self._set(self.packages, min(rows + 3, max(5, height // 2)))
        self._set(self.hops, 3 + (4 if shown is None else max(1, len(shown.hops))))
        self.set_class(self.sight.reader is None and self.sight.standing.is_nowhere, "nowhere")
        super().fit()

    @staticmethod
    def _set(pane: Drawn, lines: int) -> None:
        height = pane.styles.height
        if height is None or height.value != lines:
            pane.styles.height = lines

    # --- What is chosen

    @property
    def pointed(self) -> str:
        return self.hops.link if self.focused is self.hops else super().pointed

    def choose(self, key: Key) -> None:
        """Choose a package, and paint what that changes."""
        self.sight.choose(key)
        self.why.top = 0
        self.map.repaint()
        self.packages.repaint()
        self.why.repaint()

    def _choose_by(self, by: int) -> None:
        rows = () if self.sight.shown is None else self.sight.shown.rows
        if rows:
            at = next((n for n, row in enumerate(rows) if row.key == self.sight.chosen), 0)
            self.choose(rows[max(0, min(len(rows) - 1, at + by))].key)

    def action_move(self, by: int) -> None:
        """Move in the pane that has the focus."""
        focused = self.focused
        if isinstance(focused, Events | Why):
            focused.scroll_by(by)
        elif isinstance(focused, Hops):
            focused.move(by)
            focused.repaint()
        else:
            self._choose_by(by)

    def action_page(self, by: int) -> None:
        """Move by a window."""
        height = self.focused.content_size.height if self.focused is not None else 10
        self.action_move(by * max(1, height - 2))

    def action_edge(self, by: int) -> None:
        """Move to the first or the last."""
        self.action_move(by * 1_000_000)

    def action_next_stalled(self) -> None:
        """Choose the next package that stands still, round and round."""
        rows = () if self.sight.shown is None else self.sight.shown.rows
        stalled = [n for n, row in enumerate(rows) if row.state.is_stalled and not row.is_part]
        if not stalled:
            self.say("nothing is stalled")
            return
        at = next((n for n, row in enumerate(rows) if row.key == self.sight.chosen), -1)
        self.choose(rows[next((n for n in stalled if n > at), stalled[0])].key)

    def action_device(self, by: int) -> None:
        """Choose another device on the map, round and round."""
        boxes = () if self.sight.shown is None else self.sight.shown.boxes
        there = [box.who for box in boxes if not box.is_dark]
        if there:
            at = there.index(self.sight.device) if self.sight.device in there else -1 if by > 0 else 0
            self.point(there[(at + by) % len(there)])

    def point(self, who: Name) -> None:
        """Choose a device, and of its packages the one that is worst off."""
        rows = () if self.sight.shown is None else self.sight.shown.rows
        mine = sorted((row for row in rows if row.device == who), key=lambda row: list(State).index(row.state))
        if mine and (self.sight.chosen is None or self.sight.chosen[1] != who):
            self.choose(mine[0].key)
        self.sight.pointed = who
        if self.focused is self.hops:
            self.packages.focus()
        self.app.look()  # type: ignore[attr-defined]  # this program's

    def on_click(self, event: Click) -> None:
        """Choose what is clicked: a package, a link, or a device on the map; twice shows why."""
        pane = event.widget
        place = None if self.sight.shown is None or pane is None else event.get_content_offset(pane)
        if place is None:
            return
        if isinstance(pane, Packages):
            self._choose_row(pane.row_at(place.y))
        elif isinstance(pane, Hops):
            self._choose_hop(pane.row_at(place.y))
        elif isinstance(pane, Map):
            who = pane.who_at(place.x, place.y)
            if who is None:
                return
            self.point(who)
        if event.chain > 1 and isinstance(pane, Map | Packages):
            self.action_open()

    def _choose_row(self, number: int | None) -> None:
        if number is not None and self.sight.shown is not None:
            self.choose(self.sight.shown.rows[number].key)

    def _choose_hop(self, number: int | None) -> None:
        if number is not None:
            self.hops.chosen = number
            self.app.look()  # type: ignore[attr-defined]  # this program's

    # --- What is shown

    def action_pane(self, by: int) -> None:
        """Give the focus to the next pane that is there."""
        there = [pane for pane in (self.packages, self.hops, self.events, self.why) if _is_there(pane)]
        if there:
            at = there.index(self.focused) if self.focused in there else 0
            there[(at + by) % len(there)].focus()
            self.call_after_refresh(self.paint)

    def action_open(self) -> None:
        """Show why: on a narrow screen in place of the events."""
        self.set_class(self.has_class("-narrow"), "asking")
        self.call_after_refresh(self._focus_why)

    def _focus_why(self) -> None:
        self.why.focus()
        self.paint()

    def action_zoom(self) -> None:
        """Give the pane with the focus all of the screen, or take that back."""
        focused = self.focused
        is_on = not self.has_class("zoomed") and isinstance(focused, Drawn)
        for pane in PANES:
            self.set_class(is_on and focused is not None and focused.id == pane, f"zoom-{pane}")
        self.set_class(is_on, "zoomed")
        self.call_after_refresh(self.paint)

    def action_filter(self) -> None:
        """Type a filter."""
        self.add_class("filtering")
        box = self.query_one("#filter", Input)
        box.value = self.events.filter.said
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed; what is none turns red, and the last good one stays."""
        if event.input.id != "filter" or not self.has_class("filtering"):
            return
        try:
            wanted = filter_said(event.value)
        except UsageError as error:
            event.input.add_class("wrong")
            self.say(str(error))
            return
        event.input.remove_class("wrong")
        self.say("")
        self.events.apply(wanted)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go back to the events."""
        if event.input.id == "filter":
            self._end_filtering()

    def _end_filtering(self) -> None:
        self.remove_class("filtering")
        self.say("")
        (self.events if _is_there(self.events) else self.packages).focus()
        self.call_after_refresh(self.paint)

    def action_trouble(self, by: int) -> None:
        """Move the events to the next trouble."""
        if not self.events.to_trouble(forward=by > 0):
            self.say("no more trouble that way")

    def action_back(self) -> None:
        """Leave one thing: the filter's line, zoom, the card's page, the filter, the focus."""
        if self.has_class("filtering"):
            self._end_filtering()
        elif self.has_class("zoomed"):
            self.action_zoom()
        elif self.has_class("asking"):
            self.remove_class("asking")
            self.packages.focus()
        elif self.events.filter.said:
            self.events.apply(filter_said(""))
        elif self.sight.back_to:
            self._leave_recording()
        elif self.sight.past is not None and self.sight.feed.standing.ends_at is None:
            self.app.call_later(self.app.run_action, "time('live')")
        else:
            self.packages.focus()
        self.call_after_refresh(self.paint)

    def _leave_recording(self) -> None:
        """Go back to the screen from which a recording was opened, and to the feed."""
        name, self.sight.back_to = self.sight.back_to, ""
        self.sight.past, self.sight.chosen, self.sight.pointed, self.sight.shown = None, None, None, None
        self.app.call_later(self.app.run_action, f"show('{name}')")


def _is_there(pane: Drawn) -> bool:
    return pane.display and pane.size.height > 0 and all(node.display for node in pane.ancestors_with_self)
