"""The counter of a Supplier's RequestIDs, kept on disk before it is used: none is ever used twice.

It begins at the wall clock's milliseconds, so that a person's own software, which may count so too, and this one can
take turns: what either asks next is above what the other asked last. Assumption 99 (docs/sources.md).
"""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from premises.errors import UsageError

COUNTER_MAX = 2**64 - 1
"""The last counter that there is: an Originator Counter has 64 bits. Source: GB44."""

MILLISECONDS_PER_SECOND = 1000


def wall_milliseconds() -> int:
    """Give the milliseconds since 1970 by the wall clock."""
    return int(time.time() * MILLISECONDS_PER_SECOND)


def next_counter(path: Path, at_least: Callable[[], int] = wall_milliseconds) -> int:
    """Give a counter above every one that was given for ``path`` before, whichever process asked.

    It is on disk when this returns; UsageError when it cannot be, or when what is there is no counter.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            text = file.read()
            counter = max(_read(text, path) + 1, at_least())
            if counter > COUNTER_MAX:
                raise UsageError(f"{path}: no counter is left below {COUNTER_MAX}")
            file.seek(0)
            file.write(f"{counter:020}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None
    return counter


def place_in(path: Path) -> int:
    """Give the place of what was told last; 0 when it is not known, and then all is looked at again."""
    try:
        return _read(path.read_text(encoding="ascii"), path)
    except OSError:
        return 0


def keep_place(path: Path, place: int) -> None:
    """Remember the place of what was told last; to lose it costs nothing but time."""
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(f"{place}\n", encoding="ascii")
    new.replace(path)


def _read(text: str, path: Path) -> int:
    """Give the last one; a file that a kill left empty has none, for what it was to hold was not used."""
    if not text.strip():
        return 0
    if not text.strip().isdecimal():
        raise UsageError(f"{path}: {text.strip()[:40]!r} is no counter: expected a whole number")
    return int(text)
