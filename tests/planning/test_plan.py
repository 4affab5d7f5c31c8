"""What a plan is for one premises: the order, the gates and why, the deadlines, and what no plan can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.store import DeviceType
from lab.campaign.allowed import DEADLINE_BASE, Terms
from lab.campaign.wanted import Gate, Word
from lab.planning.plan import Plan, Step, Want, plan_for
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant, seconds
from premises.wire.route import behind, below, of_design
from premises.wire.site import BridgeSpec, FirmwareSpec, MeterSpec, Site
from premises.wire.tables.hub import HubSpec, HubUpgradeSpec, RanksSpec, SlotSpec, StoreSpec

SIZE = 4096
FOUR = {
    "b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184),
    "b2": BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0284, behind="b1"),
    "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384),
    "b4": BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3", wake_every_s=1800.0),
}
METERS = {
    "ppmid": MeterSpec("PPMID", "90-B3-D5-1F-30-00-00-05", behind="b2", firmware=FirmwareSpec()),
    "gsme": MeterSpec("GSME", "90-B3-D5-1F-30-00-00-07", behind="b4", wake_every_s=1800.0, firmware=FirmwareSpec()),
}
SITE = Site(bridges=FOUR, meters=METERS)
TWO_SLOTS = StoreSpec({"G": SlotSpec(RanksSpec(GSME=1)), "P": SlotSpec(RanksSpec(ESME=1, PPMID=1, HCALCS=1))})


def plan(*to: str, site: Site = SITE, size: int = SIZE) -> Plan:
    return plan_for(site, [Want(Name(who), size) for who in to])


def gates(planned: Plan) -> list[list[tuple[int, str]]]:
    """Give what each step waits for: of which step, and which word."""
    return [
        [(reason.gate.after, reason.word.partition(" of ")[0]) for reason in step.reasons] for step in planned.steps
    ]


def test_who_shares_only_the_slot_waits_for_ccs08() -> None:
    planned = plan("b1", "b3")

    assert gates(planned) == [[], [(0, "CCS08")]]
    assert planned.steps[1].reasons[0].word == "CCS08 of B1"
    assert (
        "slot X of the hub holds one image, and this one would displace that of B1" in planned.steps[1].reasons[0].why
    )


def test_who_stands_behind_a_relay_waits_for_its_cs09() -> None:
    (reason,) = plan("b1", "b2").steps[1].reasons

    assert reason.gate == Gate(0, Word.LAST)
    assert reason.word == "CS09 of B1"
    assert reason.why.startswith("B1 carries B2's blocks, and reboots before this word; slot X of the hub")


def test_a_relay_waits_for_the_cs09_of_whoever_stands_behind_it() -> None:
    (reason,) = plan("b2", "b1").steps[1].reasons

    assert reason.word == "CS09 of B2"
    assert reason.why.startswith("B2's blocks and its last word pass B1, which reboots with this one; ")


def test_a_relay_long_before_is_waited_for_too() -> None:
    assert gates(plan("b1", "b3", "b2")) == [[], [(0, "CCS08")], [(0, "CS09"), (1, "CCS08")]]


def test_a_gsme_holds_the_slot_until_its_fdra_for_nothing_of_lower_rank_displaces_it() -> None:
    planned = plan("gsme", "b1")

    assert [step.request for step in planned.steps] == ["11.1", "11.4"]
    assert gates(planned) == [[], [(0, "FDRA")]]
    assert "would be refused by rank before that" in planned.steps[1].reasons[0].why


def test_a_gsme_behind_bridges_waits_for_each_of_them_to_reboot() -> None:
    assert gates(plan("b3", "b4", "gsme")) == [[], [(0, "CS09")], [(0, "CS09"), (1, "CS09")]]


def test_a_slot_of_its_own_is_waited_for_by_nobody_else() -> None:
    site = replace(SITE, hub=HubSpec(store=TWO_SLOTS))

    assert gates(plan("gsme", "b1", site=site)) == [[], []]
    assert gates(plan("gsme", "b3", site=site)) == [[], [(0, "the answer to CS06")]], "B3 carries that too"


def test_an_esme_that_cuts_its_hubs_power_has_the_way_of_everybody_to_itself() -> None:
    older = MeterSpec("ESME", "90-B3-D5-1F-30-00-00-01", firmware=FirmwareSpec(cuts_the_hub_for_s=20.0))
    newer = replace(older, firmware=FirmwareSpec())
    site, other = (replace(SITE, meters=METERS | {"esme": meter}) for meter in (older, newer))

    assert gates(plan("esme", "b1", "b3", site=site))[1:] == [
        [(0, "the answer to CS06")],
        [(0, "the answer to CS06"), (1, "CCS08")],
    ]
    (reason,) = plan("b1", "esme", site=site).steps[1].reasons
    assert reason.word == "CS09 of B1"
    assert reason.why == "B1's blocks and its last word pass HUB, which reboots with this one"
    assert gates(plan("esme", "b1", "b3", site=other)) == [[], [], [(1, "CCS08")]], "it has a slot of its own"


def test_devices_of_one_type_share_a_request_unless_one_carries_the_others_blocks() -> None:
    twin = replace(FOUR["b1"], eui="90-B3-D5-1F-30-B1-00-02")
    beside = Site(shape="any", bridges={"b1": FOUR["b1"], "twin": twin})
    behind_it = Site(shape="any", bridges={"b1": FOUR["b1"], "twin": replace(twin, behind="b1")})

    assert [step.devices for step in plan("twin", "b1", site=beside).steps] == [("twin", "b1")]
    assert gates(plan("twin", "b1", site=behind_it)) == [[], [(0, "CS09")]]


def test_whoever_nothing_could_tell_when_to_send_goes_first() -> None:
    early = replace(of_design(SITE, "option-a"), report="early")

    assert [step.name for step in plan("b1", "b3", "gsme", site=early).steps] == ["B1", "GSME", "B3"]
    assert [step.name for step in plan("b1", "b3", "gsme", site=replace(early, report="staged")).steps][-1] == "GSME"


def test_at_the_latest_is_when_all_before_are_silent() -> None:
    steps = plan("b1", "b2", "b3").steps

    assert [step.at_latest for step in steps] == [0, DEADLINE_BASE, 2 * DEADLINE_BASE]
    assert plan("b1", "b2", "b3").done_at_latest == 3 * DEADLINE_BASE


def test_a_stated_deadline_goes_before_the_sites() -> None:
    planned = plan_for(SITE, [Want(Name("b1"), SIZE), Want(Name("b2"), SIZE)], ORIGIN, Terms(seconds(60)))

    assert [(step.allowed, step.at_latest) for step in planned.steps] == [
        (seconds(60), Duration(0)),
        (seconds(60), seconds(60)),
    ]


@pytest.mark.parametrize(
    ("to", "site", "size", "words"),
    [
        (("b9",), SITE, SIZE, "unknown device 'b9': this premises has b1, b2, b3, b4"),
        (("b1", "b1"), SITE, SIZE, "device 'b1' is named twice: expected each once"),
        (("b4",), of_design(SITE, "option-a"), SIZE, "b4 is not on the SMI in option-a"),
        (("b1",), SITE, (1 << 20) + 1, "b1: an image of 1048577 octets: slot X of the hub holds 1048576 at most"),
        (
            ("b1",),
            Site(bridges={"b1": replace(FOUR["b1"], size_max=5000)}),
            5001,
            "b1: an image of 5001 octets: its flash holds 5000 at most",
        ),
        (
            ("gsme",),
            replace(SITE, meters=METERS | {"gsme": replace(METERS["gsme"], firmware=FirmwareSpec(size_max=5000))}),
            5001,
            "gsme: an image of 5001 octets: its flash holds 5000 at most",
        ),
        (
            ("b1",),
            replace(SITE, hub=HubSpec(gbcs="3.2")),
            SIZE,
            "b1: the hub is of GBCS 3.2 then: expected 4.1 or later",
        ),
    ],
)
def test_what_no_plan_can_do_is_refused_in_one_line(to: tuple[str, ...], site: Site, size: int, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        plan(*to, site=site, size=size)

    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


def test_what_fits_exactly_is_planned() -> None:
    assert plan("b1", size=1 << 20).steps[0].size == 1 << 20


def test_a_hub_that_was_upgraded_by_then_can_update_the_ppmid_class() -> None:
    site = replace(SITE, hub=HubSpec(gbcs="3.2", upgrade=[HubUpgradeSpec(100.0, "4.1")]))
    want = [Want(Name("b1"), SIZE)]

    assert plan_for(site, want, Instant(seconds(100))).steps[0].kind is DeviceType.PPMID
    with pytest.raises(UsageError):
        plan_for(site, want, Instant(seconds(99)))


def test_a_hub_of_gbcs_3_2_updates_meters() -> None:
    assert plan("gsme", site=replace(SITE, hub=HubSpec(gbcs="3.2"))).steps[0].request == "11.1"


VARIANTS = ("B1", "B2", "B3", "B4")


@st.composite
def premises(draw: st.DrawFn) -> Site:
    """Draw a tree of up to six bridges of few types, and one or two slots."""
    bridges: dict[str, BridgeSpec] = {}
    for number in range(draw(st.integers(1, 6))):
        above = draw(st.sampled_from(("hub", *bridges)))
        kind = draw(st.integers(0, 2))
        eui = f"90-B3-D5-1F-30-B1-00-0{number}"
        bridges[f"d{number}"] = BridgeSpec(VARIANTS[kind], eui, 0x0184 + 0x100 * kind, above)  # type: ignore[arg-type]  # one of the four
    meters = {
        "gsme": MeterSpec(
            "GSME", "90-B3-D5-1F-30-00-00-07", draw(st.sampled_from(("hub", *bridges))), firmware=FirmwareSpec()
        )
    }
    store = draw(st.sampled_from((StoreSpec(), TWO_SLOTS)))
    return Site(shape="any", bridges=bridges, meters=meters, hub=HubSpec(store=store))


@given(premises(), st.data())
def test_in_any_premises_and_order_nothing_shares_a_slot_or_a_way_that_reboots(site: Site, data: st.DataObject) -> None:
    everybody = [*site.bridges, *site.meters]
    to = data.draw(st.lists(st.sampled_from(everybody), unique=True, min_size=1))
    steps = plan(*to, site=site).steps
    up = behind(site)

    assert sorted(who for step in steps for who in step.devices) == sorted(to)
    for late, step in enumerate(steps):
        waited = {gate.after: gate.word for gate in step.gates}
        assert all(after < late for after in waited)
        for early, before in enumerate(steps[:late]):
            ways = [
                (one, other)
                for one in before.devices
                for other in step.devices
                if other in below(up, one) or one in below(up, other)
            ]
            if ways:
                assert waited.get(early) is Word.LAST
            if before.slot == step.slot:
                assert early in closure(steps, late), "its slot is free when this one goes"


def closure(steps: tuple[Step, ...], of: int) -> set[int]:
    """Give every step that must have had a word before step ``of`` goes."""
    found: set[int] = set()
    todo = [of]
    while todo:
        for gate in steps[todo.pop()].gates:
            if gate.after not in found:
                found.add(gate.after)
                todo.append(gate.after)
    return found
