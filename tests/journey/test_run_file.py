"""A run file holds a whole run, loses only its tail when cut, and is refused in words when it is something else."""

from dataclasses import replace
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import RunFileError
from premises.identity import Name
from premises.journey.notebook import in_batches
from premises.journey.run_file import (
    FORMAT,
    FORMAT_VERSION,
    Boot,
    Gap,
    How,
    Mark,
    MarkKind,
    RunHeader,
    RunWriter,
    read_run,
    write_run,
)
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch
from premises.wire.notes.emulator import NotesDropped
from tests.journey.notes import B1, HUB, Pen

HEADER = RunHeader("run-1", Name("house"), 7, "name = 'house'\n", How.VIRTUAL, versions={"python": "3.11"})


def small_run() -> Pen:
    pen = Pen().started(0, HUB).started(0, B1)
    for sequence in range(3):
        pen.sent(100 * sequence, sequence, offset=48 * sequence).delivered(100 * sequence + 40, sequence, 40)
    return pen.stopped(900, HUB).stopped(900, B1)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    entries = small_run().entries
    write_run(tmp_path / "run.vpr", HEADER, entries)
    run = read_run(tmp_path / "run.vpr")

    assert run.header == HEADER
    assert run.entries == tuple(sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))
    assert run.marks == (Mark(MarkKind.ENDED),)
    assert run.complete
    assert (run.gaps, run.dropped, run.cut, run.killed) == ((), 0, False, ())


def test_equal_runs_give_equal_files(tmp_path: Path) -> None:
    entries = small_run().entries
    write_run(tmp_path / "one.vpr", HEADER, entries)
    write_run(tmp_path / "two.vpr", HEADER, reversed(entries))

    assert (tmp_path / "one.vpr").read_bytes() == (tmp_path / "two.vpr").read_bytes()


def test_a_file_cut_at_any_octet_loses_only_its_tail(tmp_path: Path) -> None:
    path = tmp_path / "run.vpr"
    write_run(path, HEADER, small_run().entries)
    whole, octets = read_run(path), path.read_bytes()
    header = [FORMAT, FORMAT_VERSION, "run-1", "house", 7, HEADER.site, "virtual", "", HEADER.versions]
    seen = set()
    for size in range(len(octets)):
        path.write_bytes(octets[:size])
        if size < len(_packed(header)):
            with pytest.raises(RunFileError, match="its header is not whole"):
                read_run(path)
            continue
        run = read_run(path)
        seen.add(len(run.entries))
        assert run.cut == (run.size < size)
        assert set(run.entries) <= set(whole.entries)

    assert seen == {0, 5, 10}, "batch by batch"


def test_a_file_that_was_cut_is_gone_on_with_after_its_last_whole_record(tmp_path: Path) -> None:
    path = tmp_path / "run.vpr"
    batches = list(in_batches(small_run().entries))
    writer = RunWriter(path, HEADER)
    for batch in batches:
        writer.write(batch)
    # As kill -9 leaves it: without a mark of its end, and in the middle of a record.
    writer._file.close()
    path.write_bytes(path.read_bytes()[:-5])

    again, before = RunWriter.resume(path)
    again.write(batches[1])
    again.close()
    run = read_run(path)

    assert before.cut
    assert before.batches == {Boot(B1, 1): 1}
    assert not run.cut
    assert run.complete
    assert len(run.entries) == 10
    assert [mark.kind for mark in run.marks] == [MarkKind.RESUMED, MarkKind.ENDED]


def test_a_run_with_a_gap_is_not_complete(tmp_path: Path) -> None:
    path = tmp_path / "run.vpr"
    writer = RunWriter(path, HEADER)
    for number in (0, 3, 4, 6, 4):
        writer.write(NoteBatch(ENVELOPE_VERSION, HUB, 1, number, ()))
    writer.mark(Mark(MarkKind.GAP, HUB, 1, 1, 2))
    writer.close()
    run = read_run(path)

    assert run.gaps == (Gap(HUB, 1, 1, 2), Gap(HUB, 1, 5, 5))
    assert not run.complete
    assert run.killed == (Boot(HUB, 1),)


def test_a_run_in_which_notes_were_dropped_is_not_complete(tmp_path: Path) -> None:
    write_run(tmp_path / "run.vpr", HEADER, Pen().write(1, HUB, NotesDropped(3)).write(2, B1, NotesDropped(4)).entries)
    run = read_run(tmp_path / "run.vpr")

    assert run.dropped == 7
    assert not run.complete


def test_a_run_is_never_written_over(tmp_path: Path) -> None:
    write_run(tmp_path / "run.vpr", HEADER, [])

    with pytest.raises(RunFileError, match="there is a file already"):
        RunWriter(tmp_path / "run.vpr", HEADER)


def _packed(*records: object) -> bytes:
    return b"".join(msgpack.packb(record) for record in records)


_HEAD = [FORMAT, FORMAT_VERSION, "run-1", "house", 7, "", "live", "", {}]


@pytest.mark.parametrize(
    ("octets", "complaint"),
    [
        (b"", "its header is not whole"),
        (b"PK\x03\x04 a zip", "not a run file"),
        (_packed({"a": 1}), "not a run file"),
        (_packed([FORMAT, FORMAT_VERSION + 1, "whatever"]), "a run file of version 2; this program reads 1"),
        (_packed([*_HEAD[:6], "dreamt", "", {}]), "damaged after octet 0"),
        (_packed(_HEAD, ["notes", b"\xff"]), "damaged after octet"),
        (_packed(_HEAD, ["notes"]), "a record that version 1 does not know"),
        (_packed(_HEAD, ["mark", "odd", "", 0, 0, 0]), "damaged after octet"),
        (_packed(_HEAD) + b"\xc1", "damaged after octet"),
        (_packed(_HEAD) + b"\xdd\xff\xff\xff\xff", "damaged after octet"),
        (_packed(_HEAD) + b"\x91" * 3_000 + b"\xc0", "damaged after octet"),
    ],
)
def test_what_is_no_run_file_is_refused_in_one_line(tmp_path: Path, octets: bytes, complaint: str) -> None:
    path = tmp_path / "run.vpr"
    path.write_bytes(octets)

    with pytest.raises(RunFileError, match=complaint) as refusal:
        read_run(path)

    assert "\n" not in str(refusal.value)


def test_a_record_that_claims_more_than_is_there_is_a_cut_file(tmp_path: Path) -> None:
    path = tmp_path / "run.vpr"
    path.write_bytes(_packed(_HEAD) + b"\xc6\xff\xff\xff\xff")

    assert read_run(path).cut


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="no such file"):
        read_run(tmp_path / "nowhere.vpr")


@given(turned=st.integers(0, 10_000), value=st.integers(1, 255))
def test_a_damaged_octet_never_gives_anything_but_a_run_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, turned: int, value: int
) -> None:
    path = tmp_path_factory.mktemp("run") / "run.vpr"
    write_run(path, replace(HEADER, how=How.LIVE), small_run().entries)
    octets = bytearray(path.read_bytes())
    octets[turned % len(octets)] ^= value
    path.write_bytes(octets)

    try:
        run = read_run(path)
    except RunFileError:
        return
    assert len(run.entries) <= 10


def test_a_batch_is_in_the_file_as_soon_as_it_is_written(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run.vpr", HEADER)
    batch = next(in_batches(small_run().entries))
    writer.write(batch)

    assert encode(batch) in (tmp_path / "run.vpr").read_bytes()
    writer.close()
