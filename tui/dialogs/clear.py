"""Take faults away."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Select

from premises.errors import UsageError
from tui.acting.act import Act
from tui.acting.commands import Commands
from tui.acting.deeds import clear
from tui.acting.situation import Situation
from tui.dialogs.dialog import Dialog, chosen_in, row
from tui.model.values.figures import clock_said

ALL = "all"


class ClearDialog(Dialog):
    """Ends one imposed fault, or all."""

    TITLE_SAID, VERB = "Clear a fault", "Clear"

    def __init__(self, situation: Situation, commands: Commands, *, fault: str = "", is_ascii: bool = False) -> None:
        """``fault`` is the id of the one to begin with."""
        super().__init__(situation, commands, is_ascii=is_ascii)
        self._fault = fault

    def rows(self) -> Sequence[Widget]:
        faults = [
            (f"{each.tag}  {each.brief}  since {clock_said(each.since)}", each.id or each.tag)
            for each in self.situation.picture.faults
        ]
        options = [*faults, ("all that are imposed", ALL)]
        known = [value for _, value in options]
        begins = next((each.id for each in self.situation.picture.faults if each.id), known[0])
        value = self._fault if self._fault in known else begins
        return (row("Fault", Select(options, value=value, allow_blank=False, id="fault", compact=True)),)

    def chosen(self) -> Act:
        fault = chosen_in(self.query_one("#fault", Select))
        if not fault:
            raise UsageError("no fault is chosen")
        return clear((fault,))
