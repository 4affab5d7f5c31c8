"""What a meter does for its firmware: it fetches, verifies, holds, and runs it when it may.

::

    OTA client at work -- verified --> FDRA, and held -- CS06 --> Down (rebooting) --> runs it, and answers
                                 |                                  ^
                                 +-- a PPMID, by itself ------------+--> runs it, and says CS09

An ESME, a GSME or an HCALCS never runs what it holds before the Supplier's signed order; a PPMID needs none. One image
runs and one is held: a new download takes the place of what is held. Source: H302, GB14 p140.
"""

from collections.abc import Hashable

from meters.orders import Order, Orders
from meters.plan import FirmwarePlan
from meters.voice import Voice
from premises.errors import PremisesError
from premises.identity import Eui64
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import KEY_BOOT, NOTHING, Effect, Effects, Keep, Kept, Listen, Send
from premises.machine.growing import Growing
from premises.quantity import Instant, after, earliest
from premises.talk.commands.reading import VersionReader
from premises.talk.commands.taken import Commands
from premises.talk.commands.tunnel_end import TunnelEnd
from premises.talk.ota_client import OtaClient
from premises.talk.ota_kept import KEY_OTA, held
from premises.talk.ota_phase import Downloading, Ending, Idle, Installing, Part, Pausing
from premises.talk.reboot.life import Down, Up, why_not_run
from premises.trust.trailer import firmware_hash
from premises.wire.device.supply import SupplyCut, supply_from
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    TUNNEL_CLUSTER,
    DefaultResponse,
    Status,
    TransferDataGetResponse,
    TransferDataToClient,
)
from premises.wire.field.zcl_bytes import cluster_of
from premises.wire.gbcs.activation import ActivateFirmwareCommand, ActivationCode, FirmwareCode, ReceiptCode
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.reading import ReadPpmidVersionCommand, ReadVersionCommand
from premises.wire.message import Frame
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated, ImageRejected
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.aps import ApsFragment

KEY_RUNNING = "firmware/running"


class Firmware:
    """One meter's firmware; ``state`` is (OTA phase, faults, words, order, pieces, life, version, commands)."""

    __slots__ = ("_commands", "_life", "_orders", "_ota", "_plan", "_reader", "_running", "_tunnel", "_voice")

    def __init__(self, plan: FirmwarePlan, kept: Kept) -> None:
        self._plan = plan
        self._running = int(kept.get(KEY_RUNNING) or plan.running)
        self._ota = OtaClient(plan.ota(), kept, int(kept.get(KEY_BOOT) or b"0"))
        self._tunnel = TunnelEnd(plan.who, plan.hub, plan.via)
        self._voice = Voice(plan, self._tunnel, kept)
        self._orders = Orders(plan.anchors, kept)
        self._commands = Commands(plan.macs, plan.acb, kept)
        self._reader = VersionReader(plan.macs, plan.kind, self._commands)
        self._life: Up | Down = Up()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        parts = self._ota.state, self._ota.faults, self._voice.state, self._orders.state
        return *parts, self._tunnel.state, self._life, self._running, self._commands.state

    @state.setter
    def state(self, value: Hashable) -> None:
        (
            self._ota.state,
            self._ota.faults,
            self._voice.state,
            self._orders.state,
            self._tunnel.state,
            self._life,
            self._running,
            self._commands.state,
        ) = value  # type: ignore[misc]  # a tuple of these eight, by the getter

    @property
    def is_down(self) -> bool:
        """Whether it reboots, its radio off."""
        return type(self._life) is Down

    @property
    def is_busy(self) -> bool:
        """Whether a download is under way, or something is said that nobody took yet."""
        return type(self._ota.state) is not Idle or not self._voice.is_heard

    @property
    def order_due_at(self) -> Instant | None:
        """When it is to carry out the order that waits, whether or not its radio is on."""
        order = self._orders.waiting
        return None if order is None or self.is_down else order.due_at

    @property
    def deadline(self) -> Instant | None:
        """The end of the reboot, or the earliest of what its parts wait for."""
        if type(self._life) is Down:
            return self._life.until
        return earliest(self._query_at, self._voice.deadline, self.order_due_at)

    @property
    def picture(self) -> Picture:
        """What it runs, what it holds, and how far its download is."""
        who, running, phase = self._plan.who, self._running, self._ota.state
        if isinstance(self._life, Down):
            return Picture(who, running, "rebooting", self._life.version)
        if isinstance(phase, Downloading | Pausing):
            return Picture(who, running, "downloading", phase.version, phase.image.length, phase.size)
        holds = held(phase)
        if holds is not None:
            version, image = holds
            return Picture(who, running, "verified", version, image.length, image.length)
        return Picture(who, running, type(phase).__name__.lower())

    def suffer(self, faults: DeviceFaults) -> None:
        """Take it that all of ``faults`` is wrong; each shows when something comes of it."""
        self._ota.faults = faults

    def start(self, now: Instant) -> Effects:
        """Come up after a loss of power: look again at what is held, go on, say again what nobody took."""
        effects = [*self._held_again(now), *self._ota.start(now), *self._voice.start(now)]
        return [*effects, *self.obey(now)]

    def ask(self, now: Instant) -> Effects:
        """Ask the hub for an image now, unless something is under way."""
        return self._ota.ask(now, self._running)

    def takes(self, frame: Frame) -> bool:
        """Say whether a frame to this meter is about its firmware."""
        message = frame.message
        if isinstance(message, ApsFragment):
            return message.cluster == TUNNEL_CLUSTER
        return isinstance(message, TransferDataToClient | TransferDataGetResponse) or (
            frame.source == self._plan.hub and cluster_of(message) in (OTA_CLUSTER, TUNNEL_CLUSTER)
        )

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the hub."""
        message = frame.message
        if frame.target != self._plan.who or frame.source != self._plan.hub:
            return [MessageIgnored(frame.source, type(message).__name__, "not for this meter")]
        if self.is_down:
            return [MessageIgnored(frame.source, type(message).__name__, "rebooting")]
        match message:
            case DefaultResponse(cluster, _, status) if cluster == TUNNEL_CLUSTER:
                return self._voice.taken(frame.transaction, status)
            case ApsFragment() | TransferDataToClient() | TransferDataGetResponse():
                heard = self._tunnel.hear(frame, now)
                return heard.said if heard.command is None else [*self._command(heard.command, now), *heard.said]
        before = type(self._ota.state)
        return self._after(before, self._ota.receive(frame, now, self._running), now)

    def wake(self, now: Instant) -> Effects:
        """Come up when the reboot is over; otherwise do what the parts are due for."""
        if isinstance(self._life, Down):
            coming_up = self._life.until <= now
            return [*self._come_up(self._life, now), *self._voice.wake(now)] if coming_up else NOTHING
        before = type(self._ota.state)
        effects = NOTHING if self._query_at is None else self._ota.wake(now, self._running)
        return [*self._after(before, effects, now), *self._voice.wake(now), *self.obey(now)]

    def obey(self, now: Instant) -> Effects:
        """Carry out the order that waits, when it is due."""
        order, holds = self._orders.waiting, held(self._ota.state)
        if order is None or self.is_down or order.due_at > now:
            return NOTHING
        if holds is None:
            return self._outcome(order, ActivationCode.NO_IMAGE_HELD, now)
        version, image = holds
        if firmware_hash(image.whole()) != order.firmware_hash:
            return self._outcome(order, ActivationCode.HASH_MISMATCH, now)
        return self._reboot(version, image, now)

    @property
    def _query_at(self) -> Instant | None:
        """When its OTA client wants something; a GSME asks for news when it is told that there are any."""
        waits_to_be_told = self._plan.kind == "GSME" and type(self._ota.state) is Idle
        return None if waits_to_be_told else self._ota.deadline

    def _held_again(self, now: Instant) -> Effects:
        """Verify what is held once more, at power-on; what fails can never be activated. Source: H302, ACL."""
        holds = held(self._ota.state)
        if holds is None or not self._plan.is_commanded:
            return NOTHING
        try:
            self._ota.verify(holds[1], holds[0], now)
        except PremisesError as error:
            said = self._voice.alert(FirmwareCode.VERIFICATION_FAILED_AT_POWER_ON, now)
            return [Keep(KEY_OTA, None), self._ota.rest(now), ImageRejected(holds[0], str(error)), *said]
        return NOTHING

    def _after(self, before: type, effects: Effects, now: Instant) -> Effects:
        """Say what was found of a whole image, and hold it, or run it."""
        phase = self._ota.state
        if not self._plan.is_commanded:
            return [*effects, *self._reboot(phase.version, phase.image, now)] if type(phase) is Installing else effects
        if isinstance(phase, Ending) and before in (Downloading, Pausing):
            return [*effects, *self._receipt(phase, now)]
        if isinstance(phase, Installing) or (isinstance(phase, Ending) and phase.tries < 0):
            # Told to wait, or never told anything: it is held until CS06 names it.
            return [*effects, self._ota.rest(now, Part(phase.image.length, phase.image))]
        return effects

    def _receipt(self, phase: Ending, now: Instant) -> Effects:
        """Say FDRA; an HCALCS says none, and nobody one of an image that there was no room for."""
        if self._plan.kind == "HCALCS" or phase.status is Status.ABORT:
            return NOTHING
        success = phase.status is Status.SUCCESS
        code = ReceiptCode.VERIFICATION_SUCCEEDED if success else ReceiptCode.VERIFICATION_FAILED
        return self._voice.receipt(code, firmware_hash(phase.image.whole()), now)

    def _command(self, command: GbcsMessage, now: Instant) -> Effects:
        why = self._why_not(command, now)
        if why:
            return [MessageIgnored(self._plan.hub, type(command).__name__, why)]
        if isinstance(command, ReadVersionCommand):
            return self._reader.answer(command, self._running, now, self._voice.respond)
        assert isinstance(command, ActivateFirmwareCommand), f"{type(command).__name__} was looked at before"
        if self._commands.has_taken(command):
            answer = self._commands.answer_to(command)
            return NOTHING if answer is None else self._voice.respond(answer, now)
        taken = [*self._commands.take(command), *self._orders.take(command, now)]
        order = self._orders.waiting
        if order is not None and not order.is_future_dated:
            return [*taken, *self.obey(now)]
        return [*taken, *self._respond(command.originator, command.counter, ActivationCode.ACCEPTED, now)]

    def _why_not(self, command: GbcsMessage, now: Instant) -> str:
        """Give the reason, in words, why a command is not obeyed; empty when it is."""
        plan = self._plan
        if isinstance(command, ReadVersionCommand):
            is_known = not isinstance(command, ReadPpmidVersionCommand)
            return self._reader.why_not(command, plan.anchors.at(now).supplier if is_known else plan.acb)
        if not isinstance(command, ActivateFirmwareCommand) or not plan.is_commanded:
            return "this device takes no such command"
        return self._orders.why_not(command, now) or self._commands.why_not(command)

    def _reboot(self, version: int, image: Growing, now: Instant) -> Effects:
        self._life = Down(version, image, after(now, self._plan.reboot))
        down: list[Effect] = [DeviceRebooted(version), Listen(False)]
        plan = self._plan
        if plan.cuts_the_hub:
            off = Frame(plan.who, plan.hub, 0, SupplyCut(plan.cuts_the_hub))
            down.append(Send(supply_from(plan.who), off))
        return down

    def _come_up(self, down: Down, now: Instant) -> Effects:
        self._life = Up()
        effects: list[Effect] = [Listen(True), Keep(KEY_OTA, None), self._ota.rest(now)]
        failed = why_not_run(self._ota, down, self._running, now)
        if failed is None:
            before, self._running = self._running, down.version
            effects += [Keep(KEY_RUNNING, b"%d" % self._running), FirmwareActivated(self._running, before)]
        else:
            effects.append(failed)
        order = self._orders.waiting
        if order is None:
            result = ActivateImageResultCode.FAILURE if failed else ActivateImageResultCode.SUCCESS
            return [*effects, *self._voice.activated(down.version, result, now)]
        if failed is None:
            effects += self._voice.alert(FirmwareCode.VERSION_CHANGED, now)
        elif isinstance(failed, ImageRejected):
            effects += self._voice.alert(FirmwareCode.VERIFICATION_FAILED_AT_POWER_ON, now)
        result_code = ActivationCode.ACTIVATION_FAILURE if failed else ActivationCode.SUCCESS
        return [*effects, *self._outcome(order, result_code, now)]

    def _outcome(self, order: Order, result: ActivationCode, now: Instant) -> Effects:
        done = self._orders.done(order, result)
        if order.is_future_dated:
            return [*done, *self._voice.future_dated(order.counter, result, self._running, now)]
        return [*done, *self._respond(order.supplier, order.counter, result, now)]

    def _respond(self, to: Eui64, counter: int, result: ActivationCode, now: Instant) -> Effects:
        response = self._voice.response(to, counter, result, self._running)
        return [*self._commands.answered(response), *self._voice.respond(response, now)]
