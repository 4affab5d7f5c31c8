"""How a device answers 11.2: it says which firmware it runs, under a MAC, once for each command.

Held by meters, bridges and the hub; how the answer reaches the DCC is theirs. It reads nothing but what it is told
runs.
"""

from collections.abc import Callable

from premises.identity import Eui64
from premises.machine.effects import Effects
from premises.quantity import Instant
from premises.talk.commands.taken import Commands
from premises.trust.mac import MacKeys
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.reading import (
    ReadEsmeVersionCommand,
    ReadGsmeVersionCommand,
    ReadPpmidVersionCommand,
    ReadVersionCommand,
    answer_to,
)

KNOWN_BY: dict[str, type[ReadVersionCommand]] = {
    "ESME": ReadEsmeVersionCommand,
    "CHF": ReadEsmeVersionCommand,
    "GSME": ReadGsmeVersionCommand,
    "PPMID": ReadPpmidVersionCommand,
    "HCALCS": ReadPpmidVersionCommand,
}
"""By type of device, which command asks it. Source: TPL, GP util.ts."""

Respond = Callable[[GbcsMessage, Instant], Effects]
"""Says a response until somebody took it."""


class VersionReader:
    """Answers for one device, whose commands it shares."""

    __slots__ = ("_commands", "_device_type", "_macs")

    def __init__(self, macs: MacKeys, device_type: str, commands: Commands) -> None:
        self._macs = macs
        self._device_type = device_type
        self._commands = commands

    def why_not(self, command: ReadVersionCommand, originator: Eui64) -> str:
        """Give the reason, in words, why ``command`` is not answered; empty when it is.

        ``originator`` is who may ask: the device's Supplier, or the Access Control Broker.
        """
        if not isinstance(command, KNOWN_BY[self._device_type]):
            return f"a device of type {self._device_type} is not asked so"
        if command.originator != originator:
            return f"it is from {command.originator} to {command.recipient}"
        return self._commands.why_not(command)

    def answer(self, command: ReadVersionCommand, running: int, now: Instant, respond: Respond) -> Effects:
        """Answer a command that nothing speaks against, as before if it came before."""
        if self._commands.has_taken(command):
            before = self._commands.answer_to(command)
            return () if before is None else respond(before, now)
        taken = self._commands.take(command)
        said = answer_to(command, running)
        response = self._macs.put(said, said.recipient)
        return [*taken, *self._commands.answered(response), *respond(response, now)]
