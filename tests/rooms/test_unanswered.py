"""An 11.3 that nobody answers is waited for so long and no longer; what comes after all is believed all the same."""

from dcc_adapter.activations import ANSWER_WITHIN, DONE_WITHIN
from dcc_adapter.machine import DccAdapter
from premises.quantity import Instant, seconds
from premises.talk.outbox import TRIES_MAX
from premises.trust.mac import MacKeys
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    FutureDatedDeviceAlert,
    ReadFirmwareVersion,
    Refusal,
    ServiceResponse,
)
from premises.wire.field.wan import AlertAck
from premises.wire.gbcs.activation import (
    CANCELLED,
    ActivateFirmwareCommand,
    ActivationCode,
    FutureDatedAlert,
    FutureDatedCode,
)
from premises.wire.gbcs.message import MessageKind
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.gbcs.reading import ReadEsmeVersionResponse
from premises.wire.notes.requests import RequestUnanswered
from premises.wire.picture import Held
from premises.wire.site import HUB, SUPPLIER, SUPPLIER_EUI
from tests.machine.reading import noted, sent_of
from tests.rooms.meters_at_dcc import ESME, NEW, OLD, activate, by_its_device, holding, hub_says, outcome, response
from tests.rooms.stage import Stage


def ordered(number: int = 9, at: int = 0) -> Stage[DccAdapter]:
    """Give an adapter that was asked to have the ESME run what it holds, and whose hub took the command."""
    stage = holding()
    stage.hear(SUPPLIER, activate(number, at=at) if at else activate(number))
    stage.hear(HUB, AlertAck(SUPPLIER_EUI, number, MessageKind.COMMAND))
    return stage


def test_what_the_device_never_answers_ends_with_e21_after_a_day_and_an_hour() -> None:
    stage = ordered()
    under_way = stage.machine.picture.activity, outcome(stage).activation
    effects = stage.wake()

    assert under_way == ("commanding", "waiting")
    assert stage.now == Instant(ANSWER_WITHIN) == Instant(seconds(25 * 3600))
    (told,) = sent_of(effects, ServiceResponse)
    assert (told.request_id, told.response_code) == (activate().request_id, "E21")
    assert (told.refusal, told.refused) == (Refusal.NO_RESPONSE, (ESME,))
    assert noted(effects, RequestUnanswered) == [RequestUnanswered(activate().request_id, ESME, "NoResponse")]
    assert (stage.machine.picture.activity, outcome(stage).activation) == ("idle", "no_response")
    assert stage.machine.picture.inventory[0] == Held(ESME, "Suspended", OLD)
    assert stage.machine.deadline is None


def test_what_the_hub_never_takes_ends_with_e20_when_it_is_said_no_more() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    tries = 1
    while not (told := sent_of(effects := stage.wake(), ServiceResponse)):
        tries += len(sent_of(effects, ActivateFirmwareCommand))

    assert tries == TRIES_MAX
    assert (told[0].response_code, told[0].refusal) == ("E20", Refusal.NOT_DELIVERED)
    assert stage.now < ANSWER_WITHIN
    assert stage.machine.deadline is None


def test_a_loss_of_power_lets_nobody_wait_longer_nor_forget_who_has_the_command() -> None:
    stage = ordered()
    stage.now = Instant(seconds(3600))
    stage.restart()
    (told,) = sent_of(stage.wake(), ServiceResponse)

    assert (stage.now, told.response_code) == (Instant(ANSWER_WITHIN), "E21")


def test_a_future_dated_one_has_a_day_from_its_moment_for_its_alert() -> None:
    stage = ordered(at=500_000)
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    stage.restart()
    (told,) = sent_of(stage.wake(), ServiceResponse)

    assert stage.now == seconds(500_000) + DONE_WITHIN
    assert (told.response_code, outcome(stage).activation) == ("E21", "no_response")


def test_one_that_was_accepted_after_its_moment_has_a_day_too() -> None:
    stage = ordered(at=60)
    stage.now = Instant(ANSWER_WITHIN - 1)
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    (told,) = sent_of(stage.wake(), ServiceResponse)

    assert (stage.now, told.response_code) == (Instant(ANSWER_WITHIN + DONE_WITHIN), "E21")


def test_a_cancellation_without_an_answer_leaves_what_waits_as_it_was() -> None:
    stage = ordered(at=500_000)
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    stage.hear(SUPPLIER, activate(10, at=CANCELLED))
    stage.hear(HUB, AlertAck(SUPPLIER_EUI, 10, MessageKind.COMMAND))
    (told,) = sent_of(stage.wake(), ServiceResponse)

    assert (told.request_id, stage.now) == (activate(10).request_id, Instant(ANSWER_WITHIN))
    assert (stage.machine.picture.activity, outcome(stage).activation) == ("commanding", "waiting")


def test_an_answer_after_all_reaches_the_supplier_and_the_inventory_once() -> None:
    stage = ordered()
    stage.wake()
    late_said = by_its_device(response(ActivationCode.SUCCESS))
    late = hub_says(stage, response(ActivationCode.SUCCESS))
    again = hub_says(stage, response(ActivationCode.SUCCESS))

    assert sent_of(late, ActivateFirmwareResult) == [
        ActivateFirmwareResult(activate().request_id, ESME, ActivationCode.SUCCESS, NEW, to_gbcs(late_said))
    ]
    assert sent_of(again, ActivateFirmwareResult) == []
    assert stage.machine.picture.inventory[0] == Held(ESME, "Commissioned", NEW)
    assert outcome(stage).activation == "success"


def test_what_an_11_2_says_of_a_suspended_device_ends_that_and_a_second_11_3_is_refused_until_then() -> None:
    stage = ordered()
    stage.wake()
    refused = stage.hear(SUPPLIER, activate(20))
    stage.hear(SUPPLIER, ReadFirmwareVersion(f"{SUPPLIER_EUI}:{ESME}:21", ESME))
    stage.hear(HUB, MacKeys(3, ESME).put(ReadEsmeVersionResponse(ESME, SUPPLIER_EUI, 21, NEW, True), SUPPLIER_EUI))
    again = stage.hear(SUPPLIER, activate(22))

    assert [each.response_code for each in sent_of(refused, ServiceResponse)] == ["E5"]
    assert stage.machine.picture.inventory[0] == Held(ESME, "Commissioned", NEW)
    assert [each.response_code for each in sent_of(again, ServiceResponse)] == ["I99"]


def test_an_alert_after_all_names_the_request_that_it_ends() -> None:
    stage = ordered(at=500_000)
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    stage.wake()
    alert = FutureDatedAlert(ESME, SUPPLIER_EUI, 2, 540, FutureDatedCode.DONE, 9, ActivationCode.SUCCESS, NEW)
    late = hub_says(stage, alert)

    assert [told.request_id for told in sent_of(late, FutureDatedDeviceAlert)] == [activate().request_id]
    assert outcome(stage).activation == "success"


def test_the_hub_is_told_no_more_of_what_counts_as_unanswered() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    stage.now = Instant(ANSWER_WITHIN)
    effects = stage.wake()

    assert sent_of(effects, ServiceResponse)[0].response_code == "E20"
    assert stage.machine.deadline is None
    assert sent_of(stage.restart(), ActivateFirmwareCommand) == []
