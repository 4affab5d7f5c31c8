"""When a small world is at rest, and whether every request has then ended or is explained."""

from bridges.machine import Bridge
from bridges.orchestrator import Orchestrator
from dcc_adapter.machine import DccAdapter
from hub.machine import CommunicationsHub
from premises.identity import Name
from premises.machine.effects import Machine
from premises.talk.wan_fetch import Resting
from tests.proof.facts import GENUINE, Fact, bridge_of, open_outcomes
from tests.proof.watch import SUCCESS
from tests.proof.world import SmallWorld


def why_not_at_rest(world: SmallWorld, number: int) -> str:
    """Give who still has something to do, and what, in words; empty when nobody has but to ask for news."""
    for desk, local in world.locals_of(number):
        why = world.busy.get((desk.who, local))
        if why is None:
            here = frozenset(world.plan.makers)
            why = world.busy[desk.who, local] = _why_busy(desk.machine(local), here)
        if why:
            return f"{desk.who} {why}"
    return ""


def why_not_settled(world: SmallWorld, number: int) -> str:
    """Give which request of a world at rest has no end and no explanation, in words; empty when all have."""
    known = world.watch.known[world.known(number)]
    names = world.plan.truth.names
    for desk, local in world.locals_of(number):
        for device, version, transfer, activation in open_outcomes(desk.machine(local)):
            who = names[device]
            what = f"{version:#010x} for {who}"
            if who not in world.plan.makers or any(
                fact.what == "lost" and (fact.who, fact.version) == (who, version) for fact in known
            ):
                continue
            if transfer == "waiting":
                return f"nobody ever says what became of the transfer of {what}"
            if transfer == SUCCESS and activation == "waiting":
                return f"nobody ever says whether {what} runs"
            if activation == SUCCESS and Fact("runs", who, version, GENUINE) not in known:
                return f"the DCC adapter believes that {what} runs, and it never did"
    return ""


def why_false(world: SmallWorld, number: int) -> str:
    """Give which success was said of a bundle of which a part does not run after all, in words; empty when none was."""
    known = world.watch.known[world.known(number)]
    for (who, version), parts in world.plan.truth.parts.items():
        if Fact("told CS09", who, version, SUCCESS) not in known:
            continue
        for child, part in parts:
            if Fact("runs", child, part, GENUINE) not in known:
                return f"the Supplier was told that {who} runs {version:#010x}, and {child} never runs {part:#010x}"
    return ""


def _why_busy(machine: Machine, here: frozenset[Name]) -> str:
    if isinstance(machine, DccAdapter):
        return "has images to move" if machine._transfers.jobs else ""
    if isinstance(machine, CommunicationsHub):
        return _why_hub_busy(machine, here)
    own = bridge_of(machine)
    if own is None:
        return ""
    if isinstance(machine, Orchestrator) and machine._feeding.verdict is not None:
        return "hands a bundle on"
    return _why_bridge_busy(own)


def _why_hub_busy(hub: CommunicationsHub, here: frozenset[Name]) -> str:
    if not isinstance(hub._fetch.state, Resting):
        return "has a transfer under way"
    if hub._alerts.outbox.state or hub._alerts._discards.state:
        return "has alerts that nobody took"
    waiting = {device for _, held in hub._store.by_slot for device in held.devices}
    names = {device.name for device in hub.plan.devices if device.eui in waiting}
    return "holds an image that somebody waits for" if names & here else ""


def _why_bridge_busy(bridge: Bridge) -> str:
    if bridge._outbox.state:
        return "has alerts that nobody took"
    if bridge.is_down():
        return "reboots"
    return "" if bridge.is_idle else f"is {bridge.picture.activity}"
