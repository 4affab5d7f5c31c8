"""The hub's gas mirror: it takes what the GSME reports, keeps it, and tells whoever asks."""

import pytest

from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.machine.effects import Keep, Kept, Send
from premises.wire.field.metering import (
    METERING_CLUSTER,
    NO_VALUE,
    ReadAttributes,
    ReadAttributesResponse,
    ReportAttributes,
)
from premises.wire.field.zcl import DefaultResponse, Status
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.radio.mac import DataRequest
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.rooms.hub_stage import B1, EUI, KEY, MACS, METER, STRANGER
from tests.rooms.stage import Stage

BEHIND = Name("b4")
TAKEN = DefaultResponse(METERING_CLUSTER, 0x0A, Status.SUCCESS)


def make(kept: Kept) -> CommunicationsHub:
    """Give a hub with B1 and a GSME, which is reached through a bridge, in its log."""
    devices = (HanDevice(B1, EUI[B1], B1), HanDevice(METER, EUI[METER], BEHIND, "GSME"))
    return CommunicationsHub(HubPlan(HUB, EUI[B1], 1, DCC, ACB_EUI, devices, KEY, MACS), kept)


def hub() -> Stage[CommunicationsHub]:
    """Give that hub, started."""
    return Stage(HUB, make)


def test_a_report_of_the_gsme_is_kept_before_it_is_answered_on_the_way_it_came() -> None:
    effects = hub().hear(METER, ReportAttributes(0, 4711), transaction=9)

    assert effects == [Keep("mirror/gas", b"4711"), Send(BEHIND, Frame(HUB, METER, 9, TAKEN))]


def test_whoever_asks_is_told_what_was_reported_last() -> None:
    stage = hub()
    stage.hear(METER, ReportAttributes(0, 4711))
    stage.hear(METER, ReportAttributes(0, 4712))

    assert stage.hear(B1, ReadAttributes(0), transaction=3) == [
        Send(B1, Frame(HUB, B1, 3, ReadAttributesResponse(0, 4712)))
    ]


def test_before_the_first_report_the_mirror_holds_no_value_and_says_so() -> None:
    (send,) = hub().hear(B1, ReadAttributes(0))

    assert isinstance(send, Send)
    assert send.frame.message == ReadAttributesResponse(0, NO_VALUE)


def test_what_was_reported_outlives_a_loss_of_power() -> None:
    stage = hub()
    stage.hear(METER, ReportAttributes(0, 4711))
    stage.restart()
    (send,) = stage.hear(B1, ReadAttributes(0))

    assert isinstance(send, Send)
    assert send.frame.message == ReadAttributesResponse(0, 4711)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (B1, ReportAttributes(0, 1)),
        (METER, ReportAttributes(1, 1)),
        (B1, ReadAttributes(1)),
        (METER, ReadAttributesResponse(0, 1)),
        (STRANGER, ReportAttributes(0, 1)),
    ],
    ids=["not a GSME", "another register", "asked for another", "an answer", "a stranger"],
)
def test_what_the_mirror_has_no_use_for_changes_nothing(source: Name, message: Message) -> None:
    stage = hub()
    stage.hear(METER, ReportAttributes(0, 4711))
    before = stage.machine.state
    (note,) = stage.hear(source, message)

    assert isinstance(note, MessageIgnored)
    assert stage.machine.state == before


def test_a_poll_of_a_sleepy_neighbour_is_answered_with_nothing_as_nothing_is_held() -> None:
    assert list(hub().hear(METER, DataRequest())) == []


def test_a_hub_with_a_mirror_keeps_the_contract_of_a_machine() -> None:
    said: list[tuple[Name, Message]] = [
        (METER, ReportAttributes(0, 1)),
        (METER, DataRequest()),
        (B1, ReadAttributes(0)),
        (METER, ReportAttributes(0, 2)),
        (B1, ReadAttributes(0)),
    ]

    check_machine(make, [Frame(source, HUB, number, message) for number, (source, message) in enumerate(said)])
