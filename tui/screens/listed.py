"""A screen that is a list with a page about what is chosen in it; on a small screen the page takes the list's place."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.events import Click
from textual.widgets import Footer

from tui.paint.canvas import Parts
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.pages.detail import Detail
from tui.panes.pages.listing import Listing, Table
from tui.panes.sight import Sight
from tui.screens.place import Place


class Listed(Place):
    """Each such screen says what is looked at, its table, and the lines about one row."""

    AUTO_FOCUS = "#listing"
    DETAIL: ClassVar[str] = ""
    """What the page is called."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(sight, palette, is_ascii=is_ascii)
        self.listing = Listing(palette, self.table, is_ascii=is_ascii)
        self.page = Detail(palette, is_ascii=is_ascii)
        self._made: tuple[object, ...] = ()

    # --- What each has of its own

    def make(self) -> None:
        """Make what is shown of this moment."""

    def table(self, width: int) -> Table:
        """Give the list for a width."""
        raise NotImplementedError

    def lines(self, key: Hashable, width: int) -> Sequence[Parts]:
        """Give what there is to say about one row."""
        raise NotImplementedError

    def chose(self) -> None:
        """Do what follows when another row was chosen."""

    def follow(self) -> None:
        """Choose what was chosen on another screen."""

    # --- What all have

    @property
    def panes(self) -> Sequence[Drawn]:
        return self.listing, self.page

    @property
    def chosen(self) -> Hashable:
        """The key of the chosen row; None when there is none."""
        return self.listing.keys[self.listing.at] if self.listing.keys else None

    def compose(self) -> ComposeResult:
        """Put the list above the page."""
        yield self.runbar
        yield self.notice
        yield self.listing
        yield self.page
        yield Footer(compact=True)

    def paint(self) -> None:
        """Make what is shown, unless it is frozen or as it was, and paint it."""
        sight = self.sight
        now = (sight.session, sight.session.version, sight.party)
        if now != self._made and not (sight.is_frozen and self._made and self._made[2] is sight.party):
            self._made = now
            self.make()
        self.follow()
        super().paint()

    def fit(self) -> None:
        """Give the list the lines that it wants, and the page what is left."""
        width = max(10, self.size.width - 2)
        table = self.table(width)
        self.listing.keys = table.keys
        key = self.chosen
        self.page.title = self.DETAIL
        self.page.lines = self.lines(key, width - 2) if key is not None else ()
        room = self.size.height - 2
        wanted = max(len(table.rows), len(table.nothing)) + 3
        lines = min(wanted, max(6, room // 2), room)
        self._give(None if self.has_class("-tiny") else lines)
        super().fit()

    def _give(self, lines: int | None) -> None:
        """Give the list its lines; all that there are for None."""
        styles = self.listing.styles
        if lines is None:
            styles.height = "1fr"
        elif styles.height is None or styles.height.is_fraction or styles.height.value != lines:
            styles.height = lines

    def action_move(self, by: int) -> None:
        """Choose another row, or move the page when it has the focus."""
        if self.page.has_focus:
            self.page.scroll_by(by)
            return
        self.listing.move(by)
        self._choose()

    def action_page(self, by: int) -> None:
        """Move by a window."""
        pane = self.page if self.page.has_focus else self.listing
        self.action_move(by * max(1, pane.content_size.height - 2))

    def action_edge(self, by: int) -> None:
        """Move to the first or the last."""
        self.action_move(by * 1_000_000)

    def action_pane(self, _: int) -> None:
        """Give the focus to the list or to the page; a small screen shows the one that has it."""
        is_page = self.listing.has_focus
        self.set_class(is_page, "asking")
        self.call_after_refresh(self._focus, self.page if is_page else self.listing)

    def action_back(self) -> None:
        """Leave the page, then the screen."""
        if self.page.has_focus or self.has_class("asking"):
            self.remove_class("asking")
            self.call_after_refresh(self._focus, self.listing)
        else:
            super().action_back()

    def on_click(self, event: Click) -> None:
        """Choose the row that is clicked."""
        place = event.get_content_offset(self.listing) if event.widget is self.listing else None
        key = None if place is None else self.listing.held_at(place.y)
        if key is not None:
            self.listing.chosen = key
            self._choose()

    def _choose(self) -> None:
        self.page.top = 0
        if self.listing.keys:
            self.listing.chosen = self.chosen
        self.chose()
        self.paint()

    def _focus(self, pane: Drawn) -> None:
        pane.focus()
        self.paint()
