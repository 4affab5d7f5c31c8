"""The hub keeps a command until its device took it: it puts it to who listens, and flags it on a GSME's mirror."""

import pytest

from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from hub.tunnel import FETCHES_MAX, KEPT_FOR, PARCELS_MAX, RETRY_AFTER, RETRY_AFTER_MAX
from premises.identity import Eui64, Name
from premises.machine.contract import check_machine
from premises.machine.effects import Effect, Effects, Kept
from premises.quantity import Instant
from premises.talk.fragments import Reassembly, split
from premises.trust.alerts import signed
from premises.trust.keys import signing_key
from premises.trust.seal import image_hash
from premises.wire.field.metering import (
    NEW_OTA_FIRMWARE,
    TUNNEL_MESSAGE_PENDING,
    MirrorReportAttributeResponse,
    ReportAttributes,
)
from premises.wire.field.wan import AlertAck, ChunkResponse, ImageDiscarded, ImageOffer, TransferAck
from premises.wire.field.zcl import (
    TUNNEL_CLUSTER,
    DefaultResponse,
    ImageNotify,
    Status,
    TransferData,
    TransferDataGet,
    TransferDataGetResponse,
    TransferDataToClient,
)
from premises.wire.gbcs.activation import (
    ActivateFirmwareCommand,
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
)
from premises.wire.gbcs.message import MessageKind
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired, FrameHeld
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER_EUI
from tests.machine.reading import noted, sends, sent_of
from tests.rooms import hub_stage
from tests.rooms.stage import Stage

ESME, GSME, BEHIND = Name("esme"), Name("gsme"), Name("b1")
EUI = {ESME: Eui64("00-DB-12-34-56-78-90-A0"), GSME: Eui64("00-DB-12-34-56-78-90-A1")}
TOOK = DefaultResponse(TUNNEL_CLUSTER, 1, Status.SUCCESS)


def make(kept: Kept) -> CommunicationsHub:
    """Give a hub with an ESME behind a bridge, and a GSME, in its log."""
    devices = (HanDevice(ESME, EUI[ESME], BEHIND, "ESME"), HanDevice(GSME, EUI[GSME], GSME, "GSME"))
    return CommunicationsHub(
        HubPlan(HUB, hub_stage.EUI[hub_stage.B1], 1, DCC, ACB_EUI, devices, hub_stage.KEY, hub_stage.MACS), kept
    )


def hub() -> Stage[CommunicationsHub]:
    """Give that hub, started."""
    return Stage(HUB, make)


def command(who: Name = ESME, counter: int = 1) -> ActivateFirmwareCommand:
    """Give a signed command."""
    said = ActivateFirmwareCommand(SUPPLIER_EUI, EUI[who], counter, bytes(32))
    return signed(said, signing_key(1, Name("supplier")))


def answer(who: Name = GSME, counter: int = 1) -> ActivateFirmwareResponse:
    """Give a device's answer."""
    return ActivateFirmwareResponse(EUI[who], SUPPLIER_EUI, counter, ActivationCode.ACCEPTED, 0)


def said_to(effects: Effects, who: Name) -> list[Message]:
    """Give what was said to a device, put together from its fragments."""
    desk, found = Reassembly(), list[Message]()
    for frame in (send.frame for send in sends(effects) if send.frame.target == who):
        whole = desk.take(frame, frame.message, Instant(0)) if isinstance(frame.message, ApsFragment) else frame
        if whole is not None:
            found.append(whole.message)
    return found


def through_the_tunnel(stage: Stage[CommunicationsHub], who: Name, said: Message, transaction: int = 0) -> Effects:
    """Let a device say something, in fragments where it must."""
    effects: list[Effect] = []
    for frame in split(Frame(who, HUB, transaction, said)):
        effects += stage.hear_frame(frame)
    return effects


def test_a_command_is_acknowledged_and_put_to_a_device_that_listens_on_the_way_to_it() -> None:
    effects = hub().hear(DCC, command())

    assert sent_of(effects, AlertAck) == [AlertAck(SUPPLIER_EUI, 1, MessageKind.COMMAND)]
    assert said_to(effects, ESME) == [TransferDataToClient(0, command())]
    assert {send.to for send in sends(effects) if send.frame.target == ESME} == {BEHIND}


def test_it_is_put_again_less_and_less_often_until_the_device_took_it() -> None:
    stage = hub()
    stage.hear(DCC, command())
    spans = []
    for _ in range(9):
        before = stage.now
        assert said_to(stage.wake(), ESME) == [TransferDataToClient(0, command())]
        spans.append(stage.now - before)
    stage.hear(ESME, TOOK, transaction=1)

    assert spans == [min(RETRY_AFTER << tries, RETRY_AFTER_MAX) for tries in range(9)]
    assert stage.machine.deadline is None


def test_what_no_device_took_is_dropped_after_a_day_and_that_is_noted() -> None:
    stage = hub()
    stage.hear(DCC, command(GSME))
    effects = stage.wake()

    assert stage.now == Instant(KEPT_FOR)
    assert noted(effects, FrameExpired) == [FrameExpired(GSME, "ActivateFirmwareCommand", "not fetched in time")]
    assert stage.machine.deadline is None


def test_a_gsme_is_told_of_a_command_by_a_flag_in_the_answer_to_its_report_and_by_nothing_else() -> None:
    stage = hub()
    effects = stage.hear(DCC, command(GSME))
    report = stage.hear(GSME, ReportAttributes(0, 5), transaction=9)

    assert said_to(effects, GSME) == []
    assert noted(effects, FrameHeld) == [FrameHeld(GSME, "ActivateFirmwareCommand")]
    assert said_to(report, GSME) == [MirrorReportAttributeResponse(TUNNEL_MESSAGE_PENDING)]


def test_a_gsme_gets_its_command_until_its_answer_has_passed() -> None:
    stage = hub()
    stage.hear(DCC, command(GSME))
    stage.hear(DCC, command(GSME, 2))
    twice = [said_to(stage.hear(GSME, TransferDataGet(0)), GSME) for _ in range(2)]
    passed = through_the_tunnel(stage, GSME, TransferData(0, answer()))
    then = said_to(stage.hear(GSME, TransferDataGet(0)), GSME)

    assert twice == [[TransferDataGetResponse(0, 1, command(GSME))]] * 2
    assert sent_of(passed, ActivateFirmwareResponse) == [answer()]
    assert then == [TransferDataGetResponse(0, 0, command(GSME, 2))]


def test_what_a_gsme_gets_and_never_answers_does_not_keep_those_behind_it_from_their_turn() -> None:
    stage = hub()
    for counter in (1, 2, 3):
        stage.hear(DCC, command(GSME, counter))
    got = [said_to(stage.hear(GSME, TransferDataGet(0)), GSME) for _ in range(FETCHES_MAX + 1)]
    through_the_tunnel(stage, GSME, TransferData(0, answer(counter=2)))
    rest = [said_to(stage.hear(GSME, TransferDataGet(0)), GSME) for _ in range(FETCHES_MAX + 2)]

    assert got == [[TransferDataGetResponse(0, 2, command(GSME))]] * FETCHES_MAX + [
        [TransferDataGetResponse(0, 2, command(GSME, 2))]
    ]
    assert rest == [[TransferDataGetResponse(0, 1, command(GSME, 3))]] * FETCHES_MAX + [
        [TransferDataGetResponse(0, 1, command(GSME))],
        [TransferDataGetResponse(0, 1, command(GSME, 3))],
    ], "then each in turn"


def test_an_alert_with_the_counter_of_a_command_answers_nothing() -> None:
    stage = hub()
    stage.hear(DCC, command(GSME))
    alert = FirmwareAlert(EUI[GSME], SUPPLIER_EUI, 1, 5, FirmwareCode.VERSION_CHANGED, True)
    through_the_tunnel(stage, GSME, TransferData(0, alert))

    assert said_to(stage.hear(GSME, TransferDataGet(0)), GSME) == [TransferDataGetResponse(0, 0, command(GSME))]


def test_an_answer_and_an_alert_of_one_counter_are_acknowledged_each_by_its_kind() -> None:
    stage = hub()
    alert = FirmwareAlert(EUI[ESME], SUPPLIER_EUI, 1, 5, FirmwareCode.VERSION_CHANGED, False)
    through_the_tunnel(stage, ESME, TransferData(0, alert), 1)
    through_the_tunnel(stage, ESME, TransferData(0, answer(ESME)), 2)
    stage.hear(DCC, AlertAck(EUI[ESME], 1, MessageKind.RESPONSE))
    again = stage.wake()

    assert sent_of(again, FirmwareAlert) == [alert]
    assert sent_of(again, ActivateFirmwareResponse) == []


def test_a_command_that_comes_again_is_acknowledged_and_kept_once() -> None:
    stage = hub()
    stage.hear(DCC, command())
    effects = stage.hear(DCC, command())

    assert sent_of(effects, AlertAck)
    assert said_to(effects, ESME) == []


def test_a_command_for_nobody_in_the_log_is_not_acknowledged() -> None:
    stranger = ActivateFirmwareCommand(SUPPLIER_EUI, ACB_EUI, 1, bytes(32))

    assert [type(effect) for effect in hub().hear(DCC, stranger)] == [MessageIgnored]


def test_so_many_commands_are_kept_and_one_more_is_not_acknowledged() -> None:
    stage = hub()
    acknowledged = [sent_of(stage.hear(DCC, command(GSME, 1 + n)), AlertAck) for n in range(PARCELS_MAX + 1)]

    assert [bool(acks) for acks in acknowledged] == [True] * PARCELS_MAX + [False]


def test_what_is_kept_outlives_a_loss_of_power() -> None:
    stage = hub()
    stage.hear(DCC, command())
    stage.hear(DCC, command(GSME))
    started = stage.restart()

    assert said_to(started, ESME) == [TransferDataToClient(0, command())]
    assert said_to(stage.hear(GSME, TransferDataGet(0)), GSME) == [TransferDataGetResponse(0, 0, command(GSME))]


@pytest.mark.parametrize("message", [TransferDataGet(0), TOOK], ids=["GET", "a Default Response"])
def test_with_nothing_kept_nothing_is_said(message: Message) -> None:
    assert [type(effect) for effect in hub().hear(GSME, message)] == [MessageIgnored]


def bring(stage: Stage[CommunicationsHub], image_type: int, who: Name, transfer: int = 1) -> Effects:
    """Let the carrier bring an image for a meter."""
    octets = hub_stage.image(image_type)
    effects = [*stage.hear(DCC, ImageOffer(transfer, len(octets), image_hash(octets), (EUI[who],)))]
    return [*effects, *stage.hear(DCC, ChunkResponse(transfer, 0, octets)), *stage.hear(DCC, TransferAck(transfer))]


def test_an_image_for_a_gsme_is_flagged_and_not_announced() -> None:
    stage = hub()
    effects = bring(stage, hub_stage.GSME, GSME)
    report = stage.hear(GSME, ReportAttributes(0, 5))

    assert sent_of(effects, ImageNotify) == []
    assert said_to(report, GSME) == [MirrorReportAttributeResponse(NEW_OTA_FIRMWARE)]


def test_an_image_for_an_esme_is_announced() -> None:
    assert sent_of(bring(hub(), hub_stage.ESME, ESME), ImageNotify)


def test_a_displaced_image_of_a_meter_is_the_carriers_to_know() -> None:
    stage = hub()
    bring(stage, hub_stage.GSME, GSME)
    effects = bring(stage, hub_stage.GSME, GSME, transfer=2)

    assert [told.device for told in sent_of(effects, ImageDiscarded)] == [EUI[GSME]]


def test_a_hub_with_tunnels_keeps_the_contract_of_a_machine() -> None:
    said: list[tuple[Name, Message]] = [
        (DCC, command()),
        (DCC, command(GSME)),
        (ESME, TOOK),
        (GSME, ReportAttributes(0, 1)),
        (GSME, TransferDataGet(0)),
        (GSME, TransferData(0, answer())),
    ]

    check_machine(make, [Frame(source, HUB, number, message) for number, (source, message) in enumerate(said)])
