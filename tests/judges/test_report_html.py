"""HTML Tidy, which nobody here wrote, reads a report: no error, and no warning but of what HTML allows."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.report.making import report_of
from premises.journey.run_file import read_run
from tests.watching.told import recorded

pytestmark = pytest.mark.judge

ALLOWED = "moved <style> tag to <head>"
"""Tidy is older than the HTML that lets a picture bring its own style."""


@pytest.mark.parametrize("name", ["option-a-early", "proposed-b4-asleep", "gsme-updated", "displaced"])
def test_tidy_finds_nothing_wrong_with_a_report(name: str, tmp_path: Path) -> None:
    tidy = shutil.which("tidy")
    if tidy is None:
        pytest.skip("tidy is not installed (apt-get install tidy)")
    file = recorded(name, tmp_path)
    page = tmp_path / "report.html"
    page.write_text(report_of(read_run(file), file.name), encoding="utf-8")

    found = subprocess.run([tidy, "-q", "-e", "-utf8", str(page)], capture_output=True, text=True, check=False)

    assert [line for line in found.stderr.splitlines() if ALLOWED not in line] == []


def test_tidy_would_find_an_element_without_its_end(tmp_path: Path) -> None:
    tidy = shutil.which("tidy")
    if tidy is None:
        pytest.skip("tidy is not installed (apt-get install tidy)")
    page = tmp_path / "broken.html"
    page.write_text("<!DOCTYPE html>\n<html lang='en'><head><title>x</title></head><body><p id=a><div></p>", "utf-8")

    found = subprocess.run([tidy, "-q", "-e", "-utf8", str(page)], capture_output=True, text=True, check=False)

    assert "missing </div>" in found.stderr
