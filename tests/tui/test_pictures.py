"""The pictures of the screen are what it shows now, and each is the same whoever draws it."""

import difflib
import subprocess
import sys

import pytest

from tests.house.tree import ROOT
from tests.tui.pictures import AGAIN, DOCS, PICTURES, SIZE_MAX, SNAPSHOTS, Picture, seen_in, tidy


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_shows_what_the_screen_does(picture: Picture) -> None:
    kept = (ROOT / picture.file).read_text(encoding="utf-8")
    now = picture.drawn()

    differs = "\n".join(difflib.unified_diff(seen_in(kept), seen_in(now), "kept", "now", n=0, lineterm=""))
    assert differs == "", f"{differs}\n{AGAIN}"
    assert len(kept.encode()) < SIZE_MAX


def test_another_process_draws_the_same_octets() -> None:
    # Another seed of hashes, so that the order of a set would show.
    script = "import sys; from tests.tui.pictures import PICTURES; sys.stdout.write(PICTURES[1].drawn())"
    drawn = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip

    assert drawn[0] == drawn[1] != ""


def test_each_file_is_a_picture_of_the_list() -> None:
    there = {file.relative_to(ROOT) for folder in (DOCS, SNAPSHOTS) for file in (ROOT / folder).iterdir()}

    assert there == {picture.file for picture in PICTURES}


def test_pictures_of_the_docs_stand_in_a_page() -> None:
    page = (ROOT / "docs/tui.md").read_text(encoding="utf-8")

    for picture in PICTURES:
        if picture.folder == DOCS:
            assert f"](pictures/{picture.name}.svg)" in page


def test_a_picture_asks_nobody_for_a_font() -> None:
    for picture in PICTURES:
        kept = (ROOT / picture.file).read_text(encoding="utf-8")

        assert "url(http" not in kept
        assert "@font-face" not in kept


def test_classes_may_have_other_names_and_a_word_or_a_colour_may_not_differ() -> None:
    kept = (ROOT / PICTURES[5].file).read_text(encoding="utf-8")
    renamed = kept.replace("screen-r1 ", "screen-r99 ").replace('"screen-r1"', '"screen-r99"')

    assert renamed != kept
    assert seen_in(renamed) == seen_in(kept)
    assert seen_in(kept.replace("Packages", "Pakcages")) != seen_in(kept)
    assert seen_in(kept.replace("#7bc47f", "#7bc47e")) != seen_in(kept)
    assert tidy(kept) == kept
