"""What the participants of a premises had kept when it begins: its past, lived in virtual time by the same machines.

It ends as by a power cut (assumption 38): what was not kept is gone, what was in the air is lost. Equal sites and
seeds give equal pasts. Nothing of it is noted, for its notes belong to no run (docs/decisions/0012).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.cast import makers_of
from lab.story.requests import script_of
from lab.story.supplier import Planned, Supplier
from premises.errors import SiteError
from premises.faults.station import KEY_RESERVED
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Keep, Kept, Machine, Maker
from premises.quantity import ORIGIN, Instant, seconds, spoken
from premises.sim.world import World
from premises.wire.site import Site

PAST_EVENTS_MAX = 3_000_000
"""Events of one past; a premises that lives through more of them is refused. Ours."""


@dataclass(frozen=True, slots=True)
class Past:
    """Where a premises begins."""

    until: Instant
    kept: Mapping[Name, tuple[Keep, ...]]
    """What each participant finds on its shelf."""


NO_PAST = Past(ORIGIN, {})
"""Everybody is new."""


def begun_world(site: Site) -> World:
    """Give the world of ``site`` at its beginning, with its own seed and nobody who sends; SiteError as below."""
    past = past_of(site, site.seed)
    world = World(makers_of(site, site.seed), link_plans(site), site.seed, faults=site.fault)
    world.begin_at(past.until, {who: keeps for who, keeps in past.kept.items() if who not in site.suppliers})
    world.start()
    return world


def past_of(site: Site, seed: int, events_max: int = PAST_EVENTS_MAX) -> Past:
    """Live through the past of ``site``; SiteError when that cannot be done.

    Keys follow from ``seed``, which is the run's, for they outlive a power cut; chance from the past's own, if any.
    """
    before = site.before
    if before is None:
        return NO_PAST
    where = f"site {site.name}: before"
    script = script_of(site, before.update, f"{where}.update", Path())
    luck = seed if before.seed is None else before.seed

    makers = makers_of(site, seed, luck) | {who: _supplier(script, who) for who in map(Name, site.suppliers)}
    world = World(makers, link_plans(site), luck, faults=site.fault)
    world.start()
    until = Instant(seconds(before.until_s))
    if world.run(until, _stop_after(events_max)):
        raise SiteError(
            f"{where}.until_s = {before.until_s:g}: more than {events_max} events in {spoken(world.now)}: "
            "expected an earlier moment, or a site in which less happens"
        )
    return Past(until, {who: tuple(_kept_by(world, who, site)) for who in makers})


def _supplier(script: tuple[Planned, ...], who: Name) -> Maker:
    own = tuple(planned for planned in script if planned.by == who)

    def make(kept: Kept) -> Machine:
        return Supplier(own, kept, who=who)

    return make


def _stop_after(events_max: int) -> Callable[[], bool]:
    left = events_max

    def stop() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    return stop


def _kept_by(world: World, who: Name, site: Site) -> list[Keep]:
    """Give what ``who`` kept; of a Supplier only what its radio did: who sends next has a script of its own."""
    rows = [Keep(key, value) for key, value in world.kept(who).rows()]
    return [row for row in rows if row.key in (KEY_BOOT, KEY_RESERVED)] if who in site.suppliers else rows
