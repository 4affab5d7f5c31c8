"""What the DCC commands the hub itself: its device log (CCS01, CCS02), and which firmware it runs (ECS52).

::

    command --(MAC and counter good)--> acknowledged, done once, and answered until the DCC took that
       +------(not)--> noted, and neither acknowledged nor done

Whoever asks for its version, it looks at the Access Control Broker's MAC alone: assumption 98 (docs/sources.md).
"""

from hub.alerts import Alerts
from hub.commanded.log import DeviceLog
from hub.plan import HubPlan
from premises.machine.effects import Effects, Kept, Send
from premises.quantity import Instant
from premises.talk.commands.reading import VersionReader
from premises.talk.commands.taken import Commands, Last
from premises.wire.field.wan import AlertAck
from premises.wire.gbcs.device_log import (
    AddDeviceCommand,
    AddDeviceResponse,
    DeviceLogCommand,
    DeviceLogResponse,
    RemoveDeviceResponse,
)
from premises.wire.gbcs.message import GbcsCommand, MessageKind
from premises.wire.gbcs.reading import ReadVersionCommand
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import DeviceLogged

CHF = "CHF"


class HubCommands:
    """The hub as a device that is commanded; ``state`` is the last command of each originator."""

    __slots__ = ("_alerts", "_commands", "_log", "_plan", "_reader")

    def __init__(self, plan: HubPlan, log: DeviceLog, alerts: Alerts, kept: Kept) -> None:
        self._plan = plan
        self._log = log
        self._alerts = alerts
        self._commands = Commands(plan.macs, plan.acb, kept)
        self._reader = VersionReader(plan.macs, CHF, self._commands)

    @property
    def state(self) -> tuple[Last, ...]:
        """All that can differ between two moments."""
        return self._commands.state

    @state.setter
    def state(self, value: tuple[Last, ...]) -> None:
        self._commands.state = value

    def take(self, command: GbcsCommand, now: Instant) -> Effects:
        """Do what a command to the hub says, once, and answer it."""
        plan = self._plan
        ack = AlertAck(command.originator, command.counter, MessageKind.COMMAND)
        said = Send(plan.dcc, Frame(plan.who, plan.dcc, command.counter & 0xFF, ack))
        why = "this hub takes no such command"
        if isinstance(command, ReadVersionCommand):
            why = self._reader.why_not(command, command.originator)
            if not why:
                return [said, *self._reader.answer(command, plan.running, now, self._alerts.pass_on)]
        if isinstance(command, DeviceLogCommand):
            why = self._why_not_log(command)
            if not why:
                return [said, *self._change(command, now)]
        return [MessageIgnored(plan.dcc, type(command).__name__, why)]

    def _why_not_log(self, command: DeviceLogCommand) -> str:
        if command.originator != self._plan.acb:
            return f"it is from {command.originator} to {command.recipient}"
        return self._commands.why_not(command)

    def _change(self, command: DeviceLogCommand, now: Instant) -> Effects:
        if self._commands.has_taken(command):
            before = self._commands.answer_to(command)
            return () if before is None else self._alerts.pass_on(before, now)
        kept = self._log.add(command) if isinstance(command, AddDeviceCommand) else self._log.remove(command.device)
        noted = DeviceLogged(
            command.device, "add" if isinstance(command, AddDeviceCommand) else "remove", kept is not None
        )
        said = self._plan.macs.put(_answer(command, kept is not None), command.originator)
        taken = [*self._commands.take(command), *self._commands.answered(said)]
        return [*taken, *(kept or ()), noted, *self._alerts.pass_on(said, now)]


def _answer(command: DeviceLogCommand, is_done: bool) -> DeviceLogResponse:
    kind = AddDeviceResponse if isinstance(command, AddDeviceCommand) else RemoveDeviceResponse
    who = command.recipient, command.originator, command.counter, command.remote_party, command.remote_party_counter
    return kind(*who, is_done)
