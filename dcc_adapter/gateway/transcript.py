"""Each XML that came and went, as numbered files in one directory: for tests and for whoever wants to look.

``000017-in-supplier.xml`` was read, ``000018-out-supplier.xml`` was signed; nothing in it is read again.
"""

from pathlib import Path

from premises.errors import ShelfError

FILES_MAX = 100_000
"""Files of one transcript; nothing more is written. Ours."""

OCTETS_MAX = 512 * 1024 * 1024
"""Octets of one transcript, of those that one process writes; nothing more is written. Ours."""


class Transcript:
    """One directory; numbers go on where a process before this one stopped."""

    def __init__(self, directory: Path | None, *, octets_max: int = OCTETS_MAX) -> None:
        self._directory, self._octets_max = directory, octets_max
        self._number = self._octets = 0
        if directory is None:
            return
        try:
            directory.mkdir(parents=True, exist_ok=True)
            names = [path.name for path in directory.glob("[0-9]*.xml")]
        except OSError as error:
            raise ShelfError(f"--duis-transcript {directory}: {error.strerror}") from error
        self._number = max((int(name.split("-", 1)[0]) for name in names), default=0)

    def came(self, who: str, xml: bytes) -> None:
        """Write what ``who`` sent."""
        self._write("in", who, xml)

    def went(self, who: str, xml: bytes) -> None:
        """Write what ``who`` is sent; once, however often it is sent."""
        self._write("out", who, xml)

    def _write(self, way: str, who: str, xml: bytes) -> None:
        if self._directory is None or self._number >= FILES_MAX or self._octets + len(xml) > self._octets_max:
            return
        self._number += 1
        self._octets += len(xml)
        try:
            (self._directory / f"{self._number:06}-{way}-{who}.xml").write_bytes(xml)
        except OSError as error:
            raise ShelfError(f"--duis-transcript {self._directory}: {error.strerror}") from error
