"""What a hub does below 1 GHz in each state of its duty cycle, and what a client does that was told to keep quiet."""

from dataclasses import replace

from hub.duty import Account, Duty, DutyPlan, Level
from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from hub.sub_ghz import SubGhzHub
from premises.identity import Eui64
from premises.machine.effects import Effects, Kept
from premises.quantity import Instant, seconds
from premises.talk.fragments import split
from premises.trust.alerts import signed
from premises.wire.field.air_bytes import size_of
from premises.wire.field.metering import CURRENT_SUMMATION_DELIVERED, ReadAttributes, ReadAttributesResponse
from premises.wire.field.wan import ImageOffer
from premises.wire.field.zcl import (
    ImageBlockResponse,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageResponse,
    SuspendZclMessages,
    TransferData,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert, SubGhzAlert, SubGhzAlertCode
from premises.wire.message import Frame, Medium
from premises.wire.notes.duty import DutyChanged, FrameWithheld
from premises.wire.radio.band import Band, air_time
from premises.wire.radio.mac import DataRequest
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.machine.reading import noted, sends, sent, sent_of
from tests.rooms.hub_stage import B1, B2, BLOCK, EUI, KEY, MACS, METER, RULES, bring, image, query
from tests.rooms.stage import Stage

ASK = ReadAttributes(CURRENT_SUMMATION_DELIVERED)
PLAN = DutyPlan((B1, METER), (100, 180, 250), seconds(3600), 5, secured=True)
LIMITED, CRITICAL, SUSPENDED = (PLAN.limit(level) for level in list(Level)[1:])
CALLED = {LIMITED: Level.LIMITED, CRITICAL: Level.CRITICAL, SUSPENDED: Level.SUSPENDED}


def hub(plan: DutyPlan = PLAN) -> Stage[SubGhzHub]:
    """Give a hub with B1 and a meter below 1 GHz, B2 behind B1, and an image for both bridges in its store."""
    devices = tuple(HanDevice(who, eui, B1 if who == B2 else who) for who, eui in EUI.items())
    own = HubPlan(HUB, Eui64("00-DB-12-34-56-78-90-A2"), 1, DCC, ACB_EUI, devices, KEY, MACS, RULES)

    def make(kept: Kept) -> SubGhzHub:
        return SubGhzHub(CommunicationsHub(own, kept), plan)

    stage = Stage(HUB, make)
    bring(stage, image(size=600), B1, B2)  # type: ignore[arg-type]  # a hub of another kind brings alike
    return stage


def spent(air: int, plan: DutyPlan = PLAN) -> Stage[SubGhzHub]:
    """Give a hub that has ``air`` microseconds of its window behind it and still is in the state before."""
    stage = hub(plan)
    level = max((level for limit, level in CALLED.items() if limit <= air), default=Level.NORMAL)
    put(stage, replace(stage.machine.duty, own=Account(((0, air),)), level=level))
    return stage


def put(stage: Stage[SubGhzHub], duty: Duty) -> None:
    """Let the duty cycle stand as ``duty`` says."""
    state = stage.machine.state
    assert isinstance(state, tuple)
    stage.machine.state = (state[0], duty)


def air_of(effects: Effects) -> int:
    """Give the air time of all that was sent below 1 GHz."""
    frames = [send.frame for send in sends(effects) if send.to in PLAN.clients]
    return sum(air_time(size_of(frame, Medium.RADIO, secured=True), Band.SUB_GHZ) for frame in frames)


def codes(effects: Effects) -> list[SubGhzAlertCode]:
    """Give what the DCC is told of the duty cycle."""
    return [alert.alert_code for alert in sent_of(effects, SubGhzAlert)]


BLOCK_AIR = air_of(hub().hear(B1, BLOCK))


def test_the_air_time_of_every_frame_below_1_ghz_is_counted_and_of_no_other() -> None:
    stage = hub()
    before = stage.machine.duty.own.used
    answered = stage.hear(B1, BLOCK)
    stage.hear(DCC, ImageOffer(9, 600, bytes(32), (EUI[B1],)))

    assert stage.machine.duty.own.used - before == air_of(answered) == BLOCK_AIR > 0


def test_what_a_client_sends_and_carries_is_counted_as_its_own_and_not_as_the_hubs() -> None:
    stage = hub()
    frames = [Frame(B1, HUB, 1, BLOCK), Frame(B2, HUB, 1, BLOCK), Frame(B1, HUB, 0, DataRequest())]
    for frame in frames:
        stage.hear_frame(frame)

    said = sum(air_time(size_of(frame, Medium.RADIO, secured=True), Band.SUB_GHZ) for frame in frames)
    assert stage.machine.duty.client(B1).heard.used == said
    assert stage.machine.duty.client(METER).heard.used == 0


def test_one_microsecond_below_a_threshold_nothing_happens() -> None:
    stage = spent(LIMITED - BLOCK_AIR - 1)
    effects = stage.hear(B1, BLOCK)

    assert (stage.machine.duty.level, codes(effects)) == (Level.NORMAL, [])


def test_at_the_first_threshold_the_most_talkative_client_is_suspended_and_the_dcc_told() -> None:
    stage = spent(LIMITED - BLOCK_AIR)
    effects = stage.hear(B1, BLOCK, 7)
    told = [send.to for send in sends(effects) if send.frame.message == SuspendZclMessages(5)]

    assert type(sent(effects)[0]) is ImageBlockResponse
    assert told == [B1]
    assert codes(effects) == [SubGhzAlertCode.LIMITED_ACTION_TAKEN]
    assert noted(effects, DutyChanged) == [DutyChanged("limited", 100)]
    assert stage.machine.duty.own.used == LIMITED - BLOCK_AIR + air_of(effects)


def limited() -> Stage[SubGhzHub]:
    """Give a hub that has just become Limited and suspended B1, for its talk."""
    stage = spent(LIMITED - BLOCK_AIR)
    stage.hear(B1, BLOCK)
    return stage


def test_in_limited_a_suspended_client_goes_on_with_its_download_and_with_nothing_else() -> None:
    stage = limited()
    gbcs = signed(FirmwareActivationAlert(EUI[B1], ACB_EUI, 1, 0, 2, ActivateImageResultCode.SUCCESS), KEY)
    parts = split(Frame(B1, HUB, 1, TransferData(0, gbcs)))

    assert sent_of(stage.hear(B1, BLOCK), ImageBlockResponse)
    assert sent_of(stage.hear(B1, query()), QueryNextImageResponse)
    assert sent(stage.hear(B1, ASK)) == [SuspendZclMessages(5)]
    assert [sent(stage.hear_frame(part)) for part in parts] == [[SuspendZclMessages(5)]] * len(parts)
    assert list(stage.hear(B1, DataRequest())) == []


def test_in_limited_another_client_is_answered_as_ever() -> None:
    assert sent_of(limited().hear(METER, ASK), ReadAttributesResponse)


def test_the_rest_of_a_suspension_is_told_in_whole_minutes_begun() -> None:
    stage = limited()
    stage.wait(seconds(240))
    assert sent(stage.hear(B1, ASK)) == [SuspendZclMessages(1)]
    stage.wait(-1)
    assert sent(stage.hear(B1, ASK)) == [SuspendZclMessages(2)]


def test_the_client_that_was_chosen_is_suspended_again_when_its_time_is_over_and_the_hub_still_limited() -> None:
    stage = limited()
    stage.wait(seconds(300))

    assert sent(stage.hear(B1, ASK)) == [SuspendZclMessages(5)]
    assert sent_of(stage.hear(METER, ASK), ReadAttributesResponse)


def critical() -> tuple[Stage[SubGhzHub], Effects]:
    """Give a hub that has just become Critical, and what it did."""
    stage = spent(CRITICAL - BLOCK_AIR)
    return stage, stage.hear(B1, BLOCK)


def test_at_the_second_threshold_every_client_is_suspended() -> None:
    stage, effects = critical()
    told = [send.to for send in sends(effects) if send.frame.message == SuspendZclMessages(5)]

    assert told == [B1, METER]
    assert codes(effects) == [SubGhzAlertCode.CRITICAL_ACTION_TAKEN]
    assert stage.machine.duty.level is Level.CRITICAL


def test_in_critical_a_block_is_answered_wait_for_data_until_the_suspension_ends() -> None:
    stage, _ = critical()
    stage.wait(seconds(60.5))
    (answer,) = sends(stage.hear(B1, BLOCK, 7))

    assert (answer.to, answer.frame) == (B1, Frame(HUB, B1, 7, ImageBlockWait(60, 60 + 240, 0)))


def test_in_critical_a_block_for_who_stands_behind_a_client_waits_too() -> None:
    stage, _ = critical()
    (answer,) = sends(stage.hear_frame(Frame(B2, HUB, 9, BLOCK)))

    assert (answer.to, answer.frame.target) == (B1, B2)
    assert answer.frame.message == ImageBlockWait(0, 300, 0)


def test_in_critical_everything_else_is_answered_suspend_and_a_suspension_that_is_over_begins_anew() -> None:
    stage, _ = critical()

    assert sent(stage.hear(METER, ASK)) == [SuspendZclMessages(5)]
    assert sent(stage.hear(B1, query())) == [SuspendZclMessages(5)]
    stage.wait(seconds(300))
    assert sent(stage.hear(B1, BLOCK)) == [ImageBlockWait(300, 600, 0)]


def test_in_critical_what_the_hub_says_of_its_own_accord_is_withheld_and_one_alert_says_so() -> None:
    stage, _ = critical()
    first = bring(stage, image(version=3), B1, transfer=2)  # type: ignore[arg-type]  # a hub of another kind
    second = bring(stage, image(version=4), B1, transfer=3)  # type: ignore[arg-type]  # as above

    assert not sent_of([*first, *second], ImageNotify)
    assert [note.why for note in noted([*first, *second], FrameWithheld)] == ["critical"] * 2
    assert codes(first) == [SubGhzAlertCode.MESSAGE_DISCARDED]
    assert codes(second) == []


def test_a_hub_that_becomes_critical_anew_tells_anew_of_what_it_withholds() -> None:
    stage, _ = critical()
    bring(stage, image(version=3), B1, transfer=2)  # type: ignore[arg-type]  # a hub of another kind
    put(stage, replace(stage.machine.duty, own=Account(((0, CRITICAL - 1),)), level=Level.LIMITED))
    stage.hear(METER, query())
    later = bring(stage, image(version=4), B1, transfer=3)  # type: ignore[arg-type]  # as above

    assert stage.machine.duty.level is Level.CRITICAL
    assert codes(later) == [SubGhzAlertCode.MESSAGE_DISCARDED]


def test_suspended_it_sends_nothing_at_all_and_what_it_withholds_is_noted() -> None:
    stage = spent(SUSPENDED)
    effects = [*stage.hear(B1, BLOCK), *stage.hear(METER, ASK)]

    assert air_of(effects) == 0
    assert [(note.to, note.kind, note.why) for note in noted(effects, FrameWithheld)] == [
        (B1, "ImageBlockWait", "suspended"),
        (METER, "SuspendZclMessages", "suspended"),
    ]
    assert codes(effects) == [SubGhzAlertCode.MESSAGE_DISCARDED]


def test_the_frame_that_reaches_the_last_threshold_is_the_last() -> None:
    stage, _ = critical()
    put(stage, replace(stage.machine.duty, own=Account(((0, SUSPENDED - 1),))))
    effects = stage.hear(B1, BLOCK)

    assert codes(effects) == [SubGhzAlertCode.REGULATED_ACTION_TAKEN]
    assert sent_of(effects, ImageBlockWait)
    assert sent_of(stage.hear(B1, BLOCK), ImageBlockWait) == []


def test_a_hub_falls_back_state_by_state_when_the_window_has_slid_and_says_so() -> None:
    stage = spent(SUSPENDED)
    put(stage, replace(stage.machine.duty, chosen=(B1,)))
    stage.now = Instant(seconds(3660) - 1)
    assert stage.machine.duty.level is Level.SUSPENDED
    assert stage.machine.deadline is not None
    stage.machine.wake(stage.now)
    assert stage.machine.duty.level is Level.SUSPENDED
    stage.now = Instant(seconds(3660))
    effects = stage.keep(stage.machine.wake(stage.now))

    assert [note.state for note in noted(effects, DutyChanged)] == ["critical", "limited", "normal"]
    assert codes(effects)[:3] == [
        SubGhzAlertCode.BELOW_REGULATED,
        SubGhzAlertCode.BELOW_CRITICAL,
        SubGhzAlertCode.BELOW_LIMITED,
    ]
    assert stage.machine.duty.chosen == ()
    assert sent_of(stage.hear(METER, ASK), ReadAttributesResponse)


def test_a_picture_shows_how_the_duty_cycle_stands() -> None:
    assert spent(LIMITED).machine.picture.detail == "for b1, b2; sub-GHz limited, 1.00 % of the hour"
    short = replace(PLAN, window=seconds(360))
    assert hub(short).machine.picture.detail.endswith("% of its window")
