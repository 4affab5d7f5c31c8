"""An OTA client before a download: when it asks, whom it believes, and what it will not take."""

import pytest

from premises.identity import Name
from premises.machine.effects import NOTHING, Keep, Send
from premises.quantity import MICROSECONDS_PER_SECOND, after, seconds
from premises.talk.ota_phase import Idle, Querying
from premises.talk.ota_plan import OtaTuning
from premises.wire.field.zcl import (
    ANY_IMAGE_TYPE,
    ANY_MANUFACTURER,
    ImageBlockRequest,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    Status,
)
from premises.wire.message import Frame
from premises.wire.notes.downloads import OtaGivenUp, OtaRefused, OtaRested, OtaRetried, OtaStarted
from premises.wire.notes.emulator import MessageIgnored
from tests.machine.reading import keeps, noted, sends, sent, sent_of
from tests.talk.client_stage import (
    B1,
    BLOCK,
    HARDWARE,
    HUB,
    MAKER,
    NEW,
    OLD,
    SIZE,
    TYPE,
    ClientStage,
    invite,
    offer,
    querying,
)

LONGEST = OtaTuning().start_delay_max


def test_the_first_query_comes_after_a_random_while_within_the_named_limit() -> None:
    delays = [ClientStage(seed=seed).waits() for seed in range(400)]

    assert all(0 <= delay <= LONGEST for delay in delays)
    assert min(delays) < LONGEST // 20
    assert max(delays) > LONGEST * 19 // 20


def test_two_devices_and_two_boots_of_one_start_at_different_moments() -> None:
    stage = ClientStage()
    first = stage.waits()
    other = ClientStage(who=Name("b2")).waits()
    stage.restart()

    assert len({first, other, stage.waits()}) == 3


def test_a_start_delay_counts_from_the_start_and_not_from_the_origin() -> None:
    stage = ClientStage(tuning=OtaTuning(start_delay_max=seconds(0)))
    stage.pass_by(seconds(70)).restart()

    assert stage.client.state == Idle(stage.now)


def test_the_first_query_says_what_the_device_is_and_what_it_runs() -> None:
    stage = ClientStage()
    asked = stage.wake()

    assert asked == [Send(HUB, Frame(B1, HUB, 0, QueryNextImageRequest(MAKER, TYPE, OLD, HARDWARE)))]


def test_an_invitation_is_followed_by_a_query_at_once() -> None:
    stage = ClientStage()
    asked = stage.hear(invite())

    assert sent(asked) == [QueryNextImageRequest(MAKER, TYPE, OLD, HARDWARE)]
    assert stage.client.state == Querying(0, seconds(2), None)  # type: ignore[arg-type]  # a moment since the origin


@pytest.mark.parametrize(
    "anyone",
    [
        invite(maker=ANY_MANUFACTURER, image_type=ANY_IMAGE_TYPE),
        invite(image_type=ANY_IMAGE_TYPE),
        invite(maker=ANY_MANUFACTURER),
    ],
)
def test_an_invitation_to_any_maker_or_type_is_followed(anyone: ImageNotify) -> None:
    stage = ClientStage()

    assert sent(stage.hear(anyone)) == [QueryNextImageRequest(MAKER, TYPE, OLD, HARDWARE)]


@pytest.mark.parametrize(
    "other",
    [invite(maker=0x1234), invite(image_type=0x0284), invite(maker=0x1234, image_type=ANY_IMAGE_TYPE)],
)
def test_an_invitation_for_another_type_of_device_is_noted_and_not_followed(other: object) -> None:
    stage = ClientStage()
    before = stage.client.state

    assert stage.hear(other) == [MessageIgnored(HUB, "ImageNotify", "another type of device is meant")]  # type: ignore[arg-type]  # an invitation
    assert stage.client.state == before


@pytest.mark.parametrize("jitter", [1, 10, 50, 90, 99])
def test_of_those_invited_with_a_jitter_about_that_many_in_a_hundred_ask(jitter: int) -> None:
    stages = [ClientStage(seed=seed).pass_by(seconds(5)) for seed in range(1_000)]
    asked = sum(bool(sent(stage.hear(invite(jitter)))) for stage in stages)

    # Five standard deviations of a binomial of 1,000.
    assert abs(asked - 10 * jitter) <= 5 * (1_000 * jitter / 100 * (1 - jitter / 100)) ** 0.5


def test_the_least_draw_asks_at_the_least_jitter_and_says_what_it_drew_when_it_does_not() -> None:
    heard = [ClientStage(seed=seed).hear(invite(1)) for seed in range(500)]
    drawn = {int(note.why.split()[1]) for effects in heard for note in noted(effects, MessageIgnored)}

    assert min(drawn) == 2
    assert max(drawn) == 100


def test_each_invitation_is_a_draw_of_its_own() -> None:
    stage = ClientStage()
    answers = set()
    for _ in range(40):
        asked = bool(sent(stage.hear(invite(50))))
        answers.add(asked)
        if asked:
            stage.hear(QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE))
        stage.pass_by(seconds(1))

    assert answers == {True, False}


def test_all_who_hear_an_invitation_to_all_ask() -> None:
    assert all(sent(ClientStage(seed=seed).hear(invite(100))) for seed in range(300))


def test_no_image_available_is_the_end_of_it_for_one_period() -> None:
    stage = querying(ClientStage())
    told = stage.hear(QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE))

    assert told == [OtaRested(after(stage.now, seconds(300)))]
    assert isinstance(stage.client.state, Idle)
    assert stage.waits() == seconds(300)


def test_a_query_period_after_a_refusal_it_asks_again() -> None:
    stage = querying(ClientStage())
    stage.hear(QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE))

    assert sent_of(stage.wake(), QueryNextImageRequest)


def test_a_query_without_an_answer_is_said_ten_times_two_seconds_apart_and_then_given_up() -> None:
    stage = querying(ClientStage())
    began = stage.now
    retried = [stage.wake() for _ in range(9)]
    given_up = stage.wake()

    assert [noted(effects, OtaRetried) for effects in retried] == [
        [OtaRetried("QueryNextImageRequest", -1, tries, after(began, seconds(2 * tries + 2)))] for tries in range(1, 10)
    ]
    assert [sends(effects)[0].frame.transaction for effects in retried] == list(range(1, 10))
    assert given_up == [OtaGivenUp(0, 0, "no answer to the query"), OtaRested(after(stage.now, seconds(300)))]
    assert stage.now - began == 10 * seconds(2)
    assert stage.waits() == seconds(300)


def test_a_wanted_offer_is_kept_noted_and_asked_for_from_its_first_octet() -> None:
    stage = querying(ClientStage())
    effects = stage.hear(offer())

    assert [type(effect) for effect in effects] == [Keep, Keep, OtaStarted, Send]
    assert [key for key, _ in keeps(effects)] == ["ota", "ota/target"]
    assert noted(effects, OtaStarted) == [OtaStarted(NEW, SIZE, 0)]
    assert sent(effects) == [ImageBlockRequest(MAKER, TYPE, NEW, 0, BLOCK)]


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (offer(OLD), "it is not newer than 0x00010000"),
        (offer(OLD - 1), "it is not newer than 0x00010000"),
        (offer(maker=0x1234), "it is for another type of device"),
        (offer(image_type=0x0284), "it is for another type of device"),
        (offer(size=(1 << 20) + 1), "1048577 octets do not fit in 1048576"),
    ],
)
def test_an_offer_that_the_device_would_not_run_is_refused_in_words(refused: object, why: str) -> None:
    stage = querying(ClientStage())
    effects = stage.hear(refused)  # type: ignore[arg-type]  # an offer

    assert [note.why for note in noted(effects, OtaRefused)] == [why]
    assert effects[1:] == [OtaRested(after(stage.now, seconds(300)))], "nothing is kept and nothing is said"
    assert isinstance(stage.client.state, Idle)
    assert stage.waits() == seconds(300)


def test_an_image_that_just_fits_is_taken() -> None:
    stage = querying(ClientStage())

    assert sent_of(stage.hear(offer(size=1 << 20)), ImageBlockRequest)


def test_an_image_of_no_octets_is_not_asked_for() -> None:
    # Its first octet would already be beyond its end.
    stage = querying(ClientStage())

    assert sent(stage.hear(offer(size=0))) == []


def test_what_is_refused_depends_on_what_the_device_runs_now() -> None:
    stage = querying(ClientStage())
    stage.running = NEW

    assert noted(stage.hear(offer(NEW)), OtaRefused)


def test_an_early_wake_does_nothing_and_a_wake_in_time_does() -> None:
    stage = ClientStage()
    stage.pass_by(stage.waits() - 1)
    early = stage.client.wake(stage.now, OLD)
    stage.pass_by(1)

    assert early == NOTHING
    assert stage.client.wake(stage.now, OLD) != NOTHING
    assert LONGEST == 300 * MICROSECONDS_PER_SECOND
