"""An OTA client in a download: block by block, waiting when told, asking again, giving up, going on."""

import pytest

from premises.machine.effects import Keep, Send
from premises.quantity import after, seconds
from premises.talk.ota_phase import Downloading, Idle, Pausing
from premises.talk.ota_plan import OtaTuning
from premises.wire.field.zcl import (
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageBlockWait,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    Status,
)
from premises.wire.message import Message
from premises.wire.notes.downloads import OtaAborted, OtaGivenUp, OtaRested, OtaRetried, OtaStarted, OtaWaiting
from premises.wire.notes.emulator import MessageIgnored
from tests.machine.reading import keeps, noted, sends, sent, sent_of
from tests.talk.client_stage import (
    BLOCK,
    HUB,
    IMAGE,
    MAKER,
    NEW,
    NEWER,
    SIZE,
    TYPE,
    ClientStage,
    block,
    downloading,
    invite,
    offer,
    pausing,
    wait,
)


def response(offset: int, data: bytes, version: int = NEW) -> ImageBlockResponse:
    """Give any block."""
    return ImageBlockResponse(MAKER, TYPE, version, offset, data)


def given_up(stage: ClientStage, have: int) -> ClientStage:
    """Bring a client to where nobody answered for so long that it stopped asking."""
    downloading(stage, have)
    while isinstance(stage.client.state, Downloading):
        stage.wake()
    return stage


def test_each_block_is_kept_and_the_next_one_asked_for() -> None:
    stage = downloading(ClientStage(), BLOCK)
    effects = stage.hear(block(BLOCK))

    assert [type(effect) for effect in effects] == [Keep, Send]
    assert keeps(effects) == [("ota/block/00000030", IMAGE[BLOCK : 2 * BLOCK])]
    assert sent(effects) == [ImageBlockRequest(MAKER, TYPE, NEW, 2 * BLOCK, BLOCK)]


def test_the_blocks_are_asked_for_in_order_once_each() -> None:
    stage = downloading(ClientStage())
    asked = [0]
    while isinstance(stage.client.state, Downloading):
        requests = sent_of(stage.hear(block(asked[-1])), ImageBlockRequest)
        asked += [request.offset for request in requests]

    assert asked == list(range(0, SIZE, BLOCK))


def test_a_block_may_be_shorter_than_what_was_asked_for() -> None:
    stage = downloading(ClientStage())
    effects = stage.hear(response(0, IMAGE[:7]))

    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [7]


@pytest.mark.parametrize(
    "wrong",
    [
        response(0, IMAGE[:48]),
        response(96, IMAGE[96:144]),
        response(47, IMAGE[47:95]),
        response(48, IMAGE[48:96], NEWER),
        response(48, b""),
        response(48, IMAGE[48:97]),
    ],
    ids=["the last one again", "the one after", "an octet early", "another version", "empty", "an octet too long"],
)
def test_a_block_that_was_not_asked_for_is_noted_and_not_taken(wrong: ImageBlockResponse) -> None:
    stage = downloading(ClientStage(), BLOCK)
    before = stage.client.state
    effects = stage.hear(wrong)

    assert effects == [MessageIgnored(HUB, "ImageBlockResponse", "downloading")]
    assert stage.client.state == before


def test_nothing_is_taken_beyond_the_end_of_the_image() -> None:
    stage = downloading(ClientStage(), 4 * BLOCK)
    effects = stage.hear(response(4 * BLOCK, IMAGE[192:] + b"!"))

    assert noted(effects, MessageIgnored)
    assert isinstance(stage.client.state, Downloading)


def test_a_block_without_an_answer_is_asked_for_again_after_two_seconds() -> None:
    stage = downloading(ClientStage(), BLOCK)
    patience = stage.waits()
    effects = stage.wake()

    assert patience == seconds(2)
    assert noted(effects, OtaRetried) == [OtaRetried("ImageBlockRequest", BLOCK, 1, after(stage.now, seconds(2)))]
    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [BLOCK]


def test_each_question_has_a_transaction_of_its_own() -> None:
    stage = downloading(ClientStage())
    transactions = [sends(stage.wake())[0].frame.transaction for _ in range(3)]
    transactions += [sends(stage.hear(block(offset)))[0].frame.transaction for offset in (0, BLOCK)]

    assert transactions == [1, 2, 3, 1, 2]


def test_an_answer_ends_the_count_of_unanswered_questions() -> None:
    stage = downloading(ClientStage())
    for _ in range(9):
        stage.wake()
    stage.hear(block(0))
    again = [stage.wake() for _ in range(9)]

    assert all(sent_of(effects, ImageBlockRequest) for effects in again)
    assert noted(stage.wake(), OtaGivenUp)


def test_ten_unanswered_questions_end_a_download_and_lose_nothing() -> None:
    stage = downloading(ClientStage(), 2 * BLOCK)
    retried = [stage.wake() for _ in range(9)]
    effects = stage.wake()

    assert [note.tries for each in retried for note in noted(each, OtaRetried)] == list(range(1, 10))
    assert effects == [
        OtaGivenUp(NEW, 2 * BLOCK, "10 questions without an answer"),
        OtaRested(after(stage.now, seconds(300))),
    ]
    assert stage.waits() == seconds(300)


@pytest.mark.parametrize("by", ["a period", "an invitation"])
def test_a_later_offer_of_the_same_image_goes_on_from_there(by: str) -> None:
    stage = given_up(ClientStage(), 2 * BLOCK)
    asked = stage.wake() if by == "a period" else stage.hear(invite())
    effects = stage.hear(offer())

    assert sent_of(asked, QueryNextImageRequest)
    assert keeps(effects) == [], "what was kept stays"
    assert noted(effects, OtaStarted) == [OtaStarted(NEW, SIZE, 2 * BLOCK)]
    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [2 * BLOCK]


@pytest.mark.parametrize("answer", [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE), offer(size=1 << 30), None])
def test_what_was_downloaded_outlives_refusals_and_silence(answer: Message | None) -> None:
    stage = given_up(ClientStage(), 2 * BLOCK)
    stage.wake()
    if answer is not None:
        stage.hear(answer)
    while not isinstance(stage.client.state, Idle):
        stage.wake()
    stage.wake()
    effects = stage.hear(offer())

    assert [note.have for note in noted(effects, OtaStarted)] == [2 * BLOCK]


@pytest.mark.parametrize("other", [offer(NEWER), offer(size=SIZE + 1)])
def test_an_offer_of_another_image_begins_at_its_first_octet(other: Message) -> None:
    stage = given_up(ClientStage(), 2 * BLOCK)
    stage.wake()
    effects = stage.hear(other)

    assert [note.have for note in noted(effects, OtaStarted)] == [0]
    assert [key for key, _ in keeps(effects)] == ["ota", "ota/target"]
    assert stage.shelf.get("ota/block/00000000") is None, "the old blocks are forgotten"


def test_told_to_wait_it_pauses_that_long_and_asks_for_the_same_block() -> None:
    stage = downloading(ClientStage(), BLOCK)
    effects = stage.hear(wait(10))
    span = stage.waits()
    asked = stage.wake()

    assert effects == [OtaWaiting(NEW, seconds(10))]
    assert span == seconds(10)
    assert [request.offset for request in sent_of(asked, ImageBlockRequest)] == [BLOCK]


@pytest.mark.parametrize(
    ("told", "span"),
    [
        (ImageBlockWait(0, 0, 0), seconds(0.001)),
        (ImageBlockWait(100, 40, 0), seconds(0.001)),
        (ImageBlockWait(100, 100, 250), seconds(0.25)),
        (ImageBlockWait(100, 101, 250), seconds(1)),
        (ImageBlockWait(0, 7, 0), seconds(7)),
    ],
    ids=["nothing", "a moment that is past", "a pace", "longer than the pace", "no clock"],
)
def test_the_wait_is_what_was_told_but_no_less_than_the_pace_and_a_millisecond(told: ImageBlockWait, span: int) -> None:
    stage = downloading(ClientStage(), BLOCK)
    stage.hear(told)

    assert isinstance(stage.client.state, Pausing)
    assert stage.waits() == span


def test_waiting_as_told_is_no_unanswered_question() -> None:
    stage = downloading(ClientStage())
    for _ in range(9):
        stage.wake()
    stage.hear(wait(1))
    stage.wake()

    assert all(noted(stage.wake(), OtaRetried) for _ in range(9))


def test_a_pace_once_named_is_kept_between_all_blocks_that_follow() -> None:
    stage = downloading(ClientStage())
    stage.hear(wait(0, 500))
    stage.wake()
    paused = []
    for offset in (0, BLOCK, 2 * BLOCK):
        effects = stage.hear(block(offset))
        paused.append((sent(effects), stage.waits()))
        stage.wake()

    assert paused == [([], seconds(0.5))] * 3


def test_a_pace_outlives_a_question_that_was_asked_again() -> None:
    stage = downloading(ClientStage())
    stage.hear(wait(0, 500))
    stage.wake()
    stage.wake()
    stage.hear(block(0))

    assert isinstance(stage.client.state, Pausing)


def test_without_a_pace_there_is_no_pause() -> None:
    stage = pausing(ClientStage())
    stage.wake()
    stage.hear(block(BLOCK))

    assert isinstance(stage.client.state, Downloading)


def test_abort_drops_what_was_downloaded() -> None:
    stage = downloading(ClientStage(), 2 * BLOCK)
    effects = stage.hear(ImageBlockAbort())

    assert effects == [Keep("ota", None), OtaAborted(NEW, 2 * BLOCK), OtaRested(after(stage.now, seconds(300)))]
    assert list(stage.shelf.below("ota")) == []
    assert stage.client.state == Idle(stage.now + seconds(300))  # type: ignore[arg-type]  # a moment


@pytest.mark.parametrize("size", [1, 63])
def test_the_block_size_is_the_devices_own(size: int) -> None:
    stage = downloading(ClientStage(tuning=OtaTuning(block_size=size)))
    effects = stage.hear(response(0, IMAGE[:size]))

    assert sent(effects) == [ImageBlockRequest(MAKER, TYPE, NEW, size, size)]


def test_no_server_makes_a_device_wait_longer_than_an_hour() -> None:
    stage = downloading(ClientStage(), BLOCK)
    effects = stage.hear(ImageBlockWait(0, 0xFFFF_FFFF, 0))

    assert noted(effects, OtaWaiting) == [OtaWaiting(NEW, seconds(3600))]
