"""Inject a fault, or change one: by a form and in words, each in step with the other; the words are what is run."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Select

from premises.errors import UsageError
from premises.quantity import in_seconds
from premises.wire.fault import LINK_KINDS
from tui.acting.act import Act
from tui.acting.commands import Commands
from tui.acting.completion import complete_fault
from tui.acting.deeds import change, inject
from tui.acting.fault_form import (
    KINDS,
    NOW,
    UNTIL_CLEARED,
    Form,
    checked,
    ends_of,
    form_from_now,
    form_of_words,
    is_whole,
    places,
    words_of_form,
)
from tui.acting.situation import Situation, is_under_way
from tui.dialogs.dialog import Dialog, chosen_in, inner, row
from tui.dialogs.suggesting import Suggesting

READY_MADE: Mapping[str, tuple[str, str, str]] = {
    "bad radio: 40% lost": ("loss", "40%", ""),
    "bursts: a wall in between": ("burst", "5%", "30%"),
    "slow: 2 s more each way": ("latency", "2s", "500ms"),
    "link cut": ("outage", "", ""),
    "power cut": ("power-cut", "", ""),
    "bad signature": ("refuse-verify", "", ""),
    "sleeps on": ("stuck-asleep", "", ""),
}
"""The kind, and both amounts. Ours."""

_TEXTS = ("amount", "also", "starts", "lasts", "aim")


class FaultDialog(Dialog):
    """Imposes a fault; of ``changing``, the id of one in force, it puts another in its place."""

    TITLE_SAID, VERB = "Inject a fault", "Inject"

    def __init__(
        self, situation: Situation, commands: Commands, *, changing: str = "", said: str = "", ready: str = "",
        is_ascii: bool = False,
    ) -> None:  # fmt: skip
        """``said`` or ``ready``, one of those that are ready made, is what stands in the form at first."""
        super().__init__(situation, commands, is_ascii=is_ascii)
        self._changing, self._form = changing, _first(situation, said, ready)
        if changing:
            self.TITLE_SAID, self.VERB = f"Change fault {changing.upper()}", "Change"
        self._said = said if said and not is_whole(said, situation.site) else words_of_form(self._form)

    def rows(self) -> Sequence[Widget]:
        form, site = self._form, self.situation.site
        kind = KINDS[form.kind]
        return (
            row("Ready", Select([(each, each) for each in READY_MADE], prompt="none", id="ready", compact=True)),
            row("Fault", Select([(each.name, key) for key, each in KINDS.items()], value=form.kind, allow_blank=False,
                                id="kind", compact=True)),
            row("Where", Select(_named(places(site, form.kind)), value=form.where or Select.NULL, prompt="every link",
                                id="where", compact=True), inner("toward"),
                Select(_named(ends_of(site, form.where)), value=form.toward or Select.NULL, prompt="both ways",
                       id="toward", compact=True)),
            row("Amount", Input(form.amount, kind.amount or "none", id="amount", compact=True), inner("and"),
                Input(form.also, kind.also or "none", id="also", compact=True)),
            row("Starts", Input(form.starts, NOW, id="starts", compact=True), inner("lasts"),
                Input(form.lasts, UNTIL_CLEARED, id="lasts", compact=True)),
            row("Aim", Input(form.aim, "every frame; like the 2nd ImageBlockResponse", id="aim", compact=True)),
            row("In words", Input(self._said, "40% loss on wan for 5m", id="words", compact=True,
                                  suggester=Suggesting(lambda said: complete_fault(said, site)))),
        )  # fmt: skip

    def chosen(self) -> Act:
        self._agree()
        said = " ".join(self.query_one("#words", Input).value.split())
        if not said:
            raise UsageError('expected a fault, like "40% loss on wan for 5m"')
        checked(said, self.situation.site)
        return change(self._changing, said) if self._changing else inject(said)

    def sentence(self, chosen: object) -> str:
        said = super().sentence(chosen)
        there = [row for row in self.situation.picture.rows if is_under_way(row) and _crosses(self, row.device)]
        if there:
            said += f" {there[0].name} is on its way there now."
        words = self.query_one("#words", Input).value
        return said if is_whole(words, self.situation.site) else f"{said} (The form has no field for: leaving.)"

    @on(Select.Changed, "#ready")
    def take_ready_made(self) -> None:
        """Fill the form from one that is ready made, where it is as far as that can have it."""
        ready = READY_MADE.get(chosen_in(self.query_one("#ready", Select)))
        if ready is not None:
            kind, amount, also = ready
            self._take(Form(self._form.where, kind, "", amount, also))

    def _agree(self) -> None:
        """Let the form say what was typed in words, or the words what was set in the form: whichever is newer."""
        words = self.query_one("#words", Input).value
        if words != self._said:
            self._said = words
            # Half a line has no form yet: that stays as it was, and what is wrong is said below.
            with suppress(UsageError):
                self._show(form_of_words(words, self.situation.site))
            return
        where, toward, kind = (chosen_in(self.query_one(f"#{each}", Select)) for each in ("where", "toward", "kind"))
        texts = [self.query_one(f"#{each}", Input).value for each in _TEXTS]
        if kind != self._form.kind:
            texts[:2] = KINDS[kind].usual
        form = Form(where, kind, toward, *texts)
        if form != self._form:
            self._take(form)

    def _take(self, form: Form) -> None:
        """Take a form that was set, and say it in words."""
        self._show(_fitting(form, self.situation))
        self._said = words_of_form(self._form)
        with self.prevent(Input.Changed):
            self.query_one("#words", Input).value = self._said

    def _show(self, form: Form) -> None:
        """Put a form into the fields, and nothing that it does not say."""
        site, kind = self.situation.site, KINDS[form.kind]
        with self.prevent(Input.Changed, Select.Changed):
            if (form.kind, form.where) != (self._form.kind, self._form.where):
                self.query_one("#kind", Select).value = form.kind
                self.query_one("#where", Select).set_options(_named(places(site, form.kind)))
                self.query_one("#toward", Select).set_options(_named(ends_of(site, form.where)))
            self.query_one("#where", Select).value = form.where or Select.NULL
            self.query_one("#toward", Select).value = form.toward or Select.NULL
            for name in _TEXTS:
                field, text = self.query_one(f"#{name}", Input), str(getattr(form, name))
                if field.value != text:
                    field.value = text
            self.query_one("#amount", Input).placeholder = kind.amount or "none"
            self.query_one("#also", Input).placeholder = kind.also or "none"
        self._form = form


def _first(situation: Situation, said: str, ready: str) -> Form:
    """Give the form that a dialog begins with: of ``said``, or else what is ready made, where the cursor is."""
    if said:
        return form_from_now(said, situation.site, in_seconds(situation.picture.now))
    kind, amount, also = READY_MADE[ready or next(iter(READY_MADE))]
    return _fitting(Form(situation.chosen, kind, "", amount, also), situation)


def _fitting(form: Form, situation: Situation) -> Form:
    """Give the same form somewhere where a fault of its kind can be."""
    where = places(situation.site, form.kind)
    fitting = form.where if form.where in where else _near(form.where, where, situation)
    if form.kind in LINK_KINDS and not form.where and form.toward == "":
        fitting = ""
    toward = form.toward if form.toward in ends_of(situation.site, fitting) else ""
    aim = form.aim if form.kind in LINK_KINDS else ""
    return Form(fitting, form.kind, toward, form.amount, form.also, form.starts, form.lasts, aim)


def _near(was: str, where: Sequence[str], situation: Situation) -> str:
    """Give the place among ``where`` that is at, or ends at, the one before; else the first."""
    ends = ends_of(situation.site, was)
    for each in where:
        if each in ends[::-1] or was in ends_of(situation.site, each)[1:]:
            return each
    return where[0] if where else ""


def _crosses(dialog: FaultDialog, device: str) -> bool:
    place = dialog._form.where  # noqa: SLF001 - the dialog's own question
    lanes = (lane for lane in dialog.situation.picture.lanes if lane.link == place)
    return place == device or any(device == lane.lower for lane in lanes)


def _named(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(each), str(each)) for each in names]
