"""The DCC adapter sends images to meters by 11.1: N60 or N61 of the hub, then FDRA of the meter."""

import pytest

from lab.images import make_image
from premises.trust.trailer import firmware_hash
from premises.wire.duis.messages import (
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.field.wan import DiscardAck, ImageDiscarded, TransferEnd, TransferStatus
from premises.wire.gbcs.activation import ReceiptCode
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.site import HUB, SUPPLIER
from tests.machine.reading import sent, sent_of
from tests.rooms.dcc_stage import request_id
from tests.rooms.meters_at_dcc import (
    BRIDGE,
    ESME,
    HCALCS,
    MAKER,
    NEW,
    NEWER,
    adapter,
    by_its_device,
    hub_says,
    image,
    outcome,
    receipt,
    update,
)


def test_an_image_at_its_hub_is_told_of_by_n60_and_then_by_fdra_with_its_hash() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update())
    ended = stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    at_hub = outcome(stage).transfer
    told = hub_says(stage, receipt())

    assert sent_of(ended, FirmwareDistributionAlert) == [
        FirmwareDistributionAlert(request_id(1), ESME, DistributionCode.DELIVERED, NEW)
    ]
    whole = to_gbcs(by_its_device(receipt()))
    assert sent_of(told, DeviceAlertMessage) == [DeviceAlertMessage(ESME, 0x8F72, 5, firmware_hash(image()), whole)]
    assert (at_hub, outcome(stage).transfer, outcome(stage).activation) == ("delivered", "success", "held")


@pytest.mark.parametrize("status", [TransferStatus.REFUSED_BY_RANK, TransferStatus.TOO_LARGE])
def test_an_image_that_its_hub_did_not_store_is_told_of_by_n61(status: TransferStatus) -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update())
    ended = stage.hear(HUB, TransferEnd(1, status))

    assert [told.alert_code for told in sent_of(ended, FirmwareDistributionAlert)] == [DistributionCode.NOT_DELIVERED]


def test_an_image_that_its_hub_gave_up_is_told_of_by_n61_once() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update())
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    discarded = ImageDiscarded(1, ESME, NEW, TransferResponseCode.IMAGE_DISCARDED)
    first, again = stage.hear(HUB, discarded), stage.hear(HUB, discarded)

    assert [told.alert_code for told in sent_of(first, FirmwareDistributionAlert)] == [DistributionCode.NOT_DELIVERED]
    assert sent(again) == [DiscardAck(1, ESME)]
    assert outcome(stage).transfer == "image_discarded"


def test_of_an_hcalcs_neither_n60_nor_n61_is_said() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update(who=HCALCS, image_type=0x0083))

    assert sent_of(stage.hear(HUB, TransferEnd(1, TransferStatus.STORED)), FirmwareDistributionAlert) == []


def test_a_meter_that_found_its_image_bad_ends_the_request() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update())
    hub_says(stage, receipt(code=ReceiptCode.VERIFICATION_FAILED))

    assert outcome(stage).transfer == "verification_failed"


def test_fdra_is_about_the_oldest_request_that_still_waits_for_one() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, update())
    stage.hear(SUPPLIER, update(2, NEWER))
    hub_says(stage, receipt())
    first = [each.transfer for each in stage.machine.picture.outcomes]
    hub_says(stage, receipt(2))

    assert first == ["success", "waiting"]
    assert [each.activation for each in stage.machine.picture.outcomes] == ["replaced", "held"]


def test_what_cs06_activates_takes_no_11_4_and_a_bridge_no_11_1() -> None:
    stage = adapter()
    wrong = UpdatePPMIDFirmware(request_id(1), image(), NEW, (ESME,))
    other = UpdateFirmware(request_id(2), make_image(0x0184, NEW, 300, manufacturer=MAKER), NEW, (BRIDGE,))
    answers = [sent_of(stage.hear(SUPPLIER, said), ServiceResponse)[0] for said in (wrong, other)]

    assert [each.response_code for each in answers] == ["E110401", "E110101"]
    assert [each.refusal for each in answers] == [Refusal.NOT_APPLICABLE_FIRMWARE] * 2
