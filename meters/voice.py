"""What a meter says of its firmware: signed, numbered, kept, and said until the hub took it.

It says what it is told to say, and decides nothing.
"""

from collections.abc import Callable

from meters.plan import FirmwarePlan
from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effects, Keep, Kept
from premises.quantity import MICROSECONDS_PER_SECOND, Instant
from premises.talk.commands.tunnel_end import TunnelEnd, number_of
from premises.talk.outbox import Outbox
from premises.trust.alerts import signed
from premises.wire.field.zcl import DefaultResponse, Status
from premises.wire.gbcs.activation import (
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
    FirmwareReceiptAlert,
    FutureDatedAlert,
    FutureDatedCode,
    ReceiptCode,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.message import GbcsMessage, kind_of
from premises.wire.notes.emulator import MessageIgnored

KEY_COUNTER = "alerts/counter"

Who = tuple[Eui64, Eui64, int]
"""Originator, recipient and counter of an alert."""

AlertOf = Callable[[Who, int], GbcsMessage]
"""Gives an alert of who says it, and of the second in which it is said."""


class Voice:
    """One meter's own messages; ``state`` is (those that nobody took yet, the counter of the last alert)."""

    __slots__ = ("_counter", "_outbox", "_plan")

    def __init__(self, plan: FirmwarePlan, tunnel: TunnelEnd, kept: Kept) -> None:
        self._plan = plan
        self._outbox = Outbox(tunnel.say, kept)
        self._counter = int(kept.get(KEY_COUNTER) or b"0")

    @property
    def state(self) -> tuple[object, ...]:
        """All that can differ between two moments."""
        return self._outbox.state, self._counter

    @state.setter
    def state(self, value: tuple[object, ...]) -> None:
        self._outbox.state, self._counter = value  # type: ignore[assignment]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """When something is to be said again."""
        return self._outbox.deadline

    @property
    def is_heard(self) -> bool:
        """Whether the hub took all that was said."""
        return not self._outbox.state

    def start(self, now: Instant) -> Effects:
        """Say again whatever was kept."""
        return self._outbox.start(now)

    def wake(self, now: Instant) -> Effects:
        """Say again what is due."""
        return self._outbox.wake(now)

    def receipt(self, code: ReceiptCode, firmware_hash: bytes, now: Instant) -> Effects:
        """Say FDRA: whether what was downloaded is genuine, and its hash."""
        is_gas = self._plan.kind == "GSME"
        return self._alert(lambda who, said_at: FirmwareReceiptAlert(*who, said_at, code, firmware_hash, is_gas), now)

    def alert(self, code: FirmwareCode, now: Instant) -> Effects:
        """Say a plain alert; an HCALCS has none. Assumption 68 (docs/sources.md)."""
        if self._plan.kind == "HCALCS":
            return NOTHING
        return self._alert(lambda who, said_at: FirmwareAlert(*who, said_at, code, self._plan.kind == "GSME"), now)

    def future_dated(self, command: int, result: ActivationCode, running: int, now: Instant) -> Effects:
        """Say what came of an order whose moment had come."""
        code = FutureDatedCode.NOT_DONE if result else FutureDatedCode.DONE
        return self._alert(lambda who, said_at: FutureDatedAlert(*who, said_at, code, command, result, running), now)

    def activated(self, version: int, result: ActivateImageResultCode, now: Instant) -> Effects:
        """Say CS09, to the Access Control Broker, as every PPMID-class device does."""
        plan = self._plan

        def alert(who: Who, said_at: int) -> GbcsMessage:
            return FirmwareActivationAlert(who[0], plan.acb, who[2], said_at, version, result)

        return self._alert(alert, now)

    def response(self, to: Eui64, command: int, result: ActivationCode, running: int) -> ActivateFirmwareResponse:
        """Give the signed response to a command of ``to``; ``running`` is what it runs now."""
        version = 0 if result is ActivationCode.ACCEPTED else running
        said = ActivateFirmwareResponse(self._plan.eui, to, command, result, version)
        return signed(said, self._plan.key)

    def respond(self, response: GbcsMessage, now: Instant) -> Effects:
        """Say a response, unless it is being said."""
        return NOTHING if self._outbox.holds(response) else self._outbox.post(response, now)

    def taken(self, transaction: int, status: Status) -> Effects:
        """Take the hub's word on what was said to it."""
        hub = self._plan.hub
        if status is not Status.SUCCESS:
            return [MessageIgnored(hub, DefaultResponse.__name__, f"what was said is refused: {status.name}")]
        for waiting in self._outbox.state:
            if number_of(waiting.alert) == transaction:
                return self._outbox.taken(waiting.alert.originator, waiting.alert.counter, kind_of(waiting.alert))
        return [MessageIgnored(hub, DefaultResponse.__name__, "nothing waits for it")]

    def _alert(self, alert_of: AlertOf, now: Instant) -> Effects:
        self._counter += 1
        plan, said_at = self._plan, now // MICROSECONDS_PER_SECOND
        alert = alert_of((plan.eui, plan.anchors.at(now).supplier, self._counter), said_at)
        return [Keep(KEY_COUNTER, b"%d" % self._counter), *self._outbox.post(signed(alert, plan.key), now)]
