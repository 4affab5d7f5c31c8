"""``premises why --as PARTY``: who may not run what that party sent, the exit code, and what cannot be asked."""

import json
from pathlib import Path

import pytest
import typer

from lab.commands.looking.blame import tell_blame
from lab.commands.looking.why import tell_why
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from tests.watching.told import recorded

A_FAILS = """\
b3@0x00010001 of request 3: 2 / 3 / covers
  suspects  b3, B4
  truly     b3, B4 not (the emulator compares)
  told      8.1 s  CCS08 b3 0x00010001 success
            10.0 s  CS09 b3 0x00010001 failure
  because   b3 does not run it
            a word about b3 is about all of its package: it does not say which of b3, B4
  next      send again to b3: CS09 success: 0 / 1; CS09 failure: 2 / 3 (mean 1.5, worst 2)
            visit B4: runs it: 1 / 1; runs the one before: 2 / 3 (mean 1.8, worst 2)
            read back by 11.2 b3: runs the one before: 2 / 3 (tells nothing more)
            visit b3: runs the one before: 2 / 3 (tells nothing more)
"""


def none_is_asked_for() -> Reachable:
    raise AssertionError("a run file was given")


def ask(
    folder: Path, scenario: str, party: str, package: str | None = None, at: str | None = None, *, as_json: bool = False
) -> int:
    """Ask a run file, and give the exit code."""
    try:
        tell_blame(none_is_asked_for, party, package, recorded(scenario, folder), at, as_json=as_json)
    except typer.Exit as end:
        return end.exit_code
    return 0


def figures(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int, int, bool]]:
    """Give what was printed as a document: device, size, hypotheses, covers."""
    packages = json.loads(capsys.readouterr().out)["packages"]
    return [(each["device"], each["size"], each["hypotheses"], each["covers"]) for each in packages]


def test_a_failure_in_option_a_is_told_with_suspects_words_reasons_and_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ask(tmp_path, "option-a-one-fails", "supplier", "b3")

    assert code == 3
    assert capsys.readouterr().out.endswith("\n\n" + A_FAILS)


@pytest.mark.parametrize(
    ("scenario", "told", "code"),
    [
        ("option-a-good", [("b1", 0, 1, True), ("b2", 0, 1, True), ("b3", 0, 1, True)], 0),
        ("option-a-early", [("b3", 0, 1, False)], 0),
        ("option-b-one-fails", [("b1", 4, 26, True)], 3),
    ],
)
def test_each_design_gives_its_figures(
    scenario: str, told: list[object], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ask(tmp_path, scenario, "supplier", as_json=True)

    assert figures(capsys) == told
    assert given == code


def test_before_anything_is_said_of_it_a_package_may_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ask(tmp_path, "option-a-one-fails", "supplier", "b3", at="7", as_json=True)

    assert (code, figures(capsys)) == (0, [("b3", 2, 4, True)])


def test_the_dcc_has_a_word_before_its_supplier_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(tmp_path, "option-a-one-fails", "dcc", "b3", at="9.95", as_json=True)
    carried = figures(capsys)
    beside = tmp_path / "again"
    beside.mkdir()
    ask(beside, "option-a-one-fails", "supplier", "b3", at="9.95", as_json=True)

    assert (carried, figures(capsys)) == ([("b3", 2, 3, True)], [("b3", 2, 4, True)])


def test_a_party_that_is_told_of_no_package_suspects_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ask(tmp_path, "option-a-one-fails", "althanco")

    assert (code, "there is nobody to suspect" in capsys.readouterr().out) == (0, True)


def test_the_truth_is_the_page_without_a_party(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = recorded("quiet-flat", tmp_path)
    tell_blame(none_is_asked_for, "truth", None, file, "3", as_json=False)
    asked = capsys.readouterr().out
    tell_why(none_is_asked_for, None, file, "3", as_json=False)

    assert asked == capsys.readouterr().out


@pytest.mark.parametrize(
    ("party", "package", "words"), [("suplier", None, "did you mean supplier"), ("supplier", "b9", "b9")]
)
def test_what_there_is_not_is_one_line(party: str, package: str | None, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        ask(tmp_path, "quiet-flat", party, package)


def test_a_moment_goes_with_a_run_file() -> None:
    with pytest.raises(UsageError, match="expected --run FILE"):
        tell_blame(none_is_asked_for, "supplier", None, None, "3", as_json=False)
