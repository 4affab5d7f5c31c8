"""A test that has a meter run its image: what it may ask for, and what its back end hears."""

from collections.abc import Callable

import pytest

from lab.testing.premises import Premises
from lab.testing.words import CS06, ActivationCode
from premises.errors import UsageError
from tests.testing.stage import premises_of

SITE = {
    "bridges": {"b1": {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184}},
    "meters": {
        "esme": {"kind": "ESME", "eui": "90-B3-D5-1F-30-00-00-04", "firmware": {}},
        "hcalcs": {"kind": "HCALCS", "eui": "90-B3-D5-1F-30-00-00-06", "firmware": {}},
        "ppmid": {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05", "behind": "b1", "firmware": {}},
    },
}


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (lambda it: it.activate("b1"), "activate: b1 is a bridge, which runs a new image by itself: expected a meter"),
        (lambda it: it.activate("ppmid"), "activate: ppmid is a PPMID, which runs a new image by itself"),
        (lambda it: it.activate("esme"), "activate: no image was sent to esme: expected an update before"),
        (lambda it: it.activate("gsme"), "unknown device 'gsme'"),
    ],
)
def test_what_cannot_be_activated_is_one_line(order: Callable[[Premises], object], words: str) -> None:
    with pytest.raises(UsageError) as refused:
        order(premises_of(SITE))

    assert str(refused.value).startswith(words)


def test_meters_and_a_bridge_in_one_order_are_three_requests_and_an_hcalcs_ends_with_ccs08() -> None:
    premises = premises_of(SITE)
    update = premises.wait_for(premises.update("b1", "esme", "hcalcs", size=700))

    assert [type(request).__name__ for request in update.requests] == [
        "UpdatePPMIDFirmware", "UpdateFirmware", "UpdateFirmware",
    ]  # fmt: skip
    assert premises.supplier.received("CCS08", about="hcalcs", transfer_response_code="success")
    assert premises.supplier.never_received("CS06")
    assert [premises.running(who) for who in ("b1", "esme", "hcalcs")] == [update.version, 0x0001_0000, 0x0001_0000]
    assert premises.supplier.believes("esme").transfer == "success"


def test_an_image_that_took_the_place_of_what_is_held_is_the_one_that_runs() -> None:
    premises = premises_of(SITE)
    first = premises.wait_for(premises.update("esme", size=700))
    second = premises.wait_for(premises.update("esme", size=700))
    order = premises.wait_for(premises.activate("esme"))

    assert first.version < second.version == order.version == premises.running("esme")
    assert premises.supplier.received(CS06, about="esme", result=ActivationCode.SUCCESS)
    assert repr(order).startswith("<activation of 0x00010002 on esme, sent at ")


def test_an_order_that_waits_for_ever_says_whose_answer_has_not_come() -> None:
    premises = premises_of(SITE)
    premises.wait_for(premises.update("esme", size=700))
    with premises.on("wan").outage(), pytest.raises(AssertionError) as failed:
        premises.wait_for(premises.activate("esme"), within="1h")

    assert "the answer of esme to CS06 on 0x00010001: it has not come" in str(failed.value)
