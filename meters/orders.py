"""The Supplier's orders (CS06) as a meter takes them: once each, the newest only, at once or when their moment comes.

::

    CS06 --(signed, newer than the last)--> carried out at once, and answered when it is done
      |                                        ^
      +--(future-dated)--> ACCEPTED, waits ----+--(its moment)--> told of by an alert
      +--(CANCELLED)--> ACCEPTED, and what waited is dropped

What carrying one out means is ``firmware``'s affair; that one which comes again is done once is ``commands.taken``'s.
Source: GB14 p140.
"""

from dataclasses import dataclass
from struct import Struct

from premises.errors import TrustError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.machine.effects import Effects, Keep, Kept
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.anchors import Anchors
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED, ActivateFirmwareCommand, ActivationCode
from premises.wire.gbcs.message import HASH_SIZE
from premises.wire.gbcs.octets import signed_octets
from premises.wire.notes.orders import OrderEnded, OrderTaken

KEY_WAITING = "orders/waiting"
CANCELLED_WORD = "cancelled"
"""What came of an order that was called off, as a note says it."""

_WAITING = Struct(f"<Qq{HASH_SIZE}s8s")


@dataclass(frozen=True, slots=True)
class Order:
    """One CS06 that is not done yet."""

    counter: int
    """Of the command."""
    activation_at: int
    """Seconds since the premises' origin, or AT_ONCE."""
    firmware_hash: bytes
    supplier: Eui64
    """Who ordered it, and is told what came of it."""

    @property
    def is_future_dated(self) -> bool:
        """Whether it was accepted for later, so that an alert tells of its end."""
        return self.activation_at != AT_ONCE

    @property
    def due_at(self) -> Instant:
        """When it is to be carried out; long past for one that is to be done at once."""
        return Instant(seconds(self.activation_at)) if self.is_future_dated else ORIGIN


class Orders:
    """A meter's orders; ``state`` is the one that waits, or None."""

    __slots__ = ("_anchors", "state")

    def __init__(self, anchors: Anchors, kept: Kept) -> None:
        self._anchors = anchors
        waiting = kept.get(KEY_WAITING)
        self.state: Order | None = None if waiting is None else _order(waiting)

    @property
    def waiting(self) -> Order | None:
        """The order that is still to be carried out."""
        return self.state

    def why_not(self, command: ActivateFirmwareCommand, now: Instant) -> str:
        """Give the reason, in words, why ``command`` is no order of the Supplier; empty when it is."""
        anchor = self._anchors.at(now)
        if command.originator != anchor.supplier:
            return f"it is from {command.originator} to {command.recipient}"
        try:
            anchor.key.check(signed_octets(command), command.signature)
        except TrustError as error:
            return f"not signed by the Supplier: {error}"
        return ""

    def take(self, command: ActivateFirmwareCommand, now: Instant) -> Effects:
        """Take a command in place of any that waits; it is due as its moment says, and never when it is CANCELLED."""
        self.state = None
        if command.activation_at == CANCELLED:
            return [Keep(KEY_WAITING, None), OrderEnded(command.counter, CANCELLED_WORD)]
        order = Order(command.counter, command.activation_at, command.firmware_hash, command.originator)
        self.state = order
        return [Keep(KEY_WAITING, _row(order)), OrderTaken(order.counter, max(order.due_at, now))]

    def done(self, order: Order, result: ActivationCode) -> Effects:
        """Take it that the order that waited was carried out, and what came of it."""
        self.state = None
        return [Keep(KEY_WAITING, None), OrderEnded(order.counter, result.name.lower())]


def _row(order: Order) -> bytes:
    return _WAITING.pack(order.counter, order.activation_at, order.firmware_hash, eui64_octets(order.supplier))


def _order(row: bytes) -> Order:
    counter, activation_at, firmware_hash, supplier = _WAITING.unpack(row)
    return Order(counter, activation_at, firmware_hash, eui64_from_octets(supplier))
