"""Several Suppliers at one premises: who may ask, who is answered, and who hears what comes later."""

from msgspec.structs import replace

from premises.quantity import Duration
from premises.trust.alerts import signed
from premises.wire.duis.messages import (
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
)
from premises.wire.field.wan import TransferEnd, TransferStatus
from premises.wire.gbcs.activation import FirmwareReceiptAlert, ReceiptCode
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.message import Frame
from premises.wire.notes.requests import RequestRefused
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.machine.reading import noted, sends
from tests.smi.premises_of_two import (
    B1,
    CHANGE,
    CHF,
    ESME,
    EUI,
    GAS,
    KEYS,
    NEW,
    NEXT,
    POWER,
    adapter,
    ask,
    hub_says,
    told,
    update,
)

CCS08 = FirmwareTransferAlert(CHF, ACB_EUI, 1, 5, AlertCode.TRANSFER_SUCCEEDED, B1, NEW, TransferResponseCode.SUCCESS)
CS09 = FirmwareActivationAlert(B1, ACB_EUI, 1, 9, NEW, ActivateImageResultCode.SUCCESS)


def test_the_answer_goes_to_who_asked_under_the_number_of_the_request() -> None:
    stage = adapter()
    effects = stage.hear(GAS, update(GAS), transaction=77)

    answer = ServiceResponse(update(GAS).request_id, "I99", Refusal.NONE, (), "")
    assert sends(effects)[0].frame == Frame(DCC, GAS, 77, answer)


def test_a_request_under_another_suppliers_id_is_refused_with_e1_and_changes_nothing() -> None:
    stage = adapter()
    before = stage.machine.state
    effects = stage.hear(GAS, update(POWER))
    (send,) = sends(effects)

    assert isinstance(send.frame.message, ServiceResponse)
    assert (send.to, send.frame.message.response_code, send.frame.message.refusal) == (GAS, "E1", Refusal.UNKNOWN_USER)
    assert send.frame.message.detail == f"RequestID {update(POWER).request_id} is not of {EUI[GAS]}, who sent it"
    assert [note.reason for note in noted(effects, RequestRefused)] == ["UnknownUser"]
    assert stage.machine.state == before


def test_an_originator_in_lower_case_is_the_same_originator() -> None:
    said = update(GAS)

    assert ask(adapter(), GAS, replace(said, request_id=said.request_id.lower())).response_code == "I99"


def test_what_came_of_an_image_is_told_to_who_sent_it_and_what_runs_to_both_suppliers_of_the_premises() -> None:
    stage = adapter()
    ask(stage, GAS, update(GAS))
    stored, runs = hub_says(stage, CCS08), hub_says(stage, CS09)

    mine = update(GAS).request_id
    assert told(stored) == [(GAS, CommsHubAlert(mine, B1, NEW, TransferResponseCode.SUCCESS))]
    assert told(runs) == [
        (POWER, PPMIDAlert("", B1, NEW, ActivateImageResultCode.SUCCESS)),
        (GAS, PPMIDAlert(mine, B1, NEW, ActivateImageResultCode.SUCCESS)),
    ]


def test_after_a_change_of_supplier_the_old_one_hears_ccs08_of_its_image_and_the_new_one_cs09() -> None:
    stage = adapter()
    ask(stage, POWER, update(POWER))
    stage.wait(CHANGE)
    stored, runs = hub_says(stage, CCS08), hub_says(stage, CS09)

    assert [who for who, _ in told(stored)] == [POWER]
    assert [who for who, _ in told(runs)] == [NEXT, GAS]


def test_until_the_last_moment_before_the_change_the_old_one_hears_cs09_too() -> None:
    stage = adapter()
    stage.wait(Duration(CHANGE - 1))

    assert [who for who, _ in told(hub_says(stage, CS09))] == [POWER, GAS]


def test_an_image_that_nobody_here_asked_for_is_told_to_whoever_is_responsible() -> None:
    assert [who for who, _ in told(hub_says(adapter(), CCS08))] == [POWER, GAS]


def test_fdra_of_an_esme_goes_to_the_import_supplier_of_that_moment_and_n60_to_who_asked() -> None:
    stage = adapter()
    octets = update(POWER).firmware_image
    octets = octets[:12] + b"\0\0" + octets[14:]
    request = UpdateFirmware(f"{EUI[POWER]}:{ACB_EUI}:1", octets, NEW, (ESME,))
    assert ask(stage, POWER, request).response_code == "I99"
    stage.wait(CHANGE)
    delivered = stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    alert = FirmwareReceiptAlert(ESME, EUI[POWER], 1, 5, ReceiptCode.VERIFICATION_SUCCEEDED, bytes(32), False)
    received = hub_says(stage, alert)

    whole = to_gbcs(signed(alert, KEYS[ESME]))
    n60 = FirmwareDistributionAlert(request.request_id, ESME, DistributionCode.DELIVERED)
    assert told(delivered) == [(POWER, n60)]
    assert told(received) == [(NEXT, DeviceAlertMessage(ESME, 0x8F72, 5, bytes(32), whole))]
