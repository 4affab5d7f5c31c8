"""Machines with one thing wrong, to see that the proof finds it: each is ours but for a few lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import NamedTuple

from bridges.carrying import Carrying
from bridges.feed import Fed, Standing
from bridges.feeding import Feeding
from bridges.machine import Bridge
from bridges.orchestrator import Orchestrator
from bridges.plan import BridgePlan, bridge_plan
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from hub.kept import offer_of
from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan, hub_plan
from hub.store import Held, admits
from hub.tunnel import Tunnels
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effect, Effects, Keep, Kept, Machine, Maker
from premises.quantity import Instant, after
from premises.talk.ota_client import OtaClient
from premises.talk.ota_phase import Downloading
from premises.talk.outbox import KEY_OUTBOX
from premises.talk.wan_fetch import Fetched, Resting
from premises.wire.field.zcl import (
    TUNNEL_CLUSTER,
    DefaultResponse,
    ImageBlockRequest,
    ImageBlockResponse,
    Status,
    UpgradeEndRequest,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.gbcs.message import GbcsAlert, GbcsMessage
from premises.wire.message import Frame, Message
from premises.wire.route import behind, below
from premises.wire.site import DCC, HUB
from tests.proof import watch, worlds
from tests.proof.world import Budget, Plan

NO_FAULTS, ONE_DROP, ONE_COPY, ONE_CRASH = Budget(0, 0, 0), Budget(1, 0, 0), Budget(0, 1, 0), Budget(0, 0, 1)


class Bug(NamedTuple):
    """One thing that is wrong on purpose."""

    what: str
    """What is wrong, for a person."""
    plan: Callable[[], Plan]
    budget: Budget
    rule: str
    """The rule that it breaks first."""


class TrustingPlan(BridgePlan):
    """Of a bridge that takes any image for genuine."""

    def verify(self, octets: bytes, version: int) -> None:
        """Return."""


class AppendingClient(OtaClient):
    """It appends whatever block comes, though it asked for another."""

    def _hear_block(self, phase: Downloading, message: Message, now: Instant) -> Effects | None:
        if isinstance(message, ImageBlockResponse) and message.version == phase.version:
            room = phase.size - phase.image.length
            data = message.data[:room]
            return self._take(phase, ImageBlockResponse(*_about(message), message.offset, data), now)
        return super()._hear_block(phase, message, now)


class RewindingClient(AppendingClient):
    """Asking again it asks from the beginning, and goes on with what it has."""

    def _ask_again(self, phase: Downloading, now: Instant) -> Effects:
        plan, tuning = self._plan, self._plan.tuning
        self.state = replace(phase, tries=phase.tries + 1, retry_at=after(now, tuning.retry_after))
        request = ImageBlockRequest(plan.manufacturer, plan.image_type, phase.version, 0, tuning.block_size)
        return [self._say(request, 0)]


class ForgetfulBridge(Bridge):
    """It says CS09 before it kept that it must."""

    def _say_activated(self, version: int, result: ActivateImageResultCode, now: Instant) -> Effects:
        said = super()._say_activated(version, result, now)
        return [each for each in said if not (isinstance(each, Keep) and each.key.startswith(KEY_OUTBOX))]


class BlindKept:
    """A shelf that gives all blocks but the last."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, or None."""
        return self._kept.get(key)

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give the rows below ``key``, of blocks all but the last."""
        rows = list(self._kept.below(key))
        return iter(rows[:-1] if key == "ota/block" else rows)


class EagerHub(CommunicationsHub):
    """It says CCS08 SUCCESS when it has served the last block."""

    def _block(self, device: HanDevice, transaction: int, request: ImageBlockRequest, now: Instant) -> Effects:
        answer, found = super()._block(device, transaction, request, now), self._store.for_device(device.eui)
        if found is None or request.offset + request.size_max < found[1].offer.size:
            return answer
        return [*answer, *self._done(device, *found, TransferResponseCode.SUCCESS, now)]


class RanklessHub(CommunicationsHub):
    """It lets any image displace any other."""

    def _settle(self, fetched: Fetched, now: Instant) -> Effects:
        offer = offer_of(fetched.image.whole())
        rules = self._plan.store
        slot = rules.slot_of(offer.image_type).name
        held = self._store.held(slot)
        if held is None or admits(rules, self._store, offer):
            return super()._settle(fetched, now)
        return [*self._discard(held, now), *self._empty(slot, held, "no ranks"), *super()._settle(fetched, now)]


class SilentHub(CommunicationsHub):
    """It tells nobody that an image was displaced."""

    def _discard(self, held: Held, now: Instant) -> list[Effect]:
        return []


class LenientHub(CommunicationsHub):
    """It takes an Upgrade End for whatever it holds, whichever version that names."""

    def _end(self, device: HanDevice, transaction: int, request: UpgradeEndRequest, now: Instant) -> Effects:
        found = self._store.for_device(device.eui)
        version = request.version if found is None else found[1].offer.version
        return super()._end(device, transaction, replace_version(request, version), now)


class CarelessTunnels(Tunnels):
    """They keep nothing of what they pass on."""

    def _pass_on(self, device: HanDevice, transaction: int, said: GbcsMessage, now: Instant) -> Effects:
        taken = DefaultResponse(TUNNEL_CLUSTER, 0x02, Status.SUCCESS)
        return [*self._alerts._pass(said), *self._say(device, transaction, taken)]


class CarelessHub(CommunicationsHub):
    """It takes a CS09 from a bridge, says it once, and keeps nothing of it."""

    def __init__(self, plan: HubPlan, kept: Kept) -> None:
        super().__init__(plan, kept)
        self._tunnels = CarelessTunnels(plan, self._alerts, kept)


class RefetchingHub(CommunicationsHub):
    """It forgets which transfers are over, as ours did until this proof: a late offer is fetched again."""

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame."""
        effects = super().receive(frame, now)
        if isinstance(self._fetch.state, Resting):
            self._fetch.state = Resting()
        return effects


class HastyFeeding(Feeding):
    """It counts a part that was taken as one that runs."""

    def _settle(self, fed: Fed, standing: Standing) -> Effects:
        return super()._settle(fed, Standing.RUNS if standing is Standing.TAKEN else standing)


class DeafAdapter(DccAdapter):
    """It does not remember which alerts it heard."""

    def _alert(self, alert: GbcsAlert) -> Effects:
        effects = super()._alert(alert)
        self._ledger = replace(self._ledger, heard_lately=())
        return effects


def replace_version(request: UpgradeEndRequest, version: int) -> UpgradeEndRequest:
    """Give an Upgrade End of another version."""
    return UpgradeEndRequest(request.status, request.manufacturer, request.image_type, version)


def _about(block: ImageBlockResponse) -> tuple[int, int, int]:
    return block.manufacturer, block.image_type, block.version


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


def _hasty(plan: Plan) -> Plan:
    about = bridge_plan(plan.site, worlds.B3, worlds.SEED)
    onward = below(behind(plan.site), worlds.B3)

    def make(kept: Kept) -> Machine:
        carrying = Carrying(worlds.B3, about.via, onward, frozenset())
        return Orchestrator(Bridge(about, kept), carrying, HastyFeeding(about, kept))

    return _with(plan, {worlds.B3: make})


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
    Bug("a feeder counts a part that was taken as one that runs", lambda: _hasty(worlds.option_a("staged")), NO_FAULTS,
        watch.FALSE_SUCCESS),
)  # fmt: skip
