"""The hub towards its devices: invitations, answers, CCS08 with each of its codes, pacing, restarts."""

from premises.quantity import Duration, Instant, seconds
from premises.wire.field.wan import ChunkRequest, ChunkResponse, ImageOffer, TransferAck, TransferEnd
from premises.wire.field.zcl import (
    ImageBlockAbort,
    ImageBlockResponse,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageResponse,
    Status,
)
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import ImageNotOffered, ImageOffered
from premises.wire.site import DCC, HUB
from tests.machine.reading import keeps, noted, sends, sent, sent_of
from tests.rooms.hub_stage import (
    B1,
    B2,
    BLOCK,
    BRIDGE,
    EUI,
    MAKER,
    METER,
    NEW,
    STRANGER,
    bring,
    end,
    hub,
    image,
    query,
    told,
)


def test_a_stored_image_is_kept_before_the_dcc_hears_of_it_and_devices_are_invited() -> None:
    stage = hub()
    effects = bring(stage, image(), B1, B2)

    assert [key for key, _ in keeps(effects) if key.startswith("store")] == [
        "store/X/image",
        "store/X/transfer",
        "store/X/waiting",
    ]
    assert noted(effects, ImageOffered) == [ImageOffered(B1, NEW), ImageOffered(B2, NEW)]
    assert [(send.to, send.frame.target) for send in sends(effects)[-2:]] == [(B1, B1), (B2, B2)]
    assert sent_of(effects, ImageNotify) == [ImageNotify(100, MAKER, BRIDGE, NEW)] * 2


def test_a_device_outside_the_log_is_not_invited_and_not_answered() -> None:
    stage = hub()
    bring(stage, image(), B1)

    assert stage.hear(STRANGER, query()) == [MessageIgnored(STRANGER, "QueryNextImageRequest", "not in the device log")]


def test_what_is_meant_for_another_is_noted_and_left_alone() -> None:
    stage = hub()
    effects = stage.hear_frame(Frame(B1, B2, 0, query()))

    assert noted(effects, MessageIgnored) == effects


def test_a_message_that_no_server_hears_is_noted() -> None:
    stage = hub()

    assert stage.hear(B1, ImageBlockAbort()) == [MessageIgnored(B1, "ImageBlockAbort", "no use for it")]


def test_a_device_that_waits_for_an_image_is_offered_it_with_its_own_transaction() -> None:
    stage = hub()
    bring(stage, image(), B1)
    (answer,) = sends(stage.hear(B1, query(), transaction=77))

    assert answer.frame == Frame(HUB, B1, 77, QueryNextImageResponse(MAKER, BRIDGE, NEW, 600))


def test_a_device_that_waits_for_nothing_is_told_so() -> None:
    stage = hub()
    bring(stage, image(), B1)
    effects = stage.hear(B2, query())

    assert sent(effects) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]
    assert noted(effects, ImageNotOffered) == [ImageNotOffered(B2, "no image is held for this device")]
    assert told(effects) == []


def test_the_octets_that_are_asked_for_are_given() -> None:
    stage = hub()
    bring(stage, image(), B1)

    assert sent(stage.hear(B1, BLOCK)) == [ImageBlockResponse(MAKER, BRIDGE, NEW, 48, image()[48:96])]


def test_a_device_that_waits_for_nothing_is_answered_with_abort() -> None:
    stage = hub()
    bring(stage, image(), B1)

    assert sent(stage.hear(B2, BLOCK)) == [ImageBlockAbort()]


def test_a_device_that_is_done_is_not_served_the_image_again() -> None:
    stage = hub()
    bring(stage, image(), B1, B2)
    stage.hear(B1, end())

    assert sent(stage.hear(B1, BLOCK)) == [ImageBlockAbort()]


def test_a_restart_invites_again_whoever_still_waits() -> None:
    stage = hub()
    bring(stage, image(), B1, B2)
    stage.hear(B1, end())
    before = stage.machine._store
    effects = stage.restart()

    assert stage.machine._store == before
    assert [send.to for send in sends(effects) if isinstance(send.frame.message, ImageNotify)] == [B2]
    assert sent(stage.hear(B2, BLOCK)) == [ImageBlockResponse(MAKER, BRIDGE, NEW, 48, image()[48:96])]


def test_a_restart_in_mid_transfer_goes_on_with_the_next_chunk() -> None:
    stage = hub()
    stage.hear(DCC, ImageOffer(1, 600, bytes(32), (EUI[B1],)))
    effects = stage.restart()

    assert sent(effects) == [ChunkRequest(1, 0, 600)]


def test_an_unpaced_hub_never_says_wait() -> None:
    stage = hub()
    bring(stage, image(), B1)
    answers = [sent(stage.hear(B1, BLOCK)) for _ in range(5)]

    assert all(isinstance(answer, ImageBlockResponse) for (answer,) in answers)


def test_a_paced_hub_tells_a_device_that_comes_early_to_wait_for_the_period() -> None:
    stage = hub(Duration(500_000))
    bring(stage, image(), B1)
    stage.wait(seconds(7))
    first = stage.hear(B1, BLOCK)
    stage.wait(499_999)
    early = stage.hear(B1, BLOCK, transaction=3)
    stage.wait(1)
    late = stage.hear(B1, BLOCK)

    assert sent_of(first, ImageBlockResponse)
    assert sends(early)[0].frame == Frame(HUB, B1, 3, ImageBlockWait(7, 7, 500))
    assert sent_of(late, ImageBlockResponse)


def test_the_pace_is_each_devices_own_and_being_told_to_wait_does_not_start_it_again() -> None:
    stage = hub(Duration(500_000))
    bring(stage, image(), B1, B2)
    stage.hear(B1, BLOCK)
    other = stage.hear(B2, BLOCK)
    stage.wait(400_000)
    stage.hear(B1, BLOCK)
    stage.wait(100_000)

    assert sent_of(other, ImageBlockResponse)
    assert sent_of(stage.hear(B1, BLOCK), ImageBlockResponse)


def test_a_paced_hub_aborts_at_once_what_it_does_not_hold() -> None:
    stage = hub(Duration(500_000))

    assert [sent(stage.hear(B1, BLOCK)) for _ in range(2)] == [[ImageBlockAbort()]] * 2


def test_a_late_chunk_and_a_second_offer_do_not_disturb_what_is_held() -> None:
    stage = hub()
    bring(stage, image(), B1)
    before = stage.machine._store
    effects = stage.hear(DCC, ChunkResponse(1, 0, image()))

    assert noted(effects, MessageIgnored)
    assert stage.machine._store == before
    assert sent(stage.hear(DCC, TransferAck(1))) == []
    assert sent_of(bring(stage, image(version=NEW + 1), METER, transfer=2), TransferEnd)


def test_the_picture_says_what_is_fetched_and_what_is_held() -> None:
    stage = hub()
    idle = stage.machine.picture.activity
    stage.hear(DCC, ImageOffer(1, 600, bytes(32), (EUI[B1],)))
    fetching = stage.machine.picture
    stage.hear(DCC, ChunkResponse(1, 0, b""))
    bring(stage, image(), B1, transfer=2)
    holding = stage.machine.picture

    assert idle == "idle"
    assert (fetching.activity, fetching.have, fetching.size) == ("fetching", 0, 600)
    assert (holding.activity, holding.version, holding.detail) == ("holding", NEW, "for b1")
    assert stage.now == Instant(0)
