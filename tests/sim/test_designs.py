"""Every bridge of every design keeps the contract of a machine, and all of a premises come to run what was sent."""

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from lab.cast import makers_of
from lab.story.requests import image_for, request_for
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.design import DESIGNS, DesignName, ReportPolicy
from premises.wire.message import Frame
from premises.wire.route import feeder_of
from premises.wire.site import SUPPLIER, Site
from tests.rooms.feeder_stage import B4, NEW, POLICIES, TYPES, site_of
from tests.sim.listening import Listening

SIZE = 400
"""Octets of each part: a few blocks."""

FEEDING: tuple[DesignName, ...] = ("option-a", "option-b")

COMBINATIONS: tuple[tuple[DesignName, ReportPolicy], ...] = (
    ("proposed", "staged"),  # Nobody is fed there, so the policy is nothing to anybody.
    *product(FEEDING, POLICIES),
)


def good_day(site: Site) -> tuple[World, dict[Name, list[Frame]]]:
    """Give a premises in which all firmware was sent and came to run, and what each bridge heard."""
    heard: dict[Name, list[Frame]] = {who: [] for who in TYPES}
    makers = dict(makers_of(site, 1))
    tops = [who for who in TYPES if feeder_of(site, who) is None]
    script = tuple(
        Planned(Instant(seconds(1 + 600 * at)), request_for(site, image_for(site, (who,), NEW, SIZE), [who], at + 1))
        for at, who in enumerate(tops)
    )

    def supplier(kept: Kept) -> Machine:
        return Supplier(script, kept)

    for who in TYPES:
        inner = makers[who]
        makers[who] = lambda kept, inner=inner, who=who: Listening(inner(kept), heard[who])
    makers[SUPPLIER] = supplier
    world = World(makers, link_plans(site), seed=1)
    world.start()
    world.run(Instant(seconds(4000)))
    return world, heard


@cache
def of_a_good_day(design: DesignName, report: ReportPolicy) -> tuple[Site, dict[Name, list[Frame]]]:
    """Give a premises whose B4 always listens, and what each bridge heard in it; told once for all of them."""
    site = site_of(design, report)
    return site, good_day(site)[1]


def each_bridge() -> Iterator[tuple[DesignName, ReportPolicy, Name]]:
    """Give every bridge of every design and policy."""
    for (design, report), who in product(COMBINATIONS, TYPES):
        yield design, report, who


@pytest.mark.parametrize(("design", "report"), COMBINATIONS)
def test_all_of_a_premises_come_to_run_what_was_sent(design: DesignName, report: ReportPolicy) -> None:
    world, _ = good_day(site_of(design, report, wake_every_s=80.0, awake_s=40.0))

    assert {who: world.pictures[who].running for who in TYPES} == dict.fromkeys(TYPES, NEW)


@pytest.mark.parametrize(("design", "report", "who"), each_bridge())
def test_every_bridge_keeps_the_contract_of_a_machine(design: DesignName, report: ReportPolicy, who: Name) -> None:
    # B4 listens here all the time, so that its story is one of frames and not of wakes; asleep it is tested elsewhere.
    site, heard = of_a_good_day(design, report)

    assert len(heard[who]) >= 8, "the story goes deep"
    check_machine(makers_of(site, 1)[who], heard[who])


@pytest.mark.parametrize("design", DESIGNS)
def test_a_sleepy_b4_keeps_it_in_every_design(design: DesignName) -> None:
    site = site_of(design, wake_every_s=80.0, awake_s=40.0)
    _, heard = good_day(site)

    check_machine(makers_of(site, 1)[B4], heard[B4])
