"""A GSME: it sleeps, reports at each wake, and loses a whole period with each report that nobody takes."""

import pytest

from meters.cast import meter_maker
from meters.service import Patience
from premises.machine.contract import check_machine
from premises.machine.effects import Listen, Send
from premises.quantity import Instant, seconds
from premises.talk.sleeper import LINGER
from premises.wire.field.metering import METERING_CLUSTER, REPORT_COMMAND, ReportAttributes
from premises.wire.field.zcl import OTA_CLUSTER, DefaultResponse, Status
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.picture import Service
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.machine.reading import listens, noted, sends, sent, sent_of
from tests.rooms.meter_stage import (
    BRIDGE,
    BURST,
    GSME,
    PERIOD,
    POLL,
    RETRY,
    TAKEN,
    TRIES,
    four_bridges,
    gsme,
    next_wake,
    sleep,
    taken,
)

POLLED = Send(BRIDGE, Frame(GSME, BRIDGE, 0, DataRequest()))


def test_it_begins_awake_reports_to_the_hub_and_polls_its_neighbour() -> None:
    assert list(gsme().started) == [Send(BRIDGE, Frame(GSME, HUB, 1, ReportAttributes(0, 0))), POLLED]


def test_its_report_says_what_its_register_holds_at_that_moment() -> None:
    stage = gsme()
    taken(stage)
    effects = next_wake(stage)

    assert sent_of(effects, ReportAttributes) == [ReportAttributes(0, 60)], "half an hour at one dm3 in 30 s"


def test_awake_it_polls_until_its_report_was_taken_and_nothing_more_came() -> None:
    stage = gsme()
    first = stage.wake()
    stage.wait(seconds(0.1))
    taken(stage)
    effects = sleep(stage)

    assert first == [POLLED]
    assert (listens(effects), stage.now) == ([False], POLL + seconds(0.1) + LINGER)
    assert stage.machine.deadline == Instant(PERIOD)


def test_it_wakes_at_whole_periods_and_hears_again() -> None:
    stage = gsme()
    taken(stage)
    effects = next_wake(stage)

    assert (stage.now, effects[0]) == (Instant(PERIOD), Listen(True))
    assert [send.frame.transaction for send in sends(effects)] == [2, 0]


def test_a_report_that_nobody_takes_is_said_again_at_the_same_wake() -> None:
    stage = gsme()
    again = [stage.wake() for _ in range(4)][-1]

    assert stage.now == Instant(RETRY)
    assert sent(again) == [ReportAttributes(0, 0), DataRequest()]


def test_after_its_last_try_it_is_cut_off_and_sleeps_until_its_next_wake() -> None:
    stage = gsme()
    effects = sleep(stage)

    assert noted(effects, ServiceCut) == [ServiceCut(HUB, Instant(0))]
    assert stage.now == TRIES * RETRY, "nothing keeps it awake any longer"
    assert stage.machine.picture.detail == "cut off since 0.0 s"


def test_a_missed_wake_costs_a_whole_period() -> None:
    stage = gsme()
    next_wake(stage)
    stage.wait(seconds(1))
    effects = taken(stage, transaction=2)

    assert noted(effects, ServiceRestored) == [ServiceRestored(HUB, seconds(1801))]
    assert stage.machine.picture.service == Service(seconds(1801), 1, is_cut=False)


def test_two_missed_wakes_are_one_cut() -> None:
    stage = gsme()
    next_wake(stage)
    effects = next_wake(stage)
    taken(stage, transaction=3)

    assert noted(effects, ServiceCut) == []
    assert stage.machine.picture.service == Service(seconds(3600), 1, is_cut=False)


def test_a_report_still_open_at_the_end_of_the_burst_is_given_up() -> None:
    # Its radio goes off, so no answer can come: patience that is longer than a burst ends with it.
    stage = gsme()
    stage.machine._line._patience = Patience(RETRY, 100)
    effects = sleep(stage)

    assert stage.now == Instant(BURST)
    assert noted(effects, ServiceCut) == [ServiceCut(HUB, Instant(0))]
    assert listens(effects) == [False]


def test_asleep_it_hears_nothing() -> None:
    stage = gsme()
    sleep(stage)
    before = stage.machine.state

    assert taken(stage) == [MessageIgnored(HUB, "DefaultResponse", "asleep")]
    assert stage.machine.state == before


@pytest.mark.parametrize(
    "frame",
    [
        Frame(HUB, GSME, 2, TAKEN),
        Frame(HUB, BRIDGE, 1, TAKEN),
        Frame(BRIDGE, GSME, 1, TAKEN),
        Frame(HUB, GSME, 1, DefaultResponse(OTA_CLUSTER, REPORT_COMMAND, Status.SUCCESS)),
        Frame(HUB, GSME, 1, DefaultResponse(METERING_CLUSTER, 0x00, Status.SUCCESS)),
        Frame(HUB, GSME, 1, DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.FAILURE)),
    ],
    ids=["to another report", "for another", "from another", "another cluster", "another command", "not taken"],
)
def test_only_the_hubs_word_that_it_took_this_report_is_an_answer(frame: Frame) -> None:
    stage = gsme()
    before = stage.machine.state

    assert noted(stage.hear_frame(frame), MessageIgnored)
    assert stage.machine.state == before


def test_a_loss_of_power_forgets_no_second_and_it_begins_awake() -> None:
    stage = gsme()
    next_wake(stage)
    taken(stage, transaction=2)
    effects = stage.restart()

    assert stage.machine.picture.service == Service(PERIOD, 1, is_cut=False)
    assert sent_of(effects, ReportAttributes) == [ReportAttributes(0, 60)]


def test_it_keeps_the_contract_of_a_machine() -> None:
    likely = [Frame(HUB, GSME, number, TAKEN) for number in range(1, 9)]

    check_machine(meter_maker(four_bridges(), GSME, 1), likely)
