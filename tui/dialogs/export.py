"""Write what is looked at to a file: a ladder, a capture, a report, or a picture of this screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Select

from premises.errors import UsageError
from tui.acting.act import Act
from tui.acting.commands import Commands
from tui.acting.deeds import export
from tui.acting.situation import Situation
from tui.dialogs.dialog import Dialog, chosen_in, row

PICTURE = "picture"
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ladder": ("ladder: who said what to whom", (".svg", ".mmd", ".puml", ".txt")),
    "capture": ("capture for Wireshark (of a run with --frames)", (".pcapng",)),
    "report": ("report: one page of HTML", (".html",)),
    PICTURE: ("picture of this screen", (".svg",)),
}
"""What each is, and how its file can end; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the screen below the dialog, to be written by whoever opened it."""

    path: Path


class ExportDialog(Dialog):
    """Writes a file; of a picture the result is a ``Picture``."""

    TITLE_SAID, VERB = "Export", "Write"

    def __init__(self, situation: Situation, commands: Commands, *, package: str = "", is_ascii: bool = False) -> None:
        """``package`` is the chosen one, as a command takes it; empty for none."""
        super().__init__(situation, commands, is_ascii=is_ascii)
        self._package, self._usual = package, ""

    def rows(self) -> Sequence[Widget]:
        self._usual = self._offered("ladder")
        only = [(f"package {self._package}", self._package)] if self._package else []
        return (
            row("What", Select([(words, kind) for kind, (words, _) in KINDS.items()], value="ladder",
                               allow_blank=False, id="what", compact=True)),
            row("Of", Select(only, prompt="everything", value=self._package or Select.NULL, id="of", compact=True)),
            row("File", Input(self._usual, "a new file", id="path", compact=True)),
        )  # fmt: skip

    def chosen(self) -> Act | Picture:
        what, said = chosen_in(self.query_one("#what", Select)), self.query_one("#path", Input).value.strip()
        path = Path(said).expanduser()
        ends = KINDS[what][1]
        if path.suffix not in ends:
            raise UsageError(f"file {said!r}: expected a name that ends in {' or '.join(ends)}")
        if path.exists():
            raise UsageError(f"file {said!r} is there already: expected a new one")
        if not path.parent.is_dir():
            raise UsageError(f"there is no folder {str(path.parent)!r}")
        if what == PICTURE:
            return Picture(path)
        if not self.situation.run:
            raise UsageError(f"no run file is in reach, of which a {what} is made")
        return export(what, self.situation.run, str(path), chosen_in(self.query_one("#of", Select)))

    def sentence(self, chosen: object) -> str:
        return f"Writes this screen to {chosen.path}." if isinstance(chosen, Picture) else super().sentence(chosen)

    @on(Select.Changed, "#what")
    def rename(self) -> None:
        """Offer another name, unless a person gave one."""
        path = self.query_one("#path", Input)
        if path.value == self._usual:
            self._usual = self._offered(chosen_in(self.query_one("#what", Select)))
            path.value = self._usual

    def _offered(self, what: str) -> str:
        named = self._package.replace(":", "-").replace("@", "-")
        of = f"-{named}" if named and what == "ladder" else ""
        return f"{self.situation.picture.premises}{of}-{what}{KINDS[what][1][0]}".replace("-report.", ".")
