"""The DCC, AltHANCo and the truth, note by note: what each takes from where, and what ends it."""

from collections.abc import Sequence

from msgspec.structs import replace

from premises.identity import Name
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import PartyView
from premises.journey.parties.views import view_of
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten
from premises.wire.notes.note import Note
from premises.wire.notes.requests import TransferEnded
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, BridgeSpec, Site
from tests.journey.parties.stories import ALTHANCO, B1, B3, B4, DCC_PARTY, ESME, NEW, OLD, device, gap, package, seen
from tests.journey.parties.test_supplier import EUI, SITE, asked, desk, told

BUNDLED = replace(
    SITE,
    design="option-a",
    bridges={
        **SITE.bridges,
        "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384, behind="hub"),
        "b4": BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3"),
    },
)


def view(party: Party, notes: Sequence[tuple[Name, Note]], site: Site = SITE) -> PartyView:
    """Give a party's view after notes that came a second after each other."""
    entries = [Entry(Instant(seconds(at)), who, 1, at, note) for at, (who, note) in enumerate(notes, 1)]  # type: ignore[arg-type]  # every Note is an AnyNote
    return view_of(party, entries, site, Instant(seconds(100)))


def test_the_dcc_holds_what_its_inventory_holds_right_or_wrong() -> None:
    bridge = SITE.bridges["b1"]
    wrong = replace(SITE, bridges={"b1": replace(bridge, inventory_version=NEW)})
    b1 = device(view(DCC_PARTY, [], wrong), B1)

    assert (b1.version, b1.is_true, b1.source) == (NEW, False, "SMI")
    assert gap(view(DCC_PARTY, [], wrong), B1).open_since == ORIGIN


def test_what_the_inventory_forgets_the_dcc_does_not_know() -> None:
    row = InventoryChanged(EUI[B1], "Pending", OLD, "B1", "12.2")
    known = device(view(DCC_PARTY, [(DCC, row)]), B1)
    forgotten = device(view(DCC_PARTY, [(DCC, row), (DCC, InventoryForgotten(EUI[B1], "8.4"))]), B1)

    assert (known.is_known, known.state) == (True, "Pending")
    assert (forgotten.is_known, forgotten.version, forgotten.state) == (False, None, "")


def test_a_row_without_a_ppmid_variant_is_of_a_plain_ppmid() -> None:
    row = InventoryChanged(EUI[B1], "Commissioned", OLD, "", "uplift")

    assert device(view(DCC_PARTY, [(DCC, row)]), B1).kind == "PPMID"


def test_that_a_hub_did_not_store_an_image_the_dcc_knows_and_its_supplier_does_not() -> None:
    notes = [asked(B1), TransferEnded(1, "not_an_image")]
    dcc = package(view(DCC_PARTY, [(DCC, note) for note in notes]), B1)

    assert (dcc.stage, dcc.is_ended) == ("not stored: not an image", True)
    assert (package(desk(notes), B1).stage, package(desk(notes), B1).waits_for) == ("accepted", "CCS08")


def test_a_meters_image_that_was_displaced_is_known_to_the_dcc_by_the_n61_that_it_said() -> None:
    notes = [asked(ESME), TransferEnded(1, "stored"), told("N61", ESME, NEW, "failure")]
    stages = [package(view(DCC_PARTY, [(DCC, note) for note in notes[:count]]), ESME).stage for count in (1, 2, 3)]

    assert stages == ["accepted", "at the hub", "not delivered"]


def test_a_visit_is_in_the_register_from_its_day_on() -> None:
    before, after = (device(seen("stranded", ALTHANCO, at_s), B1) for at_s in (89.0, 91.0))

    assert (before.version, before.source) == (OLD, "installation")
    assert (after.version, after.source, after.since) == (0x0002_0000, "visit", Instant(seconds(90)))


def test_a_bundle_whose_feeder_says_that_all_run_is_no_false_success_though_one_had_its_part_before() -> None:
    ended = (B3, FeedingEnded(NEW, success=True))
    notes: list[tuple[Name, Note]] = [(DCC, asked_b3()), (DCC, told_b3())]
    supplier = Party(PartyKind.SUPPLIER, Name("power"))

    assert package(view(supplier, notes, BUNDLED), B3).wrongly == (B3, B4)
    assert package(view(supplier, [*notes, ended], BUNDLED), B3).wrongly == ()
    assert package(view(supplier, [*notes, (B3, FeedingEnded(NEW, success=False))], BUNDLED), B3).wrongly == (B3, B4)


def asked_b3() -> Note:
    """Give the acceptance of a bundle for B3."""
    first = asked(B1)
    return replace(first, devices=(eui_b3(),))


def told_b3() -> Note:
    """Give B3's CS09."""
    return replace(told("CS09", B1, NEW, "success"), device=eui_b3())


def eui_b3() -> str:
    """Give B3's identity."""
    return BUNDLED.bridges["b3"].eui
