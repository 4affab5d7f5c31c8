"""The DCC adapter's jobs on the WAN, one claim a test: offers, chunks, and how a transfer ends."""

from itertools import pairwise

import pytest

from premises.machine.effects import NOTHING
from premises.quantity import Instant, seconds
from premises.trust.seal import image_hash
from premises.wire.field.wan import (
    ChunkRequest,
    ChunkResponse,
    ImageOffer,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.message import Frame
from premises.wire.notes.requests import TransferEnded
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.machine.reading import noted, sends, sent, sent_of
from tests.rooms.dcc_stage import TWO, adapter, image, request


def test_images_are_offered_one_at_a_time_in_the_order_of_their_requests() -> None:
    stage = adapter()
    first = stage.hear(SUPPLIER, request(1))
    second = stage.hear(SUPPLIER, request(2, TWO))
    ended = stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))

    assert [offer.transfer for offer in sent_of(first, ImageOffer)] == [1]
    assert sent_of(second, ImageOffer) == []
    assert sent(ended) == [TransferAck(1), ImageOffer(2, 300, image_hash(image()), (TWO,))]
    assert noted(ended, TransferEnded) == [TransferEnded(1, "stored")]


def test_an_offer_that_nobody_answers_is_said_again_ever_more_rarely_and_never_given_up() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    moments = [stage.now]
    for _ in range(30):
        assert [offer.transfer for offer in sent_of(stage.wake(), ImageOffer)] == [1]
        moments.append(stage.now)

    spans = [later - sooner for sooner, later in pairwise(moments)]
    assert spans[:6] == [seconds(span) for span in (20, 40, 80, 160, 320, 600)]
    assert set(spans[6:]) == {seconds(600)}


def test_each_offer_has_a_transaction_of_its_own() -> None:
    stage = adapter()
    effects = stage.hear(SUPPLIER, request())
    transactions = [sends(stage.wake())[0].frame.transaction for _ in range(3)]

    assert sends(effects)[-1].frame.transaction == 0
    assert transactions == [1, 2, 3]


def test_an_early_wake_offers_nothing() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    stage.wait(seconds(20) - 1)

    assert stage.machine.wake(stage.now) == NOTHING


def test_chunks_are_given_as_they_are_asked_for() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    effects = stage.hear(HUB, ChunkRequest(1, 100, 64), transaction=9)

    assert sends(effects)[0].frame == Frame(DCC, HUB, 9, ChunkResponse(1, 100, image()[100:164]))


def test_a_hub_that_asks_for_chunks_is_not_offered_the_image_again_meanwhile() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    stage.wait(seconds(5))
    stage.hear(HUB, ChunkRequest(1, 0, 64))

    assert stage.machine.deadline == Instant(seconds(605))


def test_a_hub_that_fell_silent_is_offered_the_image_again_and_then_as_often_as_at_first() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    for _ in range(4):
        stage.wake()
    stage.hear(HUB, ChunkRequest(1, 0, 64))
    stage.wake()
    at = stage.now
    stage.wake()

    assert stage.now - at == seconds(20)


def test_chunks_of_an_unknown_transfer_are_answered_with_none() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())

    assert sent(stage.hear(HUB, ChunkRequest(7, 0, 64))) == [ChunkResponse(7, 0, b"")]
    assert stage.machine.deadline == Instant(seconds(20))


@pytest.mark.parametrize("status", [status for status in TransferStatus if status is not TransferStatus.STORED])
def test_a_transfer_that_was_not_stored_is_the_outcome(status: TransferStatus) -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    stage.hear(HUB, TransferEnd(1, status))
    (outcome,) = stage.machine.picture.outcomes

    assert (outcome.transfer, outcome.activation) == (status.name.lower(), "waiting")
    assert outcome.detail == f"the hub did not store it: {status.name.lower().replace('_', ' ')}"


def test_a_transfer_that_was_stored_still_waits_for_ccs08() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))

    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["waiting"]
