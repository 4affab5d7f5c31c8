"""What people order of a running premises, as its conductor does it: faults, and Changes of Supplier.

Each order is done in full or refused in one line, is answered to whoever asked, and is noted. What it changes is
published, retained, for everybody.
"""

from collections.abc import Callable
from typing import Protocol

from lab.conducting.agreed import AgreedRun
from lab.conductor_clock import ConductedClock
from lab.faults.imposed import ImposedFaults
from premises.errors import UsageError, WireError
from premises.faults.said.spoken import words_of
from premises.identity import Name
from premises.quantity import Instant
from premises.runtime.link import Arrival
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, ChangeOrder, FaultOrder, OrderTaken
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.inventory import ChangeOrdered
from premises.wire.notes.note import Note
from premises.wire.topics import Topics


class Say(Protocol):
    """Publishes; what is retained is said again by the conductor whenever its link opens."""

    def __call__(self, topic: str, octets: bytes, *, retain: bool = False) -> None:
        """Say ``octets`` on ``topic``."""


class Orders:
    """Obeys for the conductor of one run."""

    def __init__(
        self, topics: Topics, clock: ConductedClock, faults: ImposedFaults, agreed: AgreedRun,
        note: Callable[[Note], None], say: Say,
    ) -> None:  # fmt: skip
        self._topics, self._clock, self._faults, self._agreed = topics, clock, faults, agreed
        self._note, self._say = note, say

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """Where such orders come."""
        return self._topics.fault_orders(), self._topics.change_orders()

    def take(self, arrival: Arrival) -> None:
        """Obey one order and answer it; WireError when it is none."""
        if arrival.topic == self._topics.fault_orders():
            self._take_faults(decode(FaultOrder, arrival.payload))
        else:
            self._take_change(decode(ChangeOrder, arrival.payload))

    def client_of(self, reply_to: str) -> str:
        """Give who wants an answer there; WireError when that is no place for answers."""
        client = reply_to.removeprefix(self._topics.replies(Name("")))
        if client == reply_to or "/" in client:
            raise WireError(f"an order that wants its answer on {reply_to}")
        return client

    @property
    def _speed(self) -> float:
        """Premises seconds a wall second now; 0 while the clock stands."""
        return 0.0 if self._clock.value is None else self._clock.value.speed

    def _begun(self) -> Instant:
        """Give premises time now; UsageError before it has begun."""
        if self._clock.value is None:
            raise UsageError("the premises has not begun: expected everybody to be there first")
        return self._clock.now()

    def _take_faults(self, order: FaultOrder) -> None:
        self.client_of(order.reply_to)
        try:
            gone, more = self._faults.obey(order, self._agreed.site, self._clock.now(), self._speed)
        except UsageError as error:
            answer = OrderTaken(ENVELOPE_VERSION, order.id, str(error))
        else:
            for fault in gone:
                self._note(FaultCleared(fault.id, order.by))
            for fault in more:
                spec = fault.spec
                self._note(FaultImposed(fault.id, fault.by, words_of(spec), spec.begins_at, spec.ends_at))
            self._say(self._topics.faults(), encode(self._faults.in_force), retain=True)
            answer = OrderTaken(ENVELOPE_VERSION, order.id, "", tuple(fault.id for fault in (*gone, *more)))
        self._say(order.reply_to, encode(answer))

    def _take_change(self, order: ChangeOrder) -> None:
        self.client_of(order.reply_to)
        try:
            since = self._agreed.obey(order, self._begun(), self._speed)
        except UsageError as error:
            answer = OrderTaken(ENVELOPE_VERSION, order.id, str(error))
        else:
            self._note(ChangeOrdered(order.fuel, Name(order.to), order.by, since))
            self._say(self._topics.run(), encode(self._agreed.run), retain=True)
            answer = OrderTaken(ENVELOPE_VERSION, order.id, "", since=since)
        self._say(order.reply_to, encode(answer))
