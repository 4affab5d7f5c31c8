"""Faults at a time and on purpose: exactly those flights that are meant, and every other untouched."""

import pytest

from premises.draws import Luck
from premises.faults.impairments.aim import About, Outage, When, Window, names_of
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.impairment import Flight, Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.identity import Eui64, Name
from premises.quantity import Duration, Instant
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.field.wan import AlertAck, ChunkResponse, ImageOffer
from premises.wire.field.zcl import ImageBlockAbort
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.message import Frame, Message
from tests.faults.conservation import EveryNth, frame

HUB, B1 = Name("hub"), Name("b1")
LUCK = Luck(3, "aim")
CS09 = FirmwareActivationAlert(
    Eui64("90-B3-D5-1F-30-00-00-B1"), Eui64("90-B3-D5-1F-30-00-00-02"), 258, 60, 2, ActivateImageResultCode.SUCCESS
)
ABORT = ImageBlockAbort()


def lost(impairment: Impairment, said: list[Message], step: int = 1_000, late: int = 0) -> list[int]:
    """Give the numbers, from 1, of those messages that do not go on; the others must go on as they were."""
    state, gone = impairment.fresh, []
    for index, message in enumerate(said):
        sent_at = Instant(index * step)
        flight = Flight(Frame(HUB, B1, 0, message), sent_at, Instant(sent_at + late))
        state, onward = impairment.decide(state, flight, LUCK.draws(1, index), 0)
        if not onward:
            gone.append(index + 1)
        else:
            assert onward == (flight,)
    return gone


def test_an_outage_loses_what_is_sent_from_its_first_moment_to_before_its_last() -> None:
    outage = Outage((Window(Instant(3_000), Instant(5_000)), Window(Instant(8_000))))

    assert lost(outage, [ABORT] * 11) == [4, 5, 9, 10, 11]
    assert lost(outage, [ABORT] * 11, late=4_000) == [4, 5, 9, 10, 11], "when it is due does not matter"
    assert outage.called == "outage"


@pytest.mark.parametrize(
    ("when", "numbers"),
    [
        (When(Loss(1.0)), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (When(Loss(1.0), nth=4), [4]),
        (When(Loss(1.0), every=3), [3, 6, 9]),
        (When(Loss(1.0), share=0.0), []),
        (When(Loss(1.0), window=Window(Instant(2_000), Instant(5_000))), [3, 4, 5]),
        (When(Loss(1.0), window=Window(Instant(2_000), Instant(5_000)), nth=2), [4]),
        (When(Loss(1.0), window=Window(Instant(2_000)), every=4), [6]),
        (When(EveryNth(2), every=2), [4, 8]),
        (When(When(Loss(1.0), every=2), every=3), [6]),
    ],
    ids=repr,
)
def test_of_nine_messages_exactly_those_that_are_meant_are_lost(when: When, numbers: list[int]) -> None:
    assert lost(when, [ABORT] * 9) == numbers


@pytest.mark.parametrize(
    ("kinds", "numbers"),
    [
        (("CS09",), [2, 4, 6]),
        (("FirmwareActivationAlert",), [2, 4, 6]),
        (("ImageBlockAbort",), [1, 3, 5]),
        (("ImageBlockAbort", "CS09"), [1, 2, 3, 4, 5, 6]),
        (("CCS08",), []),
    ],
)
def test_a_message_is_meant_by_its_class_or_its_use_case(kinds: tuple[str, ...], numbers: list[int]) -> None:
    assert lost(When(Loss(1.0), kinds), [ABORT, CS09] * 3) == numbers


B3 = About(Name("b3"), Eui64("90-B3-D5-1F-30-00-00-B3"))
OTHER = Eui64("90-B3-D5-1F-30-00-00-B4")
ACB, SUPPLIERS = Eui64("90-B3-D5-1F-30-00-00-02"), Name("supplier")


def cs09(originator: Eui64) -> FirmwareActivationAlert:
    return FirmwareActivationAlert(originator, ACB, 1, 60, 2, ActivateImageResultCode.SUCCESS)


def ccs08(entity: Eui64) -> FirmwareTransferAlert:
    code, response = AlertCode.TRANSFER_SUCCEEDED, TransferResponseCode.SUCCESS
    return FirmwareTransferAlert(OTHER, ACB, 1, 60, code, entity, 2, response)


@pytest.mark.parametrize(
    ("frame", "meant"),
    [
        (Frame(Name("b3"), HUB, 0, ABORT), True),
        (Frame(HUB, Name("b3"), 0, ABORT), True),
        (Frame(HUB, B1, 0, ABORT), False),
        (Frame(HUB, Name("dcc"), 0, cs09(B3.eui or OTHER)), True),
        (Frame(HUB, Name("dcc"), 0, cs09(OTHER)), False),
        (Frame(HUB, Name("dcc"), 0, ccs08(B3.eui or OTHER)), True),
        (Frame(HUB, Name("dcc"), 0, ccs08(OTHER)), False),
        (Frame(Name("dcc"), HUB, 0, ImageOffer(1, 9, b"", (OTHER, B3.eui or OTHER))), True),
        (Frame(Name("dcc"), HUB, 0, ImageOffer(1, 9, b"", (OTHER,))), False),
        (Frame(SUPPLIERS, Name("dcc"), 0, UpdatePPMIDFirmware("", b"", 1, (B3.eui or OTHER,))), True),
        (Frame(Name("dcc"), HUB, 0, AlertAck(B3.eui or OTHER, 1)), True),
        (Frame(Name("dcc"), HUB, 0, ChunkResponse(1, 0, b"")), False),
    ],
    ids=repr,
)
def test_a_message_is_about_who_says_it_whom_it_is_for_and_whom_it_names(frame: Frame, meant: bool) -> None:
    onward = When(Loss(1.0), about=B3).decide((0, None), Flight(frame, Instant(0), Instant(0)), LUCK.draws(1, 0), 0)

    assert (onward[1] == ()) is meant


def test_of_the_messages_about_a_device_the_nth_of_its_kind_is_meant() -> None:
    said: list[Message] = [cs09(OTHER), cs09(B3.eui or OTHER), ABORT, ccs08(B3.eui or OTHER), cs09(B3.eui or OTHER)]

    assert lost(When(Loss(1.0), ("CS09",), about=B3), said) == [2, 5]
    assert lost(When(Loss(1.0), ("CS09",), nth=2, about=B3), said) == [5]
    assert lost(When(Loss(1.0), about=About(Name("b3"))), said) == []


def test_only_messages_that_match_are_counted() -> None:
    assert lost(When(Loss(1.0), ("CS09",), nth=2), [ABORT, ABORT, CS09, ABORT, CS09, CS09]) == [5]


def test_a_share_picks_by_chance_and_by_its_own() -> None:
    half = lost(When(Loss(1.0), share=0.5), [ABORT] * 4_000)
    quarter = lost(When(Loss(0.5), share=0.5), [ABORT] * 4_000)

    assert abs(len(half) - 2_000) < 3.29 * 1_000**0.5
    assert abs(len(quarter) - 1_000) < 3.29 * 750**0.5, "the inner impairment does not use the same draw"


def test_what_is_aimed_is_called_what_it_does() -> None:
    assert When(Loss(1.0), nth=4).called == "loss"
    assert When(When(Latency(Duration(9)))).called == "latency"


def test_the_inner_impairment_does_to_a_flight_what_it_does_alone() -> None:
    flight = Flight(frame(), Instant(5), Instant(9))
    aimed = When(Duplicate(1.0, Duration(70)), nth=2)
    state, first = aimed.decide(aimed.fresh, flight, LUCK.draws(1, 0), 0)
    _, second = aimed.decide(state, flight, LUCK.draws(1, 1), 0)

    assert first == (flight,)
    assert [ahead.due_at for ahead in second] == [9, 79]


def test_a_frame_that_is_held_back_is_overtaken_by_those_sent_within_its_span() -> None:
    held = When(Reorder(1.0, Duration(2_500)), nth=2)
    state, due = held.fresh, []
    for index in range(6):
        flight = Flight(frame(index), Instant(1_000 * index), Instant(1_000 * index + 10))
        state, (ahead,) = held.decide(state, flight, LUCK.draws(1, index), 0)
        due.append((ahead.due_at, index))

    assert [index for _, index in sorted(due)] == [0, 2, 3, 1, 4, 5]


def test_a_message_without_a_use_case_has_its_class_name_alone() -> None:
    assert names_of(ImageBlockAbort) == {"ImageBlockAbort"}
    assert names_of(FirmwareActivationAlert) == {"FirmwareActivationAlert", "CS09"}
