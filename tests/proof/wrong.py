"""Machines with one thing wrong, for the proof to find: each is ours but for a few lines."""

from collections.abc import Iterator
from dataclasses import replace

from bridges.feed import Fed, Standing, Verdict
from bridges.feeding import Feeding
from bridges.machine import Bridge
from bridges.plan import BridgePlan
from bridges.sleeper import SleepyBridge
from dcc_adapter.machine import DccAdapter
from hub.kept import offer_of
from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from hub.store import Held, admits
from hub.tunnel import Tunnels
from premises.machine.effects import Effect, Effects, Keep, Kept, Listen
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
        self._tunnels = CarelessTunnels(plan, self._log, self._alerts, kept)


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


class EasilyPleasedFeeding(Feeding):
    """It calls a bundle good as soon as one child runs its part."""

    @property
    def verdict(self) -> Verdict | None:
        """What came of the bundle that is handed on."""
        return Verdict.GOOD if any(fed.standing is Standing.RUNS for fed in self._children) else super().verdict


class DeafSleeper(SleepyBridge):
    """It wakes, and its radio stays off."""

    def _due(self, now: Instant) -> Effects:
        return [each for each in super()._due(now) if not isinstance(each, Listen)]


class DeafAdapter(DccAdapter):
    """It does not remember which alerts it heard."""

    def _alert(self, alert: GbcsAlert, now: Instant) -> Effects:
        effects = super()._alert(alert, now)
        self._ledger = replace(self._ledger, heard_lately=())
        return effects


def replace_version(request: UpgradeEndRequest, version: int) -> UpgradeEndRequest:
    """Give an Upgrade End of another version."""
    return UpgradeEndRequest(request.status, request.manufacturer, request.image_type, version)


def _about(block: ImageBlockResponse) -> tuple[int, int, int]:
    return block.manufacturer, block.image_type, block.version
