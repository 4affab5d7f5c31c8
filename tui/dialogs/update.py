"""Start an update: which devices, with which images, how, and what will happen."""

from collections.abc import Sequence

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select

from premises.errors import UsageError
from premises.identity import Name
from premises.wire.device.target import updatable, wanted_of
from premises.wire.site import Site
from tui.acting.act import Act
from tui.acting.completion import complete_path
from tui.acting.deeds import Manner, Wanted, update
from tui.acting.why_not import why_no_update
from tui.dialogs.dialog import Dialog, Tick, chosen_in, inner, row
from tui.dialogs.suggesting import Suggesting
from tui.model.values.figures import version_said


class UpdateDialog(Dialog):
    """Sends firmware as a Supplier would."""

    DEFAULT_CSS = """
    UpdateDialog #devices { height: auto; max-height: 9; }
    UpdateDialog #devices Checkbox { width: 14; }
    UpdateDialog #devices Label { width: 14; }
    UpdateDialog #devices Label.note { width: 1fr; }
    """
    TITLE_SAID, VERB = "Start a firmware update", "Start"

    def rows(self) -> Sequence[Widget]:
        site = self.situation.site
        usual = str(next(iter(site.suppliers)))
        return (
            VerticalScroll(*(self._device(who) for who in updatable(site)), id="devices", can_focus=False),
            row("Made", Input("", "octets: 16384", id="size", compact=True), inner("version"),
                Input("", "one newer, or like 1.2", id="version", compact=True)),
            row("How", Select([(each.words, each.value) for each in Manner], value=Manner.POLITE.value,
                              allow_blank=False, id="manner", compact=True)),
            row("Deadline", Input("", "seconds, else by the site", id="deadline", compact=True), inner("meters run it"),
                Input("", "at once, or second", id="runs-at", compact=True)),
            row("By", Select([(str(who), str(who)) for who in site.suppliers], value=self.situation.by or usual,
                             allow_blank=False, id="by", compact=True)),
        )  # fmt: skip

    def chosen(self) -> Act:
        to = tuple(str(who) for who in updatable(self.situation.site) if self._box(who).value)
        if not to:
            raise UsageError("no device is chosen: space chooses one")
        paths = [(who, self.query_one(f"#file-{who}", Input).value.strip()) for who in to if self._has_file(who)]
        by = chosen_in(self.query_one("#by", Select))
        usual = str(next(iter(self.situation.site.suppliers)))
        wanted = Wanted(
            to, _files(paths, self.situation.site), self._text("size"), _version(self._text("version")),
            Manner(chosen_in(self.query_one("#manner", Select))), self._text("deadline"), self._text("runs-at"),
            "" if by == usual else by,
            any(wanted_of(self.situation.site, Name(who)).is_commanded for who in to),
        )  # fmt: skip
        _check(wanted)
        return update(wanted)

    def sentence(self, chosen: object) -> str:
        said = super().sentence(chosen)
        held = [f"{slot.image} {version_said(slot.version)}" for slot in self.situation.picture.store if slot.image]
        return f"{said} The hub's store holds {', '.join(held)}." if held else said

    def _device(self, who: Name) -> Horizontal:
        box = self.situation.picture.box(who)
        runs = version_said(None if box is None else box.running)
        why = why_no_update(who, self.situation)
        # Where there is one device only, it is the one that is meant.
        begins = who == self.situation.chosen or (why is None and len(updatable(self.situation.site)) == 1)
        choice = Tick(str(who), begins, id=f"to-{who}", compact=True)
        note = Label(f"runs {runs}" if runs else "not heard of", markup=False)
        if why is not None:
            return Horizontal(choice, note, Label(why, markup=False, classes="note"), classes="row")
        suggester = Suggesting(complete_path)
        path = Input("", "made; or the path of an image", id=f"file-{who}", compact=True, suggester=suggester)
        return Horizontal(choice, note, path, classes="row")

    def _box(self, who: Name) -> Checkbox:
        return self.query_one(f"#to-{who}", Checkbox)

    def _has_file(self, who: str) -> bool:
        return bool(self.query(f"#file-{who}"))

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value.strip()


def _files(paths: list[tuple[str, str]], site: Site) -> tuple[tuple[str, str], ...]:
    """Give one image for the devices of each type: they get one request."""
    by_type: dict[tuple[int, int], tuple[str, str]] = {}
    for who, path in paths:
        kind = wanted_of(site, Name(who)).code
        if path and kind in by_type and by_type[kind][1] != path:
            raise UsageError(f"{by_type[kind][0]} and {who} are of one type and get one image: expected one path")
        if path:
            by_type.setdefault(kind, (who, path))
    return tuple(by_type.values())


def _version(said: str) -> str:
    """Give ``0x00010002`` for ``1.2``, as the screen shows versions; anything else as it is."""
    upper, dot, lower = said.partition(".")
    if not dot:
        return said
    try:
        return f"{int(upper, 16) << 16 | int(lower, 16):#010x}"
    except ValueError:
        raise UsageError(f"version {said!r}: expected one like 1.2 or 0x00010002") from None


def _check(wanted: Wanted) -> None:
    """Refuse what the command would refuse only after it was started."""
    for what, said in (("octets", wanted.size), ("deadline", wanted.deadline_s), ("moment", wanted.runs_at_s)):
        if said and not said.replace(".", "", 1).isdecimal():
            raise UsageError(f"{what} {said!r}: expected a number")
    if wanted.manner is Manner.NAIVE and wanted.deadline_s:
        raise UsageError("a naive Supplier waits for nothing: expected no deadline")
    if wanted.runs_at_s and not wanted.is_commanded:
        raise UsageError("nobody of these waits for CS06: expected no moment to run it")
