"""Screen 2: the ladder of the chosen package, in order of time, one row a message."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click
from textual.widgets import Footer

from premises.identity import Name
from premises.journey.parties.party import PartyKind
from premises.wire.site import SUPPLIER
from tui.keys.all import ON_SEQUENCE
from tui.keys.key import Key as Binds
from tui.keys.key import bindings
from tui.model.card import seen_by
from tui.model.pages.sequence import steps_of, told_to
from tui.model.pages.step import Steps
from tui.model.values.figures import change_said
from tui.paint.canvas import Parts
from tui.paint.drawn import Drawn
from tui.paint.palette import Palette
from tui.panes.pages.detail import Detail, labelled
from tui.panes.pages.ladder import LadderPane
from tui.panes.sight import Sight
from tui.screens.place import Place

MESSAGE_MAX = 9
"""Lines of the message below the ladder, its frame among them. Ours."""


class SequenceScreen(Place):
    """The ladder, and below it the message that was opened."""

    KEYS: ClassVar[tuple[Binds, ...]] = ON_SEQUENCE
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_SEQUENCE)  # type: ignore[assignment]  # as textual reads it
    AUTO_FOCUS = "#ladder"

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(sight, palette, is_ascii=is_ascii)
        self.ladder = LadderPane(sight, palette, is_ascii=is_ascii)
        self.message = Detail(palette, is_ascii=is_ascii)
        self.shows_all, self.is_unfolded = False, False
        self._made: tuple[object, ...] = ()

    @property
    def panes(self) -> Sequence[Drawn]:
        return self.ladder, self.message

    def compose(self) -> ComposeResult:
        """Put the message below the ladder."""
        yield self.runbar
        yield self.notice
        yield self.ladder
        yield self.message
        yield Footer(compact=True)

    def paint(self) -> None:
        """Make the ladder, unless it is frozen or as it was, and paint it."""
        sight = self.sight
        what = (sight.chosen, sight.party, self.is_unfolded, self.shows_all)
        now = (*what, sight.session, sight.session.version)
        if now != self._made and not (sight.is_frozen and what == self._made[: len(what)]):
            self._made = now
            self._make()
        self._open()
        super().paint()

    def _make(self) -> None:
        sight, ladder = self.sight, self.ladder
        ladder.steps = self._steps()
        card = sight.card
        row = None if card is None else card.row
        what = "" if row is None else f"  {row.name} {str(row.device).upper()} {change_said(row.before, row.version)}"
        told = "" if sight.party.kind is PartyKind.TRUTH else f"  as told to {seen_by(sight.party)}"
        ladder.title = f"Sequence{what}{told}{'  unfolded' if self.is_unfolded else ''}"
        met = ladder.steps.lanes
        everybody = [spot.who for spot in sight.reader.spots] if sight.reader is not None else []
        if self.shows_all and met and sight.party.kind is PartyKind.TRUTH:
            met = (*(who for who in met if who not in everybody), *everybody)
        ladder.lanes = tuple(sorted(met, key=lambda who: who != Name(SUPPLIER))) if self.shows_all else met

    def _steps(self) -> Steps:
        sight = self.sight
        reader, shown = sight.reader, sight.shown
        if reader is None or shown is None:
            return Steps((), (), nothing="waiting for the premises")
        if sight.chosen is None:
            return Steps((), (), nothing="No package yet: its messages stand here when one is sent.")
        now = max(shown.now, reader.journey.now)
        if sight.party.kind is not PartyKind.TRUTH:
            return told_to(reader.views.view(sight.party, now).believed, sight.chosen)
        packages = reader.packages(now)
        package = packages.get(sight.chosen)
        if package is None:
            return Steps((), (), nothing="This package is not there at this moment.")
        return steps_of(reader.air, package, packages.values(), reader.layout, every=self.is_unfolded)

    def _open(self) -> None:
        row = self.ladder.row
        self.message.title = "Message"
        width = max(10, self.size.width - 4)
        lines: list[Parts] = []
        for label, words in () if row is None else row.facts:
            lines += labelled(self.palette, label, words, width, 9)
        self.message.lines = lines or [(("There is nothing more to say of this row.", self.palette.faint),)]
        height = min(MESSAGE_MAX, len(self.message.lines) + 2, max(3, self.size.height // 2))
        self.message.styles.height = height

    def action_move(self, by: int) -> None:
        """Choose another row."""
        self.ladder.move(by)
        self.message.top = 0
        self.paint()

    def action_page(self, by: int) -> None:
        """Move by a window."""
        self.action_move(by * max(1, self.ladder.content_size.height - 2))

    def action_edge(self, by: int) -> None:
        """Move to the first or the last row."""
        self.action_move(by * 1_000_000)

    def action_open(self) -> None:
        """Show the fields of the chosen message, or take them away."""
        self.toggle_class("asking")
        self.call_after_refresh(self.paint)

    def action_all_lanes(self) -> None:
        """Show the lanes of everybody, or of those that are met alone."""
        self.shows_all = not self.shows_all
        self.paint()

    def action_unfold(self) -> None:
        """Give each message a row of its own, or fold what merely went on."""
        self.is_unfolded = not self.is_unfolded
        self.ladder.chosen = None
        self.paint()

    def action_choose(self, by: int) -> None:
        """Choose the package before or after."""
        rows = () if self.sight.shown is None else self.sight.shown.rows
        if rows:
            at = next((number for number, row in enumerate(rows) if row.key == self.sight.chosen), 0)
            self.sight.chosen = rows[(at + by) % len(rows)].key
            self.ladder.chosen = None
            self.app.look()  # type: ignore[attr-defined]  # this program's

    def action_back(self) -> None:
        """Close the message, then leave the screen."""
        if self.has_class("asking"):
            self.action_open()
        else:
            super().action_back()

    def on_click(self, event: Click) -> None:
        """Choose the row that is clicked."""
        place = event.get_content_offset(self.ladder) if event.widget is self.ladder else None
        number = None if place is None else self.ladder.row_at(place.y)
        if number is not None:
            self.action_move(number - self.ladder.at)
