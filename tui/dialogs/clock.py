"""How fast the premises' clock goes; and, in a recording, which moment is shown."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Input

from premises.errors import UsageError
from premises.journey.telling.moments import moment_of
from premises.quantity import Instant
from tui.acting.act import Act
from tui.acting.commands import Commands
from tui.acting.deeds import pace, pause
from tui.acting.situation import Situation
from tui.dialogs.dialog import Dialog, row
from tui.model.values.figures import clock_said


class SpeedDialog(Dialog):
    """Sets the clock's speed, or lets it stand."""

    TITLE_SAID, VERB = "Speed", "Set"

    def rows(self) -> Sequence[Widget]:
        return (row("Speed", Input(f"{self.situation.speed:g}", "like 10; 0 lets it stand", id="speed", compact=True)),)

    def chosen(self) -> Act:
        said = self.query_one("#speed", Input).value.strip().removeprefix("x")
        if not said.replace(".", "", 1).isdecimal():
            raise UsageError(f"speed {said!r}: expected premises seconds a second, like 10; 0 lets the clock stand")
        return pace(f"{float(said):g}") if float(said) else pause()


class MomentDialog(Dialog):
    """Asks for a moment that is shown; its result is an ``Instant``."""

    TITLE_SAID, VERB = "Go to a moment", "Go"

    def __init__(
        self, situation: Situation, commands: Commands, begins: Instant, ends: Instant, *, is_ascii: bool = False
    ) -> None:
        super().__init__(situation, commands, is_ascii=is_ascii)
        self._begins, self._ends = begins, ends

    def rows(self) -> Sequence[Widget]:
        return (row("Moment", Input(clock_said(self.situation.picture.now), "00:12:30, 12m30s or end", id="moment",
                                    compact=True)),)  # fmt: skip

    def chosen(self) -> Instant:
        said = self.query_one("#moment", Input).value.strip()
        at = self._ends if said.lower() == "end" else moment_of(said, "moment")
        if not self._begins <= at <= self._ends:
            raise UsageError(
                f"moment {clock_said(at)}: expected {clock_said(self._begins)} to {clock_said(self._ends)}"
            )
        return at

    def sentence(self, chosen: object) -> str:
        at = self.chosen()
        back = "back" if at < self.situation.picture.now else "on"
        return f"Goes {back} to {clock_said(at)}; nothing is changed by it."
