"""What one live participant keeps: an SQLite file with rows of key and value, and the only door to ``sqlite3``.

With WAL and synchronous=NORMAL a commit survives kill -9 of this process at any point; it does not survive the loss
of the host's power, after which the newest commits may be gone (never half of one). Knows no meaning of any key.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from premises.errors import ShelfError
from premises.machine.effects import Keep, Kept

LOCKED_FOR_MAX_S = 2.0
"""How long a new process waits for its predecessor's lock; a killed process lets go of it at once. Ours."""

KEY_LENGTH_MAX = 256
"""Characters of a key. Ours."""

_NEXT_AFTER_SLASH = "0"
"""The character after ``/``: keys below ``key`` lie between ``key/`` and ``key0``."""


@dataclass(frozen=True, slots=True)
class View:
    """Rows that hold JSON objects, shown as a table to whoever reads the file with SQL."""

    prefix: str
    """Of the rows' keys, and the view's name: a word of letters."""
    columns: tuple[str, ...]
    """The objects' fields that it shows: words of letters and underscores."""


class KeptLive(Kept, Protocol):
    """A shelf on which a live participant keeps."""

    def commit(self, keeps: list[Keep]) -> None:
        """Keep all of ``keeps``, or none; ShelfError otherwise."""


class Shelf:
    """The rows of one participant; one process at a time holds the file."""

    def __init__(self, path: Path, views: Sequence[View] = (), locked_for_max_s: float = LOCKED_FOR_MAX_S) -> None:
        self._path = path
        self._views = views
        with self._explained():
            self._rows = sqlite3.connect(path, timeout=locked_for_max_s, isolation_level=None)
        try:
            self._open()
        except ShelfError:
            self._rows.close()
            raise

    def commit(self, keeps: Sequence[Keep]) -> None:
        """Keep all of ``keeps``, in order, or none of them; ShelfError when the file would not take them."""
        with self._explained():
            if len(keeps) == 1:
                # One statement is a transaction of its own.
                self._keep(keeps[0])
                return
            # The connection as a context commits, or rolls back what an error left half done.
            with self._rows:
                self._rows.execute("BEGIN")
                for keep in keeps:
                    self._keep(keep)

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, or None."""
        with self._explained():
            row = self._rows.execute("SELECT value FROM shelf WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give all rows below ``key``, ordered by key, as they are now."""
        with self._explained():
            rows = self._rows.execute(
                "SELECT key, value FROM shelf WHERE key >= ? AND key < ? ORDER BY key", _span(key)
            ).fetchall()
        return iter([(str(row), bytes(value)) for row, value in rows])

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def _open(self) -> None:
        with self._explained():
            # Exclusive: a second process with the same shelf would use this one's frame counters again.
            self._rows.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._rows.execute("PRAGMA journal_mode = WAL")
            self._rows.execute("PRAGMA synchronous = NORMAL")
            self._rows.execute(
                "CREATE TABLE IF NOT EXISTS shelf"
                f" (key TEXT PRIMARY KEY CHECK (length(key) <= {KEY_LENGTH_MAX}), value BLOB NOT NULL)"
            )
            for view in self._views:
                self._rows.execute(f"DROP VIEW IF EXISTS {view.prefix}")
                self._rows.execute(_created(view))
            self._rows.execute("BEGIN EXCLUSIVE")
            self._rows.execute("COMMIT")

    def _keep(self, keep: Keep) -> None:
        if keep.value is None:
            self._rows.execute(
                "DELETE FROM shelf WHERE key = ? OR (key >= ? AND key < ?)", (keep.key, *_span(keep.key))
            )
        else:
            self._rows.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?)", (keep.key, keep.value))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ShelfError(f"shelf {self._path}: {error}") from error


def _created(view: View) -> str:
    """Give the statement that makes a view; its words are ours, and no key or value comes into it."""
    words = (view.prefix, *view.columns)
    assert all(word.isidentifier() for word in words), f"a view of {words}: expected words"
    columns = ", ".join(f"json_extract(CAST(value AS TEXT), '$.{column}') AS {column}" for column in view.columns)
    first, last = _span(view.prefix)
    return f"CREATE VIEW {view.prefix} AS SELECT {columns} FROM shelf WHERE key >= '{first}' AND key < '{last}'"  # noqa: S608 - words of ours


def _span(key: str) -> tuple[str, str]:
    return f"{key}/", f"{key}{_NEXT_AFTER_SLASH}"
