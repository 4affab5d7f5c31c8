"""What the DCC goes by beside a Supplier: it hears an alert before anybody takes it, under no request's name."""

from lab.site import load_site
from lab.testing.marks import SITE_FILE
from premises.identity import Eui64, Name
from premises.journey.blame.asked import known_by
from premises.journey.blame.known import Known
from premises.journey.parties.party import Party, PartyKind
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.requests import AlertReceived, RequestAccepted
from tests.blame.known import NEW
from tests.journey.notes import Pen

DCC, SUPPLIER = Name("dcc"), Name("supplier")
SITE = load_site(SITE_FILE)
B1 = Eui64(SITE.bridges["b1"].eui)


def after_an_alert(party: Party) -> Known:
    """Give what it goes by when the DCC has had CCS08 and CS09 of B1, and a Supplier took both."""
    pen = Pen().write(10, DCC, RequestAccepted("one", NEW, 100, (B1,), 1))
    for at, what in ((20, "CCS08"), (30, "CS09")):
        pen.write(at, DCC, AlertReceived(what, B1, NEW, "success"))
        pen.write(at + 5, DCC, SupplierTold(SUPPLIER, at, "Alert", "one", B1, NEW, what, "success"))
    pen.write(40, DCC, SupplierTold(SUPPLIER, 0, "ServiceResponse", "two", B1, NEW, "11.2", "success"))
    return known_by(party, pen.entries, SITE)


def test_the_dcc_has_each_alert_once_when_it_came_and_under_no_request() -> None:
    words = after_an_alert(Party(PartyKind.DCC)).words

    assert [(word.at, word.what, word.request_id, word.device) for word in words] == [
        (20, "CCS08", "", "b1"), (30, "CS09", "", "b1"), (40, "11.2", "two", "b1"),
    ]  # fmt: skip


def test_a_supplier_has_each_when_it_took_it_and_under_its_request() -> None:
    words = after_an_alert(Party(PartyKind.SUPPLIER, SUPPLIER)).words

    assert [(word.at, word.what, word.request_id) for word in words] == [
        (25, "CCS08", "one"), (35, "CS09", "one"), (40, "11.2", "two"),
    ]  # fmt: skip
