"""A plan over a change of protocol between two bridges: the one behind goes first, or nobody goes."""

import pytest
from msgspec.structs import replace

from lab.campaign.wanted import Gate, Word
from lab.planning.plan import Plan, Want, plan_for
from lab.story.campaigns import planned_for
from lab.story.requests import image_for
from lab.story.scenario import Scenario
from lab.story.virtual import tell
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import ORIGIN, seconds
from premises.wire.route import of_design
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import Site
from premises.wire.tables.private import NewProtocolSpec
from tests.planning.crowd import NEW, crowded

OLD = 0x0001_0000
CHANGES = [NewProtocolSpec("B1", "B2", NEW, NEW), NewProtocolSpec("B3", "B4", NEW, NEW)]
SITE = replace(crowded(), new_protocol=CHANGES)


def plan(*to: str, site: Site = SITE, version: int = NEW, running: dict[Name, int] | None = None) -> Plan:
    return plan_for(site, [Want(Name(who), 600, version) for who in to], running=running or {})


def names(planned: Plan) -> list[str]:
    return [step.name for step in planned.steps]


def test_the_bridge_behind_goes_first_and_the_one_above_waits_for_no_cs09_that_cannot_pass() -> None:
    planned = plan("b1", "b2")

    assert names(planned) == ["B2", "B1"]
    assert planned.steps[1].gates == (Gate(0, Word.HELD),)
    assert planned.steps[1].reasons[0].word == "CCS08 success of B2"
    assert planned.steps[1].reasons[0].why.startswith("B2's CS09 passes only when this one too runs")


def test_nothing_that_the_child_carries_goes_between_it_and_the_bridge_above() -> None:
    planned = plan("b2", "ppmid", "b4", "hcalcs", "b1", "b3")

    assert names(planned) == ["B2", "B1", "PPMID", "B4", "B3", "HCALCS"]


def test_versions_that_cross_no_change_keep_the_order_in_which_they_were_named() -> None:
    assert names(plan("b1", "b2", version=NEW - 1)) == ["B1", "B2"]
    assert names(plan("b1", "b2", site=crowded())) == ["B1", "B2"]
    assert names(plan("b1", "b2", version=NEW + 1, running={Name("b1"): NEW, Name("b2"): NEW})) == ["B1", "B2"]


@pytest.mark.parametrize(
    ("to", "running", "words"),
    [
        (("b1",), {}, "b1: 0x00010001 and 0x00010000 of b2 would not understand each other, and b2 be stranded"),
        (("b2",), {}, "b2: 0x00010001 and 0x00010000 of b1 would not understand each other, and b2 be stranded"),
        (("b3", "gsme"), {}, "b3: 0x00010001 and 0x00010000 of b4 would not understand each other, and b4 be stranded"),
        (("b1", "b2"), {"b1": NEW}, "b2: it runs 0x00010000, which 0x00010001 of b1 does not understand: nothing"),
    ],
)
def test_what_no_order_keeps_from_stranding_a_bridge_is_refused_in_one_line(
    to: tuple[str, ...], running: dict[Name, int], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        plan(*to, running=running)

    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


def test_who_is_stranded_already_is_reached_again_when_the_one_above_goes_alone() -> None:
    assert names(plan("b1", running={Name("b2"): NEW})) == ["B1"]


def test_what_a_bundle_brings_is_its_feeders_affair() -> None:
    assert names(plan("b3", site=of_design(SITE, "option-a"))) == ["B3"]


@pytest.mark.parametrize("to", [("b1", "b2", "b3", "b4", "ppmid"), ("b4", "ppmid", "b2", "b3", "b1")])
def test_a_plan_takes_a_premises_over_the_change_and_strands_nobody(to: tuple[str, ...]) -> None:
    images = {Name(who): image_for(SITE, (who,), NEW, 600) for who in to}
    campaign = planned_for(SITE, images, ORIGIN, 1)[1]
    spec = ScenarioSpec("a plan is followed", Expect({}, 86_400.0))
    told = tell(Scenario("plan", spec, SITE, (), campaign), 1, lambda _: None)

    assert [told.pictures[Name(who)].running for who in to] == [NEW] * len(to)
    assert told.over_at is not None
    assert told.over_at < seconds(3600), "no deadline was waited for"


def test_when_the_bridge_behind_never_has_its_image_the_one_above_is_not_sent_one() -> None:
    b1, b2 = (image_for(SITE, (who,), NEW, 600) for who in ("b1", "b2"))
    forged = b2[:-1] + bytes([b2[-1] ^ 1])
    campaign = planned_for(SITE, {Name("b1"): b1, Name("b2"): forged}, ORIGIN, 1)[1]
    spec = ScenarioSpec("a plan is followed", Expect({}, 86_400.0))
    told = tell(Scenario("plan", spec, SITE, (), campaign), 1, lambda _: None)

    assert [told.pictures[Name(who)].running for who in ("b1", "b2")] == [OLD, OLD]
    assert told.over_at is not None
    assert told.over_at < seconds(3600), "no deadline was waited for"
