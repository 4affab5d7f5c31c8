"""The hub's device log by 8.11: whom it serves, what becomes of what it held, and how many there is room for."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from premises.identity import Eui64
from premises.machine.effects import Effects, Kept
from premises.trust.mac import MacKeys
from premises.wire.field.wan import AlertAck
from premises.wire.field.zcl import QueryNextImageResponse, TransferDataToClient
from premises.wire.gbcs.device_log import (
    AddDeviceCommand,
    AddDeviceResponse,
    DeviceLogCommand,
    LogDeviceType,
    RemoveDeviceCommand,
    RemoveDeviceResponse,
)
from premises.wire.gbcs.message import MessageKind
from premises.wire.gbcs.octets import with_mac
from premises.wire.gbcs.reading import ReadEsmeVersionCommand, ReadEsmeVersionResponse, ReadPpmidVersionCommand
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import DeviceLogged
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER_EUI
from tests.machine.reading import noted, sent, sent_of
from tests.rooms.hub_stage import B1, B2, BLOCK, CHF, EUI, KEY, MACS, RULES, bring, image, query, told
from tests.rooms.stage import Stage

ACB = MacKeys(1, ACB_EUI)
STRANGE = Eui64("90-B3-D5-1F-30-B9-00-01")
LIMIT = 4


def hub(outside: tuple[Eui64, ...] = (), type_1_max: int = LIMIT) -> Stage[CommunicationsHub]:
    """Give a hub with room for LIMIT devices, and B1, B2 and a GSME round it; who is ``outside`` did not join."""
    kinds = {B1: "PPMID", B2: "PPMID"}
    devices = tuple(
        HanDevice(who, eui, who, kinds.get(who, "GSME"), joined=eui not in outside) for who, eui in EUI.items()
    )
    plan = HubPlan(HUB, CHF, 7, DCC, ACB_EUI, devices, KEY, MACS, RULES, log_max=LIMIT, type_1_max=type_1_max)

    def make(kept: Kept) -> CommunicationsHub:
        return CommunicationsHub(plan, kept)

    return Stage(HUB, make)


def add(device: Eui64, counter: int = 1, kind: LogDeviceType = LogDeviceType.PPMID) -> AddDeviceCommand:
    """Give CCS01."""
    return ACB.put(AddDeviceCommand(ACB_EUI, CHF, counter, SUPPLIER_EUI, 5, device, kind), CHF)


def remove(device: Eui64, counter: int = 1) -> RemoveDeviceCommand:
    """Give CCS02."""
    return ACB.put(RemoveDeviceCommand(ACB_EUI, CHF, counter, SUPPLIER_EUI, 5, device), CHF)


def is_done(effects: Effects) -> list[bool]:
    """Give what the hub answered."""
    return [said.is_done for said in sent_of(effects, AddDeviceResponse) + sent_of(effects, RemoveDeviceResponse)]


def test_a_device_that_is_removed_is_served_nothing_more_and_that_is_noted() -> None:
    stage = hub()
    removed = stage.hear(DCC, remove(EUI[B1]))
    effects = stage.hear(B1, query())

    assert noted(removed, DeviceLogged) == [DeviceLogged(EUI[B1], "remove", True)]
    assert sent(effects) == []
    assert [note.why for note in noted(effects, MessageIgnored)] == ["not in the device log"]
    assert sent_of(stage.hear(B2, query()), QueryNextImageResponse) == [] != sent(stage.hear(B2, query()))


def test_the_answer_is_the_hubs_own_under_a_mac_for_the_broker_and_the_command_is_acknowledged() -> None:
    effects = hub().hear(DCC, remove(EUI[B1]))
    (answer,) = sent_of(effects, RemoveDeviceResponse)

    assert with_mac(answer, b"") == RemoveDeviceResponse(CHF, ACB_EUI, 1, SUPPLIER_EUI, 5, True)
    ACB.check(answer, CHF)
    assert AlertAck(ACB_EUI, 1, MessageKind.COMMAND) in sent(effects)


def test_what_the_hub_held_for_a_device_that_leaves_is_discarded_and_told_of_and_others_keep_theirs() -> None:
    stage = hub()
    bring(stage, image(), B1, B2)
    effects = stage.hear(DCC, remove(EUI[B1]))

    assert told(effects) == [(EUI[B1], 0x0001_0001, "image_discarded")]
    assert sent(stage.hear(B2, BLOCK)) != []


def test_a_command_that_waits_for_a_device_that_leaves_is_put_no_more() -> None:
    stage = hub()
    stage.hear(DCC, ACB.put(ReadPpmidVersionCommand(ACB_EUI, EUI[B1], 1, SUPPLIER_EUI, 4), EUI[B1]))
    assert stage.machine.deadline is not None
    stage.hear(DCC, remove(EUI[B1], 2))
    stage.wait(3600_000_000)

    assert sent_of(stage.wake() if stage.machine.deadline else (), TransferDataToClient) == []


def test_a_device_that_has_not_joined_is_silent_to_the_hub_until_it_is_added_and_that_outlives_a_restart() -> None:
    stage = hub(outside=(EUI[B1],))
    before = sent(stage.hear(B1, query()))
    stage.hear(DCC, add(EUI[B1]))
    stage.restart()

    assert before == []
    assert sent(stage.hear(B1, query())) != []


def test_a_removal_outlives_a_restart_too() -> None:
    stage = hub()
    stage.hear(DCC, remove(EUI[B1]))
    stage.restart()

    assert sent(stage.hear(B1, query())) == []


def test_a_command_again_is_answered_again_and_done_once() -> None:
    stage = hub()
    first = stage.hear(DCC, remove(EUI[B1]))
    stage.hear(DCC, AlertAck(CHF, 1, MessageKind.RESPONSE))
    again = stage.hear(DCC, remove(EUI[B1]))

    assert sent_of(again, RemoveDeviceResponse) == sent_of(first, RemoveDeviceResponse)
    assert (is_done(again), noted(again, DeviceLogged)) == ([True], [])


def test_there_is_room_for_so_many_and_adding_one_that_is_in_takes_none() -> None:
    stage = hub()
    room, again = is_done(stage.hear(DCC, add(STRANGE))), is_done(stage.hear(DCC, add(EUI[B1], 2)))
    full = is_done(stage.hear(DCC, add(Eui64("90-B3-D5-1F-30-B9-00-02"), 3, LogDeviceType.TYPE_2)))

    assert (room, again, full) == ([True], [True], [False])


def test_type_1_devices_have_a_limit_of_their_own() -> None:
    stage = hub(type_1_max=2)

    assert is_done(stage.hear(DCC, add(STRANGE))) == [False]
    assert is_done(stage.hear(DCC, add(STRANGE, 2, LogDeviceType.TYPE_2))) == [True]


def test_who_is_not_in_the_log_cannot_be_taken_out() -> None:
    assert is_done(hub().hear(DCC, remove(STRANGE))) == [False]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (with_mac(remove(EUI[B1]), bytes(12)), "its MAC is not by"),
        (replace(remove(EUI[B1]), originator=SUPPLIER_EUI), f"it is from {SUPPLIER_EUI}"),
    ],
)
def test_a_command_with_a_false_mac_is_neither_done_nor_acknowledged(command: DeviceLogCommand, why: str) -> None:
    stage = hub()
    before = stage.machine.state
    effects = stage.hear(DCC, command)

    assert (sent(effects), stage.machine.state) == ([], before)
    assert noted(effects, MessageIgnored)[0].why.startswith(why)


def test_an_older_command_is_refused() -> None:
    stage = hub()
    stage.hear(DCC, remove(EUI[B1], 5))
    effects = stage.hear(DCC, add(EUI[B1], 4))

    assert noted(effects, MessageIgnored)[0].why == "its counter 4 is below 5"


def test_the_hub_says_which_firmware_it_runs_itself() -> None:
    effects = hub().hear(DCC, ACB.put(ReadEsmeVersionCommand(SUPPLIER_EUI, CHF, 9), CHF))
    (answer,) = sent_of(effects, ReadEsmeVersionResponse)

    assert with_mac(answer, b"") == ReadEsmeVersionResponse(CHF, SUPPLIER_EUI, 9, 7, True)


def test_a_device_that_naps_is_put_a_command_when_it_was_just_heard_and_not_before() -> None:
    devices = (replaced(HanDevice(B1, EUI[B1], B1), naps=True),)
    plan = HubPlan(HUB, CHF, 7, DCC, ACB_EUI, devices, KEY, MACS, RULES)
    stage = Stage(HUB, lambda kept: CommunicationsHub(plan, kept))
    asked = ACB.put(ReadPpmidVersionCommand(ACB_EUI, EUI[B1], 1, SUPPLIER_EUI, 4), EUI[B1])
    at_once = [send for send in sent(stage.hear(DCC, asked)) if not isinstance(send, AlertAck)]
    stage.restart()
    woken, once_more = (len(sent(stage.hear(B1, query()))) for _ in range(2))
    stage.wait(20_000_000)
    later = len(sent(stage.hear(B1, query())))

    assert at_once == []
    assert (woken > 1, once_more, later > 1) == (True, 1, True), "again only when it had its time"
