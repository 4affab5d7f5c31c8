"""The DCC adapter sends images to meters by 11.1, and has what they hold run by 11.3: CS06, answered or told of."""

import pytest

from dcc_adapter.activations import ACTIVATIONS_MAX, ANSWER_WITHIN
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.quantity import Instant
from premises.trust.alerts import signed
from premises.wire.duis.messages import (
    ActivateFirmware,
    ActivateFirmwareResult,
    FutureDatedDeviceAlert,
    Refusal,
    ServiceResponse,
)
from premises.wire.field.wan import AlertAck, ImageDiscarded, TransferEnd, TransferStatus
from premises.wire.gbcs.activation import (
    AT_ONCE,
    CANCELLED,
    ActivateFirmwareCommand,
    ActivationCode,
    FutureDatedAlert,
    FutureDatedCode,
)
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.gbcs.message import MessageKind
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.message import Frame, Message
from premises.wire.notes.requests import AlertRefused
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, SUPPLIER_EUI
from tests.machine.reading import noted, sent, sent_of
from tests.rooms.meters_at_dcc import (
    BRIDGE,
    ESME,
    HCALCS,
    KEYS,
    NEW,
    OLD,
    activate,
    by_its_device,
    holding,
    hub_says,
    make,
    outcome,
    receipt,
    response,
    update,
)


def test_an_11_3_goes_out_as_the_cs06_that_the_supplier_signed() -> None:
    request = activate()
    effects = holding().hear(SUPPLIER, request)

    (command,) = sent_of(effects, ActivateFirmwareCommand)
    assert (command.originator, command.recipient, command.counter) == (SUPPLIER_EUI, ESME, 9)
    assert (command.firmware_hash, command.signature) == (request.firmware_hash, request.signature)
    assert sent_of(effects, ServiceResponse)[0].response_code == "I99"


def test_it_is_said_again_until_the_hub_took_it_and_kept_through_a_loss_of_power() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    again = stage.wake()
    restarted = stage.restart()
    stage.hear(HUB, AlertAck(SUPPLIER_EUI, 9, MessageKind.COMMAND))

    assert sent_of(again, ActivateFirmwareCommand)
    assert sent_of(restarted, ActivateFirmwareCommand)
    assert stage.machine.deadline == Instant(ANSWER_WITHIN), "then it counts as unanswered"
    assert stage.machine.picture.activity == "commanding"


def test_an_answer_reaches_the_supplier_and_the_inventory_once() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    first = hub_says(stage, response(ActivationCode.SUCCESS))
    again = hub_says(stage, response(ActivationCode.SUCCESS))
    whole = to_gbcs(by_its_device(response(ActivationCode.SUCCESS)))

    assert sent_of(first, ActivateFirmwareResult) == [
        ActivateFirmwareResult(activate().request_id, ESME, ActivationCode.SUCCESS, NEW, whole)
    ]
    assert sent(again) == [AlertAck(ESME, 9, MessageKind.RESPONSE)]
    assert stage.machine._ledger.devices[0].firmware_version == NEW
    assert (outcome(stage).activation, stage.machine.picture.activity) == ("success", "idle")


def test_without_the_answer_the_inventory_stays_as_it_was() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())

    assert stage.machine._ledger.devices[0].firmware_version == OLD


@pytest.mark.parametrize("result", [ActivationCode.HASH_MISMATCH, ActivationCode.ACTIVATION_FAILURE])
def test_what_came_to_nothing_is_said_and_may_be_ordered_again(result: ActivationCode) -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    hub_says(stage, response(result, version=OLD))
    failed = outcome(stage).activation
    stage.hear(SUPPLIER, activate(10))

    assert (failed, outcome(stage).activation) == (result.name.lower(), "waiting")


def test_a_future_dated_order_is_accepted_and_ends_with_an_alert() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate(at=500))
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    stage.restart()
    again = hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    between = stage.machine.picture.activity, outcome(stage).activation
    alert = FutureDatedAlert(ESME, SUPPLIER_EUI, 2, 540, FutureDatedCode.DONE, 9, ActivationCode.SUCCESS, NEW)
    told = hub_says(stage, alert)
    whole = to_gbcs(by_its_device(alert))

    assert sent(again) == [AlertAck(ESME, 9, MessageKind.RESPONSE)]
    assert between == ("commanding", "waiting")
    assert sent_of(told, FutureDatedDeviceAlert) == [
        FutureDatedDeviceAlert(activate().request_id, ESME, 0x8F66, ActivationCode.SUCCESS, NEW, whole)
    ]
    assert (stage.machine.picture.activity, outcome(stage).activation) == ("idle", "success")


def test_a_cancellation_that_was_accepted_leaves_nothing_under_way() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate(at=500))
    hub_says(stage, response(ActivationCode.ACCEPTED, version=0))
    stage.hear(SUPPLIER, activate(10, at=CANCELLED))
    hub_says(stage, response(ActivationCode.ACCEPTED, 10, version=0))

    assert (stage.machine.picture.activity, outcome(stage).activation) == ("idle", "held")


def test_a_response_and_an_alert_of_one_counter_are_two_messages() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate(1))
    told = hub_says(stage, response(ActivationCode.SUCCESS, 1))

    assert sent_of(told, ActivateFirmwareResult), "the FDRA had counter 1 as well"


def test_what_the_meter_did_not_sign_is_not_believed() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())
    effects = stage.hear(HUB, signed(response(ActivationCode.SUCCESS), KEYS[BRIDGE]))

    assert (sent(effects), len(noted(effects, AlertRefused))) == ([], 1)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (activate(who=BRIDGE), "E11"),
        (activate(who=ACB_EUI), "E19"),
        (ActivateFirmware(f"{SUPPLIER_EUI}:{HCALCS}:9", ESME, bytes(32), AT_ONCE, b""), "E11"),
        (ActivateFirmware("nonsense", ESME, bytes(32), AT_ONCE, b""), "E1"),
        (ActivateFirmware(f"x:{ESME}:9", ESME, bytes(32), AT_ONCE, b""), "E1"),
        (ActivateFirmware(f"{SUPPLIER_EUI}:{ESME}:{2**64}", ESME, bytes(32), AT_ONCE, b""), "E11"),
        (ActivateFirmware(f"{SUPPLIER_EUI}:{ESME}:9", ESME, bytes(32), AT_ONCE, b"short"), "E11"),
    ],
    ids=["a bridge", "a stranger", "another's id", "no id", "no originator", "too high a counter", "half a signature"],
)
def test_an_11_3_that_cannot_be_is_refused_and_nothing_is_sent(request_: ActivateFirmware, code: str) -> None:
    effects = holding().hear(SUPPLIER, request_)

    assert [type(message) for message in sent(effects)] == [ServiceResponse]
    assert sent_of(effects, ServiceResponse)[0].response_code == code


def test_an_11_3_that_comes_again_is_taken_once() -> None:
    stage = holding()
    stage.hear(SUPPLIER, activate())

    assert sent_of(stage.hear(SUPPLIER, activate()), ActivateFirmwareCommand) == []


def test_so_many_activations_are_under_way_and_one_more_is_refused() -> None:
    stage = holding()
    for number in range(ACTIVATIONS_MAX):
        stage.hear(SUPPLIER, activate(10 + number))

    (refused,) = sent_of(stage.hear(SUPPLIER, activate(99)), ServiceResponse)
    assert refused.refusal is Refusal.QUEUE_FULL


def test_an_adapter_with_meters_keeps_the_contract_of_a_machine() -> None:
    alert = FutureDatedAlert(ESME, SUPPLIER_EUI, 2, 540, FutureDatedCode.DONE, 9, ActivationCode.SUCCESS, NEW)
    said: list[tuple[Name, Message]] = [
        (SUPPLIER, update()),
        (HUB, TransferEnd(1, TransferStatus.STORED)),
        (HUB, signed(receipt(), KEYS[ESME])),
        (SUPPLIER, activate(at=500)),
        (HUB, signed(response(ActivationCode.ACCEPTED, version=0), KEYS[ESME])),
        (HUB, signed(alert, KEYS[ESME])),
        (HUB, ImageDiscarded(1, ESME, NEW, TransferResponseCode.IMAGE_DISCARDED)),
    ]

    check_machine(make, [Frame(source, DCC, number, message) for number, (source, message) in enumerate(said)])
