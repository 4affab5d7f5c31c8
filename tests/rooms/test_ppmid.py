"""A PPMID: it asks the hub, shows what it was told, and counts the seconds in which nobody answered."""

import pytest

from meters.cast import meter_maker
from premises.machine.contract import check_machine
from premises.machine.effects import Keep
from premises.quantity import Instant, seconds
from premises.wire.field.metering import NO_VALUE, ReadAttributes, ReadAttributesResponse
from premises.wire.field.zcl import ImageNotify
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.picture import Service
from premises.wire.site import HUB
from tests.machine.reading import keeps, noted, sends, sent
from tests.machine.wrong import wrong
from tests.rooms.meter_stage import BRIDGE, PPMID, RETRY, TALK, TRIES, four_bridges, ppmid, told

ASKED = ReadAttributes(0)


def test_it_asks_the_hub_through_its_neighbour_as_soon_as_it_has_power() -> None:
    (send,) = sends(ppmid().started)

    assert (send.to, send.frame) == (BRIDGE, Frame(PPMID, HUB, 1, ASKED))


def test_it_shows_what_it_was_told_and_asks_again_when_its_time_has_come() -> None:
    stage = ppmid()
    effects = told(stage, 4711)
    shown = stage.machine.picture
    again = stage.wake()

    assert (effects, shown.activity, shown.detail) == ((), "showing", "gas 4711 dm3")
    assert stage.now == Instant(TALK)
    assert [send.frame.transaction for send in sends(again)] == [2]


@pytest.mark.parametrize(("drift_ppm", "next_s"), [(0.0, 120), (500_000.0, 180), (-500_000.0, 60)])
def test_it_asks_by_its_own_seconds_from_its_next_question_on(drift_ppm: float, next_s: float) -> None:
    stage = ppmid()
    told(stage)
    stage.machine.suffer((wrong("clock-drift", drift_ppm=drift_ppm),), stage.now)
    stage.wake()
    told(stage, transaction=2)

    assert stage.now == Instant(TALK)
    assert stage.machine.deadline == Instant(TALK + seconds(next_s))


def test_that_its_clock_drifts_is_part_of_its_state() -> None:
    stage, other = ppmid(), ppmid()
    told(stage)
    stage.machine.suffer((wrong("clock-drift", drift_ppm=500_000.0),), stage.now)
    other.machine.state = stage.machine.state
    stage.wake()
    other.wake()

    assert other.machine.state == stage.machine.state


def test_a_mirror_without_a_reading_is_an_answer_too() -> None:
    stage = ppmid()
    told(stage, NO_VALUE)

    assert stage.machine.picture.detail == "no gas reading"
    assert stage.machine.deadline == Instant(TALK)


def test_without_an_answer_it_asks_the_same_again_and_an_answer_to_any_try_is_one() -> None:
    stage = ppmid()
    again = stage.wake()
    told(stage)

    assert (stage.now, [send.frame for send in sends(again)]) == (Instant(RETRY), [Frame(PPMID, HUB, 1, ASKED)])
    assert stage.machine.deadline == Instant(TALK)


def test_after_its_last_try_it_is_cut_off_since_the_first_and_asks_without_a_pause() -> None:
    stage = ppmid()
    tried = [stage.wake() for _ in range(TRIES)]
    effects = tried[-1]

    assert [noted(done, ServiceCut) for done in tried[:-1]] == [[], []]
    assert noted(effects, ServiceCut) == [ServiceCut(HUB, Instant(0))]
    assert (sent(effects), stage.now) == ([ASKED], TRIES * RETRY)
    assert (stage.machine.picture.activity, stage.machine.picture.detail) == (
        "cut",
        "no gas reading; cut off since 0.0 s",
    )


def test_a_cut_is_noted_once_however_long_it_lasts_and_the_questions_go_on() -> None:
    stage = ppmid()
    cuts = [note for _ in range(10 * TRIES) for note in noted(stage.wake(), ServiceCut)]

    assert len(cuts) == 1
    assert stage.now == 10 * TRIES * RETRY


def test_the_next_answer_ends_a_cut_and_every_second_of_it_is_counted() -> None:
    stage = ppmid()
    for _ in range(TRIES + 1):
        stage.wake()
    stage.wait(seconds(0.25))
    effects = told(stage, transaction=2)

    assert noted(effects, ServiceRestored) == [ServiceRestored(HUB, seconds(8.25))]
    assert stage.machine.picture.service == Service(seconds(8.25), 1, is_cut=False)
    assert stage.machine.picture.detail == "gas 7 dm3; service lost 8.2 s in 1 cut"


def test_two_cuts_add_up() -> None:
    stage = ppmid()
    for transaction in (2, 4):
        for _ in range(TRIES):
            stage.wake()
        told(stage, transaction=transaction)
        if transaction == 2:
            stage.wake()

    assert stage.machine.picture.service == Service(seconds(12), 2, is_cut=False)
    assert "service lost 12.0 s in 2 cuts" in stage.machine.picture.detail


@pytest.mark.parametrize("transaction", [0, 2, 3])
def test_an_answer_to_nothing_that_was_asked_last_is_noted_and_ends_no_cut(transaction: int) -> None:
    stage = ppmid()
    before = stage.machine.state

    assert told(stage, transaction=transaction) == [MessageIgnored(HUB, "ReadAttributesResponse", "nothing was asked")]
    assert stage.machine.state == before


def test_an_answer_that_comes_twice_is_noted_the_second_time() -> None:
    stage = ppmid()
    told(stage, 7)

    assert noted(told(stage, 8), MessageIgnored)
    assert stage.machine.picture.detail == "gas 7 dm3"


@pytest.mark.parametrize(
    "frame",
    [
        Frame(HUB, BRIDGE, 1, ReadAttributesResponse(0, 1)),
        Frame(BRIDGE, PPMID, 1, ReadAttributesResponse(0, 1)),
        Frame(HUB, PPMID, 1, ImageNotify(100, 1, 2, 3)),
    ],
    ids=["for another", "from another", "another message"],
)
def test_what_is_no_answer_of_the_hub_is_noted_and_ignored(frame: Frame) -> None:
    stage = ppmid()
    before = stage.machine.state

    assert noted(stage.hear_frame(frame), MessageIgnored)
    assert stage.machine.state == before


def test_a_loss_of_power_forgets_no_second_of_service_lost() -> None:
    stage = ppmid()
    for _ in range(TRIES):
        stage.wake()
    told(stage, transaction=2)
    stage.restart()

    assert stage.machine.picture.service == Service(seconds(6), 1, is_cut=False)


def test_a_cut_goes_on_through_a_loss_of_power() -> None:
    stage = ppmid()
    for _ in range(TRIES):
        stage.wake()
    stage.wait(seconds(100))
    stage.restart()
    effects = told(stage)

    assert noted(effects, ServiceRestored) == [ServiceRestored(HUB, seconds(106))]
    assert ("service/cut", None) in keeps(effects)


def test_what_is_lost_is_kept_in_the_batch_that_notes_it() -> None:
    stage = ppmid()
    cut = [stage.wake() for _ in range(TRIES)][-1]
    over = told(stage, transaction=2)

    assert [key for key, _ in keeps(cut)] == ["service/cut"]
    assert [effect.key for effect in over if isinstance(effect, Keep)] == ["service/cut", "service/lost"]


def test_the_numbers_of_its_questions_go_round_at_an_octet() -> None:
    stage, asked = ppmid(), [1]
    for _ in range(255):
        told(stage, transaction=asked[-1])
        asked += [send.frame.transaction for send in sends(stage.wake())]

    assert asked == [*range(1, 256), 0]


def test_it_keeps_the_contract_of_a_machine() -> None:
    likely = [Frame(HUB, PPMID, number, ReadAttributesResponse(0, number)) for number in range(1, 9)]

    check_machine(meter_maker(four_bridges(), PPMID, 1), likely)
    check_machine(meter_maker(four_bridges(), PPMID, 1), likely, faults=(wrong("clock-drift", 10, drift_ppm=-4e5),))
