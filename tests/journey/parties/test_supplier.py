"""A Supplier's desk, word by word: what each tells it, what it does not, and what comes late or is about nobody."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from premises.identity import Eui64, Name, eui64
from premises.journey.parties.folds.tracks import TRACKS_MAX
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import PartyView
from premises.journey.parties.views import view_of
from premises.quantity import Instant, seconds
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.note import Note
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, FirmwareSpec, MeterSpec, Site
from premises.wire.tables.suppliers import RegisteredSpec, SupplierSpec, Uplift
from tests.journey.parties.stories import B1, ESME, NEW, OLD, device, package

WHO, EUI_OF = Name("power"), "90-B3-D5-1F-30-01-00-0A"
SITE = Site(
    suppliers={"power": SupplierSpec(EUI_OF)},
    registered=RegisteredSpec("power", "power"),
    meters={"esme": MeterSpec("ESME", "00-DB-12-34-56-78-90-A0", firmware=FirmwareSpec())},
)
EUI = {B1: eui64(SITE.bridges["b1"].eui), ESME: eui64(SITE.meters["esme"].eui)}
AT = [Instant(seconds(at)) for at in range(3)]
"""When the first words come."""

ID, ORDER = f"{EUI_OF}:90-B3-D5-1F-30-02-00-00:1", f"{EUI_OF}:{EUI[ESME]}:2"


def asked(who: Name, version: int = NEW, request_id: str = ID) -> Note:
    """Give the acceptance of a request for one device."""
    return RequestAccepted(request_id, version, 100, (EUI[who],), 1)


def told(
    what: str, who: Name | None = None, version: int = 0, code: str = "", *, of: str = ID, detail: str = ""
) -> SupplierTold:
    """Give a word to the Supplier."""
    return SupplierTold(WHO, 300, "Word", of, Eui64("") if who is None else EUI[who], version, what, code, detail)


def desk(notes: Sequence[Note], site: Site = SITE) -> PartyView:
    """Give the Supplier's view after notes that came a second after each other."""
    entries = [Entry(Instant(seconds(at)), DCC, 1, at, note) for at, note in enumerate(notes, 1)]  # type: ignore[arg-type]  # every Note is an AnyNote
    return view_of(Party(PartyKind.SUPPLIER, WHO), entries, site, Instant(seconds(2000)))


@pytest.mark.parametrize(
    ("uplift", "kind"), [("before-secmp0007", "PPMID"), ("before-mp170", "PPMID"), ("mp170", "PPMID B1")]
)
def test_before_mp170_a_bridge_is_a_plain_ppmid(uplift: Uplift, kind: str) -> None:
    site = replace(SITE, suppliers={"power": SupplierSpec(EUI_OF, uplift=uplift)})

    assert device(desk([], site), B1).kind == kind


def test_what_8_2_tells_replaces_what_was_held_and_says_its_status() -> None:
    view = desk([told("8.2", B1, NEW, "commissioned", detail="PPMID")])
    b1 = device(view, B1)

    assert (b1.version, b1.kind, b1.source, b1.state, b1.state_since) == (
        NEW,
        "PPMID",
        "8.2",
        "Commissioned",
        AT[1],
    )


def test_ccs08_tells_where_an_image_is_and_of_nothing_that_runs() -> None:
    view = desk([asked(B1), told("CCS08", B1, NEW, "success")])

    assert (package(view, B1).stage, device(view, B1).version) == ("delivered", OLD)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        (told("CCS08", B1, NEW, "image_discarded"), "image discarded"),
        (told("CCS08", B1, NEW, "transfer_failure"), "transfer failure"),
        (told("CCS08", B1, NEW, "hardware_version_mismatch"), "hardware version mismatch"),
        (told("CS09", B1, NEW, "failure"), "activation failed"),
    ],
)
def test_an_11_4_can_end_badly(word: SupplierTold, stage: str) -> None:
    view = desk([asked(B1), word])
    found = package(view, B1)

    assert (found.stage, found.is_ended, found.waits_for, found.since) == (stage, True, "", AT[2])
    assert device(view, B1).version == OLD


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        (told("N61", ESME, NEW, "failure"), "not delivered"),
        (told("FDRA", ESME, 0, "failure", of=""), "verification failed"),
        (told("CS06", ESME, OLD, "hash_mismatch", of=ORDER), "hash mismatch"),
        (told("E21", ESME, 0, "no_response", of=ORDER, detail="11.3"), "no response"),
        (told("E20", ESME, 0, "not_delivered", of=ORDER, detail="11.3"), "command not delivered"),
        (told("E21", ESME, 0, "no_response", of=ORDER, detail="11.2"), "accepted"),
    ],
)
def test_an_11_1_can_end_badly_and_an_11_2_without_an_answer_ends_nothing(word: SupplierTold, stage: str) -> None:
    assert package(desk([asked(ESME), word]), ESME).stage == stage


def test_without_an_answer_its_device_says_so_until_8_2_says_better() -> None:
    unanswered = told("E21", ESME, 0, "no_response", of=ORDER, detail="11.3")
    view, later = desk([unanswered]), desk([unanswered, told("8.2", ESME, OLD, "suspended", detail="ESME")])

    assert device(view, ESME).state == "no answer"
    assert device(later, ESME).state == "Suspended"


def test_an_answer_that_comes_after_all_makes_it_run() -> None:
    notes = [asked(ESME), told("FDRA", ESME, 0, "success", of=""), told("I99", of=ORDER, detail="11.3")]
    late = told("CS06", ESME, NEW, "success", of=ORDER)
    lost = told("E21", ESME, 0, "no_response", of=ORDER, detail="11.3")

    assert package(desk(notes), ESME).stage == "ordered to run"
    assert package(desk([*notes, lost]), ESME).is_ended
    assert package(desk([*notes, lost, late]), ESME).stage == "runs"


def test_an_11_2_of_the_version_that_was_sent_is_as_good_as_cs09_and_of_another_it_is_none() -> None:
    good, other = (desk([asked(B1), told("11.2", B1, version, "success", of="x")]) for version in (NEW, OLD))

    assert (package(good, B1).stage, device(good, B1).source) == ("runs", "11.2")
    assert package(other, B1).stage == "accepted"


def test_an_11_2_that_could_not_be_read_tells_nothing() -> None:
    assert device(desk([told("11.2", B1, 0, "failure")]), B1).version == OLD


def test_words_that_come_late_take_nothing_back() -> None:
    view = desk([asked(B1), told("CS09", B1, NEW, "success"), told("CCS08", B1, NEW, "image_discarded")])

    assert (package(view, B1).stage, package(view, B1).since) == ("runs", AT[2])


def test_fdra_is_about_the_oldest_image_that_is_owed_one() -> None:
    second = f"{ID}1"
    view = desk([asked(ESME), asked(ESME, NEW + 1, second), told("FDRA", ESME, 0, "success", of="")])

    assert [each.stage for each in view.packages] == ["delivered", "accepted"]


def test_cs09_of_no_request_is_about_the_version_that_it_names() -> None:
    notes = [asked(B1), told("CS09", B1, NEW + 1, "success", of="")]

    assert package(desk(notes), B1).stage == "accepted"
    assert device(desk(notes), B1).version == NEW + 1


def test_a_refusal_tells_of_no_device() -> None:
    view = desk([told("E4", B1, 0, "not_responsible")])

    assert (view.packages, device(view, B1).source, len(view.words)) == ((), "records", 1)


def test_the_request_of_another_supplier_is_none_of_its_own() -> None:
    assert desk([asked(B1, request_id="90-B3-D5-1F-30-01-00-0B:90-B3-D5-1F-30-02-00-00:1")]).packages == ()


def test_a_request_id_in_lower_case_is_the_same() -> None:
    view = desk([asked(B1, request_id=ID.lower()), told("CCS08", B1, NEW, "success")])

    assert package(view, B1).stage == "delivered"


def test_what_is_about_a_device_of_no_premises_is_a_word_and_nothing_more() -> None:
    stranger = SupplierTold(WHO, 0, "Inventory", ID, eui64("00-00-00-00-00-00-00-01"), NEW, "8.2", "pending", "PPMID")
    view = desk([stranger])

    assert [word.device for word in view.words] == ["00-00-00-00-00-00-00-01"]


def test_of_too_many_packages_the_newest_are_followed() -> None:
    notes = [asked(B1, request_id=f"{EUI_OF}:x:{number}") for number in range(TRACKS_MAX + 2)]
    view = desk(notes)

    assert len(view.packages) == TRACKS_MAX
    assert view.packages[0].request_id.endswith(":2")


def test_an_n60_that_comes_after_fdra_is_no_news() -> None:
    view = desk([asked(ESME), told("FDRA", ESME, 0, "success", of=""), told("N60", ESME, NEW, "success")])

    assert (package(view, ESME).stage, package(view, ESME).since) == ("delivered", AT[2])


def test_an_11_2_that_could_not_be_read_leaves_a_package_where_it_is() -> None:
    assert package(desk([asked(B1), told("11.2", B1, 0, "failure", of="x")]), B1).stage == "accepted"
