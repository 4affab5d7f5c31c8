"""Which Supplier asks from now on, or gains the premises: whose customer it is, and what its site has to come."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Label, Select

from premises.errors import UsageError
from premises.identity import Name
from tui.acting.act import Act
from tui.acting.deeds import change_supplier
from tui.acting.situation import changes_said
from tui.acting.why_not import ROLES
from tui.dialogs.dialog import Dialog, chosen_in, row

ASK = "ask"


class SupplierDialog(Dialog):
    """Chooses a Supplier; its result is a ``Name`` to ask as, or the entry of a Change of Supplier."""

    TITLE_SAID = "Change Supplier"

    def rows(self) -> Sequence[Widget]:
        site, customers = self.situation.site, self.situation.customers
        options = [(f"{who}  {' and '.join(spec.roles)}", str(who)) for who, spec in site.suppliers.items()]
        what = [("asks from this screen from now on", ASK), *((f"gains {fuel} now", fuel) for fuel in ROLES)]
        now = ", ".join(f"{fuel} {who}" for fuel, who in customers.items()) or "not known"
        return (
            row("Supplier", Select(options, value=self.situation.by or options[0][1], allow_blank=False, id="supplier",
                                   compact=True)),
            row("What", Select(what, value=ASK, allow_blank=False, id="what", compact=True)),
            row("Now", Label(now, markup=False, classes="note")),
            *(row("Site", Label(said, markup=False, classes="note")) for said in changes_said(site.change_of_supplier)),
        )  # fmt: skip

    def chosen(self) -> Act | Name:
        who, what = (chosen_in(self.query_one(f"#{each}", Select)) for each in ("supplier", "what"))
        if not who:
            raise UsageError("no Supplier is chosen")
        return Name(who) if what == ASK else change_supplier(who, what)

    def sentence(self, chosen: object) -> str:
        return chosen.does if isinstance(chosen, Act) else f"Requests from this screen are {chosen}'s from now on."
