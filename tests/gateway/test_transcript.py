"""The transcript: numbered files in the order of what came and went, up to its limits, and on after a kill."""

from pathlib import Path

import pytest

from dcc_adapter.gateway.transcript import FILES_MAX, OCTETS_MAX, Transcript
from premises.errors import ShelfError


def test_what_came_and_went_is_there_in_order(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "xml")
    transcript.came("serviceD", b"<asked/>")
    transcript.went("supplier", b"<told/>")

    assert {path.name: path.read_bytes() for path in (tmp_path / "xml").iterdir()} == {
        "000001-in-serviceD.xml": b"<asked/>",
        "000002-out-supplier.xml": b"<told/>",
    }


def test_numbers_go_on_after_a_kill(tmp_path: Path) -> None:
    Transcript(tmp_path).came("serviceD", b"<one/>")
    (tmp_path / "000041-out-supplier.xml").write_bytes(b"<before/>")
    (tmp_path / "notes.xml").write_bytes(b"somebody's own")
    Transcript(tmp_path).came("serviceD", b"<two/>")

    assert (tmp_path / "000042-in-serviceD.xml").read_bytes() == b"<two/>"


def test_without_a_directory_nothing_is_written(tmp_path: Path) -> None:
    Transcript(None).came("serviceD", b"<one/>")

    assert list(tmp_path.iterdir()) == []


def test_one_file_too_many_is_not_written(tmp_path: Path) -> None:
    (tmp_path / f"{FILES_MAX - 1:06}-in-serviceD.xml").write_bytes(b"<before/>")
    transcript = Transcript(tmp_path)
    transcript.came("serviceD", b"<last/>")
    transcript.came("serviceD", b"<one more/>")

    assert sorted(path.name[:6] for path in tmp_path.iterdir()) == ["099999", "100000"]


def test_one_octet_too_many_is_not_written(tmp_path: Path) -> None:
    assert OCTETS_MAX == 512 * 1024 * 1024
    transcript = Transcript(tmp_path, octets_max=10)
    transcript.came("serviceD", b"123456")
    transcript.came("serviceD", b"too long")
    transcript.came("serviceD", b"7890")
    transcript.came("serviceD", b"!")

    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"123456", b"7890"]


def test_a_directory_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ShelfError, match=f"--duis-transcript {tmp_path}/file/xml: Not a directory"):
        Transcript(tmp_path / "file" / "xml")


def test_a_directory_that_goes_is_an_error_in_words(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "xml")
    (tmp_path / "xml").rmdir()

    with pytest.raises(ShelfError, match=f"--duis-transcript {tmp_path}/xml: No such file or directory"):
        transcript.came("serviceD", b"<one/>")
