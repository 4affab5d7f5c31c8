"""The checks of an 11.4 and an 11.1, one cause after the other: each has its code, and comes before those below it."""

from dataclasses import replace

import pytest

from dcc_adapter.accounts import Account, Accounts, Customer
from dcc_adapter.checks import Asking, check_request
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan, SmiDevice
from dcc_adapter.smi.inventory import Smi
from lab.images import make_image
from premises.identity import Eui64, Name
from premises.machine.effects import Kept, Nothing
from premises.quantity import ORIGIN
from premises.trust.certificates import pki_of
from premises.trust.mac import MacKeys
from premises.trust.trailer import firmware_hash
from premises.wire.duis.inventory import DeviceStatus
from premises.wire.duis.messages import Refusal, UpdateFirmware, UpdatePPMIDFirmware, UpdateRequest
from premises.wire.site import ACB_EUI, DCC, HUB
from premises.wire.tables.dcc import DccSpec, ProductSpec
from premises.wire.tables.suppliers import Uplift
from tests.rooms.attended import Attended
from tests.smi.premises_of_two import B1, CHF, ESME, EUI, GAS, GSME, MAKER, NEW, NEXT, OLD, POWER, WHO, ask, update

B2 = Eui64("00-DB-12-34-56-78-90-AA")
PENDING = Eui64("00-DB-12-34-56-78-90-AB")
STRANGER = Eui64("00-DB-12-34-56-78-90-FF")
DEVICES = (
    SmiDevice(HUB, CHF, "CHF", "", 0, 0, 0, takes_images=False),
    SmiDevice(Name("esme"), ESME, "ESME", "", MAKER, 0x0000, OLD),
    SmiDevice(Name("gsme"), GSME, "GSME", "", MAKER, 0x0001, OLD, takes_images=False),
    SmiDevice(Name("b1"), B1, "PPMID", "B1", MAKER, 0x0184, OLD, model=1),
    SmiDevice(Name("b2"), B2, "PPMID", "B2", MAKER, 0x0284, OLD, model=2),
    SmiDevice(Name("b9"), PENDING, "PPMID", "B1", MAKER, 0x0184, OLD, DeviceStatus.PENDING),
)
OLDER: Uplift = "before-secmp0007"
ACCOUNTS = Accounts(
    (Account(POWER, EUI[POWER], ("IS",)), Account(GAS, EUI[GAS], ("GS",), OLDER), Account(NEXT, EUI[NEXT], ("IS",))),
    (Customer(ORIGIN, "electricity", POWER), Customer(ORIGIN, "gas", GAS)),
)
IMAGE = make_image(0x0184, NEW, 300, manufacturer=MAKER)
METER = make_image(0x0000, NEW, 300, manufacturer=MAKER)
LISTED = ProductSpec(MAKER, NEW, 0x0184)
ELSE = "00" * 32


def r114(*devices: Eui64, octets: bytes = IMAGE, version: int = NEW) -> UpdatePPMIDFirmware:
    """Give an 11.4."""
    return UpdatePPMIDFirmware(f"{EUI[POWER]}:{ACB_EUI}:1", octets, version, devices or (B1,))


def r111(*devices: Eui64, octets: bytes = METER) -> UpdateFirmware:
    """Give an 11.1."""
    return UpdateFirmware(f"{EUI[POWER]}:{ACB_EUI}:1", octets, NEW, devices or (ESME,))


def asking(
    who: Name = POWER, gbcs: str = "4.1", dcc: DccSpec | None = None, under_way: tuple[Eui64, ...] = ()
) -> Asking:
    """Give by what a request is judged."""
    account = ACCOUNTS.named(who)
    assert account is not None
    plan = DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF)
    return Asking(account, Smi.of(plan, Nothing()), gbcs, dcc or DccSpec(), under_way)  # type: ignore[arg-type]  # a str is what tables give


CAUSES: tuple[tuple[str, UpdateRequest, Asking, str, Refusal, str], ...] = (
    ("no 11.4 in its DUIS", r114(), asking(GAS), "E2", Refusal.ROLE, "has no 11.4"),
    ("no image", r114(octets=b"none"), asking(), "", Refusal.INVALID_IMAGE, "file begins with"),
    ("not listed", r114(), asking(dcc=DccSpec(cpl=[ProductSpec(MAKER, OLD)])), "", Refusal.PRODUCT_LIST, "no entry of"),
    (
        "other type listed",
        r114(),
        asking(dcc=DccSpec(cpl=[ProductSpec(MAKER, NEW, 0x0284)])),
        "",
        Refusal.PRODUCT_LIST,
        "no entry of",
    ),
    (
        "another hash",
        r114(),
        asking(dcc=DccSpec(cpl=[ProductSpec(MAKER, NEW, hash=ELSE)])),
        "",
        Refusal.PRODUCT_LIST,
        "another hash",
    ),
    ("unknown", r114(STRANGER), asking(), "E19", Refusal.INVALID_DEVICE_ID, "is not on the inventory"),
    ("a hub", r114(CHF), asking(), "E11", Refusal.NOT_APPLICABLE_FIRMWARE, "is a CHF"),
    (
        "a meter by 11.4",
        r114(ESME),
        asking(),
        "E11",
        Refusal.NOT_APPLICABLE_FIRMWARE,
        "updated by 11.1, and not by 11.4",
    ),
    (
        "a bridge by 11.1",
        r111(B1),
        asking(),
        "E11",
        Refusal.NOT_APPLICABLE_FIRMWARE,
        "updated by 11.4, and not by 11.1",
    ),
    ("another's", r111(GSME), asking(), "E4", Refusal.NOT_RESPONSIBLE, "power is not responsible for gsme"),
    ("nobody's customer", r114(), asking(NEXT), "E4", Refusal.NOT_RESPONSIBLE, "next is not responsible for b1"),
    ("Pending", r114(PENDING), asking(), "E5", Refusal.NOT_COMMISSIONED, "is Pending and not Commissioned"),
    ("an old hub", r114(), asking(gbcs="3.2"), "", Refusal.INVALID_GBCS_VERSION, "the hub is of GBCS 3.2"),
    ("another's image", r114(B2), asking(), "", Refusal.NOT_APPLICABLE_FIRMWARE, "the image is for maker"),
    (
        "another model",
        r114(),
        asking(dcc=DccSpec(cpl=[ProductSpec(MAKER, NEW, model=2)])),
        "",
        Refusal.PRODUCT_LIST,
        "for model 0x0001",
    ),
    (
        "no way",
        r114(),
        asking(dcc=DccSpec(cpl=[ProductSpec(MAKER, NEW, after=[7, 8])])),
        "",
        Refusal.PRODUCT_LIST,
        "after 0x00000007, 0x00000008 only",
    ),
    (
        "not newer",
        r114(octets=make_image(0x0184, OLD, 300, manufacturer=MAKER), version=OLD),
        asking(),
        "",
        Refusal.NOT_APPLICABLE_FIRMWARE,
        "not newer",
    ),
    (
        "under way",
        r114(),
        asking(dcc=DccSpec(one_at_a_time=True), under_way=(B1,)),
        "",
        Refusal.OTHER_REQUEST_IN_PROGRESS,
        "is under way",
    ),
)


@pytest.mark.parametrize(
    ("request_", "by", "code", "refusal", "words"), [each[1:] for each in CAUSES], ids=[each[0] for each in CAUSES]
)
def test_each_cause_has_its_code_and_says_itself(
    request_: UpdateRequest, by: Asking, code: str, refusal: Refusal, words: str
) -> None:
    verdict = check_request(request_, by)

    assert (verdict.taken, verdict.code, verdict.refusal) == ((), code, refusal)
    assert words in verdict.detail


@pytest.mark.parametrize(
    ("request_", "dcc"),
    [
        (r114(), DccSpec()),
        (r111(), DccSpec()),
        (r114(), DccSpec(cpl=[LISTED])),
        (r114(), DccSpec(cpl=[ProductSpec(MAKER, NEW, 0x0184, 1, firmware_hash(IMAGE).hex().upper(), [OLD])])),
        (r114(), DccSpec(cpl=[ProductSpec(MAKER, NEW, after=[7]), ProductSpec(MAKER, NEW, after=[6, OLD])])),
        (r114(), DccSpec(cpl=[ProductSpec(MAKER, NEW, hash=ELSE), LISTED])),
        (r114(), DccSpec(one_at_a_time=True)),
    ],
)
def test_without_a_cause_nothing_is_refused(request_: UpdateRequest, dcc: DccSpec) -> None:
    verdict = check_request(request_, asking(dcc=dcc))

    assert (verdict.taken, verdict.refusal, verdict.detail) == (request_.device_ids, Refusal.NONE, "")


def test_what_is_under_way_displaces_as_before_unless_the_site_wants_one_at_a_time() -> None:
    assert check_request(r114(), asking(under_way=(B1,))).taken == (B1,)


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (asking(NEXT, gbcs="3.2"), "E4"),
        (replace(asking(GAS), gbcs="3.2", dcc=DccSpec(cpl=[ProductSpec(MAKER, OLD)])), "E2"),
    ],
)
def test_the_earlier_check_is_the_reason(below: Asking, above: str) -> None:
    assert check_request(r114(), below).code == above


def test_a_device_that_is_not_ones_own_is_not_said_to_be_pending() -> None:
    assert check_request(r114(PENDING), asking(NEXT)).code == "E4"


def test_different_causes_have_no_code_in_common_and_stand_in_the_lists_that_fit() -> None:
    nothing = check_request(r114(STRANGER, PENDING), asking())
    some = check_request(r114(B1, STRANGER, PENDING, B2), asking())

    assert (nothing.code, nothing.taken, nothing.lists) == ("", (), ())
    assert some.taken == (B1,)
    assert list(zip(some.refused, some.lists, strict=True)) == [
        (STRANGER, Refusal.INVALID_DEVICE_ID),
        (PENDING, Refusal.NOT_COMMISSIONED),
        (B2, Refusal.NOT_APPLICABLE_FIRMWARE),
    ]


def test_in_a_warning_a_cause_without_a_list_stands_in_one_that_there_is() -> None:
    mine = replace(asking(), dcc=DccSpec(cpl=[ProductSpec(MAKER, NEW, model=1)]))
    verdict = check_request(r114(B1, PENDING), mine)
    both = replace(mine, account=Account(POWER, EUI[POWER], ("IS",)))
    listed = check_request(UpdatePPMIDFirmware(r114().request_id, IMAGE, NEW, (B1, B2)), both)

    assert verdict.lists == (Refusal.NOT_COMMISSIONED,)
    assert listed.lists == (Refusal.NOT_APPLICABLE_FIRMWARE,)


def test_an_image_under_way_is_the_reason_until_its_transfer_is_over() -> None:
    plan = DccPlan(
        DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF, dcc=DccSpec(one_at_a_time=True)
    )

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    stage = Attended(DCC, make)
    first, second = (ask(stage, POWER, update(POWER, number, NEW + number)) for number in (1, 2))

    assert (first.response_code, second.response_code) == ("I99", "E110401")
    assert second.refusal is Refusal.OTHER_REQUEST_IN_PROGRESS
