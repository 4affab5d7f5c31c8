"""Bugs that are planted, to see that the proof finds each: whose world has which wrong machine (``wrong``)."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import NamedTuple

from bridges.carrying import Carrying
from bridges.feeding import Feeding
from bridges.machine import Bridge
from bridges.orchestrator import Orchestrator
from bridges.plan import bridge_plan
from dcc_adapter.plan import dcc_plan
from hub.machine import CommunicationsHub
from hub.plan import hub_plan
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Kept, Machine, Maker
from premises.talk.ota_client import OtaClient
from premises.talk.sleeper import sleep_plan
from premises.wire.route import behind, below
from premises.wire.site import DCC, HUB
from tests.proof import watch, worlds
from tests.proof.budget import Budget
from tests.proof.world import Plan
from tests.proof.wrong import (
    AppendingClient,
    BlindKept,
    CarelessHub,
    DeafAdapter,
    DeafSleeper,
    EagerHub,
    EasilyPleasedFeeding,
    ForgetfulBridge,
    HastyFeeding,
    LenientHub,
    RanklessHub,
    RefetchingHub,
    RewindingClient,
    SilentHub,
    TrustingPlan,
)

NO_FAULTS, ONE_DROP, ONE_COPY, ONE_CRASH = Budget(0, 0, 0), Budget(1, 0, 0), Budget(0, 1, 0), Budget(0, 0, 1)


class Bug(NamedTuple):
    """One thing that is wrong on purpose."""

    what: str
    """What is wrong, for a person."""
    plan: Callable[[], Plan]
    budget: Budget
    rule: str
    """The rule that it breaks first."""


def _with(plan: Plan, makers: Mapping[Name, Maker]) -> Plan:
    return plan._replace(makers={**plan.makers, **makers})


def _hub(plan: Plan, kind: type[CommunicationsHub]) -> Plan:
    about = hub_plan(plan.site, worlds.SEED)
    return _with(plan, {HUB: lambda kept: kind(about, kept)})


def _bridge(
    plan: Plan, kind: type[Bridge] = Bridge, client: type[OtaClient] = OtaClient, *, blind: bool = False
) -> Plan:
    about = bridge_plan(plan.site, worlds.B1, worlds.SEED)

    def make(kept: Kept) -> Machine:
        found = BlindKept(kept) if blind else kept
        bridge = kind(about, found)
        bridge._ota = client(about.ota(bridge._verify), found, int(found.get(KEY_BOOT) or b"0"))
        return bridge

    return _with(plan, {worlds.B1: make})


def _trusting(plan: Plan) -> Plan:
    about = bridge_plan(plan.site, worlds.B1, worlds.SEED)
    trusting = TrustingPlan(**{field.name: getattr(about, field.name) for field in fields(about)})
    return _with(plan, {worlds.B1: lambda kept: Bridge(trusting, kept)})


def _feeder(plan: Plan, who: Name, kind: type[Feeding]) -> Plan:
    about = bridge_plan(plan.site, who, worlds.SEED)
    onward = below(behind(plan.site), who)

    def make(kept: Kept) -> Machine:
        return Orchestrator(Bridge(about, kept), Carrying(who, about.via, onward, frozenset()), kind(about, kept))

    return _with(plan, {who: make})


def _deaf_sleeper(plan: Plan) -> Plan:
    about = bridge_plan(plan.site, worlds.B4, worlds.SEED)
    rhythm = sleep_plan(plan.site.bridges[worlds.B4], worlds.B4, worlds.SEED)

    def make(kept: Kept) -> Machine:
        return DeafSleeper(Bridge(about, kept), Carrying(worlds.B4, about.via, {}, frozenset()), about.via, rhythm)

    return _with(plan, {worlds.B4: make})


def _deaf(plan: Plan) -> Plan:
    about = dcc_plan(plan.site, worlds.SEED)
    return _with(plan, {DCC: lambda kept: DeafAdapter(about, kept)})


BUGS = (
    Bug("a bridge runs what it did not verify", lambda: _trusting(worlds.forgery()), NO_FAULTS, watch.UNVERIFIED),
    Bug("CCS08 success with the last block, before Upgrade End", lambda: _hub(worlds.one(), EagerHub), NO_FAULTS,
        watch.FALSE_SUCCESS),
    Bug("the hub forgets its ranks", lambda: _hub(worlds.ranks(), RanklessHub), NO_FAULTS, watch.RANKS),
    Bug("an image is displaced and nobody is told", lambda: _hub(worlds.forgery(), SilentHub), NO_FAULTS, watch.RANKS),
    Bug("a block that comes twice is appended twice", lambda: _bridge(worlds.one(), client=AppendingClient), ONE_COPY,
        watch.GOOD_IMAGE),
    Bug("asking again, the offset is reset", lambda: _bridge(worlds.one(), client=RewindingClient), ONE_DROP,
        watch.GOOD_IMAGE),
    Bug("CS09 is lost in a crash", lambda: _bridge(worlds.one(), ForgetfulBridge), ONE_CRASH, watch.ENDS),
    Bug("the last block that was kept is not read back", lambda: _bridge(worlds.one(), blind=True), ONE_CRASH,
        watch.GOOD_IMAGE),
    Bug("an Upgrade End is taken for another version", lambda: _hub(worlds.forgery(), LenientHub), NO_FAULTS,
        watch.FALSE_SUCCESS),
    Bug("the hub takes a CS09 and keeps nothing of it", lambda: _hub(worlds.one(), CarelessHub), ONE_DROP, watch.ENDS),
    Bug("the DCC adapter forgets which alerts it heard", lambda: _deaf(worlds.one()), ONE_COPY, watch.CONTRADICTION),
    Bug("a late offer of what was fetched is fetched again", lambda: _hub(worlds.one(), RefetchingHub),
        Budget(0, 2, 0), watch.CONTRADICTION),
    Bug("staged says CS09 before its children", lambda: worlds.option_a("early")._replace(policy="staged"), NO_FAULTS,
        watch.FALSE_SUCCESS),
    Bug("a feeder counts a part that was taken as one that runs",
        lambda: _feeder(worlds.option_a("staged"), worlds.B3, HastyFeeding), NO_FAULTS, watch.FALSE_SUCCESS),
    Bug("a feeder of two is content with one that runs its part",
        lambda: _feeder(worlds.option_b("staged", "b2", "b3", ailing=True), worlds.B1, EasilyPleasedFeeding),
        NO_FAULTS, watch.FALSE_SUCCESS),
    Bug("a sleeper wakes and its radio stays off", lambda: _deaf_sleeper(worlds.sleeper()), NO_FAULTS, watch.ENDS),
)  # fmt: skip
