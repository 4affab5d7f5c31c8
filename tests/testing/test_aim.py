"""Every fault that there is can be made from a test, at a place that the test names; what cannot be is one line."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from lab.testing.faults.aim import Aim, Meant, When
from lab.testing.faults.imposing import Fault
from lab.testing.words import CCS08, CS09
from premises.errors import UsageError
from premises.faults.said.spoken import words_of
from premises.quantity import Instant, seconds
from premises.wire.fault import LINK_KINDS, PARAMETERS, FaultSpec
from premises.wire.field.zcl import ImageBlockResponse
from premises.wire.message import Message
from tests.testing.stage import premises_of

Do = Callable[[Any], Fault]

AT_LINK: dict[str, tuple[Do, str]] = {
    "loss": (lambda at: at.loss(0.4), "40% loss"),
    "burst": (lambda at: at.burst("5%", 0.3), "burst loss 5% into, 30% out of"),
    "latency": (lambda at: at.latency("200ms", jitter="50ms"), "200ms latency give or take 50ms"),
    "rate": (lambda at: at.rate(1000), "1000 octets/s"),
    "duplicate": (lambda at: at.duplicate("10%", later="2s"), "10% duplicated after 2s"),
    "reorder": (lambda at: at.reorder(0.1, "150ms"), "10% reordered by 150ms"),
    "outage": (lambda at: at.outage(), "outage"),
    "damage": (lambda at: at.damage(), "100% damaged"),
}
AT_DEVICE: dict[str, tuple[Do, str]] = {
    "crash": (lambda at: at.crash(takes="10s"), "crash of b4 down for 10s"),
    "power-cut": (lambda at: at.power_cut(), "power cut at b4"),
    "battery-flat": (lambda at: at.battery_flat(), "battery flat at b4"),
    "reboot-mid-write": (
        lambda at: at.reboot_mid_write(nth=3, takes="5s"),
        "reboot of b4 in the 3rd write down for 5s",
    ),
    "flash-full": (lambda at: at.flash_full(), "flash full at b4"),
    "slow-erase": (lambda at: at.slow_erase("2m"), "slow erase of 2m at b4"),
    "refuse-verify": (lambda at: at.refuse_verify(), "refuse verify at b4"),
    "fail-activate": (lambda at: at.fail_activate(), "fail activate at b4"),
    "wrong-hardware": (lambda at: at.wrong_hardware(), "wrong hardware at b4"),
    "stuck-asleep": (lambda at: at.stuck_asleep(), "stuck asleep at b4"),
    "clock-drift": (lambda at: at.clock_drift(200.0), "clock drift of 200ppm at b4"),
}


def test_there_is_a_method_for_every_kind_of_fault_and_for_every_key_of_it() -> None:
    for kind, (needed, allowed) in PARAMETERS.items():
        method = getattr(Aim, kind.replace("-", "_"))
        takes = set(inspect.signature(method).parameters)
        keys = {key.removesuffix("_ms").removesuffix("_s") for key in (*needed, *allowed)} - {"octets_per"}

        assert keys | ({"octets_per_s"} if kind == "rate" else set()) <= takes, kind

    assert set(AT_LINK) | set(AT_DEVICE) == set(PARAMETERS)
    assert set(AT_LINK) == set(LINK_KINDS)


def test_every_key_that_says_which_frames_are_meant_can_be_said() -> None:
    own = {key for needed, allowed in PARAMETERS.values() for key in (*needed, *allowed)}
    places = {"kind", "device", "link", "toward", "leaving"}
    aims = set(FaultSpec.__struct_fields__) - own - places - {"from_s", "until_s", "for_s"}

    assert {"kind" if key == "messages" else key for key in aims} == set(Meant.__annotations__) - set(
        When.__annotations__
    )


@pytest.mark.parametrize("kind", AT_LINK)
def test_a_link_can_have_a_fault_of_each_kind(kind: str) -> None:
    do, said = AT_LINK[kind]

    assert str(do(premises_of().on("wan"))) == f"{said} on wan"


@pytest.mark.parametrize("kind", AT_DEVICE)
def test_a_device_can_have_a_fault_of_each_kind(kind: str) -> None:
    do, said = AT_DEVICE[kind]

    assert str(do(premises_of().on("B4"))) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("B1->B2", "outage toward b2 leaving b1"),
        ("b2 -> b1", "outage toward b1 leaving b2"),
        ("B1<->B2", "outage toward b2 leaving b1 and outage toward b1 leaving b2"),
        ("ALTHAN-B1-B2", "outage on althan-b1-b2"),
        ("han", "outage on han"),
        ("supplier->dcc", "outage toward dcc leaving supplier"),
    ],
)
def test_a_place_is_one_way_both_ways_or_a_link_in_any_case(where: str, said: str) -> None:
    assert str(premises_of().on(where).outage()) == said


def test_the_moments_of_a_fault_count_from_now() -> None:
    premises = premises_of()
    premises.let_pass("100s")

    (spec,) = premises.on("wan").outage(after="10s", lasting="5m").specs
    assert (spec.begins_at, spec.ends_at) == (Instant(seconds(110)), Instant(seconds(410)))


def test_frames_can_be_meant_by_kind_number_share_and_device() -> None:
    at = premises_of().on("hub->b1")

    assert words_of(at.drop(nth=3, kind="imageblockresponse").specs[0]) == (
        "100% loss of the 3rd ImageBlockResponse toward b1 leaving hub"
    )
    assert words_of(at.damage(every=2, kind=[ImageBlockResponse, "ImageNotify"], about="B2", share="50%").specs[0]) == (
        "100% damaged of 50% of every 2nd ImageBlockResponse or ImageNotify about b2 toward b1 leaving hub"
    )


@pytest.mark.parametrize("kind", [CS09, "CS09", "cs09"])
def test_a_use_case_is_meant_on_the_wan_as_where_it_is_passed_on(kind: str | type[Message]) -> None:
    premises = premises_of()
    for link in ("wan", "duis"):
        update = premises.update("b1", size=200)
        with premises.on(link).drop(kind=kind, about="b1") as fault:
            assert fault.specs[0].messages == ["CS09", "PPMIDAlert"]
            premises.wait_for(CCS08, about="b1")
            with pytest.raises(AssertionError, match="it has not come"):
                premises.wait_for(update, within="3m")
        premises.wait_for(premises.update("b1", size=200))


def test_words_of_the_fault_language_make_a_fault_from_now() -> None:
    premises = premises_of()
    premises.let_pass("1m")

    assert str(premises.fault("40% loss on wan for 5m")) == "40% loss on wan from 1m for 5m"
    assert str(premises.impose(FaultSpec("outage", link="han", for_s=5.0))) == "outage on han from 1m for 5s"


@pytest.mark.parametrize(
    ("do", "line"),
    [
        (lambda p: p.on("b5"), "on('b5'): no link and nobody here is called that: did you mean b4?"),
        (lambda p: p.on("B1->B5"), "on('B1->B5'): nobody here is called 'b5': did you mean b4?"),
        (lambda p: p.on("B1->B4"), "on('B1->B4'): no link joins them: did you mean b3->b4?"),
        (lambda p: p.on("wam"), "on('wam'): no link and nobody here is called that: did you mean wan?"),
        (
            lambda p: p.on("wan").crash(),
            "wan is a link, and crash is a device's fault: expected a participant's name",
        ),
        (
            lambda p: p.on("b1").drop(),
            "b1 is a participant, and drop is a fault of a link: expected one of hub<->b1, b1<->b2",
        ),
        (
            lambda p: p.on("b1").stuck_asleep(),
            "on(\"b1\").stuck_asleep.device = 'b1': stuck-asleep is for a device that sleeps: did you mean b4?",
        ),
        (
            lambda p: p.on("wan").drop(kind="ImageBlokResponse"),
            "no message is called 'ImageBlokResponse': did you mean ImageBlockResponse?",
        ),
        (
            lambda p: p.on("wan").drop(about="b9"),
            "on(\"wan\").drop.about = 'b9': nobody here is called that: did you mean b4?",
        ),
        (lambda p: p.on("wan").drop(nht=3), 'on("wan").drop(nht=...): did you mean nth?'),
        (lambda p: p.on("b1").flash_full(kind="CS09"), 'on("b1").flash_full(kind=...): expected one of after, lasting'),
        (lambda p: p.on("wan").drop(nth=1, every=2), 'on("wan").drop.every = 2: expected nth or every, not both'),
        (lambda p: p.on("wan").loss(1.4), 'on("wan").loss: chance = 1.4: expected a number <= 1.0'),
        (lambda p: p.on("wan").loss("many"), "chance = 'many': expected 0.4 or '40%'"),
        (
            lambda p: p.on("wan").outage(lasting="soon"),
            "lasting = 'soon': expected a span like '200ms', '10s', '5m', '6h' or '1h30m'",
        ),
        (
            lambda p: p.on("wan").outage(after=-1),
            "after = -1: expected 0 s to 365 d",
        ),
        (
            lambda p: p.fault("40% loss on wam"),
            "fault \"40% loss on wam\".link = 'wam': this premises has no such link: did you mean wan?",
        ),
    ],
)
def test_what_cannot_be_had_is_one_line_with_the_nearest(do: Do, line: str) -> None:
    with pytest.raises(UsageError) as failed:
        do(premises_of())

    assert str(failed.value) == line


def test_a_fault_can_be_cleared_once_and_is_in_force_until_then() -> None:
    premises = premises_of()
    fault = premises.on("wan").outage()
    other = premises.on("b1").crash()

    premises.let_pass("39s")
    before = fault.is_in_force, other.is_in_force
    premises.let_pass("2s")
    meanwhile = fault.is_in_force, other.is_in_force
    fault.clear()
    fault.clear()

    assert (before, meanwhile) == ((True, True), (True, False))
    assert premises.faults.in_force == ()


def test_a_device_that_is_cleared_of_its_power_cut_comes_back() -> None:
    premises = premises_of()
    with premises.on("b1").power_cut():
        premises.let_pass("10s")
        assert premises.running("b1") is None
    premises.let_pass("1s")

    assert premises.running("b1") == 0x0001_0000


def test_no_more_faults_than_a_premises_can_have() -> None:
    premises = premises_of()
    for _ in range(32):
        premises.on("b1<->b2").outage()

    with pytest.raises(UsageError, match="66 faults: expected at most 64 at once"):
        premises.on("b1<->b2").outage()
