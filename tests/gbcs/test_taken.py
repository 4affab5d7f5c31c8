"""Which commands a device takes: with a good MAC, each once, and of one originator none below the last."""

import pytest
from msgspec.structs import replace

from premises.identity import Eui64
from premises.machine.effects import Keep
from premises.sim.shelf import VirtualShelf
from premises.talk.commands.taken import ORIGINATORS_MAX, Commands
from premises.trust.mac import MacKeys
from premises.wire.field.zcl import TransferDataToClient
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.gbcs.octets import with_mac
from premises.wire.gbcs.reading import (
    ReadEsmeVersionCommand,
    ReadEsmeVersionResponse,
    ReadGsmeVersionCommand,
    ReadPpmidVersionCommand,
    ReadPpmidVersionResponse,
    ReadVersionCommand,
)
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.site import ACB_EUI, HUB, SUPPLIER_EUI
from tests.machine.reading import noted
from tests.rooms import bridge_stage
from tests.rooms.firmware_stage import (
    EUI,
    NEW,
    OLD,
    answer,
    brokered,
    holding,
    meter,
    order,
    ordered,
    running,
    said_of,
    took,
    unsigned,
)

ANOTHER = Eui64("90-B3-D5-1F-30-01-00-09")


def read(counter: int = 1) -> ReadEsmeVersionCommand:
    """Give the Supplier's ECS52, under the broker's MAC."""
    return brokered(ReadEsmeVersionCommand(SUPPLIER_EUI, EUI, counter))


def read_by_broker(counter: int = 1) -> ReadPpmidVersionCommand:
    """Give CS08."""
    return brokered(ReadPpmidVersionCommand(ACB_EUI, EUI, counter, SUPPLIER_EUI, 5))


def test_an_esme_says_what_it_runs_under_a_mac_for_its_supplier() -> None:
    effects = ordered(meter(), read())
    (said,) = said_of(effects)

    assert unsigned([said]) == [ReadEsmeVersionResponse(EUI, SUPPLIER_EUI, 1, OLD, True)]
    MacKeys(1, SUPPLIER_EUI).check(said, EUI)


@pytest.mark.parametrize("kind", ["PPMID", "HCALCS"])
def test_a_ppmid_and_an_hcalcs_answer_the_broker(kind: str) -> None:
    (said,) = said_of(ordered(meter(kind), read_by_broker()))

    assert unsigned([said]) == [ReadPpmidVersionResponse(EUI, ACB_EUI, 1, SUPPLIER_EUI, 5, OLD, True)]
    MacKeys(1, ACB_EUI).check(said, EUI)


def test_a_bridge_answers_the_broker_and_takes_no_other_command() -> None:
    stage = bridge_stage.bridge()
    asked = ReadPpmidVersionCommand(ACB_EUI, bridge_stage.EUI_B1, 1, SUPPLIER_EUI, 5)
    put = TransferDataToClient(0, MacKeys(1, ACB_EUI).put(asked, bridge_stage.EUI_B1))
    other = TransferDataToClient(0, order())
    (said,) = bridge_stage.alerts_of(stage.hear(HUB, put))

    assert unsigned([said]) == [ReadPpmidVersionResponse(bridge_stage.EUI_B1, ACB_EUI, 1, SUPPLIER_EUI, 5, OLD, True)]
    assert [note.why for note in noted(stage.hear(HUB, other), MessageIgnored)] == ["this device takes no such command"]


@pytest.mark.parametrize(
    ("kind", "command", "why"),
    [
        ("ESME", with_mac(read(), bytes(12)), "its MAC is not by"),
        ("ESME", with_mac(read(), b""), "it carries no MAC"),
        ("ESME", brokered(ReadEsmeVersionCommand(ANOTHER, EUI, 1)), f"it is from {ANOTHER}"),
        ("ESME", read_by_broker(), "a device of type ESME is not asked so"),
        ("ESME", brokered(ReadGsmeVersionCommand(SUPPLIER_EUI, EUI, 1)), "a device of type ESME is not asked so"),
        ("HCALCS", read(), "a device of type HCALCS is not asked so"),
        ("PPMID", replace(read_by_broker(), originator=SUPPLIER_EUI), f"it is from {SUPPLIER_EUI}"),
        ("ESME", MacKeys(1, ACB_EUI).put(ReadEsmeVersionCommand(SUPPLIER_EUI, ANOTHER, 1), EUI), "it is from"),
    ],
)
def test_what_is_not_for_it_or_has_a_false_mac_is_noted_and_changes_nothing(
    kind: str, command: ReadVersionCommand, why: str
) -> None:
    stage = meter(kind)
    before = stage.machine.state
    effects = ordered(stage, command)

    assert [note.why[: len(why)] for note in noted(effects, MessageIgnored)] == [why]
    assert (said_of(effects), stage.machine.state) == ([], before)


def test_an_order_with_the_suppliers_signature_and_no_mac_of_the_broker_is_none() -> None:
    stage = holding()
    effects = ordered(stage, with_mac(order(), bytes(12)))

    assert "its MAC is not by" in noted(effects, MessageIgnored)[0].why
    assert running(stage) == OLD


def test_a_question_again_gets_the_very_answer_again_though_something_else_runs_by_then() -> None:
    stage = holding()
    (first,) = said_of(ordered(stage, read_by_or_to()))
    took(stage, 0x80 | 1)
    stage.machine.state = (*stage.machine.state[:6], NEW, stage.machine.state[7])  # type: ignore[index]  # what it runs
    (again,) = said_of(ordered(stage, read_by_or_to()))

    assert again == first


def read_by_or_to() -> ReadEsmeVersionCommand:
    """Give the one question of that story, made anew."""
    return read(1)


def test_a_counter_below_the_last_is_refused_whatever_the_command() -> None:
    stage = holding()
    ordered(stage, read(7))
    effects = ordered(stage, order(6))

    assert [note.why for note in noted(effects, MessageIgnored)] == ["its counter 6 is below 7"]
    assert running(stage) == OLD


def test_another_command_under_the_counter_of_the_last_is_refused() -> None:
    stage = holding()
    ordered(stage, read(7))
    effects = ordered(stage, order(7))

    assert [note.why for note in noted(effects, MessageIgnored)] == ["its counter 7 was another command's"]


def test_a_restart_forgets_no_counter() -> None:
    stage = holding()
    ordered(stage, read(7))
    stage.restart()
    effects = ordered(stage, order(6))

    assert [note.why for note in noted(effects, MessageIgnored)] == ["its counter 6 is below 7"]


def test_an_order_again_while_it_reboots_into_it_is_done_once() -> None:
    stage = holding()
    ordered(stage, order())
    stage.wake()
    again = ordered(stage, order())

    assert unsigned(said_of(again)) == [] or unsigned(said_of(again)) == [answer(ActivationCode.SUCCESS, NEW)]
    assert noted(again, FirmwareActivated) == []


def test_each_originator_has_counters_of_its_own_and_only_so_many_are_remembered() -> None:
    commands = Commands(MacKeys(1, EUI), ACB_EUI, VirtualShelf())
    euis = [Eui64(f"90-B3-D5-1F-30-02-00-{number:02X}") for number in range(ORIGINATORS_MAX + 1)]
    asked = [brokered(ReadEsmeVersionCommand(eui, EUI, 9 - number % 2)) for number, eui in enumerate(euis)]
    for command in asked[:-1]:
        assert commands.why_not(command) == ""
        commands.take(command)

    assert commands.why_not(asked[-1]) == f"commands of {ORIGINATORS_MAX} others are remembered"
    assert commands.why_not(asked[0]) == ""


def test_what_was_taken_and_answered_is_kept_as_it_is() -> None:
    shelf = VirtualShelf()
    commands = Commands(MacKeys(1, EUI), ACB_EUI, shelf)
    said = MacKeys(1, EUI).put(ReadEsmeVersionResponse(EUI, SUPPLIER_EUI, 1, OLD, True), SUPPLIER_EUI)
    for effects in (commands.take(read()), commands.answered(said)):
        shelf.commit([effect for effect in effects if isinstance(effect, Keep)])

    assert Commands(MacKeys(1, EUI), ACB_EUI, shelf).state == commands.state
    assert commands.answer_to(read()) == said
