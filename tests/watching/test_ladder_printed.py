"""``premises ladder``: a run file as a picture of who said what to whom."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lab.commands.looking.ladder import tell_ladder
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.journey.ladder.ladder import LAST_MAX
from premises.journey.ladder.text import WIDTH_MIN, text_of
from premises.journey.run_file import read_run
from premises.journey.telling.laddered import FORMS, Wish, ladder_in
from premises.quantity import Instant, seconds
from premises.runtime.looking.here import NotRunningError
from premises.wire.site_text import site_of_run
from tests.watching.told import recorded


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print for a page, however wide the terminal is in which the tests run."""
    monkeypatch.setenv("COLUMNS", "120")


def draw(
    file: Path | None, wish: Wish, out: Path | None = None, form: str | None = None, *, plain: bool = False
) -> None:
    tell_ladder(_nobody, file, wish, out, form, plain=plain)


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("20", WIDTH_MIN)])
def test_a_run_file_is_drawn_as_its_notes_are_and_as_wide_as_the_terminal(
    columns: str, width: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    file = recorded("overslept", tmp_path)
    run, wish = read_run(file), Wish(last=12)
    draw(file, wish)

    ladder = ladder_in(site_of_run(run.header.site), run.entries, wish)
    assert capsys.readouterr().out == text_of(ladder, width=width) + "\n"


def test_a_participant_is_named_in_any_case_and_drawn_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(recorded("overslept", tmp_path), Wish(about=("B4",), every=True), plain=True)
    page = capsys.readouterr().out

    assert page.isascii()
    assert {"hub", "b3", "b4"} <= set(page.splitlines()[0].split())
    assert not {"b1", "b2"} & set(page.splitlines()[0].split())


def test_a_package_is_drawn_without_what_belongs_to_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(recorded("proposed-good", tmp_path), Wish(packages=("b4@0x00010001",)))
    page = capsys.readouterr().out

    assert page.splitlines()[0].split() == ["supplier", "dcc", "hub", "b3", "b4"]
    assert page.count("UpdatePPMIDFirmware") == 1
    assert "CommsHubAlert: CCS08 success for b4" in page
    assert "PPMIDAlert: CS09 success for b4" in page


def test_two_moments_bound_what_is_drawn(tmp_path: Path) -> None:
    run = read_run(recorded("proposed-good", tmp_path))
    begins, ends = Instant(seconds(2)), Instant(seconds(4))

    rungs = ladder_in(site_of_run(run.header.site), run.entries, Wish(begins=begins, ends=ends)).rungs
    assert rungs
    assert all(begins <= rung.at <= ends for rung in rungs)


@pytest.mark.parametrize(
    ("form", "begins"), [("mmd", "sequenceDiagram\n"), ("puml", "@startuml\n"), ("svg", "<svg "), ("txt", "overslept")]
)
def test_a_file_has_the_form_that_its_name_ends_with(form: str, begins: str, tmp_path: Path) -> None:
    assert form in FORMS
    out = tmp_path / f"x.{form}"
    draw(recorded("overslept", tmp_path), Wish(), out)

    assert out.read_text(encoding="utf-8").startswith(begins)
    if form == "svg":
        assert ET.parse(out).getroot().tag.endswith("svg")  # noqa: S314 - written a line before


def test_a_form_that_was_asked_for_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(recorded("overslept", tmp_path), Wish(), form="mmd")

    assert capsys.readouterr().out.startswith("sequenceDiagram\n")


@pytest.mark.parametrize(
    ("wish", "out", "said"),
    [
        (Wish(about=("b5",)), None, "--about 'b5': nobody in this run is called that: .*b4"),
        (Wish(last=LAST_MAX + 1), None, f"--last {LAST_MAX + 1}: expected 1 to {LAST_MAX}"),
        (Wish(packages=("b9",)), None, "package 'b9'"),
        (Wish(begins=Instant(5), ends=Instant(4)), None, "--to .*: expected a moment after --from"),
        (Wish(), Path("x.png"), "--out x.png: .*svg"),
        (Wish(), Path("/nowhere/x.svg"), "/nowhere/x.svg: .*: expected a place to write to"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(wish: Wish, out: Path | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        draw(recorded("overslept", tmp_path), wish, out)


def test_without_a_file_or_a_premises_that_is_said() -> None:
    with pytest.raises(UsageError, match=r"none runs, or give a run file$"):
        draw(None, Wish())


def _nobody() -> Reachable:
    raise NotRunningError("none runs")
