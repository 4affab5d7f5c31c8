"""Every message in every phase of an OTA client, as a table: taken, or noted as ignored and nothing else."""

from collections.abc import Callable

import pytest

from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockRequest,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    Status,
    UpgradeEndRequest,
)
from premises.wire.message import Message
from premises.wire.notes.emulator import MessageIgnored
from tests.talk.client_stage import (
    BLOCK,
    HARDWARE,
    HUB,
    MAKER,
    NEW,
    OLD,
    TYPE,
    ClientStage,
    block,
    countdown,
    downloading,
    ending,
    forged,
    installing,
    invite,
    offer,
    pausing,
    querying,
    run_it,
    wait,
)

MESSAGES: tuple[Message, ...] = (
    invite(),
    offer(),
    QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE),
    block(BLOCK),
    wait(10),
    ImageBlockAbort(),
    run_it(),
    DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS),
    QueryNextImageRequest(MAKER, TYPE, OLD, HARDWARE),
    ImageBlockRequest(MAKER, TYPE, NEW, 0, BLOCK),
    UpgradeEndRequest(Status.SUCCESS, MAKER, TYPE, NEW),
)

SCENES: dict[str, tuple[Callable[[ClientStage], ClientStage], set[str]]] = {
    "idle": (lambda stage: stage, {"ImageNotify"}),
    "querying": (querying, {"QueryNextImageResponse", "QueryNextImageRefusal"}),
    "downloading": (
        lambda stage: downloading(stage, BLOCK),
        {"ImageBlockResponse", "ImageBlockWait", "ImageBlockAbort"},
    ),
    "pausing": (pausing, set()),
    "ending": (ending, {"UpgradeEndResponse"}),
    "countdown": (countdown, set()),
    "installing": (installing, set()),
}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("word", SCENES)
def test_a_message_is_taken_in_its_own_phase_and_noted_in_every_other(word: str, message: Message) -> None:
    scene, taken = SCENES[word]
    stage = scene(ClientStage())
    before, kind = stage.client.state, type(message).__name__
    effects = stage.hear(message)

    if kind in taken:
        assert stage.client.state != before
    else:
        assert effects == [MessageIgnored(HUB, kind, word)]
        assert stage.client.state == before


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_with_an_invalid_image_only_the_default_response_is_taken(message: Message) -> None:
    stage = ending(ClientStage(verify=forged))
    before = stage.client.state
    stage.hear(message)

    assert (stage.client.state != before) is isinstance(message, DefaultResponse)
