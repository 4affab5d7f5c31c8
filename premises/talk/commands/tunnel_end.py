"""A device's end of its tunnel with the hub: commands put together from their pieces, and messages on their way up.

Held by meters and bridges. It reads no command and keeps nothing; who says something again until the hub took it is
``outbox``.
"""

from dataclasses import dataclass

from premises.errors import WireError
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Send
from premises.quantity import Instant
from premises.talk.fragments import Partial, Reassembly, split
from premises.wire.field.zcl import (
    TUNNEL_CLUSTER,
    DefaultResponse,
    Status,
    TransferData,
    TransferDataGetResponse,
    TransferDataToClient,
)
from premises.wire.gbcs.message import GbcsMessage, GbcsResponse
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.radio.aps import ApsFragment

TUNNEL = 0
"""The Zigbee tunnel that a device holds with the hub. Assumption 10 (docs/sources.md)."""

TRANSFER_DATA_TO_CLIENT_COMMAND = 0x01
"""Transfer Data from the server, as a Default Response names it. Source: tshark."""

_RESPONSE = 0x80
"""Set in the transaction number of a response, and in that of no alert. Ours."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one frame brought."""

    command: GbcsMessage | None
    """None when it was none, or not all of one."""
    said: Effects
    """What the hub is told of it."""


class TunnelEnd:
    """One device's; ``state`` is what came in pieces and is not whole."""

    __slots__ = ("_fragments", "_hub", "_via", "_who")

    def __init__(self, who: Name, hub: Name, via: Name) -> None:
        self._who = who
        self._hub = hub
        self._via = via
        self._fragments = Reassembly()

    @property
    def state(self) -> tuple[Partial, ...]:
        """All that can differ between two moments."""
        return self._fragments.state

    @state.setter
    def state(self, value: tuple[Partial, ...]) -> None:
        self._fragments.state = value

    def hear(self, frame: Frame, now: Instant) -> Heard:
        """Take a frame of the tunnelling cluster, or a piece of one."""
        match frame.message:
            case ApsFragment() as fragment:
                try:
                    whole = self._fragments.take(frame, fragment, now)
                except WireError as error:
                    return Heard(None, [MessageIgnored(frame.source, "ApsFragment", str(error))])
                return Heard(None, NOTHING) if whole is None else self.hear(whole, now)
            case TransferDataToClient(_, command):
                taken = DefaultResponse(TUNNEL_CLUSTER, TRANSFER_DATA_TO_CLIENT_COMMAND, Status.SUCCESS)
                return Heard(command, [Send(self._via, Frame(self._who, self._hub, frame.transaction, taken))])
            case TransferDataGetResponse(_, _, command):
                return Heard(command, NOTHING)
        return Heard(None, [MessageIgnored(frame.source, type(frame.message).__name__, "it brings no command")])

    def say(self, message: GbcsMessage) -> list[Send]:
        """Give what brings the hub a message of the device's own."""
        whole = Frame(self._who, self._hub, number_of(message), TransferData(TUNNEL, message))
        return [Send(self._via, frame) for frame in split(whole)]


def number_of(message: GbcsMessage) -> int:
    """Give the transaction number under which a message crosses the HAN.

    A response has its command's counter, which may be that of an alert of the device's own: this tells them apart.
    """
    return message.counter & 0x7F | (_RESPONSE if isinstance(message, GbcsResponse) else 0)
