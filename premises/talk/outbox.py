"""Alerts that must not be lost: kept before they are said, and said again until somebody took them.

Held by the hub (towards the DCC), by every bridge and meter (towards the hub), for their responses too, and by the DCC
for its commands. What nobody ever took is given up after a named number of tries, and that is noted. It knows nothing
of what an alert means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, seconds
from premises.wire.gbcs.activation import (
    ActivateFirmwareCommand,
    ActivateFirmwareResponse,
    FirmwareAlert,
    FirmwareReceiptAlert,
    FutureDatedAlert,
)
from premises.wire.gbcs.alerts import FirmwareActivationAlert, FirmwareTransferAlert, SubGhzAlert
from premises.wire.gbcs.device_log import AddDeviceCommand, DeviceLogCommand, DeviceLogResponse
from premises.wire.gbcs.message import GbcsMessage, MessageKind, kind_of
from premises.wire.gbcs.octets import from_gbcs, to_gbcs
from premises.wire.gbcs.reading import ReadVersionCommand, ReadVersionResponse
from premises.wire.notes.requests import AlertLost, AlertSent

KEY_OUTBOX = "outbox"

ALERTS_MAX = 64
"""Alerts waiting at once; one more displaces the oldest, and that is noted. Ours."""

TRIES_MAX = 20
"""Times one alert is said before it is given up. Ours."""

RETRY_AFTER = seconds(10)
"""After the first try; doubled at each, up to RETRY_AFTER_MAX. Assumption 11 (docs/sources.md)."""

RETRY_AFTER_MAX = seconds(600)
"""The longest wait between two tries. Assumption 11 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One alert that nobody took yet."""

    number: int
    """Orders what waits by when it was posted, also after a restart."""
    alert: GbcsMessage
    tries: int
    retry_at: Instant


class Outbox:
    """The alerts of one participant on their way; ``state`` is the tuple of those waiting, oldest first."""

    __slots__ = ("_key", "_send", "state")

    def __init__(self, send: Callable[[GbcsMessage], Sequence[Send]], kept: Kept, key: str = KEY_OUTBOX) -> None:
        self._send = send
        self._key = key
        self.state: tuple[Waiting, ...] = tuple(
            Waiting(int(key.rsplit("/", 1)[1], 16), from_gbcs(octets), 0, Instant(0)) for key, octets in kept.below(key)
        )

    @property
    def deadline(self) -> Instant | None:
        """When the next alert is to be said again."""
        return min((waiting.retry_at for waiting in self.state), default=None) if self.state else None

    def start(self, now: Instant) -> Effects:
        """Say again whatever was kept."""
        return self.wake(now)

    def holds(self, alert: GbcsMessage) -> bool:
        """Say whether this alert is already waiting."""
        return any(waiting.alert == alert for waiting in self.state)

    def post(self, alert: GbcsMessage, now: Instant) -> Effects:
        """Keep an alert and say it for the first time."""
        effects: list[Effect] = []
        if len(self.state) >= ALERTS_MAX:
            effects += self._forget(self.state[0])
            effects.append(_lost(self.state[0].alert))
            self.state = self.state[1:]
        waiting = Waiting(self.state[-1].number + 1 if self.state else 0, alert, 1, after(now, RETRY_AFTER))
        self.state = (*self.state, waiting)
        return [*effects, Keep(self._row(waiting), to_gbcs(alert)), _sent(waiting), *self._send(alert)]

    def taken(self, originator: str, counter: int, kind: MessageKind = MessageKind.ALERT) -> Effects:
        """Forget a message that somebody took; nothing happens when it is not waiting."""
        for waiting in self.state:
            alert = waiting.alert
            if (alert.originator, alert.counter, kind_of(alert)) == (originator, counter, kind):
                self.state = tuple(other for other in self.state if other is not waiting)
                return self._forget(waiting)
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        """Say again what is due, or give it up."""
        effects: list[Effect] = []
        still: list[Waiting] = []
        for waiting in self.state:
            if waiting.retry_at > now:
                still.append(waiting)
            elif waiting.tries >= TRIES_MAX:
                effects += [*self._forget(waiting), _lost(waiting.alert)]
            else:
                span = min(RETRY_AFTER << waiting.tries, RETRY_AFTER_MAX)
                again = Waiting(waiting.number, waiting.alert, waiting.tries + 1, after(now, Duration(span)))
                still.append(again)
                effects += [_sent(again), *self._send(waiting.alert)]
        self.state = tuple(still)
        return effects

    def _forget(self, waiting: Waiting) -> list[Effect]:
        return [Keep(self._row(waiting), None)]

    def _row(self, waiting: Waiting) -> str:
        return f"{self._key}/{waiting.number:016x}"


def use_case(alert: GbcsMessage) -> str:
    """Give the GBCS use case of a message: ``CCS08``, ``CS09``, ``CS06``, ``FDRA`` and so on."""
    return str(type(alert).__struct_config__.tag)


def about(alert: GbcsMessage) -> tuple[Eui64, int, str]:
    """Give the device, the version (0 for none) and the code that an alert is about."""
    match alert:
        case FirmwareTransferAlert():
            return alert.entity, alert.version, alert.response_code.name.lower()
        case FirmwareActivationAlert():
            return alert.originator, alert.version, alert.result.name.lower()
        case SubGhzAlert() | FirmwareReceiptAlert() | FirmwareAlert():
            return alert.originator, 0, alert.alert_code.name.lower()
        case ActivateFirmwareResponse() | FutureDatedAlert():
            return alert.originator, alert.version, alert.result.name.lower()
        case ActivateFirmwareCommand():
            return alert.recipient, 0, "activate"
    return _about_exchange(alert)


def _about_exchange(said: GbcsMessage) -> tuple[Eui64, int, str]:
    if isinstance(said, ReadVersionResponse):
        return said.originator, said.version, "read" if said.is_read else "not_read"
    if isinstance(said, ReadVersionCommand):
        return said.recipient, 0, "read"
    if isinstance(said, DeviceLogResponse):
        return said.originator, 0, "done" if said.is_done else "not_done"
    assert isinstance(said, DeviceLogCommand), f"{type(said).__name__} is no alert of ours"
    return said.device, 0, "add" if isinstance(said, AddDeviceCommand) else "remove"


def _sent(waiting: Waiting) -> AlertSent:
    alert = waiting.alert
    entity, version, code = about(alert)
    return AlertSent(use_case(alert), entity, version, code, alert.counter, waiting.tries, waiting.retry_at)


def _lost(alert: GbcsMessage) -> AlertLost:
    entity, version, _ = about(alert)
    return AlertLost(use_case(alert), entity, version)
