"""Every message to a Supplier in the field's words, and none that is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.identity import eui64
from premises.wire.duis.inventory import Inventory, InventoryRequest
from premises.wire.duis.messages import (
    DeviceAlertMessage,
    DistributionCode,
    Duis,
    DuisAck,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    Refusal,
    ServiceRequest,
    ServiceResponse,
)
from premises.wire.duis.words import NOBODY, Said, said_by
from premises.wire.message import Message
from tests.wire.messages import said

ONE, TWO = eui64("00-DB-12-34-56-78-90-A1"), eui64("00-DB-12-34-56-78-90-A2")
TOLD = sorted(
    {kind for kind in Duis.__args__ if not issubclass(kind, ServiceRequest | InventoryRequest | DuisAck)},
    key=lambda kind: kind.__name__,
)
"""What a Supplier is told; the rest is what it says itself."""


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_every_message_to_a_supplier_has_a_word(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(said(kind))
    devices = message.devices if isinstance(message, Inventory) else ()

    assert bool(said_by(message)) == (not isinstance(message, Inventory) or bool(devices))


def test_what_a_supplier_says_itself_is_no_word() -> None:
    assert said_by(DuisAck(256)) == ()


def test_a_warning_is_a_word_of_the_whole_and_one_of_each_device_that_was_not_taken() -> None:
    lists = Refusal.INVALID_DEVICE_ID, Refusal.NOT_COMMISSIONED
    words = said_by(ServiceResponse("a", "W110401", lists[0], (ONE, TWO), "", lists))

    assert [(each.device, each.code) for each in words] == [
        (NOBODY, "invalid_device_id"),
        (ONE, "invalid_device_id"),
        (TWO, "not_commissioned"),
    ]


def test_lists_that_do_not_fit_their_devices_stand_for_none() -> None:
    response = ServiceResponse("a", "W110401", Refusal.NOT_RESPONSIBLE, (ONE, TWO), "", (Refusal.NOT_COMMISSIONED,))

    assert {each.code for each in said_by(response)} == {"not_responsible"}


@pytest.mark.parametrize(
    ("alert", "what", "code"),
    [
        (0x8F72, "FDRA", "success"),
        (0x8F1C, "FDRA", "failure"),
        (0x8F43, "0x8F43", "version_changed"),
        (0x8F1B, "0x8F1B", "verification_failed_at_power_on"),
        (0x8F2C, "0x8F2C", ""),
    ],
)
def test_an_alert_of_a_device_is_called_by_its_use_case_or_by_its_code(alert: int, what: str, code: str) -> None:
    assert said_by(DeviceAlertMessage(ONE, alert, 5)) == (Said(what, "", ONE, 0, code),)


def test_n60_is_a_success_n61_a_failure_and_an_11_2_without_a_version_too() -> None:
    words = (
        FirmwareDistributionAlert("a", ONE, DistributionCode.DELIVERED, 7),
        FirmwareDistributionAlert("a", ONE, DistributionCode.NOT_DELIVERED, 7),
        FirmwareVersionResult("a", ONE, 7, True),
        FirmwareVersionResult("a", ONE, 0, False),
    )

    assert [(each.what, each.code) for word in words for each in said_by(word)] == [
        ("N60", "success"),
        ("N61", "failure"),
        ("11.2", "success"),
        ("11.2", "failure"),
    ]
