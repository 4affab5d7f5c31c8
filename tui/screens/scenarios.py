"""Screen 6: the stories that there are; runs one as a command, says whether it passed, opens its recording."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer, Input

from premises.errors import UsageError
from tui.acting import deeds
from tui.acting.journal import Entry
from tui.feeding.listed import listed
from tui.feeding.run_file import opened
from tui.keys.all import ON_SCENARIOS
from tui.keys.key import bindings
from tui.model.pages.scenarios import Story, meant, stories_of
from tui.model.values.state import State
from tui.paint.canvas import Parts
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.paint.table import Column
from tui.panes.pages.detail import headed, labelled
from tui.panes.pages.ladder import fitting
from tui.panes.pages.listing import Table
from tui.panes.sight import Sight
from tui.screens.listed import Listed

LOOKS_EVERY_S = 0.5
"""Seconds of wall between two looks at what is under way. Ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """One scenario that was run from here."""

    entry: Entry
    record: Path

    @property
    def state(self) -> State:
        """How it stands."""
        ending = self.entry.ending
        return State.MOVING if ending is None else State.DONE if ending.is_done else State.FAILED

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return {State.MOVING: "running", State.DONE: "passed"}.get(self.state, "failed")

    @property
    def said(self) -> str:
        """What it came to, in one line."""
        return "" if self.entry.ending is None else self.entry.ending.said


class ScenariosScreen(Listed):
    """The list comes from a command; what is run are commands as well."""

    KEYS = ON_SCENARIOS
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_SCENARIOS)  # type: ignore[assignment]  # as textual reads it
    DETAIL = "Scenario"

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(sight, palette, is_ascii=is_ascii)
        self.lists: Callable[[], Awaitable[bytes]] = listed
        """Gives the list, as `premises run --list --json` does."""
        self.stories: tuple[Story, ...] = ()
        self.told: dict[str, Told] = {}
        self.typed, self.trouble = "", ""
        self._kept: TemporaryDirectory[str] | None = None
        self._runs, self._was_running = 0, False

    def compose(self) -> ComposeResult:
        """Put the line of the filter above the footer."""
        yield from (each for each in super().compose() if not isinstance(each, Footer))
        yield Input(placeholder="words of a name or of a claim", id="filter", compact=True)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Ask for the list, and look at what is under way."""
        self.query_one("#filter", Input).cursor_blink = False
        self.run_worker(self._list(), exit_on_error=False)
        self.set_interval(LOOKS_EVERY_S, self._look)

    def on_unmount(self) -> None:
        """Take the recordings away."""
        if self._kept is not None:
            self._kept.cleanup()

    async def _list(self) -> None:
        try:
            self.stories = stories_of(await self.lists())
        except UsageError as error:
            self.trouble = str(error)
        self.paint()

    def _look(self) -> None:
        if any(told.state is State.MOVING for told in self.told.values()):
            self._was_running = True
            self.paint()
        elif self._was_running:
            self._was_running = False
            self.paint()

    # --- The list

    def table(self, width: int) -> Table:
        """Give the list."""
        shown = meant(self.stories, self.typed)
        head = [Column("", 2), Column("SCENARIO", 30 if width >= 100 else 23), Column("WITHIN", 13)]
        room = max(8, width - sum(column.width for column in head))
        columns = [*head, Column("CLAIM", room)] if width >= 60 else head
        rows = [self._row(each, room - 1) for each in shown]
        title = f"Scenarios  /{self.typed}" if self.typed else "Scenarios"
        passed = sum(told.state is State.DONE for told in self.told.values())
        failed = sum(told.state is State.FAILED for told in self.told.values())
        counted = [f"{len(shown)} of {len(self.stories)}"] if self.stories else []
        counted += [f"{passed} passed"] * bool(passed) + [f"{failed} failed"] * bool(failed)
        if self.trouble:
            nothing: tuple[str, ...] = (self.trouble,)
        else:
            nothing = (f"no scenario is about {self.typed!r}" if self.stories else "reads the list of scenarios",)
        return Table(columns, rows, [each.name for each in shown], title, "  ".join(counted), nothing)

    def _row(self, story: Story, room: int) -> list[Parts]:
        style, told = self.palette, self.told.get(story.name)
        if told is None:
            words: Parts = ((fitting(story.purpose, room), style.faint),)
            mark: Parts = (("·", style.faint),)
        else:
            said = told.said if told.state is not State.MOVING else f"{self._elapsed(told)} by now"
            how = style.of(told.state)
            mark, words = ((OF_STATE[told.state], how),), ((fitting(f"{told.word}  {said}", room), how),)
        return [mark, ((story.name, style.text),), ((story.lasts, style.faint),), words]

    def _elapsed(self, told: Told) -> str:
        return f"{max(0, int(time.time() - told.entry.at))} s"

    # --- The page

    def lines(self, key: Hashable, width: int) -> Sequence[Parts]:
        """Give what there is to say of one scenario."""
        story = next((each for each in self.stories if each.name == key), None)
        return [] if story is None else list(self._lines(story, width))

    def _lines(self, story: Story, width: int) -> Iterator[Parts]:
        style, told = self.palette, self.told.get(story.name)
        if told is None:
            yield (" not run from here ", style.badge(State.WAITING)), (f"  {story.name}", style.strong)
        else:
            badge = f" {OF_STATE[told.state]} {told.word} "
            yield (badge, style.badge(told.state)), (f"  {story.name}", style.strong)
        yield ()
        yield from labelled(style, "claims", story.purpose, width)
        yield from labelled(style, "within", f"{story.lasts} of premises time", width)
        yield from labelled(style, "file", story.file, width)
        if told is not None:
            yield from labelled(style, "came to", told.said or f"under way for {self._elapsed(told)}", width)
        yield from headed(style, "YOU CAN")
        if told is not None and told.state is not State.MOVING and told.record.exists():
            yield (" enter ", style.badge(State.WAITING)), (" open its recording; esc comes back here", style.faint)
            yield (" o ", style.badge(State.WAITING)), (" run it once more", style.faint)
        elif told is None:
            typed = f" premises run {story.file} "
            yield (typed, style.badge(State.WAITING)), (" enter does it, in virtual time", style.faint)
        yield (f" premises run {story.file} --live ", style.badge(State.WAITING)), (" with real processes", style.faint)

    # --- Keys

    def action_open(self) -> None:
        """Run the chosen scenario, or open the recording of one that was run."""
        told = self.told.get(str(self.chosen))
        if told is None:
            self.action_again()
        elif told.state is State.MOVING:
            self.say(f"{self.chosen} is under way")
        elif told.record.exists():
            self.run_worker(self._show(told), exit_on_error=False)
        else:
            self.say("there is no recording of it: o runs it once more")

    def action_again(self) -> None:
        """Run the chosen scenario."""
        story = next((each for each in self.stories if each.name == self.chosen), None)
        before = self.told.get(str(self.chosen))
        if story is None or (before is not None and before.state is State.MOVING):
            return
        if self._kept is None:
            self._kept = TemporaryDirectory(prefix="premises-scenarios-", ignore_cleanup_errors=True)
        self._runs += 1
        record = Path(self._kept.name) / f"{Path(story.file).stem}-{self._runs}.vpr"
        act = deeds.run_scenario(story.file, str(record))
        entry = self.app.hands.begin(act)  # type: ignore[attr-defined]  # this program's
        if entry is not None:
            self.told[story.name] = Told(entry, record)
        self.paint()

    async def _show(self, told: Told) -> None:
        """Look at a recording in the place of the feed."""
        try:
            session = await asyncio.to_thread(opened, told.record, None)
        except UsageError as error:
            self.say(str(error))
            return
        self.sight.past, self.sight.back_to = session, "scenarios"
        self.sight.chosen, self.sight.is_frozen = None, False
        await self.app.run_action("show('live')")

    def action_filter(self) -> None:
        """Type a filter."""
        self.add_class("filtering")
        box = self.query_one("#filter", Input)
        box.value = self.typed
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed."""
        if self.has_class("filtering"):
            self.typed = event.value.strip()
            self.paint()

    def on_input_submitted(self) -> None:
        """Go back to the list."""
        self._end_filtering()

    def _end_filtering(self) -> None:
        self.remove_class("filtering")
        self.call_after_refresh(self._focus, self.listing)

    def action_back(self) -> None:
        """Leave the filter's line, then the filter, then the screen."""
        if self.has_class("filtering"):
            self._end_filtering()
        elif self.typed and not self.has_class("asking"):
            self.typed = ""
            self.paint()
        else:
            super().action_back()
