"""A hub's GBCS version: the DCC adapter refuses what the hub could not do, until the CSP has upgraded it."""

import pytest

from dcc_adapter.checks import check_request
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import GbcsFrom, SmiDevice, dcc_plan, gbcs_of
from premises.identity import Name, eui64
from premises.machine.effects import Kept
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.duis.messages import Refusal, UpdateFirmware
from premises.wire.field.wan import ImageOffer
from premises.wire.notes.requests import RequestRefused
from premises.wire.site import DCC, SUPPLIER, Site
from premises.wire.tables.hub import HubSpec, HubUpgradeSpec
from tests.machine.reading import noted, sent_of
from tests.rooms.attended import Attended
from tests.rooms.dcc_stage import ONE, ask, image, request, request_id
from tests.rooms.hub_stage import BRIDGE, MAKER, NEW, OLD
from tests.rooms.stage import Stage

LATE = HubUpgradeSpec(100.0, "4.1")
OLD_HUB = Site(hub=HubSpec(gbcs="3.2", upgrade=[LATE]))
B1 = eui64(OLD_HUB.bridges["b1"].eui)


def adapter(site: Site = OLD_HUB) -> Stage[DccAdapter]:
    plan = dcc_plan(site, 1)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def test_a_hub_of_gbcs_3_2_updates_no_bridge_and_nothing_goes_to_it() -> None:
    stage = adapter()
    effects = stage.hear(SUPPLIER, request(1, B1))
    response = ask(stage, request(2, B1))

    assert (response.response_code, response.refusal, response.refused) == (
        "E110401",
        Refusal.INVALID_GBCS_VERSION,
        (B1,),
    )
    assert response.detail == "the hub is of GBCS 3.2 and cannot update b1: expected 4.1 or later"
    assert noted(effects, RequestRefused) == [RequestRefused(request_id(1), "InvalidGBCSVersionList", response.detail)]
    assert sent_of(effects, ImageOffer) == []


@pytest.mark.parametrize(("at_s", "code"), [(99.999, "E110401"), (100.0, "I99"), (101.0, "I99")])
def test_from_the_csps_upgrade_on_it_does(at_s: float, code: str) -> None:
    stage = adapter()
    stage.wait(seconds(at_s))

    assert ask(stage, request(1, B1)).response_code == code


def test_a_supplier_cannot_upgrade_the_hub_itself() -> None:
    chf = eui64(OLD_HUB.hub.eui)
    response = ask(adapter(), request(1, chf, octets=image()))

    assert (response.response_code, response.refusal) == ("E110401", Refusal.INVALID_DEVICE_ID)


def test_a_hub_is_of_gbcs_4_1_unless_its_site_says_otherwise() -> None:
    assert gbcs_of(Site()) == (GbcsFrom(ORIGIN, "4.1"),)
    assert gbcs_of(OLD_HUB) == (GbcsFrom(ORIGIN, "3.2"), GbcsFrom(Instant(seconds(100)), "4.1"))
    assert ask(adapter(Site()), request(1, B1)).response_code == "I99"


@pytest.mark.parametrize(
    ("device_type", "refusal"),
    [
        ("PPMID", Refusal.INVALID_GBCS_VERSION),
        ("HCALCS", Refusal.INVALID_GBCS_VERSION),
        ("GSME", Refusal.NONE),
        ("ESME", Refusal.NONE),
    ],
)
def test_an_old_hub_can_update_meters_and_neither_the_ppmid_class_nor_hcalcs(
    device_type: str, refusal: Refusal
) -> None:
    device = SmiDevice(Name("it"), ONE, device_type, "", MAKER, BRIDGE, OLD)
    asked = request(1, ONE, version=NEW)
    meters = UpdateFirmware(asked.request_id, asked.firmware_image, NEW, (ONE,))
    verdict = check_request(meters if device.is_commanded else asked, (device,), "3.2")

    assert verdict.refusal is refusal
