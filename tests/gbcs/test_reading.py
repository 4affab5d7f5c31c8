"""11.2 and 8.11 at the DCC adapter: which command goes out, whose answer is believed, and what is never answered."""

import pytest

from dcc_adapter.machine import DccAdapter
from dcc_adapter.reading import READINGS_MAX
from premises.identity import Eui64
from premises.machine.effects import Effects
from premises.quantity import Instant
from premises.trust.mac import MacKeys
from premises.wire.duis.inventory import HanDeviceLogResult, LogRequest, UpdateHANDeviceLog
from premises.wire.duis.messages import (
    FirmwareVersionResult,
    PreCommand,
    ReadFirmwareVersion,
    Refusal,
    ServiceResponse,
    TransformActivateFirmware,
)
from premises.wire.field.wan import AlertAck
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED, ActivateFirmwareCommand
from premises.wire.gbcs.device_log import AddDeviceCommand, AddDeviceResponse, LogDeviceType, RemoveDeviceCommand
from premises.wire.gbcs.message import GbcsCommand, GbcsResponse, MessageKind
from premises.wire.gbcs.octets import from_gbcs, signed_octets, to_gbcs, with_mac
from premises.wire.gbcs.reading import (
    ReadEsmeVersionCommand,
    ReadEsmeVersionResponse,
    ReadPpmidVersionCommand,
    ReadPpmidVersionResponse,
)
from premises.wire.notes.requests import AlertRefused, RequestUnanswered
from premises.wire.site import ACB_EUI, HUB, SUPPLIER, SUPPLIER_EUI
from tests.machine.reading import noted, sent_of
from tests.rooms.meters_at_dcc import BRIDGE, CHF, ESME, HCALCS, NEW, OLD, activate, adapter
from tests.rooms.stage import Stage

STRANGE = Eui64("00-DB-12-34-56-78-90-AF")
DEVICE_KEYS = {eui: MacKeys(3, eui) for eui in (ESME, HCALCS, BRIDGE, CHF)}


def read(who: Eui64 = ESME, number: int = 9) -> ReadFirmwareVersion:
    """Give an 11.2."""
    return ReadFirmwareVersion(f"{SUPPLIER_EUI}:{who}:{number}", who)


def log(request: LogRequest = LogRequest.ADD, who: Eui64 = BRIDGE, number: int = 9) -> UpdateHANDeviceLog:
    """Give an 8.11."""
    return UpdateHANDeviceLog(f"{SUPPLIER_EUI}:{CHF}:{number}", who, request)


def commands(effects: Effects) -> list[GbcsCommand]:
    """Give the commands that went to the hub, without their MACs, which were good."""
    said = sent_of(effects, GbcsCommand)
    for command in said:
        DEVICE_KEYS[command.recipient].check(command, ACB_EUI)
    return [with_mac(command, b"") for command in said]


def hub_brings(stage: Stage[DccAdapter], said: GbcsResponse) -> Effects:
    """Let the hub bring a device's answer under its MAC."""
    return stage.hear(HUB, DEVICE_KEYS[said.originator].put(said, said.recipient))


def test_an_esme_and_the_hub_are_asked_in_the_suppliers_name_and_others_by_the_broker() -> None:
    stage = adapter()
    asked = [
        commands(stage.hear(SUPPLIER, read(who, number))) for number, who in enumerate((ESME, CHF, HCALCS, BRIDGE), 5)
    ]

    assert asked == [
        [ReadEsmeVersionCommand(SUPPLIER_EUI, ESME, 5)],
        [ReadEsmeVersionCommand(SUPPLIER_EUI, CHF, 6)],
        [ReadPpmidVersionCommand(ACB_EUI, HCALCS, 1, SUPPLIER_EUI, 7)],
        [ReadPpmidVersionCommand(ACB_EUI, BRIDGE, 2, SUPPLIER_EUI, 8)],
    ]


def test_the_brokers_counter_never_repeats_through_a_restart() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read(BRIDGE, 1))
    stage.restart()

    assert commands(stage.hear(SUPPLIER, read(HCALCS, 2)))[0].counter == 2


def test_an_answer_is_told_with_all_its_octets_and_changes_the_inventory_once() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read())
    said = ReadEsmeVersionResponse(ESME, SUPPLIER_EUI, 9, NEW, True)
    first, again = hub_brings(stage, said), hub_brings(stage, said)
    whole = to_gbcs(DEVICE_KEYS[ESME].put(said, SUPPLIER_EUI))

    assert sent_of(first, FirmwareVersionResult) == [FirmwareVersionResult(read().request_id, ESME, NEW, True, whole)]
    assert (sent_of(first, AlertAck), sent_of(again, AlertAck)) == ([AlertAck(ESME, 9, MessageKind.RESPONSE)],) * 2
    assert sent_of(again, FirmwareVersionResult) == []
    assert (stage.machine._ledger.devices[0].firmware_version, stage.machine.picture.activity) == (NEW, "idle")


def test_what_could_not_be_read_leaves_the_inventory_as_it_is() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read())
    told = hub_brings(stage, ReadEsmeVersionResponse(ESME, SUPPLIER_EUI, 9, 0, False))

    assert [result.is_read for result in sent_of(told, FirmwareVersionResult)] == [False]
    assert stage.machine._ledger.devices[0].firmware_version == OLD


def test_an_answer_to_the_broker_under_a_false_mac_is_not_believed_and_not_acknowledged() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read(BRIDGE))
    forged = ReadPpmidVersionResponse(BRIDGE, ACB_EUI, 1, SUPPLIER_EUI, 9, NEW, True)
    effects = stage.hear(HUB, MacKeys(3, HCALCS).put(forged, ACB_EUI))

    assert [note.originator for note in noted(effects, AlertRefused)] == [BRIDGE]
    assert (sent_of(effects, AlertAck), sent_of(effects, FirmwareVersionResult)) == ([], [])
    assert sent_of(hub_brings(stage, forged), FirmwareVersionResult) != []


@pytest.mark.parametrize("is_taken", [True, False])
def test_what_nobody_answers_is_e21_or_e20_if_the_hub_never_took_it(is_taken: bool) -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read())
    if is_taken:
        stage.hear(HUB, AlertAck(SUPPLIER_EUI, 9, MessageKind.COMMAND))
    told: list[ServiceResponse] = []
    noticed: list[RequestUnanswered] = []
    while stage.machine.picture.activity != "idle":
        effects = stage.wake()
        told += sent_of(effects, ServiceResponse)
        noticed += noted(effects, RequestUnanswered)

    assert [response.response_code for response in told] == ["E21" if is_taken else "E20"]
    assert len(noticed) == 1
    assert stage.now >= Instant(0)


@pytest.mark.parametrize(
    ("request_", "code", "refusal"),
    [
        (ReadFirmwareVersion(f"{SUPPLIER_EUI}:{HCALCS}:9", ESME), "E11", Refusal.INVALID_DEVICE_ID),
        (ReadFirmwareVersion(f"{SUPPLIER_EUI}:{ESME}:0", ESME), "E11", Refusal.INVALID_DEVICE_ID),
        (read(STRANGE), "E19", Refusal.UNKNOWN_DEVICE),
        (log(who=STRANGE), "E19", Refusal.UNKNOWN_DEVICE),
        (UpdateHANDeviceLog(f"{SUPPLIER_EUI}:{BRIDGE}:9", BRIDGE, LogRequest.ADD), "E11", Refusal.INVALID_DEVICE_ID),
    ],
)
def test_what_cannot_be_asked_is_refused(
    request_: ReadFirmwareVersion | UpdateHANDeviceLog, code: str, refusal: Refusal
) -> None:
    effects = adapter().hear(SUPPLIER, request_)

    assert [(each.response_code, each.refusal) for each in sent_of(effects, ServiceResponse)] == [(code, refusal)]
    assert commands(effects) == []


def test_so_many_questions_are_open_and_one_more_is_refused() -> None:
    stage = adapter()
    for number in range(1, READINGS_MAX + 1):
        assert commands(stage.hear(SUPPLIER, read(number=number))) != []
    (response,) = sent_of(stage.hear(SUPPLIER, read(number=READINGS_MAX + 1)), ServiceResponse)

    assert (response.response_code, response.refusal) == ("E20", Refusal.QUEUE_FULL)


def test_a_request_again_sends_no_second_command() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read())
    effects = stage.hear(SUPPLIER, read())

    assert ([each.response_code for each in sent_of(effects, ServiceResponse)], commands(effects)) == (["I99"], [])


def test_what_is_open_outlives_a_restart() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, read(BRIDGE))
    stage.hear(HUB, AlertAck(ACB_EUI, 1, MessageKind.COMMAND))
    before = stage.machine._readings.state
    stage.restart()

    assert stage.machine._readings.state == before


def test_a_hub_is_told_whom_to_take_in_and_its_answer_is_about_that_device() -> None:
    stage = adapter()
    asked = commands(stage.hear(SUPPLIER, log()))
    told = hub_brings(stage, AddDeviceResponse(CHF, ACB_EUI, 1, SUPPLIER_EUI, 9, True))
    removing = commands(stage.hear(SUPPLIER, log(LogRequest.REMOVE, HCALCS, 10)))

    assert asked == [AddDeviceCommand(ACB_EUI, CHF, 1, SUPPLIER_EUI, 9, BRIDGE, LogDeviceType.PPMID)]
    assert [(each.device_id, each.is_done) for each in sent_of(told, HanDeviceLogResult)] == [(BRIDGE, True)]
    assert removing == [RemoveDeviceCommand(ACB_EUI, CHF, 2, SUPPLIER_EUI, 10, HCALCS)]


@pytest.mark.parametrize("at", [AT_ONCE, 500, CANCELLED])
def test_command_variant_4_gives_the_very_octets_that_are_signed_with_a_null_for_the_signature(at: int) -> None:
    signed = activate(at=at)
    stage = adapter()
    before = stage.machine.state
    effects = stage.hear(SUPPLIER, TransformActivateFirmware(signed.request_id, ESME, signed.firmware_hash, at))
    (pre,) = sent_of(effects, PreCommand)
    command = ActivateFirmwareCommand(SUPPLIER_EUI, ESME, 9, signed.firmware_hash, at)

    assert pre == PreCommand(signed.request_id, b"\xdf" + signed_octets(command) + b"\0")
    assert from_gbcs(pre.gbcs_payload) == command
    assert stage.machine.state == before
    assert sent_of(stage.hear(SUPPLIER, signed), ActivateFirmwareCommand) != [], "the same RequestID, signed"


def test_command_variant_4_is_refused_as_the_11_3_would_be() -> None:
    request = TransformActivateFirmware(f"{SUPPLIER_EUI}:{BRIDGE}:9", BRIDGE, bytes(32), AT_ONCE)
    effects = adapter().hear(SUPPLIER, request)

    assert [each.response_code for each in sent_of(effects, ServiceResponse)] == ["E11"]
    assert sent_of(effects, PreCommand) == []
