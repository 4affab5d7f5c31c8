"""CCS08 with each of its codes: when the hub says that a transfer to a device was a success, and when not."""

import pytest

from hub.store import Store
from premises.quantity import seconds
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockResponse,
    QueryNextImageRefusal,
    Status,
    UpgradeEndResponse,
)
from premises.wire.gbcs.alerts import AlertCode, FirmwareTransferAlert
from premises.wire.message import Frame
from premises.wire.notes.requests import ImageRemoved
from premises.wire.site import ACB_EUI, HUB
from tests.machine.reading import keeps, noted, sends, sent, sent_of
from tests.rooms.hub_stage import (
    B1,
    B2,
    BLOCK,
    BRIDGE,
    EUI,
    MAKER,
    NEW,
    OLD,
    bring,
    end,
    hub,
    image,
    query,
    told,
)


def test_code_0_success_is_said_when_a_device_says_that_its_download_is_over() -> None:
    stage = hub()
    stage.wait(seconds(90))
    bring(stage, image(), B1)
    effects = stage.hear(B1, end(), transaction=9)
    (alert,) = sent_of(effects, FirmwareTransferAlert)

    assert told(effects) == [(EUI[B1], NEW, "success")]
    assert (alert.alert_code, alert.recipient, alert.said_at) == (AlertCode.TRANSFER_SUCCEEDED, ACB_EUI, 90)
    assert sends(effects)[-1].frame == Frame(HUB, B1, 9, UpgradeEndResponse(MAKER, BRIDGE, NEW, 90, 90))


def test_code_0_success_is_said_once_and_the_last_device_empties_the_slot() -> None:
    stage = hub()
    bring(stage, image(), B1)
    first, again = stage.hear(B1, end()), stage.hear(B1, end())

    assert noted(first, ImageRemoved) == [ImageRemoved("X", BRIDGE, NEW, "nobody waits for it")]
    assert list(stage.shelf.below("store")) == []
    assert told(again) == []
    assert len(sent_of(again, UpgradeEndResponse)) == 1, "its answer was lost: it gets another"


def test_code_0_success_is_said_of_a_device_that_turns_out_to_run_it_already() -> None:
    stage = hub()
    bring(stage, image(), B1)
    effects = stage.hear(B1, query(NEW))

    assert told(effects) == [(EUI[B1], NEW, "success")]
    assert stage.machine._store == Store()


def test_a_device_that_runs_something_newer_waits_no_less() -> None:
    stage = hub()
    bring(stage, image(), B1)

    assert told(stage.hear(B1, query(NEW + 1))) == []
    assert stage.machine._store.held("X") is not None


def test_code_1_image_discarded_is_said_when_another_image_takes_the_slot() -> None:
    stage = hub()
    bring(stage, image(), B1)

    assert told(bring(stage, image(version=NEW + 1), B2, transfer=2)) == [(EUI[B1], NEW, "image_discarded")]


def test_a_download_whose_image_was_displaced_is_aborted() -> None:
    stage = hub()
    bring(stage, image(), B1)
    bring(stage, image(version=NEW + 1), B2, transfer=2)

    assert sent(stage.hear(B1, BLOCK)) == [ImageBlockAbort()]


def test_code_2_hardware_mismatch_is_said_from_the_header_when_the_device_asks() -> None:
    stage = hub()
    bring(stage, image(hardware=(2, 4)), B1)
    effects = stage.hear(B1, query(hardware=1))
    (alert,) = sent_of(effects, FirmwareTransferAlert)

    assert told(effects) == [(EUI[B1], NEW, "hardware_version_mismatch")]
    assert alert.alert_code is AlertCode.TRANSFER_FAILED
    assert sent_of(effects, QueryNextImageRefusal)
    assert stage.machine._store == Store()


def test_a_query_of_another_type_ends_nothing() -> None:
    stage = hub()
    bring(stage, image(hardware=(2, 4)), B1)
    effects = stage.hear(B1, query(image_type=0x0284))

    assert told(effects) == []
    assert stage.machine._store.held("X") is not None


@pytest.mark.parametrize("status", [Status.INVALID_IMAGE, Status.ABORT])
def test_code_3_transfer_failure_is_said_when_a_device_cannot_use_or_keep_the_image(status: Status) -> None:
    stage = hub()
    bring(stage, image(), B1)
    effects = stage.hear(B1, end(status), transaction=9)

    assert told(effects) == [(EUI[B1], NEW, "transfer_failure")]
    assert sends(effects)[-1].frame == Frame(HUB, B1, 9, DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS))


def test_the_end_of_another_version_ends_nothing_here() -> None:
    stage = hub()
    bring(stage, image(), B1)
    effects = stage.hear(B1, end(version=OLD))

    assert told(effects) == []
    assert stage.machine._store.held("X") is not None
    assert len(sent(effects)) == 1


def test_two_devices_wait_for_one_image_and_each_ends_for_itself() -> None:
    stage = hub()
    bring(stage, image(), B1, B2)
    first = stage.hear(B1, end())
    still = stage.hear(B2, BLOCK)
    second = stage.hear(B2, end())

    assert told(first) == [(EUI[B1], NEW, "success")]
    assert noted(first, ImageRemoved) == []
    assert [key for key, _ in keeps(first)][-1] == "store/X/waiting"
    assert sent_of(still, ImageBlockResponse)
    assert told(second) == [(EUI[B2], NEW, "success")]
    assert noted(second, ImageRemoved)


def test_counters_of_alerts_never_repeat_across_restarts() -> None:
    stage = hub()
    counters = []
    for number in range(1, 6):
        effects = bring(stage, image(version=NEW + number), B1, transfer=number)
        effects = [*effects, *stage.hear(B1, end(version=NEW + number))]
        counters += [alert.counter for alert in sent_of(effects, FirmwareTransferAlert)]
        stage.restart()

    assert counters == [1, 2, 3, 4, 5]
