"""``premises report`` as a person types it: where the page goes, and one line for whatever is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.commands.looking.report import write_report
from lab.commands.run import Recording, run_virtual
from premises.errors import UsageError
from tests.watching.told import SCENARIOS, recorded

WITHOUT = "import sys; sys.modules[{!r}] = None; from lab.cli import main; main()"
"""A program without one of the libraries that draw."""


def premises(*words: str, program: str = "from lab.cli import main; main()") -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)


def test_the_page_lies_beside_the_run_and_is_not_written_over_unasked(tmp_path: Path) -> None:
    file = recorded("crash-mid-download", tmp_path)

    made = premises("report", str(file), "--at", "4s")
    again = premises("report", str(file))

    page = tmp_path / "crash-mid-download.html"
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr == f"{page}: {page.stat().st_size} octets\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert again.returncode == 2
    assert again.stderr == f"premises: {page}: there is a file already: expected another name with -o, or --force\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.vpr"], "nowhere.vpr: no such file or directory"),
        (["{file}", "-o", "{folder}/none/x.html"], "{folder}/none/x.html: there is no directory {folder}/none"),
        (["{file}", "--at", "1h"], "--at 1 h 0 min: the run ends at 8.1 s: expected a moment before"),
        (["{file}", "--at", "noon"], "--at 'noon': expected premises time, like 00:12:30, 12m30s or 750"),
    ],
)
def test_what_is_wrong_is_one_line(words: list[str], said: str, tmp_path: Path) -> None:
    file = recorded("crash-mid-download", tmp_path)
    given = {"file": file, "folder": tmp_path}

    run, _, value = [*(word.format(**given) for word in words), "", ""][:3]

    with pytest.raises(UsageError) as refused:
        write_report(Path(run), Path(value) if "-o" in words else None, value if "--at" in words else None, force=False)

    assert str(refused.value) == said.format(**given)
    assert [*tmp_path.glob("*.html")] == []


def test_a_scenario_told_with_a_page_leaves_that_page_and_no_run_file(tmp_path: Path) -> None:
    page = tmp_path / "run.html"

    run_virtual(SCENARIOS / "crash-mid-download.toml", None, Recording(report=page))

    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [*tmp_path.iterdir()] == [page]


def test_where_a_page_cannot_go_a_scenario_is_not_told(tmp_path: Path) -> None:
    there = tmp_path / "run.html"
    there.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match=r"^--report .*run.html: there is a file already$"):
        Recording(report=there).check()
    with pytest.raises(UsageError, match=r"^--report .*: there is no directory .*none$"):
        Recording(report=tmp_path / "none" / "x.html").check()


@pytest.mark.parametrize("library", ["altair", "jinja2"])
def test_without_what_draws_it_says_what_to_install(library: str, tmp_path: Path) -> None:
    file = recorded("crash-mid-download", tmp_path)

    ended = premises("report", str(file), program=WITHOUT.format(library))

    wanted = "pip install 'virtual-premises[report]'"
    assert ended.returncode == 2
    assert ended.stderr == f"premises: a report is drawn with {library}, which is not installed: {wanted}\n"
