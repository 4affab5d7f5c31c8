"""``premises trace ladder``: a run file as a picture of who said what to whom."""

from pathlib import Path

import pytest

from lab.commands.files.trace import print_ladder
from premises.errors import UsageError
from premises.journey.ladder.ladder import LAST_MAX, ladder_of
from premises.journey.ladder.text import WIDTH_MIN, text_of
from premises.journey.run_file import read_run
from tests.watching.told import recorded


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("20", WIDTH_MIN)])
def test_a_run_file_is_drawn_as_its_notes_are_and_as_wide_as_the_terminal(
    columns: str, width: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    file = recorded("overslept", tmp_path)
    print_ladder(file, 12, "", plain=False)

    assert capsys.readouterr().out == text_of(ladder_of(read_run(file).entries, last=12), width=width) + "\n"


def test_a_participant_is_named_in_any_case_and_drawn_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_ladder(recorded("overslept", tmp_path), 1_000, "B4", plain=True)
    page = capsys.readouterr().out

    assert page.isascii()
    assert page.splitlines()[0].split() == ["hub", "b3", "b4"]


@pytest.mark.parametrize(
    ("last", "about", "said"),
    [
        (5, "b5", "nobody in .* is called that: .*b4"),
        (LAST_MAX + 1, "", f"--last {LAST_MAX + 1}: expected {LAST_MAX} at most"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(last: int, about: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        print_ladder(recorded("overslept", tmp_path), last, about, plain=False)
