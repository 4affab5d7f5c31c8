"""Which kind of bridge a site makes of each: alone, with others behind it, or asleep most of the time.

From a site to a machine; live processes and virtual worlds make their bridges here.
"""

from dataclasses import replace

from bridges.carrier import CarryingBridge
from bridges.carrying import Carrying
from bridges.feeding import Feeding
from bridges.machine import Bridge
from bridges.orchestrator import Orchestrator
from bridges.plan import bridge_plan
from bridges.private import PrivateLinks, private_plan
from bridges.sleeper import SleepyBridge
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.talk.sleeper import sleep_plan
from premises.talk.sub_ghz.quiet import QuietClient, speaks_below_1_ghz
from premises.wire.route import behind, below
from premises.wire.site import HUB, Site, devices


def bridge_maker(site: Site, who: Name, seed: int, luck: int | None = None) -> Maker:
    """Give the maker of bridge ``who``: keys follow from ``seed``, and so does its chance unless ``luck`` is given."""
    plan, spec, specs = bridge_plan(site, who, seed), site.bridges[who], devices(site)
    plan = plan if luck is None else replace(plan, seed=luck)
    onward = below(behind(site), who)
    sleepy = frozenset(child for child in onward.values() if specs[child].wake_every_s)
    rhythm = sleep_plan(spec, who, plan.seed)

    private = private_plan(site, who)
    can_be_silenced = speaks_below_1_ghz(site, who)

    def make(kept: Kept) -> Machine:
        own, carrying = Bridge(plan, kept), Carrying(who, plan.via, onward, sleepy)
        bridge: Machine = CarryingBridge(own, carrying) if onward else own
        if plan.feeds:
            bridge = Orchestrator(own, carrying, Feeding(plan, kept))
        if spec.wake_every_s:
            bridge = SleepyBridge(own, carrying, plan.via, rhythm)
        if private is not None:
            bridge = PrivateLinks(bridge, own, private, kept)
        return QuietClient(bridge, who, HUB) if can_be_silenced else bridge

    return make
