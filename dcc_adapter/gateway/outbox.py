"""What Suppliers are still to be told: each message stored once, in order, until its Supplier took it.

::

    the machine's message N -> signed -> put (kept) -> DuisAck(N) -> POSTed, or collected -> taken
                    N again -> known: acknowledged again, stored never again

A place is a message's position in its Supplier's order, from 1; what is said again is the very same octets. Knows
neither HTTP nor XML.
"""

from dataclasses import dataclass, field
from struct import Struct
from typing import Protocol

from premises.identity import Name
from premises.machine.effects import Keep, Kept

WAITING_MAX = 10_000
"""Messages that wait for one Supplier; one more and the oldest is dropped. Ours."""

TAKEN_MAX = 1_024
"""Messages of one Supplier that are kept after it took them, so that they can be looked at again. Ours."""

NUMBERS_MAX = 32_768
"""Numbers of one Supplier's messages that are remembered, so that none is stored twice. Ours."""

KEY_XML, KEY_NUMBER, KEY_FIRST, KEY_TAKEN = "mail/xml", "mail/number", "mail/first", "mail/taken"
_U64 = Struct("<Q")


class Rows(Kept, Protocol):
    """Rows that survive a kill: the shelf, as far as the gateway knows it."""

    def commit(self, keeps: list[Keep]) -> None:
        """Keep all of ``keeps``, or none; ShelfError otherwise."""


@dataclass
class _Box:
    """One Supplier's; places ``first`` to ``last`` are there, those up to ``taken`` were taken."""

    first: int = 1
    last: int = 0
    taken: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    """Place to the machine's number, the oldest first."""
    known: set[int] = field(default_factory=set)


class Outbox:
    """All Suppliers' boxes on one shelf."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._boxes: dict[Name, _Box] = {}
        self.dropped = 0
        """Messages dropped since this process began, because too many waited."""

    def knows(self, supplier: Name, number: int) -> bool:
        """Say whether the machine's message ``number`` was stored before."""
        return number in self._box(supplier).known

    def put(self, supplier: Name, number: int, xml: bytes) -> int:
        """Store one message that is not known yet, and give its place; when this returns, a kill loses it no more."""
        box = self._box(supplier)
        assert number not in box.known, f"message {number} for {supplier} was stored before"
        box.last += 1
        box.numbers[box.last] = number
        box.known.add(number)
        keeps = [
            Keep(_key(KEY_XML, supplier, box.last), xml),
            Keep(_key(KEY_NUMBER, supplier, box.last), _U64.pack(number)),
            *self._trimmed(supplier, box),
        ]
        self._rows.commit(keeps)
        return box.last

    def next(self, supplier: Name) -> tuple[int, bytes] | None:
        """Give place and octets of the oldest that was not taken; None when nothing waits."""
        box = self._box(supplier)
        return self.after(supplier, max(box.taken, box.first - 1))

    def after(self, supplier: Name, place: int) -> tuple[int, bytes] | None:
        """Give the first message behind ``place``, taken or not; None when there is none, or not yet."""
        box = self._box(supplier)
        wanted = max(place + 1, box.first)
        if wanted > box.last:
            return None
        xml = self._rows.get(_key(KEY_XML, supplier, wanted))
        assert xml is not None, f"message {wanted} for {supplier} was kept"
        return wanted, xml

    def take(self, supplier: Name, place: int) -> None:
        """Remember that its Supplier took everything up to ``place``; what is not there yet cannot be taken."""
        box = self._box(supplier)
        upto = min(place, box.last)
        if upto <= box.taken:
            return
        box.taken = upto
        self._rows.commit([Keep(f"{KEY_TAKEN}/{supplier}", _U64.pack(upto)), *self._trimmed(supplier, box)])

    def waiting(self, supplier: Name) -> int:
        """Give how many messages wait."""
        box = self._box(supplier)
        return box.last - max(box.taken, box.first - 1)

    def _trimmed(self, supplier: Name, box: _Box) -> list[Keep]:
        """Drop what is beyond the limits, and give the keeps that do so on the shelf."""
        first, waits_from = box.first, max(box.first, box.taken + 1)
        allowed_from = box.last - WAITING_MAX + 1
        self.dropped += max(0, allowed_from - waits_from)
        box.first = max(first, box.taken - TAKEN_MAX + 1, allowed_from)
        keeps = [Keep(_key(KEY_XML, supplier, place), None) for place in range(first, box.first)]
        while len(box.numbers) > NUMBERS_MAX:
            place = next(iter(box.numbers))
            box.known.discard(box.numbers.pop(place))
            keeps.append(Keep(_key(KEY_NUMBER, supplier, place), None))
        if box.first != first:
            keeps.append(Keep(f"{KEY_FIRST}/{supplier}", _U64.pack(box.first)))
        return keeps

    def _box(self, supplier: Name) -> _Box:
        box = self._boxes.get(supplier)
        if box is None:
            box = self._boxes[supplier] = self._kept(supplier)
        return box

    def _kept(self, supplier: Name) -> _Box:
        numbers = {
            int(key.rsplit("/", 1)[1], 16): _number(value)
            for key, value in self._rows.below(f"{KEY_NUMBER}/{supplier}")
        }
        first = self._rows.get(f"{KEY_FIRST}/{supplier}")
        taken = self._rows.get(f"{KEY_TAKEN}/{supplier}")
        return _Box(
            first=1 if first is None else _number(first),
            last=max(numbers, default=0),
            taken=0 if taken is None else _number(taken),
            numbers=numbers,
            known=set(numbers.values()),
        )


def _key(kind: str, supplier: Name, place: int) -> str:
    return f"{kind}/{supplier}/{place:016x}"


def _number(value: bytes) -> int:
    return int(_U64.unpack(value)[0])
