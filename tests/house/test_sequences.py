"""The sequence diagrams of docs/sequences/ are what the designs do now; what differs is said rung by rung."""

import re
from pathlib import Path

import pytest

from lab.story.scenario import load_scenario
from tests.house.sequences import AGAIN, FOLDER, SEQUENCES, Sequence, difference
from tests.house.tree import ROOT

ONE = Sequence("proposed", "good")


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence.name)
def test_a_diagram_is_what_its_design_does_now(sequence: Sequence) -> None:
    (mermaid, now), (svg, picture) = sequence.files()

    assert (changed := difference(mermaid.name, _read(mermaid), now)) == "", f"\n{changed}"
    assert _read(svg) == picture, f"{svg.name} is drawn another way: {AGAIN}"


def test_the_page_shows_every_diagram_and_each_file_is_on_it() -> None:
    page = _read(FOLDER / "README.md")

    for sequence in SEQUENCES:
        assert f"]({sequence.name}.svg)" in page
        assert f"]({sequence.name}.mmd)" in page
    there = {path.name for path in (ROOT / FOLDER).iterdir()} - {"README.md"}
    assert there == {path.name for sequence in SEQUENCES for path, _ in sequence.files()}


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence.name)
def test_one_update_of_one_bridge_is_a_page(sequence: Sequence) -> None:
    # A package of Option B updates four bridges, one of Option A two; a displaced one is drawn beside the GSME's.
    bridges = {"proposed": 1, "option-a": 1.5, "option-b": 2}[sequence.design]
    beside = 1.5 if sequence.story == "displaced" else 1

    assert len(sequence.ladder(sequence.scenario).rungs) <= 40 * bridges * beside


def test_another_block_size_is_said_with_the_rung_and_the_two_who_talk(tmp_path: Path) -> None:
    written = (ROOT / "scenarios" / f"{ONE.name}.toml").read_text(encoding="utf-8")
    altered = tmp_path / "altered.toml"
    altered.write_text(written.replace("block_size = 63", "block_size = 48"), encoding="utf-8")
    now = ONE.mermaid(ONE.ladder(load_scenario(altered)))

    said = difference("x.mmd", _read(FOLDER / f"{ONE.name}.mmd"), now)
    assert re.search(r"^-rung \d+, b4 <<-->> hub: … 4 more blocks, 63 to 252, until .*$", said, re.MULTILINE)
    assert re.search(r"^\+rung \d+, b4 <<-->> hub: … 5 more blocks, 48 to 240, until .*$", said, re.MULTILINE)
    assert said.splitlines()[-1] == AGAIN


def test_a_ccs08_that_is_not_said_any_more_is_a_rung_that_is_missed() -> None:
    committed = _read(FOLDER / f"{ONE.name}.mmd")
    now = "".join(line for line in committed.splitlines(keepends=True) if "CommsHubAlert" not in line)

    said = difference("x.mmd", committed, now)
    assert re.search(
        r"^-rung \d+, dcc ->> supplier: CommsHubAlert: CCS08 success for b4, acknowledged", said, re.MULTILINE
    )


def test_two_runs_of_one_seed_draw_the_same() -> None:
    assert difference("x", *(ONE.mermaid(ONE.ladder(ONE.scenario)) for _ in range(2))) == ""


def _read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
