"""The hub's end of the tunnels to its devices: what they say in pieces is put together, what is for them is kept.

::

    command from the DCC -> kept, acknowledged -+- device that listens: PUT, again until it took it
                                                +- one that naps: PUT when it was just heard, until it took it
                                                +- GSME: a flag on its mirror, GET at its wake, GET-RESPONSE

A GSME has taken a command when its answer to it came; one that it got FETCHES_MAX times and never answered, for it
refuses it, goes behind the others. A device is given its commands one after the other, for it takes
none with a counter below the last one's. What nobody took is dropped after a day. It reads no command, and passes on
what devices say.
Source: EZ-CH; which of these a real hub says again is assumption 69 (docs/sources.md).
"""

from dataclasses import dataclass, replace
from struct import Struct

from hub.alerts import Alerts
from hub.commanded.log import DeviceLog
from hub.plan import HanDevice, HubPlan
from premises.errors import WireError
from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, earliest, seconds
from premises.talk.fragments import Reassembly, split
from premises.wire.field.wan import AlertAck
from premises.wire.field.zcl import (
    TUNNEL_CLUSTER,
    DefaultResponse,
    Status,
    TransferData,
    TransferDataGet,
    TransferDataGetResponse,
    TransferDataToClient,
)
from premises.wire.gbcs.message import GbcsCommand, GbcsMessage, GbcsResponse, MessageKind
from premises.wire.gbcs.octets import from_gbcs, to_gbcs
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired, FrameHeld
from premises.wire.notes.orders import OrderPut
from premises.wire.radio.aps import ApsFragment

KEPT_FOR = Duration(24 * 3600 * seconds(1))
"""How long a command is kept for a device. Source: EZ-CH, 24 hours."""

PARCELS_MAX = 16
"""Commands kept at once; one more is not acknowledged, and the DCC says it again. Ours."""

RETRY_AFTER = seconds(10)
"""After the first try at a device that listens; doubled at each, up to RETRY_AFTER_MAX. Assumption 11."""

RETRY_AFTER_MAX = seconds(600)
"""The longest wait between two tries. Assumption 11 (docs/sources.md)."""

FETCHES_MAX = 3
"""How often a GSME gets a command that it does not answer before those behind it have their turn. Assumption 69
(docs/sources.md)."""

NEVER = Instant((1 << 63) - 1)
"""When what is fetched is said of the hub's own accord. Ours."""

KEY_TUNNEL = "tunnel"
_UNTIL = Struct("<Q")

TRANSFER_DATA_COMMAND = 0x02


@dataclass(frozen=True, slots=True)
class Parcel:
    """One command that its device did not take yet."""

    number: int
    """Orders the parcels; its low octet is the transaction under which it is put."""
    command: GbcsMessage
    until: Instant
    tries: int
    """How often it was put, or fetched."""
    retry_at: Instant
    put_at: Instant = Instant(0)
    """When it was last put."""


class Tunnels:
    """All tunnels of one hub; ``state`` is (what came in pieces, what is kept for devices, the number of the last)."""

    __slots__ = ("_alerts", "_fragments", "_last", "_log", "_parcels", "_plan")

    def __init__(self, plan: HubPlan, log: DeviceLog, alerts: Alerts, kept: Kept) -> None:
        self._plan = plan
        self._log = log
        self._alerts = alerts
        self._fragments = Reassembly()
        self._parcels = tuple(_parcel(key, row) for key, row in kept.below(KEY_TUNNEL))
        self._last = max((parcel.number for parcel in self._parcels), default=0)

    @property
    def state(self) -> tuple[object, ...]:
        """All that can differ between two moments."""
        return self._fragments.state, self._parcels, self._last

    @state.setter
    def state(self, value: tuple[object, ...]) -> None:
        self._fragments.state, self._parcels, self._last = value  # type: ignore[assignment]  # these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """When a command is to be put again, or dropped."""
        first = self._first
        return earliest(*(parcel.until for parcel in self._parcels), *(parcel.retry_at for parcel in first))

    def waits_for(self, device: HanDevice) -> bool:
        """Say whether something is kept for ``device``."""
        return bool(self._parcels_of(device))

    def start(self, now: Instant) -> Effects:
        """Put again to whoever listens what was kept through a loss of power."""
        effects: list[Effect] = []
        for parcel in self._first:
            device = self._log.device_by_eui(parcel.command.recipient)
            if device is not None and device.listens:
                effects += self._put(parcel, now)
        return effects

    def wake(self, now: Instant) -> Effects:
        """Put again what is due, and drop what was kept for too long."""
        effects: list[Effect] = []
        for parcel in self._parcels:
            if parcel.until <= now:
                effects += self._dropped(parcel)
        for parcel in self._first:
            if parcel.retry_at <= now:
                effects += self._put(parcel, now)
        return effects

    def take(self, command: GbcsCommand, now: Instant) -> Effects:
        """Keep a command from the DCC, and put it to its device if that listens."""
        device = self._log.device_by_eui(command.recipient)
        if device is None or len(self._parcels) >= PARCELS_MAX:
            why = "not for a device in the log" if device is None else f"{PARCELS_MAX} commands are kept"
            return [MessageIgnored(self._plan.dcc, type(command).__name__, why)]
        ack = AlertAck(command.originator, command.counter, MessageKind.COMMAND)
        said = Send(self._plan.dcc, Frame(self._plan.who, self._plan.dcc, command.counter & 0xFF, ack))
        if any(parcel.command == command for parcel in self._parcels):
            return [said]
        self._last += 1
        parcel = Parcel(self._last, command, after(now, KEPT_FOR), 0, now if device.listens else NEVER)
        self._parcels = (*self._parcels, parcel)
        kept: list[Effect] = [Keep(_key(parcel), _UNTIL.pack(parcel.until) + to_gbcs(command)), said]
        if not device.listens:
            fetched = OrderPut(device.name, command.counter, 0, parcel.until)
            return [*kept, FrameHeld(device.name, type(command).__name__), fetched]
        return [*kept, *self._put(parcel, now)] if parcel in self._first else kept

    def receive(self, device: HanDevice, frame: Frame, now: Instant) -> Effects:
        """Take one frame of the tunnelling cluster, or a piece of one."""
        match frame.message:
            case ApsFragment() as fragment:
                return self._put_together(device, frame, fragment, now)
            case TransferData(_, said):
                return self._pass_on(device, frame.transaction, said, now)
            case TransferDataGet() if self.waits_for(device):
                return self._fetched(device, frame.transaction)
            case DefaultResponse(cluster) if cluster == TUNNEL_CLUSTER:
                return [*self._delivered(device, frame.transaction), *self._next(device, now)]
        return [MessageIgnored(frame.source, type(frame.message).__name__, "no use for it")]

    def heard(self, device: HanDevice, now: Instant) -> Effects:
        """Put to a device that naps what waits for it: it is awake, for something of it was just heard."""
        if not device.naps or device.sleeps:
            return NOTHING
        mine = self._parcels_of(device)
        is_due = bool(mine) and (not mine[0].tries or now - mine[0].put_at >= RETRY_AFTER)
        return self._put(mine[0], now) if is_due else NOTHING

    def forget(self, device: Eui64) -> Effects:
        """Drop what waits for a device that is in the log no more."""
        mine = [parcel for parcel in self._parcels if parcel.command.recipient == device]
        return [keep for parcel in mine for keep in self._forget(parcel)]

    def _put_together(self, device: HanDevice, frame: Frame, fragment: ApsFragment, now: Instant) -> Effects:
        try:
            whole = self._fragments.take(frame, fragment, now)
        except WireError as error:
            return [MessageIgnored(frame.source, "ApsFragment", str(error))]
        return NOTHING if whole is None else self.receive(device, whole, now)

    def _pass_on(self, device: HanDevice, transaction: int, said: GbcsMessage, now: Instant) -> Effects:
        taken = DefaultResponse(TUNNEL_CLUSTER, TRANSFER_DATA_COMMAND, Status.SUCCESS)
        passed = [*self._alerts.pass_on(said, now), *self._answered(said), *self._say(device, transaction, taken)]
        return [*passed, *self._next(device, now)]

    def _answered(self, said: GbcsMessage) -> Effects:
        """Forget the command that ``said`` answers."""
        for parcel in self._parcels:
            command = parcel.command
            if isinstance(said, GbcsResponse) and (command.recipient, command.counter) == (
                said.originator,
                said.counter,
            ):
                return self._forget(parcel)
        return NOTHING

    def _fetched(self, device: HanDevice, transaction: int) -> Effects:
        """Give who wakes its next command: what it got often and never answered may be none that it takes."""
        mine = self._parcels_of(device)
        parcel = min(mine, key=lambda each: (each.tries if each.tries >= FETCHES_MAX else 0, each.number))
        again = replace(parcel, tries=parcel.tries + 1)
        self._parcels = tuple(again if other is parcel else other for other in self._parcels)
        return self._say(device, transaction, TransferDataGetResponse(0, len(mine) - 1, parcel.command))

    def _delivered(self, device: HanDevice, transaction: int) -> Effects:
        for parcel in self._parcels_of(device):
            if parcel.number & 0xFF == transaction and not device.sleeps:
                return self._forget(parcel)
        return [MessageIgnored(device.name, "DefaultResponse", "nothing is kept for it")]

    def _next(self, device: HanDevice, now: Instant) -> Effects:
        """Put what comes after a command that was just taken."""
        mine = self._parcels_of(device)
        return self._put(mine[0], now) if mine and device.listens and not mine[0].tries else NOTHING

    @property
    def _first(self) -> tuple[Parcel, ...]:
        """What is to be taken next, of each device."""
        first: dict[Eui64, Parcel] = {}
        for parcel in self._parcels:
            first.setdefault(parcel.command.recipient, parcel)
        return tuple(first.values())

    def _parcels_of(self, device: HanDevice) -> tuple[Parcel, ...]:
        return tuple(parcel for parcel in self._parcels if parcel.command.recipient == device.eui)

    def _put(self, parcel: Parcel, now: Instant) -> Effects:
        device = self._log.device_by_eui(parcel.command.recipient)
        assert device is not None, "nothing is kept for who is not in the log"
        span = Duration(min(RETRY_AFTER << min(parcel.tries, 16), RETRY_AFTER_MAX))
        retry_at = after(now, span) if device.listens else NEVER
        again = replace(parcel, tries=parcel.tries + 1, retry_at=retry_at, put_at=now)
        self._parcels = tuple(again if other is parcel else other for other in self._parcels)
        again_at = again.retry_at if device.listens else again.until
        noted = OrderPut(device.name, parcel.command.counter, again.tries, again_at)
        return [noted, *self._say(device, parcel.number & 0xFF, TransferDataToClient(0, parcel.command))]

    def _say(self, device: HanDevice, transaction: int, message: Message) -> list[Effect]:
        return [Send(device.via, frame) for frame in split(Frame(self._plan.who, device.name, transaction, message))]

    def _dropped(self, parcel: Parcel) -> Effects:
        device = self._log.device_by_eui(parcel.command.recipient)
        assert device is not None, "nothing is kept for who is not in the log"
        return [*self._forget(parcel), FrameExpired(device.name, type(parcel.command).__name__, "not fetched in time")]

    def _forget(self, parcel: Parcel) -> list[Effect]:
        self._parcels = tuple(other for other in self._parcels if other is not parcel)
        return [Keep(_key(parcel), None)]


def _key(parcel: Parcel) -> str:
    return f"{KEY_TUNNEL}/{parcel.number:016x}"


def _parcel(key: str, row: bytes) -> Parcel:
    (until,) = _UNTIL.unpack_from(row)
    return Parcel(int(key.rsplit("/", 1)[1], 16), from_gbcs(row[_UNTIL.size :]), Instant(until), 0, NEVER)
