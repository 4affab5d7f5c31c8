"""What reached whom: found by kind, device and field, and the nearest miss in words where nothing was found."""

from collections.abc import Callable
from typing import Any

import pytest

from lab.testing.asking.parties import Belief
from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09, ActivateImageResultCode, ServiceResponse, TransferResponseCode
from premises.errors import UsageError
from premises.identity import eui64
from premises.wire.duis.inventory import ReadInventory
from premises.wire.duis.messages import ReadFirmwareVersion
from premises.wire.site import ACB_EUI
from tests.testing.stage import premises_of
from tests.testing.story import SITE


@pytest.fixture(scope="module")
def told() -> Premises:
    """Give a premises in which B1 was updated, and B3 was refused an image that is not newer."""
    premises = premises_of()
    premises.wait_for(premises.update("b1", size=500))
    premises.wait_for(premises.update("b3", version=0x0001_0000))
    return premises


def test_what_was_received_is_a_sequence_of_messages(told: Premises) -> None:
    found = told.supplier.received(CCS08, about="B1")

    assert len(found) == 1
    assert [type(message) for message in found] == [CCS08]
    assert found[:1] == list(found)
    assert repr(found).startswith("the Supplier received CCS08 about b1 at ")


@pytest.mark.parametrize("code", ["success", "SUCCESS", TransferResponseCode.SUCCESS, 0])
def test_a_code_can_be_said_by_its_name(told: Premises, code: object) -> None:
    assert told.supplier.received("ccs08", transfer_response_code=code)
    assert not told.supplier.received("ccs08", transfer_response_code=f"not {code}")


@pytest.mark.parametrize(
    ("ask", "miss"),
    [
        (
            lambda s: s.received(CS09, about="b3"),
            "the Supplier received no CS09 about b3: the nearest came at *, CS09 about b1: it is about b1, expected b3",
        ),
        (
            lambda s: s.received(CS09, about="b1", firmware_version=0x0001_0002),
            "*, CS09 about b1: firmware_version is 0x00010001, expected 0x00010002",
        ),
        (
            lambda s: s.received(ServiceResponse, about="b3", response_code="I99"),
            "*, ServiceResponse about b3: response_code is 'E110401', expected 'I99'",
        ),
        (
            lambda s: s.received("DeviceAlertMessage"),
            "*no DeviceAlertMessage: it received none at all, only 2 ServiceResponse, 1 CCS08, 1 CS09",
        ),
        (
            lambda s: s.never_received(CS09, about="b1"),
            "the Supplier received CS09 about b1 at *",
        ),
    ],
)
def test_a_miss_says_what_came_nearest_and_in_what_it_differs(
    told: Premises, ask: Callable[[Any], Any], miss: str
) -> None:
    answer = ask(told.supplier)
    start, _, end = miss.partition("*")

    assert not answer
    assert repr(answer).startswith(start)
    assert repr(answer).endswith(end)
    assert told.miss == repr(answer)


def test_of_several_the_one_that_differs_least_is_the_nearest() -> None:
    premises = premises_of()
    premises.wait_for(premises.update("b1", size=500))
    premises.wait_for(premises.update("b3", size=500))
    wanted = premises.supplier.received(CS09, about="b1", firmware_version=9)

    assert "CS09 about b1: firmware_version is 0x00010001" in repr(wanted)


def test_a_supplier_that_received_nothing_says_so() -> None:
    assert repr(premises_of(SITE).supplier.received(CS09)) == "the Supplier received no CS09: it received nothing"


def test_what_was_never_received_is_true(told: Premises) -> None:
    assert told.supplier.never_received(CCS08, about="b3")
    assert told.miss == ""


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        (lambda p: p.supplier.received("CS08"), "no Supplier receives a message 'CS08': did you mean CCS08?"),
        (lambda p: p.supplier.received(CS09, about="b9"), "unknown device 'b9': this premises has b1, b2, b3, b4"),
        (lambda p: p.supplier.received(CS09, version=1), "CS09 has no field 'version': did you mean firmware_version?"),
        (lambda p: p.supplier.believes("hub"), "unknown device 'hub': this premises has b1, b2, b3, b4"),
        (lambda p: p.party("hbu"), "party 'hbu': nobody here is called that: did you mean hub?"),
        (lambda p: p.party("hub").received("Blok"), "no message is called 'Blok': *"),
        (
            lambda p: p.party("hub").received("CCS08", ofset=0),
            "flight.delivered has no field 'ofset': did you mean offset?",
        ),
        (lambda p: p.why("b9"), "package 'b9': *"),
    ],
)
def test_what_nobody_has_is_one_line(told: Premises, ask: Callable[[Premises], object], line: str) -> None:
    with pytest.raises(UsageError) as failed:
        ask(told)

    assert str(failed.value).startswith(line.rstrip("*"))
    assert "\n" not in str(failed.value)


def test_a_belief_is_what_the_supplier_was_told_and_no_more(told: Premises) -> None:
    assert told.supplier.believes("B1") == Belief("", True, "success", "success", 0x0001_0001)
    assert told.supplier.believes("b2") == Belief()
    assert told.supplier.believes("b3") == Belief("b3 runs 0x00010000 and the image is 0x00010000: not newer")


def test_a_failed_activation_is_no_word_of_what_runs() -> None:
    premises = premises_of(SITE)
    with premises.on("b1").fail_activate():
        premises.wait_for(premises.update("b1", size=500))

    assert premises.supplier.received(CS09, activate_image_result_code=ActivateImageResultCode.FAILURE)
    assert premises.supplier.believes("b1") == Belief("", True, "success", "failure", None)


def test_a_new_request_begins_a_new_belief_but_for_what_runs() -> None:
    premises = premises_of(SITE)
    premises.wait_for(premises.update("b1", size=500))
    premises.update("b1", size=500)
    premises.wait_for(lambda: len(premises.supplier.received(ServiceResponse)) == 2)

    assert premises.supplier.believes("b1") == Belief(is_accepted=True, running=0x0001_0001)


def test_others_are_asked_by_what_was_noted_of_their_radio(told: Premises) -> None:
    hub = told.party("HUB")

    assert len(hub.received("ImageBlockRequest", source="b1")) == 8
    assert hub.received("ImageBlockRequest", offset=63)
    assert hub.received("TransferAck")
    assert hub.never_received("ImageBlockRequest", source="b2")
    assert repr(hub.received("ImageBlockRequest", source="b2")).endswith("source is 'b1', expected 'b2'")
    assert told.party("dcc").received("CCS08")
    assert told.party("b1").never_received("TransferAck")


def test_what_a_test_asks_by_11_2_and_8_2_is_answered() -> None:
    premises = premises_of()
    b1, me = premises.site.bridges["b1"].eui, premises.site.suppliers["supplier"].eui
    premises.supplier.send(ReadFirmwareVersion(f"{me}:{b1}:900", eui64(b1)))
    premises.supplier.send(ReadInventory(f"{me}:{ACB_EUI}:901", eui64(b1)))
    read = premises.wait_for("FirmwareVersionResult", about="b1")
    inventory = premises.wait_for("Inventory")

    assert (read.is_read, read.firmware_version) == (True, premises.running("b1"))
    assert {entry.device_id for entry in inventory.devices} >= {spec.eui for spec in premises.site.bridges.values()}
