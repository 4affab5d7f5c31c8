"""The Communications Hub: it fetches images over the WAN, holds them by rank, and serves whoever asks.

::

    ImageOffer -> WanFetch -> store (by rank, displacing) -> Image Notify -> blocks as they are asked for
                                 |                                            |
                                 +-- CCS08: discarded, mismatch, failed <-----+-- Upgrade End: CCS08 success
                                 +-- ImageDiscarded: the same of a meter's image, to the carrier

It never activates a device and never reads an image beyond its OTA header. CS09 passes through it to the DCC, its
signature unread. What meters say to it every day is its gas mirror's affair (``mirror``). The last thing that it says
when power is gone for long is just that.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace

from hub.alerts import Alerts
from hub.commanded.commands import HubCommands
from hub.commanded.log import DeviceLog
from hub.kept import forget_held, keep_held, keep_waiting, kept_store, offer_of
from hub.mirror import GasMirror
from hub.plan import OUTAGE_AFTER, HanDevice, HubPlan
from hub.store import Held, Slot, admits
from hub.tunnel import Tunnels
from premises.errors import ImageFileError
from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effect, Effects, Kept, Send
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, earliest
from premises.talk.ota_server import answer_block, answer_end, answer_query, invitation, why_not
from premises.talk.wan_fetch import Fetched, Fetching, WanFetch
from premises.wire.field.metering import NEW_OTA_FIRMWARE, TUNNEL_MESSAGE_PENDING, ReadAttributes, ReportAttributes
from premises.wire.field.wan import AlertAck, DiscardAck, PowerOutage, TransferStatus
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageBlockRequest,
    ImageBlockWait,
    QueryNextImageRequest,
    Status,
    TransferData,
    TransferDataGet,
    UpgradeEndRequest,
)
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.gbcs.message import GbcsAlert, GbcsCommand
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import ImageDisplaced, ImageNotOffered, ImageOffered, ImageRemoved, ImageStored
from premises.wire.picture import Picture
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.mac import DataRequest

UPGRADE_END_COMMAND = 0x06


class CommunicationsHub:
    """One hub as a machine; ``state`` is (fetch, alerts, store, last block to each, tunnels, mirror, log, commands)."""

    __slots__ = ("_alerts", "_commands", "_fetch", "_log", "_mirror", "_paced", "_plan", "_store", "_tunnels")

    def __init__(self, plan: HubPlan, kept: Kept) -> None:
        self._plan = plan
        self._fetch = WanFetch(plan.who, plan.dcc, plan.store.size_max, kept)
        self._alerts = Alerts(plan, kept)
        self._store = kept_store(kept, plan.store.slots)
        self._paced: tuple[tuple[Eui64, Instant], ...] = ()
        self._log = DeviceLog(plan, kept)
        self._tunnels = Tunnels(plan, self._log, self._alerts, kept)
        self._commands = HubCommands(plan, self._log, self._alerts, kept)
        self._mirror = GasMirror(kept)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        parts = self._fetch.state, self._alerts.state, self._store, self._paced
        return *parts, self._tunnels.state, self._mirror.state, self._log.state, self._commands.state

    @state.setter
    def state(self, value: Hashable) -> None:
        (
            self._fetch.state,
            self._alerts.state,
            self._store,
            self._paced,
            self._tunnels.state,
            self._mirror.state,
            self._log.state,
            self._commands.state,
        ) = value  # type: ignore[misc]  # a tuple of these eight, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The earliest of what its parts wait for."""
        held_until = self._store.deadline(self._plan.store.hold_max)
        return earliest(self._fetch.deadline, self._alerts.deadline, held_until, self._tunnels.deadline)

    @property
    def picture(self) -> Picture:
        """What it fetches or holds."""
        plan, fetch = self._plan, self._fetch.state
        if isinstance(fetch, Fetching):
            return Picture(plan.who, plan.running, "fetching", None, fetch.image.length, fetch.size)
        if not self._store.by_slot:
            return Picture(plan.who, plan.running, "idle")
        _, held = self._store.by_slot[-1]
        waiting = ", ".join(device.name for device in plan.devices if device.eui in held.devices)
        offer = held.offer
        return Picture(plan.who, plan.running, "holding", offer.version, offer.size, offer.size, f"for {waiting}")

    def start(self, now: Instant) -> Effects:
        """Go on with a transfer, say alerts again, and invite again whoever still waits for an image.

        Of a store that does not survive a reboot every image is discarded, and that is told.
        """
        effects: list[Effect] = [*self._fetch.start(now), *self._alerts.wake(now), *self._tunnels.start(now)]
        for slot, held in self._store.by_slot:
            if self._plan.store.survives_reboot:
                effects += self._invite(held)
            else:
                effects += [*self._discard(held, now), *self._empty(slot, held, "lost in a reboot")]
        return effects

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the WAN or the HAN."""
        if frame.source == self._plan.dcc:
            return self._from_dcc(frame, now)
        device = self._log.device(frame.source)
        if device is None or frame.target != self._plan.who:
            return [MessageIgnored(frame.source, type(frame.message).__name__, "not in the device log")]
        effects = self._from_device(device, frame, now)
        return [*effects, *put] if (put := self._tunnels.heard(device, now)) else effects

    def wake(self, now: Instant) -> Effects:
        """Ask the DCC again, say alerts again, drop what was held for too long."""
        effects: list[Effect] = [*self._fetch.wake(now), *self._alerts.wake(now), *self._tunnels.wake(now)]
        for slot, held in self._store.by_slot:
            if held.held_since + self._plan.store.hold_max <= now:
                effects += [*self._discard(held, now), *self._empty(slot, held, "held for too long")]
        return effects

    @property
    def plan(self) -> HubPlan:
        """What never changes about it."""
        return self._plan

    def post(self, alert_of: Callable[[int], GbcsAlert], now: Instant) -> Effects:
        """Sign and say the alert that ``alert_of`` makes of the hub's next counter."""
        return self._alerts.post(alert_of, now)

    @property
    def gasps_after(self) -> Duration:
        """After so long without power it says that."""
        return OUTAGE_AFTER

    def gasp(self, since: Instant, now: Instant) -> Effects:
        """Tell the DCC that power is gone, once, whether or not it is heard."""
        return [Send(self._plan.dcc, Frame(self._plan.who, self._plan.dcc, 0, PowerOutage(self._plan.eui, since)))]

    def _from_device(self, device: HanDevice, frame: Frame, now: Instant) -> Effects:
        match frame.message:
            case ImageBlockRequest() as request:
                return self._block(device, frame.transaction, request, now)
            case QueryNextImageRequest() as request:
                return self._query(device, frame.transaction, request, now)
            case UpgradeEndRequest() as request:
                return self._end(device, frame.transaction, request, now)
            case ApsFragment() | TransferData() | TransferDataGet() | DefaultResponse():
                return self._tunnels.receive(device, frame, now)
            case ReadAttributes() | ReportAttributes() as said:
                return self._meter(device, frame.transaction, said)
            case DataRequest():
                return NOTHING  # It answers at once, while a sleepy neighbour is awake, and holds nothing for one.
        return [MessageIgnored(frame.source, type(frame.message).__name__, "no use for it")]

    def _from_dcc(self, frame: Frame, now: Instant) -> Effects:
        match frame.message:
            case AlertAck() | DiscardAck() as ack:
                return self._alerts.taken(ack)
            case GbcsCommand(_, recipient) as command if recipient == self._plan.eui:
                return self._commanded(command, now)
            case GbcsCommand() as command:
                return self._tunnels.take(command, now)
        effects = self._fetch.receive(frame.message, now)
        if isinstance(self._fetch.state, Fetched):
            return [*effects, *self._settle(self._fetch.state, now)]
        return effects

    def _commanded(self, command: GbcsCommand, now: Instant) -> Effects:
        """Do what the hub itself is told; whoever leaves its log is served nothing more."""
        before = [device for device in self._plan.devices if self._log.device(device.name)]
        effects: list[Effect] = [*self._commands.take(command, now)]
        for device in (device for device in before if not self._log.device(device.name)):
            effects += self._tunnels.forget(device.eui)
            if found := self._store.for_device(device.eui):
                effects += self._done(device, *found, TransferResponseCode.IMAGE_DISCARDED, now)
        return effects

    def _settle(self, fetched: Fetched, now: Instant) -> Effects:
        try:
            offer = offer_of(fetched.image.whole())
        except ImageFileError as error:
            ignored = MessageIgnored(self._plan.dcc, "ImageOffer", str(error))
            return [ignored, *self._fetch.end(TransferStatus.NOT_AN_IMAGE, now)]
        held, rules = Held(offer, fetched.devices, now, fetched.transfer), self._plan.store
        slot = rules.slot_of(offer.image_type)
        if offer.size > slot.size_max:
            return self._fetch.end(TransferStatus.TOO_LARGE, now)
        if not admits(rules, self._store, offer):
            refused = [effect for eui in held.devices for effect in self._alerts.of_refused(held, eui, now)]
            return [*refused, *self._fetch.end(TransferStatus.REFUSED_BY_RANK, now)]
        return [*self._store_in(slot, held, now), *self._fetch.end(TransferStatus.STORED, now), *self._invite(held)]

    def _store_in(self, slot: Slot, held: Held, now: Instant) -> Effects:
        """Put an image into its slot, in the place of the one that it displaces."""
        effects: list[Effect] = []
        offer, before = held.offer, self._store.held(slot.name)
        if before is not None:
            displaced = ImageDisplaced(slot.name, before.offer.image_type, before.offer.version, offer.image_type)
            effects += [displaced, *self._discard(before, now)]
        self._store = self._store.with_slot(slot.name, held)
        stored = ImageStored(slot.name, offer.manufacturer, offer.image_type, offer.version, offer.size)
        return [*effects, *keep_held(slot.name, held), stored]

    def _invite(self, held: Held) -> list[Effect]:
        effects: list[Effect] = []
        for eui in held.devices:
            device = self._log.device_by_eui(eui)
            if device is not None and not device.sleeps:
                effects += [ImageOffered(device.name, held.offer.version), self._say(device, 0, invitation(held.offer))]
        return effects

    def _query(self, device: HanDevice, transaction: int, request: QueryNextImageRequest, now: Instant) -> Effects:
        found = self._store.for_device(device.eui)
        offer = found[1].offer if found else None
        answer = self._say(device, transaction, answer_query(offer, request))
        why = why_not(offer, request)
        if not why:
            return [answer]
        effects: list[Effect] = [answer, ImageNotOffered(device.name, why)]
        if found is not None and offer is not None and offer.is_for(request.manufacturer, request.image_type):
            if not offer.fits(request.hardware):
                effects += self._done(device, *found, TransferResponseCode.HARDWARE_VERSION_MISMATCH, now)
            elif offer.version == request.version:
                effects += self._done(device, *found, TransferResponseCode.SUCCESS, now)
        return effects

    def _block(self, device: HanDevice, transaction: int, request: ImageBlockRequest, now: Instant) -> Effects:
        found = self._store.for_device(device.eui)
        pace = self._plan.block_period_min
        if pace and found is not None:
            last = dict(self._paced).get(device.eui)
            if last is not None and now - last < pace:
                current = now // MICROSECONDS_PER_SECOND
                return [self._say(device, transaction, ImageBlockWait(current, current, pace // 1000))]
            others = tuple(entry for entry in self._paced if entry[0] != device.eui)
            self._paced = (*others, (device.eui, now))
        return [self._say(device, transaction, answer_block(found[1].offer if found else None, request))]

    def _end(self, device: HanDevice, transaction: int, request: UpgradeEndRequest, now: Instant) -> Effects:
        success = request.status is Status.SUCCESS
        answer: Message = DefaultResponse(OTA_CLUSTER, UPGRADE_END_COMMAND, Status.SUCCESS)
        if success:
            answer = answer_end(request, now // MICROSECONDS_PER_SECOND, by_command=device.runs_by_command)
        said = self._say(device, transaction, answer)
        found = self._store.for_device(device.eui)
        if found is None or found[1].offer.version != request.version:
            return [said]
        code = TransferResponseCode.SUCCESS if success else TransferResponseCode.TRANSFER_FAILURE
        return [*self._done(device, *found, code, now), said]

    def _meter(self, device: HanDevice, transaction: int, said: ReadAttributes | ReportAttributes) -> Effects:
        flags = NEW_OTA_FIRMWARE if self._store.for_device(device.eui) else 0
        flags |= TUNNEL_MESSAGE_PENDING if self._tunnels.waits_for(device) else 0
        answered = self._mirror.answer(said, device.device_type, flags)
        if answered is None:
            return [MessageIgnored(device.name, type(said).__name__, "no such register in the mirror")]
        kept, answer = answered
        return [*kept, self._say(device, transaction, answer)]

    def _done(self, device: HanDevice, slot: str, held: Held, code: TransferResponseCode, now: Instant) -> Effects:
        """Say what became of one device's image, for which it no longer waits; the last one leaves the slot empty."""
        effects = [*self._alerts.of_image(held, device.eui, code, now)]
        waiting = tuple(eui for eui in held.devices if eui != device.eui)
        if not waiting:
            return [*effects, *self._empty(slot, held, "nobody waits for it")]
        rest = replace(held, devices=waiting)
        self._store = self._store.with_slot(slot, rest)
        return [*effects, keep_waiting(slot, rest)]

    def _empty(self, slot: str, held: Held, why: str) -> list[Effect]:
        self._store = self._store.with_slot(slot, None)
        return [forget_held(slot), ImageRemoved(slot, held.offer.image_type, held.offer.version, why)]

    def _discard(self, held: Held, now: Instant) -> list[Effect]:
        discarded = TransferResponseCode.IMAGE_DISCARDED
        return [effect for eui in held.devices for effect in self._alerts.of_image(held, eui, discarded, now)]

    def _say(self, device: HanDevice, transaction: int, message: Message) -> Send:
        return Send(device.via, Frame(self._plan.who, device.name, transaction, message))
