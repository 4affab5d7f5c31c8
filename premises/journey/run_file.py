"""A run on disk: who ran what with which seed, and every note of it; and the only door to ``msgpack``.

A stream of MessagePack arrays that any library reads: the header, then batches of notes as they were published, and
marks of what is missing. Only ever appended to: a process that is killed loses at most the last record, and a file that
was cut off says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import BinaryIO

import msgpack  # type: ignore[import-untyped]  # it ships no types

from premises.errors import RunFileError, WireError
from premises.identity import Name
from premises.journey.notebook import in_batches
from premises.wire.codec import decode, encode
from premises.wire.envelope import PAYLOAD_MAX, NoteBatch
from premises.wire.notes.emulator import ENDINGS, NotesDropped
from premises.wire.notes.vocabulary import Entry

FORMAT = "virtual-premises run"
"""The first item of the header: what the file is."""

FORMAT_VERSION = 1
"""The second item: how it is to be read."""

ENTRIES_MAX = 20_000_000
"""Notes in one file; more are not read. Ours: about 4 GiB of memory."""

FIELDS_MAX = 64
"""Items of one array or map of a record. Ours."""

_CHUNK = 256 * 1024
_NOTES, _MARK = "notes", "mark"


class How(Enum):
    """Which clock a run went by."""

    LIVE = "live"
    VIRTUAL = "virtual"


class MarkKind(Enum):
    """What can be said of a recording beside its notes."""

    GAP = "gap"
    """Batches ``first`` to ``last`` of (who, boot) were asked for again and never came."""
    RESUMED = "resumed"
    """The recorder began again, and went on with this file."""
    ENDED = "ended"
    """The recording ended in good order."""


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What was run."""

    run_id: str
    premises: Name
    seed: int
    site: str
    """The site as TOML."""
    how: How
    started: str = ""
    """Wall time of the beginning as ISO 8601; empty in virtual time, where equal seeds give equal files."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of the programs that took part, by name."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One remark of the recorder; who, boot and numbers only where its kind has them."""

    kind: MarkKind
    who: Name = Name("")
    boot: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Batches ``first`` to ``last`` of one boot of a participant that are not in the file."""

    who: Name
    boot: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, order=True)
class Boot:
    """One life of a participant, from a start to a stop or a crash."""

    who: Name
    boot: int


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file as it was read."""

    header: RunHeader
    entries: tuple[Entry, ...]
    """Every note, ordered by (at, who, boot, number)."""
    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    dropped: int
    """Notes that were lost inside the emulator, as ``notes.dropped`` counts them."""
    batches: Mapping[Boot, int]
    """How many batches of each boot there are, up to the highest number seen."""
    cut: bool
    """Whether the file ends in the middle of a record."""
    size: int
    """Octets up to the end of the last whole record."""

    @property
    def complete(self) -> bool:
        """Whether every note is here that was not lost with a crash; a run that is not complete is no evidence."""
        return not (self.cut or self.gaps or self.dropped)

    @property
    def killed(self) -> tuple[Boot, ...]:
        """Give the boots that did not end in good order: the notes of their last moments may be missing."""
        stopped = {Boot(entry.who, entry.boot) for entry in self.entries if type(entry.note) in ENDINGS}
        return tuple(sorted(set(self.batches) - stopped))


class RunWriter:
    """Writes a run file, record by record; each is with the operating system when the call returns."""

    def __init__(self, path: Path, header: RunHeader) -> None:
        """Begin a new file; RunFileError when there is one already."""
        if path.exists():
            raise RunFileError(f"{path}: there is a file already; a run is never written over")
        self._path = path
        # A file has its name only when its header is whole, so that any run file that is found can be gone on with.
        new = path.with_name(f"{path.name}.new")
        with _explained(path):
            self._file: BinaryIO = new.open("wb")
        self._append(
            [
                FORMAT, FORMAT_VERSION, header.run_id, header.premises, header.seed, header.site, header.how.value,
                header.started, dict(header.versions),
            ]
        )  # fmt: skip
        with _explained(path):
            new.replace(path)

    @classmethod
    def resume(cls, path: Path) -> "tuple[RunWriter, RunFile]":
        """Go on with the file at ``path``, after its last whole record; give also what is in it."""
        before = read_run(path)
        writer = object.__new__(cls)
        writer._path = path
        with _explained(path):
            writer._file = path.open("r+b")
            writer._file.truncate(before.size)
            writer._file.seek(before.size)
        writer.mark(Mark(MarkKind.RESUMED))
        return writer, before

    def write(self, batch: NoteBatch) -> None:
        """Add one batch of notes."""
        self._append([_NOTES, encode(batch)])

    def mark(self, mark: Mark) -> None:
        """Add one remark."""
        self._append([_MARK, mark.kind.value, mark.who, mark.boot, mark.first, mark.last])

    def close(self) -> None:
        """End the file in good order."""
        self.mark(Mark(MarkKind.ENDED))
        with _explained(self._path):
            self._file.close()

    def _append(self, record: list[object]) -> None:
        with _explained(self._path):
            self._file.write(msgpack.packb(record))
            self._file.flush()


def write_run(path: Path, header: RunHeader, entries: Iterable[Entry]) -> None:
    """Write a whole run at once, as virtual time gives it."""
    writer = RunWriter(path, header)
    for batch in in_batches(entries):
        writer.write(batch)
    writer.close()


def read_run(path: Path) -> RunFile:
    """Read a run file; RunFileError when it is none, is of another version, or is damaged (not merely cut off)."""
    with _explained(path), path.open("rb") as file:
        return _Reader(path).read(file)


class _Reader:
    """What was read of one file so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._header: RunHeader | None = None
        self._marks: list[Mark] = []
        self._entries: list[Entry] = []
        self._numbers: dict[Boot, set[int]] = {}
        self._size = 0
        self._read = 0

    def read(self, file: BinaryIO) -> RunFile:
        unpacker = msgpack.Unpacker(
            max_buffer_size=PAYLOAD_MAX + _CHUNK, max_str_len=PAYLOAD_MAX, max_bin_len=PAYLOAD_MAX,
            max_array_len=FIELDS_MAX, max_map_len=FIELDS_MAX, max_ext_len=0,
        )  # fmt: skip
        try:
            while chunk := file.read(_CHUNK):
                self._read += len(chunk)
                unpacker.feed(chunk)
                for record in unpacker:
                    self._take(record)
                    self._size = unpacker.tell()
        except (ValueError, msgpack.UnpackException, WireError) as error:
            raise RunFileError(f"{self._path}: damaged after octet {self._size}: {error}") from error
        return self._run_file()

    def _run_file(self) -> RunFile:
        if self._header is None:
            raise RunFileError(f"{self._path}: not a run file: its header is not whole")
        return RunFile(
            self._header,
            tuple(sorted(self._entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))),
            tuple(self._marks),
            tuple(sorted(gap for boot, numbers in self._numbers.items() for gap in _gaps(boot, numbers))),
            sum(entry.note.count for entry in self._entries if isinstance(entry.note, NotesDropped)),
            {boot: max(numbers) + 1 for boot, numbers in sorted(self._numbers.items())},
            cut=self._size < self._read,
            size=self._size,
        )

    def _take(self, record: object) -> None:
        if self._header is None:
            self._header = self._header_of(record)
            return
        match record:
            case [str(kind), bytes(octets)] if kind == _NOTES:
                self._take_batch(decode(NoteBatch, octets))
            case [str(kind), str(said), str(who), int(boot), int(first), int(last)] if kind == _MARK:
                self._marks.append(Mark(MarkKind(said), Name(who), boot, first, last))
            case _:
                raise WireError(f"a record that version {FORMAT_VERSION} does not know")

    def _take_batch(self, batch: NoteBatch) -> None:
        numbers = self._numbers.setdefault(Boot(batch.who, batch.boot), set())
        if batch.number in numbers:
            return
        numbers.add(batch.number)
        self._entries.extend(batch.entries)
        if len(self._entries) > ENTRIES_MAX:
            raise RunFileError(f"{self._path}: more than {ENTRIES_MAX} notes")

    def _header_of(self, record: object) -> RunHeader:
        match record:
            case [str(what), int(version), *_] if what == FORMAT and version != FORMAT_VERSION:
                raise RunFileError(
                    f"{self._path}: a run file of version {version}; this program reads {FORMAT_VERSION}"
                )
            case [
                str(what),
                _,
                str(run_id),
                str(who),
                int(seed),
                str(site),
                str(how),
                str(started),
                dict(versions),
            ] if what == FORMAT:
                return RunHeader(run_id, Name(who), seed, site, How(how), started, versions)
            case _:
                raise RunFileError(f"{self._path}: not a run file")


def _gaps(boot: Boot, numbers: set[int]) -> Iterator[Gap]:
    following = 0
    for number in sorted(numbers):
        if number > following:
            yield Gap(boot.who, boot.boot, following, number - 1)
        following = number + 1


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunFileError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from error
