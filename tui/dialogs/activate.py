"""Have a meter run the image that it holds, now or at a moment."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Input, Select

from premises.errors import UsageError
from premises.quantity import in_seconds
from premises.wire.device.target import updatable, wanted_of
from tui.acting.act import Act
from tui.acting.deeds import activate
from tui.dialogs.dialog import Dialog, chosen_in, row


class ActivateDialog(Dialog):
    """Sends a request 11.3."""

    TITLE_SAID, VERB = "Activate", "Activate"

    def rows(self) -> Sequence[Widget]:
        site = self.situation.site
        meters = [(str(who), str(who)) for who in updatable(site) if wanted_of(site, who).is_commanded]
        names = [value for _, value in meters]
        chosen = self.situation.chosen
        value = chosen if chosen in names else names[0] if names else Select.NULL
        suppliers = [(str(who), str(who)) for who in site.suppliers]
        return (
            row("Device", Select(meters, value=value, prompt="no meter here waits for CS06", id="device",
                                 compact=True)),
            row("When", Input("", "at once; or a premises second, or +600 for so many from now", id="when",
                              compact=True)),
            row("By", Select(suppliers, value=self.situation.by or suppliers[0][1], allow_blank=False, id="by",
                             compact=True)),
        )  # fmt: skip

    def chosen(self) -> Act:
        who = chosen_in(self.query_one("#device", Select))
        if not who:
            raise UsageError("no meter is chosen: a bridge runs a new image by itself")
        when, by = self.query_one("#when", Input).value.strip(), chosen_in(self.query_one("#by", Select))
        usual = str(next(iter(self.situation.site.suppliers)))
        return activate(who, _second(when, in_seconds(self.situation.picture.now)), "" if by == usual else by)


def _second(said: str, now_s: float) -> str:
    """Give a premises second as the command takes it; UsageError for one that is past or none."""
    if said in ("", "now"):
        return ""
    number = said.removeprefix("+")
    if not number.replace(".", "", 1).isdecimal():
        raise UsageError(f"{said!r}: expected a premises second like 900, or +600 for so many from now")
    second = round(float(number) + (now_s if said.startswith("+") else 0.0), 3)
    if second < now_s:
        raise UsageError(f"second {second:g} is over: it is {now_s:.0f} now")
    return f"{second:.3f}".rstrip("0").rstrip(".")
