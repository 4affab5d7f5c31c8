"""An OTA client with all octets: it verifies, says so, waits for its moment, and goes on after a crash."""

from collections.abc import Callable

import pytest

from premises.machine.effects import NOTHING, Keep
from premises.quantity import Instant, after, seconds
from premises.talk.ota_phase import Countdown, Downloading, Ending, Idle, Installing, Phase
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    TUNNEL_CLUSTER,
    UPGRADE_TIME_WAIT,
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockRequest,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.notes.downloads import ImageRejected, ImageVerified, OtaGivenUp, OtaRested, OtaRetried, OtaStarted
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
    countdown,
    downloading,
    ending,
    forged,
    installing,
    pausing,
    querying,
    run_it,
)

TAKEN = DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS)
LATER = UpgradeEndResponse(MAKER, TYPE, NEW, 1000, UPGRADE_TIME_WAIT)
Scene = Callable[[ClientStage], ClientStage]


def test_the_last_block_is_kept_with_the_word_that_all_is_verified_before_that_is_said() -> None:
    stage = downloading(ClientStage(), 4 * BLOCK)
    effects = stage.hear(block(4 * BLOCK))

    assert keeps(effects) == [("ota/block/000000c0", IMAGE[192:]), ("ota/ended", b"%d" % NEW)]
    assert noted(effects, ImageVerified) == [ImageVerified(NEW)]
    assert sent(effects) == [UpgradeEndRequest(Status.SUCCESS, MAKER, TYPE, NEW)]


def test_the_whole_file_is_what_is_verified() -> None:
    seen: list[tuple[bytes, int]] = []

    def see(octets: bytes, version: int, _now: Instant) -> None:
        seen.append((octets, version))

    ending(ClientStage(verify=see))

    assert seen == [(IMAGE, NEW)]


def test_an_image_that_is_not_genuine_is_dropped_and_the_server_is_told() -> None:
    stage = downloading(ClientStage(verify=forged), 4 * BLOCK)
    effects = stage.hear(block(4 * BLOCK))

    assert keeps(effects)[-1] == ("ota", None)
    assert noted(effects, ImageRejected) == [ImageRejected(NEW, "no octets are good enough")]
    assert sent(effects) == [UpgradeEndRequest(Status.INVALID_IMAGE, MAKER, TYPE, NEW)]
    assert list(stage.shelf.below("ota")) == []


def test_told_to_run_it_now_the_device_takes_over() -> None:
    stage = ending(ClientStage())
    effects = stage.hear(run_it())

    assert effects == NOTHING
    assert isinstance(stage.client.state, Installing)
    assert stage.client.state.image.whole() == IMAGE
    assert stage.client.deadline is None


def test_told_a_moment_it_counts_down_and_then_the_device_takes_over() -> None:
    stage = ending(ClientStage())
    stage.hear(run_it(60))
    phase, span = stage.client.state, stage.waits()
    effects = stage.wake()

    assert isinstance(phase, Countdown)
    assert span == seconds(60)
    assert effects == NOTHING
    assert isinstance(stage.client.state, Installing)


def test_a_moment_that_is_past_is_now() -> None:
    stage = ending(ClientStage())
    stage.hear(UpgradeEndResponse(MAKER, TYPE, NEW, 1000, 940))

    assert isinstance(stage.client.state, Installing)


def test_an_answer_about_another_version_is_not_an_answer() -> None:
    stage = ending(ClientStage())
    effects = stage.hear(run_it(version=NEWER))

    assert effects == [MessageIgnored(HUB, "UpgradeEndResponse", "ending")]
    assert isinstance(stage.client.state, Ending)


def test_told_to_wait_for_the_upgrade_time_it_asks_again_after_an_hour() -> None:
    stage = ending(ClientStage())
    effects = stage.hear(LATER)
    span = stage.waits()
    asked = stage.wake()

    assert effects == NOTHING
    assert span == seconds(3600)
    assert sent_of(asked, UpgradeEndRequest)


def test_an_hour_of_waiting_is_no_missed_answer() -> None:
    stage = ending(ClientStage())
    for _ in range(9):
        stage.wake()
    stage.hear(LATER)
    asked = [stage.wake() for _ in range(10)]

    assert all(sent_of(effects, UpgradeEndRequest) for effects in asked)
    assert noted(stage.wake(), OtaGivenUp)


def test_ten_missed_upgrade_end_responses_and_it_is_applied_anyway() -> None:
    stage = ending(ClientStage())
    began = stage.now
    retried = [stage.wake() for _ in range(9)]
    effects = stage.wake()

    assert [note for each in retried for note in noted(each, OtaRetried)] == [
        OtaRetried("UpgradeEndRequest", -1, tries, after(began, seconds(2 * tries + 2))) for tries in range(1, 10)
    ]
    assert [sends(each)[0].frame.transaction for each in retried] == list(range(1, 10))
    assert effects == [OtaGivenUp(NEW, SIZE, "no Upgrade End Response: applied anyway")]
    assert stage.now - began == 10 * seconds(2)
    assert isinstance(stage.client.state, Installing)


def test_an_invalid_image_is_never_applied_however_silent_the_server() -> None:
    stage = ending(ClientStage(verify=forged))
    retried = [stage.wake() for _ in range(9)]
    effects = stage.wake()

    assert {request.status for each in retried for request in sent_of(each, UpgradeEndRequest)} == {
        Status.INVALID_IMAGE
    }
    assert effects == [
        OtaGivenUp(NEW, 0, "no answer to the Upgrade End Request"),
        OtaRested(after(stage.now, seconds(300))),
    ]
    assert isinstance(stage.client.state, Idle)


def test_an_invalid_image_is_over_once_the_server_took_the_news() -> None:
    stage = ending(ClientStage(verify=forged))
    effects = stage.hear(TAKEN)

    assert effects == [OtaRested(after(stage.now, seconds(300)))]
    assert stage.client.state == Idle(after(stage.now, seconds(300)))


@pytest.mark.parametrize(
    "other",
    [
        DefaultResponse(OTA_CLUSTER, 0x03, Status.SUCCESS),
        DefaultResponse(TUNNEL_CLUSTER, 0x06, Status.SUCCESS),
        run_it(),
    ],
)
def test_of_an_invalid_image_only_its_own_acknowledgement_is_heard(other: DefaultResponse) -> None:
    stage = ending(ClientStage(verify=forged))
    effects = stage.hear(other)

    assert noted(effects, MessageIgnored)
    assert isinstance(stage.client.state, Ending)


def test_a_genuine_image_needs_an_upgrade_end_response_and_no_default_response() -> None:
    stage = ending(ClientStage())

    assert noted(stage.hear(TAKEN), MessageIgnored)
    assert isinstance(stage.client.state, Ending)


def test_after_the_device_ran_it_the_next_query_is_a_period_away() -> None:
    stage = installing(ClientStage())
    said = stage.client.rest(stage.now)

    assert said == OtaRested(after(stage.now, seconds(300)))
    assert stage.client.state == Idle(stage.now + seconds(300))  # type: ignore[arg-type]  # a moment


@pytest.mark.parametrize("have", [0, BLOCK, 4 * BLOCK])
@pytest.mark.parametrize("scene", [downloading, pausing])
def test_a_crash_in_a_download_loses_no_block(scene: Callable[[ClientStage, int], ClientStage], have: int) -> None:
    stage = scene(ClientStage(), have)
    effects = stage.restart()

    assert noted(effects, OtaStarted) == [OtaStarted(NEW, SIZE, have)]
    assert sent(effects) == [ImageBlockRequest(MAKER, TYPE, NEW, have, BLOCK)]
    assert isinstance(stage.client.state, Downloading)
    assert stage.client.state.image.whole() == IMAGE[:have]
    assert stage.waits() == seconds(2)


def test_a_crash_after_giving_up_is_a_fresh_start_of_the_same_download() -> None:
    stage = downloading(ClientStage(), BLOCK)
    while isinstance(stage.client.state, Downloading):
        stage.wake()

    assert sent(stage.restart()) == [ImageBlockRequest(MAKER, TYPE, NEW, BLOCK, BLOCK)]


@pytest.mark.parametrize("scene", [ending, countdown, installing])
def test_a_crash_with_a_verified_image_asks_again_when_to_run_it(scene: Scene) -> None:
    stage = scene(ClientStage())
    effects = stage.restart()

    assert sent(effects) == [UpgradeEndRequest(Status.SUCCESS, MAKER, TYPE, NEW)]
    assert isinstance(stage.client.state, Ending)
    assert stage.client.state.image.whole() == IMAGE


def aborted(stage: ClientStage) -> ClientStage:
    """Bring a client to where the server dropped its image."""
    downloading(stage, BLOCK).hear(ImageBlockAbort())
    return stage


@pytest.mark.parametrize("scene", [lambda stage: stage, querying, aborted])
def test_a_crash_with_nothing_kept_is_a_start_like_the_first(scene: Scene) -> None:
    stage = scene(ClientStage())
    effects = stage.restart()

    assert isinstance(stage.client.state, Idle)
    assert effects == [OtaRested(stage.client.state.query_at)]


def test_a_crash_with_an_invalid_image_forgets_it() -> None:
    stage = ending(ClientStage(verify=forged))

    effects = stage.restart()

    assert isinstance(stage.client.state, Idle)
    assert effects == [OtaRested(stage.client.state.query_at)]


def test_a_hole_in_what_was_kept_is_a_bug_of_ours_and_ends_the_process() -> None:
    stage = downloading(ClientStage(), 3 * BLOCK)
    stage.shelf.commit([Keep("ota/block/00000030", None)])

    with pytest.raises(AssertionError, match="does not follow 48 octets"):
        stage.restart()


@pytest.mark.parametrize("scene", [querying, downloading, pausing, ending, countdown])
def test_an_early_wake_changes_no_phase(scene: Scene) -> None:
    stage = scene(ClientStage())
    stage.pass_by(stage.waits() - 1)
    before: Phase = stage.client.state

    assert stage.client.wake(stage.now, stage.running) == NOTHING
    assert stage.client.state == before
