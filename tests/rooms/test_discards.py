"""What becomes of a meter's image after it was stored: told to the carrier until it is acknowledged, never by CCS08."""

import pytest

from hub.discards import DISCARDS_MAX
from hub.store import store_rules
from premises.machine.effects import Keep
from premises.quantity import in_seconds, seconds
from premises.wire.field.wan import DiscardAck, ImageDiscarded, TransferEnd, TransferStatus
from premises.wire.field.zcl import (
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    QueryNextImageRefusal,
    Status,
    UpgradeEndRequest,
)
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.notes.requests import AlertLost, ImageRemoved
from premises.wire.site import DCC
from premises.wire.tables.hub import HubSpec, RanksSpec, SlotSpec, StoreSpec
from tests.machine.reading import noted, sent, sent_of
from tests.rooms.hub_stage import (
    B1,
    B2,
    BRIDGE,
    ESME,
    EUI,
    GSME,
    HCALCS,
    METER,
    NEW,
    NEWER,
    OLD,
    PPMID,
    SLOT,
    bring,
    hub,
    image,
    query,
    told,
)

TYPES = {"ESME": ESME, "GSME": GSME, "PPMID": PPMID, "HCALCS": HCALCS, "bridge": BRIDGE}


def test_a_displaced_image_of_a_meter_is_told_to_the_carrier_until_it_acknowledges_it() -> None:
    stage = hub()
    bring(stage, image(GSME), METER, B1, transfer=3)
    effects = bring(stage, image(GSME, NEWER), METER, transfer=4)
    told_of = [ImageDiscarded(3, EUI[device], NEW, TransferResponseCode.IMAGE_DISCARDED) for device in (METER, B1)]
    stage.restart()
    again = stage.wake()
    stage.hear(DCC, DiscardAck(3, EUI[METER]))
    stage.wait(seconds(3600))

    assert (told(effects), sent_of(effects, ImageDiscarded)) == ([], told_of)
    assert sent_of(again, ImageDiscarded) == told_of
    assert sent_of(stage.wake(), ImageDiscarded) == told_of[1:]
    assert len(list(stage.shelf.below("discards"))) == 1


def test_a_discard_is_said_again_less_and_less_often_and_never_given_up() -> None:
    stage = hub()
    bring(stage, image(GSME), METER)
    bring(stage, image(GSME, NEWER), METER, transfer=2)
    spans = []
    for _ in range(40):
        before = stage.now
        stage.keep(stage.machine._alerts.wake(stage.machine._alerts.deadline or before))
        stage.now = stage.machine._alerts.deadline or before
        spans.append(int(in_seconds(stage.now - before)))

    assert spans[:8] == [45, 60, 120, 240, 480, 600, 600, 600]
    assert set(spans[8:]) == {600}


def test_a_refused_image_of_a_meter_is_told_of_by_the_end_of_its_transfer_alone() -> None:
    stage = hub(rules=store_rules(HubSpec(slot_size_max=SLOT, store=StoreSpec({"A": SlotSpec(RanksSpec(1, 2, 3, 3))}))))
    bring(stage, image(PPMID), B1)
    effects = bring(stage, image(GSME), METER, transfer=2)

    assert sent_of(effects, TransferEnd) == [TransferEnd(2, TransferStatus.REFUSED_BY_RANK)]
    assert (told(effects), sent_of(effects, ImageDiscarded)) == ([], [])


def test_an_image_that_was_kept_before_its_transfer_was_is_still_held() -> None:
    stage = hub()
    bring(stage, image(GSME), METER)
    stage.shelf.commit([Keep("store/X/transfer", None)])
    stage.restart()
    effects = bring(stage, image(GSME, NEWER), METER, transfer=2)

    assert [discard.transfer for discard in sent_of(effects, ImageDiscarded)] == [0]


@pytest.mark.parametrize("kind", TYPES)
def test_a_download_of_any_kind_whose_image_is_displaced_is_told_abort(kind: str) -> None:
    stage, image_type = hub(), TYPES[kind]
    bring(stage, image(image_type), B1)
    first = ImageBlockRequest(0xA170, image_type, NEW, 0, 48)
    served = sent(stage.hear(B1, first))
    bring(stage, image(image_type, NEWER), B2, transfer=2)

    assert isinstance(served[0], ImageBlockResponse)
    assert sent(stage.hear(B1, first)) == [ImageBlockAbort()]
    assert sent(stage.hear(B1, query(OLD, image_type=image_type))) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]


@pytest.mark.parametrize(("kind", "alerts"), [("ESME", 0), ("GSME", 0), ("PPMID", 1), ("HCALCS", 1), ("bridge", 1)])
def test_that_a_device_has_its_image_is_ccs08_unless_it_is_a_meter_that_says_so_itself(kind: str, alerts: int) -> None:
    stage = hub()
    bring(stage, image(TYPES[kind]), B1)
    effects = stage.hear(B1, UpgradeEndRequest(Status.SUCCESS, 0xA170, TYPES[kind], NEW))

    assert len(told(effects)) == alerts
    assert sent_of(effects, ImageDiscarded) == []
    assert noted(effects, ImageRemoved) == [
        ImageRemoved("E" if kind == "ESME" else "X", TYPES[kind], NEW, "nobody waits for it")
    ]


def test_of_a_meter_that_cannot_use_its_image_the_carrier_is_told_why() -> None:
    stage = hub()
    bring(stage, image(GSME, hardware=(2, 4)), METER)
    mismatch = stage.hear(METER, query(image_type=GSME))
    bring(stage, image(ESME), B1, transfer=2)
    failed = stage.hear(B1, UpgradeEndRequest(Status.ABORT, 0xA170, ESME, NEW))

    assert [discard.code.name for discard in sent_of([*mismatch, *failed], ImageDiscarded)] == [
        "HARDWARE_VERSION_MISMATCH",
        "TRANSFER_FAILURE",
    ]
    assert told([*mismatch, *failed]) == []


def test_more_discards_than_are_remembered_cost_the_oldest_and_that_is_noted() -> None:
    stage = hub()
    lost: list[AlertLost] = []
    for transfer in range(1, DISCARDS_MAX + 3):
        lost += noted(bring(stage, image(GSME, NEW + transfer), METER, transfer=transfer), AlertLost)

    assert lost == [AlertLost("ImageDiscarded", EUI[METER], NEW + 1)]
    assert len(list(stage.shelf.below("discards"))) == DISCARDS_MAX
