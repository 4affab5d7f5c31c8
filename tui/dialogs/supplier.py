"""Which Supplier asks from now on; and when the premises is whose customer, which only its site can say."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Label, Select

from premises.errors import UsageError
from premises.identity import Name
from tui.acting.situation import changes_said
from tui.dialogs.dialog import Dialog, chosen_in, row


class SupplierDialog(Dialog):
    """Chooses a Supplier; its result is a ``Name``."""

    TITLE_SAID, VERB = "Change Supplier", "Ask as"

    def rows(self) -> Sequence[Widget]:
        site = self.situation.site
        options = [(f"{who}  {' and '.join(spec.roles)}", str(who)) for who, spec in site.suppliers.items()]
        registered = f"electricity {site.registered.electricity}, gas {site.registered.gas}"
        return (
            row("Supplier", Select(options, value=self.situation.by or options[0][1], allow_blank=False, id="supplier",
                                   compact=True)),
            row("At first", Label(registered, markup=False, classes="note")),
            *(
                row("Change", Label(said, markup=False, classes="note"))
                for said in changes_said(site.change_of_supplier) or ("none; they are the site's own",)
            ),
        )  # fmt: skip

    def chosen(self) -> Name:
        who = chosen_in(self.query_one("#supplier", Select))
        if not who:
            raise UsageError("no Supplier is chosen")
        return Name(who)

    def sentence(self, chosen: object) -> str:
        return f"Requests from this screen are {chosen}'s from now on."
