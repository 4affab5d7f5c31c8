"""What every screen of the program is: the run bar on top, a line of what is wrong, panes, and a footer of its keys.

The app looks and has it painted; it asks no clock and reads no feed.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.events import Resize
from textual.screen import Screen

from tui.keys.key import Key
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.runbar import Notice, RunBar
from tui.panes.sight import Sight
from tui.playing.scrub import Scrub

WIDTHS = [(0, "-narrow"), (110, "-middle"), (140, "-wide")]
HEIGHTS = [(0, "-tiny"), (14, "-short"), (36, "-tall"), (46, "-full")]
"""From how many columns and lines on a screen is of which class. Ours."""


class Place(Screen[None]):
    """One screen; ``panes`` are its own."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    """All that it has."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(classes="ascii" if is_ascii else None)
        self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS = WIDTHS, HEIGHTS
        self.sight, self.palette, self.is_ascii = sight, palette, is_ascii
        self.runbar = RunBar(sight, palette, is_ascii=is_ascii)
        self.notice = Notice(sight, palette, is_ascii=is_ascii)
        self.scrub = Scrub(sight, palette, is_ascii=is_ascii)

    def on_mount(self) -> None:
        """Put the line of time below the run bar, whatever the screen is made of."""
        self.mount(self.scrub, after=self.runbar)

    @property
    def panes(self) -> Sequence[Drawn]:
        """What it paints below the line."""
        return ()

    @property
    def drawn(self) -> Sequence[Drawn]:
        """All that is painted."""
        return self.runbar, self.scrub, self.notice, *self.panes

    @property
    def sights(self) -> Sequence[Sight]:
        """What is looked at: one, or one for each side."""
        return (self.sight,)

    @property
    def pointed(self) -> str:
        """The device or the link on which the cursor is; empty for none."""
        return str(self.sight.device or "")

    @property
    def is_moving(self) -> bool:
        """Whether it has anything that moves now."""
        return False

    def paint(self) -> None:
        """Paint all that is there."""
        self.fit()
        for pane in self.panes:
            pane.is_old = self.sight.past is None and self.sight.reader is not None and self.sight.standing.is_old
        for pane in self.drawn:
            if pane.display:
                pane.repaint()

    def paint_motion(self) -> None:
        """Paint what moves."""

    def fit(self) -> None:
        """Give each pane the lines that it wants; nothing is laid out when that is as it was."""
        self.set_class(bool(self.notice.words), "told")
        self.set_class(self.sight.past is not None, "past")

    def recolour(self, palette: Palette) -> None:
        """Paint with another palette from now on."""
        self.palette = palette
        for pane in self.drawn:
            pane.recolour(palette)

    def say(self, words: str) -> None:
        """Tell the person something in the line below the run bar; empty takes it away."""
        self.sight.message = words
        self.paint()

    def on_resize(self, _: Resize) -> None:
        """Fit anew."""
        self.call_after_refresh(self.paint)

    def action_back(self) -> None:
        """Go back to the live screen."""
        self.app.call_later(self.app.run_action, "show('live')")
