"""What participants keep in virtual time: layered, so that forking a world copies nothing.

A layer below is never written again once something stands on it. It survives a crash of its participant, as the
live shelf does; it does not model a disk that loses writes.
"""

from collections.abc import Iterator

from premises.machine.effects import Keep

LAYERS_MAX = 32
"""Forks deep before a shelf is flattened into one layer. Ours."""


class VirtualShelf:
    """Rows by key; ``twin`` gives an independent shelf in constant time."""

    __slots__ = ("_below", "_rows")

    def __init__(self, below: "tuple[dict[str, bytes | None], ...]" = ()) -> None:
        self._below = below
        self._rows: dict[str, bytes | None] = {}

    def commit(self, keeps: list[Keep]) -> None:
        """Keep all of ``keeps``, in order."""
        for keep in keeps:
            if keep.value is None:
                self._forget(keep.key)
            else:
                self._rows[keep.key] = keep.value

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, or None."""
        for layer in (self._rows, *reversed(self._below)):
            if key in layer:
                return layer[key]
        return None

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give all rows below ``key``, ordered by key."""
        prefix = key + "/"
        rows = self._flat()
        return iter(sorted((row, value) for row, value in rows.items() if row.startswith(prefix)))

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Give all rows, ordered by key."""
        return iter(sorted(self._flat().items()))

    def twin(self) -> "VirtualShelf":
        """Give a shelf with the same rows; what either keeps from now on, the other does not see."""
        if len(self._below) >= LAYERS_MAX:
            self._below, self._rows = (dict(self._flat()),), {}
        elif self._rows:
            self._below, self._rows = (*self._below, self._rows), {}
        return VirtualShelf(self._below)

    def _flat(self) -> dict[str, bytes]:
        rows: dict[str, bytes | None] = {}
        for layer in (*self._below, self._rows):
            rows.update(layer)
        return {key: value for key, value in rows.items() if value is not None}

    def _forget(self, key: str) -> None:
        prefix = key + "/"
        if not self._below:
            gone = [row for row in self._rows if row == key or row.startswith(prefix)]
            for row in gone:
                del self._rows[row]
            return
        for row in self._flat():
            if row == key or row.startswith(prefix):
                self._rows[row] = None
