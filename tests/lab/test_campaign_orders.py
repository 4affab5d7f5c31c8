"""The 11.3 of a campaign: to whoever holds what an 11.1 brought, once each, and waited for until its last word."""

from dataclasses import replace

import pytest

from dcc_adapter.activations import ANSWER_WITHIN, DONE_WITHIN
from lab.campaign.activation import ORDERS_APART, REQUESTS_MAX, Activation, number_of, order_number
from lab.campaign.standing import Ended, UnderWay, heard, orders_due, replace_request, sent
from lab.campaign.wanted import Wanted
from premises.identity import Eui64
from premises.quantity import Duration, Instant, seconds
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FutureDatedDeviceAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
)
from premises.wire.gbcs.activation import AT_ONCE, ActivationCode, ReceiptCode
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Message
from premises.wire.site import SUPPLIER_EUI
from tests.lab.test_campaign import HASH, ME, NOW, ONE, OTHER, TWO, ccs08

ORDER = f"{SUPPLIER_EUI}:{ONE}:{1 + ORDERS_APART}"
AT_ONCE_AFTER = Wanted(UpdateFirmware(ME, b"", 1, (ONE,)), Duration(50), (), HASH, Activation())
HELD = DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, HASH)


def cs06(result: ActivationCode, request: str = ORDER) -> ActivateFirmwareResult:
    return ActivateFirmwareResult(request, ONE, result, 1)


def test_who_holds_its_image_is_sent_an_11_3_once_and_still_owes_its_last_word() -> None:
    begun = sent(AT_ONCE_AFTER, NOW)
    holds = heard(begun, AT_ONCE_AFTER, HELD, NOW)
    again = heard(holds, AT_ONCE_AFTER, HELD, NOW)
    (order,) = orders_due(begun, holds, AT_ONCE_AFTER, NOW)

    assert holds == UnderWay(Instant(NOW + 50 + ANSWER_WITHIN), (ONE,))
    assert (order.request_id, order.device_id, order.firmware_hash) == (ORDER, ONE, HASH)
    assert order.activation_at == AT_ONCE
    assert orders_due(holds, again, AT_ONCE_AFTER, NOW) == ()


@pytest.mark.parametrize(
    ("message", "ends"),
    [
        (cs06(ActivationCode.SUCCESS), True),
        (cs06(ActivationCode.HASH_MISMATCH), True),
        (cs06(ActivationCode.ACCEPTED), False),
        (cs06(ActivationCode.SUCCESS, OTHER), False),
        (FutureDatedDeviceAlert(ORDER, ONE, 0x8F67, ActivationCode.ACTIVATION_FAILURE, 1), True),
        (ServiceResponse(ORDER, "I99", Refusal.NONE, (), ""), False),
        (ServiceResponse(ORDER, "E20", Refusal.QUEUE_FULL, (ONE,), "why"), True),
        (ServiceResponse(ORDER, "E21", Refusal.NO_RESPONSE, (ONE,), "why"), True),
    ],
)
def test_what_came_of_cs06_is_the_last_word_of_what_runs_by_it(message: Message, *, ends: bool) -> None:
    holds = heard(sent(AT_ONCE_AFTER, NOW), AT_ONCE_AFTER, HELD, NOW)

    assert heard(holds, AT_ONCE_AFTER, message, NOW) == (Ended() if ends else holds)


@pytest.mark.parametrize(
    "message",
    [
        DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_FAILED, 1, HASH),
        FirmwareDistributionAlert(ME, ONE, DistributionCode.NOT_DELIVERED),
        ccs08(TransferResponseCode.TRANSFER_FAILURE),
    ],
)
def test_who_does_not_hold_it_is_ordered_nothing(message: Message) -> None:
    begun = sent(AT_ONCE_AFTER, NOW)
    after = heard(begun, AT_ONCE_AFTER, message, NOW, again=False)

    assert after == Ended(without=(ONE,))
    assert orders_due(begun, after, AT_ONCE_AFTER, NOW) == ()


def test_of_two_devices_only_the_one_that_came_to_hold_it_is_ordered() -> None:
    pair = replace(AT_ONCE_AFTER, request=UpdateFirmware(ME, b"", 1, (ONE, TWO)))
    begun = sent(pair, NOW)
    one_failed = heard(begun, pair, ccs08(TransferResponseCode.TRANSFER_FAILURE), NOW)
    one_holds = heard(begun, pair, HELD, NOW)

    assert orders_due(begun, one_failed, pair, NOW) == ()
    assert [order.device_id for order in orders_due(begun, one_holds, pair, NOW)] == [ONE]


def test_an_hcalcs_is_ordered_after_its_ccs08() -> None:
    begun = sent(AT_ONCE_AFTER, NOW)
    holds = heard(begun, AT_ONCE_AFTER, ccs08(TransferResponseCode.SUCCESS), NOW)

    assert [order.device_id for order in orders_due(begun, holds, AT_ONCE_AFTER, NOW)] == [ONE]


def test_a_stated_moment_is_said_in_cs06_and_waited_for_unless_it_is_over() -> None:
    later = replace(AT_ONCE_AFTER, activation=Activation(Instant(seconds(90))))
    begun = sent(later, NOW)
    holds = heard(begun, later, HELD, NOW)
    early, late = (orders_due(begun, holds, later, moment)[0] for moment in (NOW, Instant(seconds(90))))

    assert (early.activation_at, late.activation_at) == (90, AT_ONCE)
    assert begun.until == seconds(90) + ANSWER_WITHIN + DONE_WITHIN


def test_a_stated_deadline_is_allowed_the_image_and_once_more_its_11_3() -> None:
    stated = replace(AT_ONCE_AFTER, activation=Activation(stated=Duration(20)))

    assert sent(stated, NOW).until == Instant(NOW + 50 + 20)


def test_each_11_3_of_a_campaign_and_of_its_repetitions_has_a_number_of_its_own() -> None:
    devices = tuple(Eui64(f"90-B3-D5-1F-30-B1-00-{number:02X}") for number in range(REQUESTS_MAX))
    requests = [UpdateFirmware(f"me:acb:{1 + number}", b"", 1, devices) for number in range(REQUESTS_MAX)]
    again = [replace_request(request, 1, devices[:2]) for request in requests]
    orders = [order_number(request, device) for request in (*requests, *again) for device in request.device_ids]
    numbers = [number_of(request.request_id) for request in (*requests, *again)]

    assert len(orders) == len(set(orders)) == REQUESTS_MAX * (REQUESTS_MAX + 2)
    assert set(orders).isdisjoint(numbers)
