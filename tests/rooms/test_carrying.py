"""What bridges carry for those behind them: B2, which always listens, and B4, which sleeps."""

import pytest

from bridges.cast import bridge_maker
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.machine.effects import Effects, Listen, Machine, Send
from premises.quantity import Instant, seconds
from premises.talk.parent import HOLD
from premises.talk.sleeper import LINGER
from premises.wire.field.metering import METERING_CLUSTER, ReadAttributes, ReportAttributes
from premises.wire.field.zcl import DefaultResponse, ImageNotify, Status
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired, FrameHeld, FrameRelayed
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.machine.reading import listens, noted, sends, sent_of
from tests.rooms.meter_stage import GSME, PPMID, four_bridges
from tests.rooms.stage import Stage

B1, B2, B3, B4 = Name("b1"), Name("b2"), Name("b3"), Name("b4")
REPORT = Frame(GSME, HUB, 1, ReportAttributes(0, 5))
TAKEN = Frame(HUB, GSME, 1, DefaultResponse(METERING_CLUSTER, 0x0A, Status.SUCCESS))
POLL = Frame(GSME, B4, 0, DataRequest())
ASK = Frame(PPMID, HUB, 1, ReadAttributes(0))
PERIOD, BURST = seconds(1800), seconds(120)


def bridge(who: Name) -> Stage[Machine]:
    """Give one bridge of the premises with all four and both meters, started."""
    return Stage(who, bridge_maker(four_bridges(), who, 1))


def asleep(stage: Stage[Machine]) -> Effects:
    """Let time pass until B4 sleeps, and give what it did last."""
    effects = stage.wake()
    while stage.machine.picture.activity != "asleep":
        effects = stage.wake()
    return effects


def test_b2_passes_a_question_up_and_an_answer_down() -> None:
    stage = bridge(B2)
    down = Frame(HUB, PPMID, 1, ReadAttributes(0))

    assert stage.hear_frame(ASK) == [FrameRelayed(B1, "ReadAttributes"), Send(B1, ASK)]
    assert stage.hear_frame(down) == [FrameRelayed(PPMID, "ReadAttributes"), Send(PPMID, down)]


def test_b4_awake_passes_its_childs_report_up_at_once() -> None:
    assert bridge(B4).hear_frame(REPORT) == [FrameRelayed(B3, "ReportAttributes"), Send(B3, REPORT)]


def test_b4_holds_what_comes_down_until_its_child_polls() -> None:
    stage = bridge(B4)
    held = stage.hear_frame(TAKEN)
    fetched = stage.hear_frame(POLL)

    assert held == [FrameHeld(GSME, "DefaultResponse")]
    assert fetched == [Send(GSME, TAKEN)]
    assert list(stage.hear_frame(POLL)) == [], "it is fetched once"


def test_what_the_child_does_not_fetch_expires_even_while_b4_sleeps_and_wakes_nobody() -> None:
    stage = bridge(B4)
    stage.wait(seconds(1))
    stage.hear_frame(TAKEN)
    held_at = stage.now
    asleep(stage)
    effects = stage.wake()

    assert stage.now == Instant(held_at + HOLD)
    assert effects == [FrameExpired(GSME, "DefaultResponse", "not fetched in time")]
    assert (stage.machine.picture.activity, stage.machine.deadline) == ("asleep", Instant(PERIOD))


def test_b4_hears_nothing_for_its_child_while_it_sleeps() -> None:
    stage = bridge(B4)
    asleep(stage)
    before = stage.machine.state

    assert stage.hear_frame(REPORT) == [MessageIgnored(GSME, "ReportAttributes", "asleep")]
    assert stage.machine.state == before


def test_a_child_that_talks_keeps_b4_awake_until_the_end_of_its_burst() -> None:
    stage = bridge(B4)
    done: list[bool] = []
    while not done:
        stage.hear_frame(POLL)
        done = listens(stage.wake())

    assert (done, stage.now) == ([False], Instant(BURST))


def test_b4_goes_to_sleep_three_seconds_after_the_last_word_of_its_child() -> None:
    stage = bridge(B4)
    stage.wake()
    stage.wait(seconds(0.2))
    stage.hear_frame(POLL)
    heard_at = stage.now
    asleep(stage)

    assert stage.now == Instant(heard_at + LINGER)


def test_b4_wakes_at_the_same_moment_as_before_however_much_it_carried() -> None:
    stage = bridge(B4)
    stage.hear_frame(REPORT)
    asleep(stage)
    effects = stage.wake()

    assert (stage.now, effects[0]) == (Instant(PERIOD), Listen(True))
    assert len(sent_of(effects, DataRequest)) == 1


@pytest.mark.parametrize(("who", "stranger"), [(B2, GSME), (B4, PPMID)])
def test_a_frame_neither_from_nor_for_those_behind_it_is_not_carried(who: Name, stranger: Name) -> None:
    stage = bridge(who)
    effects = stage.hear_frame(Frame(HUB, stranger, 1, ImageNotify(100, 1, 2, 3)))

    assert sends(effects) == []
    assert noted(effects, MessageIgnored) == [MessageIgnored(HUB, "ImageNotify", "not for this bridge")]


def test_a_poll_of_one_who_is_not_behind_it_is_not_answered() -> None:
    stage = bridge(B4)
    stage.hear_frame(TAKEN)

    assert stage.hear_frame(Frame(PPMID, B4, 0, DataRequest())) == [
        MessageIgnored(PPMID, "DataRequest", "not for this bridge")
    ]
    assert sends(stage.hear_frame(POLL)) == [Send(GSME, TAKEN)]


def test_what_is_held_for_a_child_is_gone_with_the_power() -> None:
    stage = bridge(B4)
    stage.hear_frame(TAKEN)
    stage.restart()

    assert list(stage.hear_frame(POLL)) == []


@pytest.mark.parametrize("who", [B1, B2, B3, B4])
def test_every_bridge_that_carries_keeps_the_contract_of_a_machine(who: Name) -> None:
    meter, frames = (PPMID, [ASK]) if who in (B1, B2) else (GSME, [REPORT, TAKEN])
    likely = [*frames, Frame(meter, who, 0, DataRequest()), Frame(HUB, who, 2, ImageNotify(100, 1, 2, 3)), *frames]

    check_machine(bridge_maker(four_bridges(), who, 1), likely)
