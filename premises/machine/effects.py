"""What a participant is, and what it can ask for.

Sans-I/O: a machine owns no socket, file, task, clock or chance. It is told what happened and when, and returns
what should be done. The same object is given to the live driver, to the virtual world and to a test.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.message import Frame
from premises.wire.notes.note import Note
from premises.wire.picture import Picture


class Send(Struct, frozen=True, gc=False):
    """Send ``frame`` to the neighbour ``to`` (the next hop), over the link that leads there."""

    to: Name
    frame: Frame


class Keep(Struct, frozen=True, gc=False):
    """Keep ``value`` under ``key`` through any crash, before any Send of the same batch leaves.

    None forgets the key and every key below it (``key`` + ``/``...).
    """

    key: str
    value: bytes | None


class Listen(Struct, frozen=True, gc=False):
    """Turn the receiver on or off; a frame that is due while it is off is missed, and that is noted."""

    on: bool


Effect = Send | Keep | Listen | Note
Effects = Sequence[Effect]
"""The effects of one event are one batch: its Keeps in one transaction, then its Sends; nothing in between."""

NOTHING: Effects = ()

KEY_BOOT = "radio/boot"
"""Where a participant's radio keeps how often it has started, before its machine is made: ``1`` at the first start."""


class Kept(Protocol):
    """What a participant kept, as it finds it when it starts."""

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, or None."""

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give all rows below ``key`` (``key`` + ``/``...), ordered by key."""


class Machine(Protocol):
    """The three things that can happen to a participant, and the one thing it waits for.

    A machine is ``state`` (a value: comparable, hashable, settable) and frozen configuration, nothing else.
    """

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""

    @state.setter
    def state(self, value: Hashable) -> None: ...

    @property
    def deadline(self) -> Instant | None:
        """When ``wake`` is wanted, or None. After ``wake(now)`` it is later than ``now``."""

    @property
    def picture(self) -> Picture:
        """What a late viewer is shown at once."""

    def start(self, now: Instant) -> Effects:
        """Begin, or begin again after a crash: say again whatever a kept state promises."""

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame that is due ``now``."""

    def wake(self, now: Instant) -> Effects:
        """Do what is due ``now``. Waking early does nothing."""


class Maker(Protocol):
    """Makes one participant as it is after reading what it kept; called at each start of it."""

    def __call__(self, kept: Kept) -> Machine: ...


class Nothing:
    """An empty shelf."""

    def get(self, key: str) -> bytes | None:
        """Give None: nothing was ever kept."""
        return None

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give no rows."""
        return iter(())


def of_rows(rows: Mapping[str, bytes]) -> Kept:
    """Give a read-only shelf with ``rows``."""
    return _Rows(dict(rows))


class _Rows:
    def __init__(self, rows: dict[str, bytes]) -> None:
        self._rows = rows

    def get(self, key: str) -> bytes | None:
        return self._rows.get(key)

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        prefix = key + "/"
        return iter(sorted((row, value) for row, value in self._rows.items() if row.startswith(prefix)))
