"""The Supplier's orders (CS06) as a meter takes them: once each, the newest only, at once or when their moment comes.

::

    CS06 --(signed, newer than the last)--> carried out at once, and answered when it is done
      |                                        ^
      +--(future-dated)--> ACCEPTED, waits ----+--(its moment)--> told of by an alert
      +--(CANCELLED)--> ACCEPTED, and what waited is dropped

What carrying one out means is ``firmware``'s affair. What was said in answer is kept: an order that comes again
gets the same answer again, and is done once. Source: GB14 p140.
"""

from dataclasses import dataclass
from struct import Struct

from premises.errors import TrustError
from premises.identity import Eui64
from premises.machine.effects import Effect, Effects, Keep, Kept
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.keys import VerifyKey
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED, ActivateFirmwareCommand, ActivationCode
from premises.wire.gbcs.message import HASH_SIZE, GbcsMessage
from premises.wire.gbcs.octets import from_gbcs, signed_octets, to_gbcs
from premises.wire.notes.orders import OrderEnded, OrderTaken

KEY_LAST = "orders/last"
KEY_ANSWER = "orders/answer"
KEY_WAITING = "orders/waiting"
CANCELLED_WORD = "cancelled"
"""What came of an order that was called off, as a note says it."""

_WAITING = Struct(f"<Qq{HASH_SIZE}s")


@dataclass(frozen=True, slots=True)
class Order:
    """One CS06 that is not done yet."""

    counter: int
    """Of the command."""
    activation_at: int
    """Seconds since the premises' origin, or AT_ONCE."""
    firmware_hash: bytes

    @property
    def is_future_dated(self) -> bool:
        """Whether it was accepted for later, so that an alert tells of its end."""
        return self.activation_at != AT_ONCE

    @property
    def due_at(self) -> Instant:
        """When it is to be carried out; long past for one that is to be done at once."""
        return Instant(seconds(self.activation_at)) if self.is_future_dated else ORIGIN


class Orders:
    """A meter's orders; ``state`` is (the counter of the last one, what was answered to it, the one that waits)."""

    __slots__ = ("_own", "_supplier", "_supplier_key", "state")

    def __init__(self, own: Eui64, supplier: Eui64, supplier_key: VerifyKey, kept: Kept) -> None:
        self._own = own
        self._supplier = supplier
        self._supplier_key = supplier_key
        answer, waiting = kept.get(KEY_ANSWER), kept.get(KEY_WAITING)
        self.state: tuple[int, GbcsMessage | None, Order | None] = (
            int(kept.get(KEY_LAST) or b"0"),
            None if answer is None else from_gbcs(answer),
            None if waiting is None else Order(*_WAITING.unpack(waiting)),
        )

    @property
    def waiting(self) -> Order | None:
        """The order that is still to be carried out."""
        return self.state[2]

    @property
    def answer(self) -> GbcsMessage | None:
        """What was answered to the last command; None before it was."""
        return self.state[1]

    def has_taken(self, command: ActivateFirmwareCommand) -> bool:
        """Say whether ``command`` is the last that was taken, said again."""
        return command.counter == self.state[0]

    def why_not(self, command: ActivateFirmwareCommand) -> str:
        """Give the reason, in words, why ``command`` is not carried out; empty when it is."""
        if (command.originator, command.recipient) != (self._supplier, self._own):
            return f"it is from {command.originator} to {command.recipient}"
        try:
            self._supplier_key.check(signed_octets(command), command.signature)
        except TrustError as error:
            return f"not signed by the Supplier: {error}"
        last = self.state[0]
        return "" if command.counter >= last else f"its counter {command.counter} is below {last}"

    def take(self, command: ActivateFirmwareCommand, now: Instant) -> Effects:
        """Take a command in place of any that waits; it is due as its moment says, and never when it is CANCELLED."""
        order = None
        if command.activation_at != CANCELLED:
            order = Order(command.counter, command.activation_at, command.firmware_hash)
        self.state = command.counter, None, order
        row = None if order is None else _WAITING.pack(order.counter, order.activation_at, order.firmware_hash)
        kept: list[Effect] = [Keep(KEY_LAST, b"%d" % command.counter), Keep(KEY_ANSWER, None), Keep(KEY_WAITING, row)]
        if order is not None:
            return [*kept, OrderTaken(order.counter, max(order.due_at, now))]
        return [*kept, OrderEnded(command.counter, CANCELLED_WORD)]

    def answered(self, answer: GbcsMessage) -> Effects:
        """Remember what was answered to the last command."""
        self.state = self.state[0], answer, self.state[2]
        return [Keep(KEY_ANSWER, to_gbcs(answer))]

    def done(self, order: Order, result: ActivationCode) -> Effects:
        """Take it that the order that waited was carried out, and what came of it."""
        self.state = *self.state[:2], None
        return [Keep(KEY_WAITING, None), OrderEnded(order.counter, result.name.lower())]
