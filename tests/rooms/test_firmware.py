"""A meter runs what it verified when the Supplier's signed order says so, and not before; a PPMID needs no order."""

import pytest

from lab.images import make_image
from premises.machine.contract import check_machine
from premises.quantity import seconds
from premises.trust.trailer import firmware_hash
from premises.wire.device.target import IMAGE_TYPES
from premises.wire.field.metering import ReportAttributes
from premises.wire.field.zcl import (
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRequest,
    QueryNextImageResponse,
    TransferDataGet,
    TransferDataGetResponse,
    TransferDataToClient,
    UpgradeEndRequest,
)
from premises.wire.gbcs.activation import (
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
    FirmwareReceiptAlert,
    ReceiptCode,
)
from premises.wire.gbcs.alerts import FirmwareActivationAlert
from premises.wire.message import Frame
from premises.wire.notes.downloads import DeviceRebooted, ImageRejected
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.site import ACB_EUI, HUB, METER_MANUFACTURER, SUPPLIER_EUI
from tests.machine.reading import noted, sent_of
from tests.rooms.firmware_stage import (
    COMMANDED,
    METER,
    METERS,
    NEW,
    NEWER,
    OLD,
    answer,
    download,
    file,
    flagged,
    holding,
    maker_of,
    meter,
    order,
    ordered,
    pass_time,
    running,
    said_of,
    suffer,
    told,
    unsigned,
)


@pytest.mark.parametrize("kind", COMMANDED)
def test_what_waits_for_an_order_runs_nothing_new_in_a_month_without_one(kind: str) -> None:
    stage = holding(kind)
    pass_time(stage, seconds(30 * 86_400))

    assert running(stage) == OLD


@pytest.mark.parametrize("kind", COMMANDED)
@pytest.mark.parametrize("upgrade", [0, 5])
def test_a_hub_that_says_run_it_now_is_no_order(kind: str, upgrade: int) -> None:
    stage = meter(kind)
    download(stage, file(kind), kind)
    told(stage, kind, upgrade=upgrade)
    pass_time(stage, seconds(3600))

    assert running(stage) == OLD


def test_a_ppmid_runs_what_it_verified_without_an_order_and_says_cs09_to_the_acb() -> None:
    stage = meter("PPMID")
    download(stage, file("PPMID"), "PPMID")
    told(stage, "PPMID", upgrade=0)
    effects = stage.wake()

    (alert,) = said_of(effects)
    assert isinstance(alert, FirmwareActivationAlert)
    assert (alert.recipient, alert.version, running(stage)) == (ACB_EUI, NEW, NEW)


def test_a_ppmid_takes_no_order() -> None:
    stage = meter("PPMID")
    effects = ordered(stage, order())

    assert "takes no such command" in noted(effects, MessageIgnored)[0].why


@pytest.mark.parametrize("kind", METERS)
def test_a_good_image_is_told_of_by_fdra_with_the_hash_of_the_manufacturer_image(kind: str) -> None:
    stage = meter(kind)
    effects = download(stage, file(kind), kind)

    (receipt,) = said_of(effects)
    assert isinstance(receipt, FirmwareReceiptAlert)
    assert (receipt.alert_code, receipt.recipient) == (ReceiptCode.VERIFICATION_SUCCEEDED, SUPPLIER_EUI)
    assert (receipt.firmware_hash, receipt.is_gas) == (firmware_hash(file(kind)), kind == "GSME")


def test_an_hcalcs_says_no_fdra() -> None:
    stage = meter("HCALCS")

    assert said_of(download(stage, file("HCALCS"), "HCALCS")) == []


@pytest.mark.parametrize("at", [-1, -66 - 100], ids=["in the trailer", "in the Manufacturer Image"])
def test_a_bad_image_is_told_of_by_fdra_and_can_never_be_run(at: int) -> None:
    octets = bytearray(file())
    octets[at] ^= 1
    stage = meter()
    effects = download(stage, bytes(octets))

    (receipt,) = said_of(effects)
    assert isinstance(receipt, FirmwareReceiptAlert)
    assert receipt.alert_code is ReceiptCode.VERIFICATION_FAILED
    assert noted(effects, ImageRejected)
    assert unsigned(said_of(ordered(stage, order()))) == [answer(ActivationCode.NO_IMAGE_HELD, OLD)]


@pytest.mark.parametrize("kind", COMMANDED)
def test_an_image_without_a_trailer_is_no_image_for_a_meter(kind: str) -> None:
    stage = meter(kind)
    plain = make_image(IMAGE_TYPES[kind], NEW, 400, manufacturer=METER_MANUFACTURER)
    effects = download(stage, plain, kind)

    assert "no Supplier's trailer" in noted(effects, ImageRejected)[0].why


def test_what_is_held_is_verified_again_at_power_on_and_dropped_with_an_alert_when_it_fails() -> None:
    stage = holding()
    stage.boot += 1
    stage.machine = stage.make(stage.shelf)
    suffer(stage, "refuse-verify")
    effects = stage.keep(stage.machine.start(stage.now))

    alerts = [said.alert_code for said in said_of(effects) if isinstance(said, FirmwareAlert)]
    assert alerts == [FirmwareCode.VERIFICATION_FAILED_AT_POWER_ON]
    assert unsigned(said_of(ordered(stage, order()))) == [answer(ActivationCode.NO_IMAGE_HELD, OLD)]


def test_what_is_held_outlives_a_loss_of_power() -> None:
    stage = holding()
    stage.restart()
    ordered(stage, order())
    stage.wake()

    assert running(stage) == NEW


def test_a_new_download_takes_the_place_of_what_is_held() -> None:
    stage = holding()
    stage.hear(HUB, ImageNotify(100, METER_MANUFACTURER, IMAGE_TYPES["ESME"], NEWER))
    stage.hear(HUB, QueryNextImageResponse(METER_MANUFACTURER, IMAGE_TYPES["ESME"], NEWER, 400))

    assert unsigned(said_of(ordered(stage, order()))) == [answer(ActivationCode.NO_IMAGE_HELD, OLD)]


def test_the_image_that_is_held_is_not_fetched_again_when_it_is_offered_again() -> None:
    stage = holding()
    stage.hear(HUB, ImageNotify(100, METER_MANUFACTURER, IMAGE_TYPES["ESME"], NEW))
    effects = stage.hear(HUB, QueryNextImageResponse(METER_MANUFACTURER, IMAGE_TYPES["ESME"], NEW, len(file())))

    assert sent_of(effects, UpgradeEndRequest)
    assert said_of(effects) == [], "it said FDRA when it had it"


def test_a_gsme_asks_for_an_image_when_its_mirror_says_so_and_never_by_itself() -> None:
    stage = meter("GSME")
    pass_time(stage, seconds(6 * 1800))
    before = stage.machine.picture.activity
    effects = flagged(stage, 1)

    assert before in ("asleep", "awake")
    assert len(sent_of(effects, QueryNextImageRequest)) == 1


def test_a_gsme_gets_its_order_at_the_wake_at_which_its_mirror_flags_it() -> None:
    stage = holding("GSME")
    asked = flagged(stage, 1 << 21)
    effects = stage.hear(HUB, TransferDataGetResponse(0, 0, order(octets=file("GSME"))))

    assert sent_of(asked, TransferDataGet) == [TransferDataGet(0)]
    assert noted(effects, DeviceRebooted) == [DeviceRebooted(NEW)]


def test_a_gsme_that_rebooted_says_again_at_once_what_was_not_answered_before() -> None:
    stage = meter("GSME")
    download(stage, file("GSME"), "GSME")
    told(stage, "GSME")
    stage.wait(1)
    while stage.machine.picture.activity != "asleep":
        stage.wake()
    stage.wake()
    stage.hear(HUB, TransferDataGetResponse(0, 0, order(octets=file("GSME"))))
    effects = stage.wake()

    assert sent_of(effects, ReportAttributes)
    assert (stage.machine.deadline or 0) > stage.now


@pytest.mark.parametrize("kind", [*COMMANDED, "PPMID"])
def test_a_meter_with_firmware_keeps_the_contract_of_a_machine(kind: str) -> None:
    numbers = METER_MANUFACTURER, IMAGE_TYPES[kind], NEW
    octets = file(kind)
    said = [ImageNotify(100, *numbers), QueryNextImageResponse(*numbers, len(octets))]
    said += [ImageBlockResponse(*numbers, at, octets[at : at + 63]) for at in range(0, len(octets), 63)]
    command = order(octets=octets)
    said += [TransferDataToClient(0, command), TransferDataGetResponse(0, 1, order(2, octets, 40))]

    check_machine(maker_of(kind), [Frame(HUB, METER, number & 0xFF, message) for number, message in enumerate(said)])
