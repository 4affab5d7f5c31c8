"""What Suppliers are told without having asked in that moment: kept before it is said, and said until they took it.

::

    post -> waiting --(10 s, doubled up to 600 s)--> said again
               |-- DuisAck --> forgotten, and noted: its Supplier has it
               +-- one more than WAITING_MAX wait for that Supplier --> the oldest is lost, and that is noted

A request and its answer are one exchange, and no part of this. Nothing that waits is given up for its age.
"""

from dataclasses import dataclass

from dcc_adapter.told import told_notes
from premises.identity import Name
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, earliest, seconds
from premises.wire.codec import DuisCarried, decode, encode
from premises.wire.duis.messages import MAIL_FIRST
from premises.wire.message import Frame, Message
from premises.wire.notes.requests import MailLost

WAITING_MAX = 256
"""Messages waiting for one Supplier at once; one more displaces the oldest, and that is noted. Ours."""

AGAIN_AFTER = seconds(10)
"""After the first saying; doubled at each, up to AGAIN_AFTER_MAX, never given up. Assumption 90 (docs/sources.md)."""

AGAIN_AFTER_MAX = seconds(600)
"""The longest wait between two sayings of one message. Assumption 90 (docs/sources.md)."""

KEY_MAIL = "mail"
KEY_NUMBERS = "mailed"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that its Supplier did not take yet."""

    number: int
    """MAIL_FIRST or more, rising, no two alike."""
    to: Name
    message: Message
    tries: int
    retry_at: Instant


class Mail:
    """The post of one adapter; ``state`` is (numbers used so far, letters waiting with the oldest first)."""

    __slots__ = ("_used", "_waiting", "_who")

    def __init__(self, who: Name, kept: Kept) -> None:
        self._who = who
        self._used = int(kept.get(KEY_NUMBERS) or b"0")
        self._waiting = tuple(_letter(row) for _, row in kept.below(KEY_MAIL))

    @property
    def state(self) -> tuple[int, tuple[Letter, ...]]:
        """All that can differ between two moments."""
        return self._used, self._waiting

    @state.setter
    def state(self, value: tuple[int, tuple[Letter, ...]]) -> None:
        self._used, self._waiting = value

    @property
    def deadline(self) -> Instant | None:
        """When a letter is to be said again."""
        return earliest(*(letter.retry_at for letter in self._waiting))

    @property
    def is_idle(self) -> bool:
        """Whether Suppliers took all there was."""
        return not self._waiting

    def start(self, now: Instant) -> Effects:
        """Say again whatever was kept."""
        return self.wake(now)

    def post(self, to: Name, message: Message, now: Instant) -> Effects:
        """Keep a message for a Supplier, and say it for the first time."""
        effects = self._make_room(to)
        letter = Letter(MAIL_FIRST + self._used, to, message, 1, after(now, AGAIN_AFTER))
        self._used += 1
        self._waiting = (*self._waiting, letter)
        return [*effects, Keep(KEY_NUMBERS, b"%d" % self._used), Keep(_key(letter), _row(letter)), self._send(letter)]

    def taken(self, by: Name, number: int) -> Effects:
        """Forget what a Supplier took, and note that it has it; nothing happens when that does not wait for it."""
        for letter in self._waiting:
            if (letter.to, letter.number) == (by, number):
                return [self._forget(letter), *told_notes(by, number, letter.message)]
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        """Say again what is due."""
        due = [letter for letter in self._waiting if letter.retry_at <= now]
        if not due:
            return NOTHING
        self._waiting = tuple(_again(letter, now) if letter.retry_at <= now else letter for letter in self._waiting)
        return [self._send(letter) for letter in due]

    def _make_room(self, to: Name) -> list[Effect]:
        mine = [letter for letter in self._waiting if letter.to == to]
        if len(mine) < WAITING_MAX:
            return []
        return [self._forget(mine[0]), MailLost(to, mine[0].number, type(mine[0].message).__name__)]

    def _forget(self, letter: Letter) -> Keep:
        self._waiting = tuple(other for other in self._waiting if other is not letter)
        return Keep(_key(letter), None)

    def _send(self, letter: Letter) -> Send:
        return Send(letter.to, Frame(self._who, letter.to, letter.number, letter.message))


def _again(letter: Letter, now: Instant) -> Letter:
    span = Duration(min(AGAIN_AFTER << min(letter.tries, 16), AGAIN_AFTER_MAX))
    return Letter(letter.number, letter.to, letter.message, letter.tries + 1, after(now, span))


def _key(letter: Letter) -> str:
    return f"{KEY_MAIL}/{letter.number:08x}"


def _row(letter: Letter) -> bytes:
    return letter.to.encode() + b" " + encode(DuisCarried(letter.number, letter.message))  # type: ignore[arg-type]  # every Message for a Supplier is of Duis


def _letter(row: bytes) -> Letter:
    to, _, octets = row.partition(b" ")
    carried = decode(DuisCarried, octets)
    return Letter(carried.transaction, Name(to.decode()), carried.message, 0, Instant(0))
