"""From a fault as data to impairments: on which lanes it is, what it is there, and when."""

from collections.abc import Iterator
from typing import get_args

import pytest
from msgspec.structs import fields

from premises.faults.air import LinkPlan
from premises.faults.impairments.aim import About, Outage, When, Window
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.damage import Damage
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.faults.impairments.queueing import Rate
from premises.faults.kinds import MESSAGES
from premises.faults.specified import QUEUE_MAX
from premises.faults.wiring import link_plans
from premises.identity import Eui64, Name
from premises.quantity import Duration, Instant
from premises.wire.device.supply import SupplyCut
from premises.wire.fault import DEVICE_KINDS, LINK_KINDS, PARAMETERS, FaultSpec
from premises.wire.gbcs.alerts import SubGhzAlert
from premises.wire.gbcs.message import (
    BrokeredCommand,
    BrokeredResponse,
    GbcsAlert,
    GbcsCommand,
    GbcsMessage,
    GbcsResponse,
    Signed,
)
from premises.wire.message import Medium, Message
from premises.wire.site import BridgeSpec, Site

FOUR = {
    "b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184),
    "b2": BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0284, behind="b1"),
    "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384),
}
PLAIN = link_plans(Site(bridges=FOUR, shape="any"))


def plans(*faults: FaultSpec, nwk_security: bool = True) -> tuple[LinkPlan, ...]:
    return link_plans(Site(bridges=FOUR, shape="any", fault=list(faults), nwk_security=nwk_security))


def met(*faults: FaultSpec) -> list[tuple[str, str, str]]:
    """Give (link, source, target) of every lane that has more than it would have without ``faults``."""
    lanes: list[tuple[str, str, str]] = []
    for before, plan in zip(PLAIN, plans(*faults), strict=True):
        first, second = plan.ends
        lanes += [(plan.name, first, second)] if plan.there != before.there else []
        lanes += [(plan.name, second, first)] if plan.back != before.back else []
    return lanes


def impairment(spec: FaultSpec) -> Impairment:
    """Give what ``spec`` is on the WAN, from the DCC adapter to the hub."""
    return next(plan.there[-1] for plan in plans(spec) if plan.name == "wan")


@pytest.mark.parametrize(
    ("aimed", "lanes"),
    [
        ({"link": "wan"}, [("wan", "dcc", "hub"), ("wan", "hub", "dcc")]),
        ({"link": "wan", "toward": "hub"}, [("wan", "dcc", "hub")]),
        ({"link": "wan", "leaving": "hub"}, [("wan", "hub", "dcc")]),
        (
            {"link": "han"},
            [("han", "hub", "b1"), ("han", "b1", "hub"), ("han", "hub", "b3"), ("han", "b3", "hub")],
        ),
        ({"link": "han", "toward": "b3"}, [("han", "hub", "b3")]),
        ({"link": "han", "toward": "hub"}, [("han", "b1", "hub"), ("han", "b3", "hub")]),
        ({"toward": "b2"}, [("althan-b1-b2", "b1", "b2")]),
        ({"leaving": "b1"}, [("han", "b1", "hub"), ("althan-b1-b2", "b1", "b2")]),
        ({"leaving": "b1", "toward": "hub"}, [("han", "b1", "hub")]),
        ({"link": "nowhere"}, []),
    ],
)
def test_a_fault_is_on_the_lanes_that_it_is_for(aimed: dict[str, str], lanes: list[tuple[str, str, str]]) -> None:
    assert met(FaultSpec("outage", **aimed)) == lanes  # type: ignore[arg-type]  # names alone


def test_faults_come_after_what_a_link_is_in_their_order() -> None:
    loss, outage = FaultSpec("loss", link="wan", chance=0.5), FaultSpec("outage", link="wan")
    there = next(plan.there for plan in plans(outage, loss) if plan.name == "wan")
    plain = next(plan.there for plan in PLAIN if plan.name == "wan")

    assert there == (*plain, When(Outage((Window(),))), When(Loss(0.5)))


@pytest.mark.parametrize(
    ("spec", "inner"),
    [
        (FaultSpec("loss", chance=0.25), Loss(0.25)),
        (FaultSpec("burst", into=0.1, out_of=0.5), GilbertElliott(0.1, 0.5)),
        (FaultSpec("latency", latency_ms=200.5), Latency(Duration(200_500))),
        (FaultSpec("latency", latency_ms=200.0, jitter_ms=50.0), Latency(Duration(200_000), Duration(50_000))),
        (FaultSpec("rate", octets_per_s=500), Rate(500, QUEUE_MAX, Medium.WAN)),
        (FaultSpec("duplicate", chance=0.5), Duplicate(0.5, Duration(0))),
        (FaultSpec("duplicate", chance=0.5, later_ms=30.0), Duplicate(0.5, Duration(30_000))),
        (FaultSpec("reorder", chance=0.5, later_ms=30.0), Reorder(0.5, Duration(30_000))),
        (FaultSpec("outage"), Outage((Window(),))),
        (FaultSpec("damage", chance=0.25), Damage(0.25)),
    ],
)
def test_each_kind_is_its_impairment(spec: FaultSpec, inner: Impairment) -> None:
    assert impairment(spec) == When(inner)


def test_a_rate_counts_the_octets_of_frames_as_they_are_secured() -> None:
    (secured,) = (plan.there[-1] for plan in plans(FaultSpec("rate", octets_per_s=9)) if plan.name == "althan-b1-b2")
    plain_plans = plans(FaultSpec("rate", octets_per_s=9), nwk_security=False)
    (plain,) = (plan.there[-1] for plan in plain_plans if plan.name == "althan-b1-b2")

    assert secured == When(Rate(9, QUEUE_MAX, Medium.RADIO, secured=True))
    assert plain == When(Rate(9, QUEUE_MAX, Medium.RADIO, secured=False))


@pytest.mark.parametrize(
    ("aimed", "when"),
    [
        ({"messages": ["CS09"]}, When(Loss(1.0), ("CS09",))),
        ({"about": "b2"}, When(Loss(1.0), about=About(Name("b2"), Eui64("90-B3-D5-1F-30-B2-00-01")))),
        ({"about": "dcc"}, When(Loss(1.0), about=About(Name("dcc")))),
        ({"nth": 2}, When(Loss(1.0), nth=2)),
        ({"every": 3}, When(Loss(1.0), every=3)),
        ({"share": 0.0}, When(Loss(1.0), share=0.0)),
        ({"from_s": 1.5}, When(Loss(1.0), window=Window(Instant(1_500_000)))),
        ({"until_s": 2.0}, When(Loss(1.0), window=Window(Instant(0), Instant(2_000_000)))),
        ({"from_s": 1.5, "for_s": 2.0}, When(Loss(1.0), window=Window(Instant(1_500_000), Instant(3_500_000)))),
    ],
)
def test_aim_and_window_are_those_that_were_given(aimed: dict[str, object], when: When) -> None:
    assert impairment(FaultSpec("loss", chance=1.0, **aimed)) == when  # type: ignore[arg-type]  # keys of FaultSpec


def test_a_link_without_faults_is_as_it_was() -> None:
    assert plans() == PLAIN
    assert [plan for plan in plans(FaultSpec("outage", link="wan")) if plan.name != "wan"] == [
        plan for plan in PLAIN if plan.name != "wan"
    ]


def test_every_kind_says_which_keys_it_takes() -> None:
    (kind,) = (field for field in fields(FaultSpec) if field.name == "kind")

    assert set(PARAMETERS) == set(get_args(kind.type)) == LINK_KINDS | DEVICE_KINDS
    assert all({*needed, *allowed} <= set(FaultSpec.__struct_fields__) for needed, allowed in PARAMETERS.values())


@pytest.mark.parametrize("kind", sorted(DEVICE_KINDS))
def test_a_fault_of_a_device_is_on_no_link(kind: str) -> None:
    assert met(FaultSpec(kind, device="b1")) == []  # type: ignore[arg-type]  # any kind


@pytest.mark.parametrize("kind", sorted(LINK_KINDS))
def test_every_kind_of_a_link_is_on_the_links(kind: str) -> None:
    given = dict.fromkeys(PARAMETERS[kind][0], 0.5) | {"octets_per_s": 1}
    keys = {key: given[key] for key in PARAMETERS[kind][0]}

    assert met(FaultSpec(kind, link="wan", **keys)) == [("wan", "dcc", "hub"), ("wan", "hub", "dcc")]  # type: ignore[arg-type]  # any kind


def test_every_message_that_there_is_can_be_aimed_at_by_its_name() -> None:
    # But for what a supply does, which no fault of links can hold up.
    there_are = {kind.__name__: kind for kind in subclasses(Message) if kind is not SupplyCut} | {
        "CCS08": MESSAGES["FirmwareTransferAlert"],
        "CS09": MESSAGES["FirmwareActivationAlert"],
        "DBCH06": MESSAGES["DutyCycleAlert"],
        "DBCH10": MESSAGES["MessageDiscardedAlert"],
        "ECS52": MESSAGES["ReadEsmeVersionCommand"],
        "ECS52-response": MESSAGES["ReadEsmeVersionResponse"],
        "GCS38": MESSAGES["ReadGsmeVersionCommand"],
        "GCS38-response": MESSAGES["ReadGsmeVersionResponse"],
        "CS08": MESSAGES["ReadPpmidVersionCommand"],
        "CS08-response": MESSAGES["ReadPpmidVersionResponse"],
        "CCS01": MESSAGES["AddDeviceCommand"],
        "CCS01-response": MESSAGES["AddDeviceResponse"],
        "CCS02": MESSAGES["RemoveDeviceCommand"],
        "CCS02-response": MESSAGES["RemoveDeviceResponse"],
        "CS06": MESSAGES["ActivateFirmwareCommand"],
        "CS06-response": MESSAGES["ActivateFirmwareResponse"],
        "CS06-alert": MESSAGES["FutureDatedAlert"],
        "FDRA": MESSAGES["FirmwareReceiptAlert"],
        "firmware-alert": MESSAGES["FirmwareAlert"],
    }

    assert dict(MESSAGES) == there_are


_SHARED = (Signed, GbcsMessage, GbcsCommand, GbcsResponse, GbcsAlert, SubGhzAlert, BrokeredCommand, BrokeredResponse)


def subclasses(kind: type[Message]) -> Iterator[type[Message]]:
    """Give every message of the product that is one itself, and not what several share."""
    for each in kind.__subclasses__():
        if each not in _SHARED and each.__module__.startswith("premises."):
            yield each
        yield from subclasses(each)
