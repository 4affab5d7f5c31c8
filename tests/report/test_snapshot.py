"""A page as a person reads it, word for word."""

from pathlib import Path

from tests.report.snapshot import FILE, lines_of, page_of_run


def test_the_page_of_a_run_reads_as_it_did(tmp_path: Path) -> None:
    assert [*lines_of(page_of_run(tmp_path))] == FILE.read_text(encoding="utf-8").splitlines()
