"""A bridge under the Proposed Solution: a PPMID-class device that fetches, verifies and runs its own image.

::

    Up (OTA client at work) -- Installing --> Down (radio off, rebooting) -- runs it --> Up, and says CS09

There is no activation command: the end of the download is the beginning of the reboot. It runs nothing that it has
not verified, at the end of the download and again when it comes up.
"""

from collections.abc import Hashable

from bridges.plan import BridgePlan
from premises.errors import ImageFileError
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import KEY_BOOT, NOTHING, Effect, Effects, Keep, Kept, Listen
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, after, earliest
from premises.talk.commands.reading import VersionReader
from premises.talk.commands.taken import Commands
from premises.talk.commands.tunnel_end import TunnelEnd, number_of
from premises.talk.ota_client import OtaClient
from premises.talk.ota_kept import KEY_OTA
from premises.talk.ota_phase import Downloading, Ending, Idle, Installing, Pausing, Whole
from premises.talk.outbox import Outbox
from premises.talk.reboot.life import Down, Up, why_not_run
from premises.trust.alerts import signed
from premises.wire.field.zcl import TUNNEL_CLUSTER, DefaultResponse, Status, TransferDataToClient
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.message import GbcsMessage, kind_of
from premises.wire.gbcs.reading import ReadVersionCommand
from premises.wire.message import Frame
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.picture import Picture
from premises.wire.radio.aps import ApsFragment

PPMID = "PPMID"
"""What every bridge joins as. Source: the Proposed Solution of MP170."""

KEY_RUNNING = "firmware/running"
KEY_OWN = "firmware/own"
KEY_COUNTER = "alerts/counter"


class Bridge:
    """One bridge as a machine; ``state`` is (OTA phase, outbox, life, versions, counter, faults, commands, pieces)."""

    __slots__ = ("_commands", "_counter", "_life", "_ota", "_outbox", "_own", "_plan", "_reader", "_running", "_tunnel")

    def __init__(self, plan: BridgePlan, kept: Kept) -> None:
        self._plan = plan
        self._running = int(kept.get(KEY_RUNNING) or plan.running)
        self._own = int(kept.get(KEY_OWN) or self._running)
        self._counter = int(kept.get(KEY_COUNTER) or b"0")
        self._ota = OtaClient(plan.ota(self._verify), kept, int(kept.get(KEY_BOOT) or b"0"))
        self._tunnel = TunnelEnd(plan.who, plan.server, plan.via)
        self._outbox = Outbox(self._tunnel.say, kept)
        self._commands = Commands(plan.macs, plan.acb, kept)
        self._reader = VersionReader(plan.macs, PPMID, self._commands)
        self._life: Up | Down = Up()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        versions = self._running, self._own
        parts = self._ota.state, self._outbox.state, self._life, *versions, self._counter, self._ota.faults
        return *parts, self._commands.state, self._tunnel.state

    @state.setter
    def state(self, value: Hashable) -> None:
        (
            self._ota.state,
            self._outbox.state,
            self._life,
            self._running,
            self._own,
            self._counter,
            self._ota.faults,
            self._commands.state,
            self._tunnel.state,
        ) = value  # type: ignore[misc]  # a tuple of these nine, by the getter

    @property
    def plan(self) -> BridgePlan:
        """What never changes about it."""
        return self._plan

    @property
    def running(self) -> int:
        """The version that it runs."""
        return self._running

    def is_down(self) -> bool:
        """Whether it reboots, its radio off."""
        return type(self._life) is Down

    def is_busy(self) -> bool:
        """Whether a download or an alert is under way."""
        return type(self._ota.state) is not Idle or bool(self._outbox.state)

    @property
    def whole(self) -> Whole | Ending | Installing | None:
        """Its download, once it is whole and verified and until it runs."""
        phase = self._ota.state
        if isinstance(phase, Ending):
            return phase if phase.status is Status.SUCCESS else None
        return phase if isinstance(phase, Whole | Installing) and not self.is_down() else None

    @property
    def is_idle(self) -> bool:
        """Whether no download is under way and it does not reboot."""
        return type(self._ota.state) is Idle and not self.is_down()

    @property
    def is_held_back(self) -> bool:
        """Whether its Upgrade End waits for ``release``."""
        return type(self._ota.state) is Whole

    @property
    def may_install(self) -> bool:
        """Whether it waits for ``install`` or ``call_off``."""
        return type(self._ota.state) is Installing and not self.is_down()

    def release(self, status: Status, now: Instant) -> Effects:
        """Say how its download ended, which was held back."""
        return self._ota.release(status, now)

    def install(self, now: Instant) -> Effects:
        """Reboot into what it verified."""
        phase = self._ota.state
        assert isinstance(phase, Installing), f"nothing to install in {type(phase).__name__}"
        self._life = Down(phase.version, phase.image, after(now, self._plan.reboot))
        return [DeviceRebooted(phase.version), Listen(False)]

    def call_off(self, now: Instant) -> Effects:
        """Leave what it runs as it is, and say that what it verified does not run."""
        phase = self._ota.state
        assert isinstance(phase, Installing), f"nothing to call off in {type(phase).__name__}"
        failure = ActivateImageResultCode.FAILURE
        failed = ActivationFailed(phase.version, self._running)
        forget: list[Effect] = [Keep(KEY_OTA, None), self._ota.rest(now), failed]
        return [*forget, *self._say_activated(self._plan.reported(phase.image.whole(), phase.version), failure, now)]

    def take_by_hand(self, version: int, now: Instant) -> Effects:
        """Run ``version``, which somebody put there by hand; what was under way is gone, and nobody is told."""
        up: list[Effect] = [Listen(True)] if self.is_down() else []
        before, self._running, self._life = self._running, version, Up()
        kept = [Keep(KEY_OTA, None), Keep(KEY_RUNNING, b"%d" % version)]
        return [*up, *kept, self._ota.rest(now), FirmwareActivated(version, before)]

    def ask(self, now: Instant) -> Effects:
        """Ask the hub for news now, unless something is under way."""
        return self._after(self._ota.ask(now, self._running), now)

    @property
    def deadline(self) -> Instant | None:
        """The end of the reboot, or the earliest of what its parts wait for."""
        if type(self._life) is Down:
            return self._life.until
        return earliest(self._ota.deadline, self._outbox.deadline)

    @property
    def picture(self) -> Picture:
        """What it runs, and how far its download is."""
        who, running, phase = self._plan.who, self._running, self._ota.state
        if isinstance(self._life, Down):
            return Picture(who, running, "rebooting", self._life.version)
        if isinstance(phase, Downloading | Pausing):
            return Picture(who, running, "downloading", phase.version, phase.image.length, phase.size)
        if isinstance(phase, Ending) and phase.status is Status.SUCCESS:
            return Picture(who, running, "verified", phase.version, phase.image.length, phase.image.length)
        return Picture(who, running, type(phase).__name__.lower())

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong; each shows when something comes of it."""
        self._ota.faults = faults
        return NOTHING

    def start(self, now: Instant) -> Effects:
        """Come up after a loss of power: go on with the download, say alerts again."""
        return [*self._ota.start(now), *self._outbox.start(now)]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from the HAN."""
        message = frame.message
        if frame.target != self._plan.who or frame.source != self._plan.server:
            return [MessageIgnored(frame.source, type(message).__name__, "not for this bridge")]
        if isinstance(self._life, Down):
            return [MessageIgnored(frame.source, type(message).__name__, "rebooting")]
        if isinstance(message, DefaultResponse) and message.cluster == TUNNEL_CLUSTER:
            return self._alert_taken(frame.transaction, message.status)
        if isinstance(message, TransferDataToClient) or (
            isinstance(message, ApsFragment) and message.cluster == TUNNEL_CLUSTER
        ):
            heard = self._tunnel.hear(frame, now)
            return heard.said if heard.command is None else [*self._command(heard.command, now), *heard.said]
        return self._after(self._ota.receive(frame, now, self._running), now)

    def wake(self, now: Instant) -> Effects:
        """Come up when the reboot is over; otherwise do what the parts are due for."""
        if isinstance(self._life, Down):
            return self._come_up(self._life, now) if self._life.until <= now else NOTHING
        effects = [*self._ota.wake(now, self._running), *self._outbox.wake(now)]
        return self._after(effects, now)

    def _after(self, effects: Effects, now: Instant) -> Effects:
        phase = self._ota.state
        waits = self._plan.feeds and self._plan.report == "staged"
        return effects if waits or type(phase) is not Installing else [*effects, *self.install(now)]

    def _come_up(self, down: Down, now: Instant) -> Effects:
        self._life = Up()
        effects: list[Effect] = [Listen(True), Keep(KEY_OTA, None), self._ota.rest(now)]
        failed = why_not_run(self._ota, down, self._running, now)
        version = self._plan.reported(down.image.whole(), down.version)
        if failed is not None:
            failure = ActivateImageResultCode.FAILURE
            return [*effects, failed, *self._say_activated(version, failure, now)]
        before, self._running = self._running, version
        self._own = self._plan.own_version(down.image.whole(), down.version)
        own = [Keep(KEY_OWN, b"%d" % self._own)] if self._plan.feeds else []
        effects += [Keep(KEY_RUNNING, b"%d" % version), *own, FirmwareActivated(version, before)]
        return [*effects, *self._say_activated(self._running, ActivateImageResultCode.SUCCESS, now)]

    def _verify(self, octets: bytes, version: int, _now: Instant) -> None:
        """Return for what it may run: genuine, for itself, and its own part no older than the one that it runs.

        Assumption 70 (docs/sources.md).
        """
        self._plan.verify(octets, version)
        own = self._plan.own_version(octets, version)
        if own < self._own:
            raise ImageFileError(f"its own part is version {own:#010x}, older than the {self._own:#010x} that it runs")

    def _say_activated(self, version: int, result: ActivateImageResultCode, now: Instant) -> Effects:
        self._counter += 1
        plan, said_at = self._plan, now // MICROSECONDS_PER_SECOND
        alert = FirmwareActivationAlert(plan.eui, plan.acb, self._counter, said_at, version, result)
        return [Keep(KEY_COUNTER, b"%d" % self._counter), *self._outbox.post(signed(alert, plan.key), now)]

    def _command(self, command: GbcsMessage, now: Instant) -> Effects:
        """Answer what asks for its version; a bridge is commanded nothing else."""
        why = "this device takes no such command"
        if isinstance(command, ReadVersionCommand):
            why = self._reader.why_not(command, self._plan.acb)
            if not why:
                return self._reader.answer(command, self._running, now, self._respond)
        return [MessageIgnored(self._plan.server, type(command).__name__, why)]

    def _respond(self, response: GbcsMessage, now: Instant) -> Effects:
        return NOTHING if self._outbox.holds(response) else self._outbox.post(response, now)

    def _alert_taken(self, transaction: int, status: Status) -> Effects:
        if status is not Status.SUCCESS:
            return [MessageIgnored(self._plan.server, "DefaultResponse", f"the alert was refused: {status.name}")]
        for waiting in self._outbox.state:
            if number_of(waiting.alert) == transaction:
                return self._outbox.taken(waiting.alert.originator, waiting.alert.counter, kind_of(waiting.alert))
        return [MessageIgnored(self._plan.server, "DefaultResponse", "no alert waits for it")]
