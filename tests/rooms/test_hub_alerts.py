"""The hub between a bridge and the DCC: CS09 passes through, is acknowledged to the bridge, and is posted once."""

from premises.machine.effects import NOTHING
from premises.quantity import Instant, seconds
from premises.talk.fragments import split
from premises.wire.field.wan import AlertAck
from premises.wire.field.zcl import TUNNEL_CLUSTER, DefaultResponse, Status, TransferData, UpgradeEndRequest
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert, FirmwareTransferAlert
from premises.wire.gbcs.octets import signed_octets, with_signature
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import AlertSent
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.machine.reading import noted, sends, sent, sent_of
from tests.rooms.hub_stage import B1, BRIDGE, EUI, KEY, MAKER, NEW, STRANGER, bring, hub, image, told

CS09 = FirmwareActivationAlert(EUI[B1], ACB_EUI, 5, 60, NEW, ActivateImageResultCode.SUCCESS)
TUNNELLED = TransferData(0, CS09)
OVER = UpgradeEndRequest(Status.SUCCESS, MAKER, BRIDGE, NEW)


def test_an_alert_of_a_bridge_goes_to_the_dcc_as_it_is_and_the_bridge_is_told_that_it_came() -> None:
    stage = hub()
    effects = stage.hear(B1, TUNNELLED, transaction=5)

    assert [(send.to, send.frame) for send in sends(effects)] == [
        (DCC, Frame(HUB, DCC, 5, CS09)),
        (B1, Frame(HUB, B1, 5, DefaultResponse(TUNNEL_CLUSTER, 0x02, Status.SUCCESS))),
    ]


def test_a_signed_alert_comes_in_fragments_and_goes_on_whole_its_signature_unread() -> None:
    stage = hub()
    foreign = with_signature(CS09, bytes(64))
    first, second = split(Frame(B1, HUB, 5, TransferData(0, foreign)))

    assert stage.hear_frame(second) == NOTHING
    assert [(send.to, send.frame) for send in sends(stage.hear_frame(first))] == [
        (DCC, Frame(HUB, DCC, 5, foreign)),
        (B1, Frame(HUB, B1, 5, DefaultResponse(TUNNEL_CLUSTER, 0x02, Status.SUCCESS))),
    ]
    assert sent_of(stage.restart(), FirmwareActivationAlert) == [foreign], "kept with its signature"


def test_fragments_that_make_no_message_are_noted() -> None:
    stage = hub()
    stage.hear(B1, ApsFragment(TUNNEL_CLUSTER, 5, 0, 2, b"neither"), transaction=5)
    effects = stage.hear(B1, ApsFragment(TUNNEL_CLUSTER, 5, 1, 0, b"nor"), transaction=5)

    assert [(note.kind, note.why) for note in noted(effects, MessageIgnored)] == [
        ("ApsFragment", "cluster 0x0704: no command 0x69 with frame control 0x6E")
    ]
    assert effects == noted(effects, MessageIgnored)


def test_fragments_of_a_stranger_are_not_put_together() -> None:
    stage = hub()
    before = stage.machine.state
    stage.hear(STRANGER, ApsFragment(TUNNEL_CLUSTER, 5, 0, 2, b"octets"), transaction=5)

    assert stage.machine.state == before


def test_the_hub_signs_ccs08_with_its_own_key() -> None:
    stage = hub()
    bring(stage, image(), B1)
    (ccs08,) = sent_of(stage.hear(B1, OVER), FirmwareTransferAlert)

    KEY.public.check(signed_octets(ccs08), ccs08.signature)


def test_an_alert_that_comes_twice_is_posted_once_and_acknowledged_twice() -> None:
    stage = hub()
    stage.hear(B1, TUNNELLED)
    again = stage.hear(B1, TUNNELLED)

    assert sent(again) == [DefaultResponse(TUNNEL_CLUSTER, 0x02, Status.SUCCESS)]
    assert len(stage.machine._alerts.outbox.state) == 1


def test_an_alert_of_a_stranger_is_not_passed_on() -> None:
    assert noted(hub().hear(STRANGER, TUNNELLED), MessageIgnored)


def test_an_alert_is_said_to_the_dcc_until_it_acknowledges_it() -> None:
    stage = hub()
    stage.hear(B1, TUNNELLED)
    again = stage.wake()
    stage.hear(DCC, AlertAck(EUI[B1], 5))

    assert sent_of(again, FirmwareActivationAlert) == [CS09]
    assert stage.now == Instant(seconds(10))
    assert stage.machine.deadline is None


def test_only_the_alert_that_was_acknowledged_is_taken() -> None:
    stage = hub()
    bring(stage, image(), B1)
    stage.hear(B1, OVER)
    stage.hear(B1, TUNNELLED)
    stage.hear(DCC, AlertAck(EUI[B1], 5))

    assert [type(waiting.alert).__name__ for waiting in stage.machine._alerts.outbox.state] == ["FirmwareTransferAlert"]


def test_a_restart_says_every_waiting_alert_again_and_each_is_still_taken_by_its_acknowledgement() -> None:
    stage = hub()
    bring(stage, image(), B1)
    stage.hear(B1, OVER)
    stage.hear(B1, TUNNELLED)
    effects = stage.restart()
    for waiting in stage.machine._alerts.outbox.state:
        stage.hear(DCC, AlertAck(waiting.alert.originator, waiting.alert.counter))

    assert sorted(note.use_case for note in noted(effects, AlertSent)) == ["CCS08", "CS09"]
    assert told(effects) == [(EUI[B1], NEW, "success")]
    assert stage.machine.deadline is None
    assert list(stage.shelf.below("outbox")) == []
