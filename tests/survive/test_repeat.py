"""One cut again: what it says, and what it says of a cut that is none."""

from pathlib import Path

import pytest

from tests.survive.__main__ import main

NOTHING_OF_THE_SORT = {
    "b1:1:9:kept": "expected STORY:SEED:EVENT:POSITION:AWAY",
    "b7:1:9:kept:1": "there is no story b7",
    "b1:1:9:keep:1": "keep is no position",
    "b1:one:9:kept:1": "expected whole numbers",
    "b1:1:9999:kept:1": "has 44 events",
    "storm:often": "expected storm:SEED",
}


def test_one_cut_again_prints_its_notes_and_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--repeat", "b1:1:9:kept/sent-1:45"]) == 0
    said = capsys.readouterr().out.splitlines()

    assert said[0] == "b1 with seed 1: power of hub is cut at event 9, kept/sent-1, for 45 s"
    assert sum("hub #2" in line or "hub #3" in line for line in said) > 1
    assert any("firmware.activated" in line for line in said)
    assert said[-1] == "every promise was kept"


def test_one_storm_again_prints_its_faults_and_its_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--repeat", "storm:6"]) == 0
    said = capsys.readouterr().out.splitlines()

    assert said[0] == "a storm over b1"
    assert said[1].startswith("kind ")
    assert any("transfer.started" in line for line in said)
    assert said[-1] == "every promise was kept"


@pytest.mark.parametrize("said", NOTHING_OF_THE_SORT)
def test_a_cut_that_is_none_is_a_usage_error(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--repeat", said]) == 2
    assert NOTHING_OF_THE_SORT[said] in capsys.readouterr().err


def test_a_campaign_of_one_site_says_its_table_and_its_document(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    where = str(tmp_path / "found.json")
    asked = ["--stories", "forged", "b2", "--sites", "1", "--seeds", "1", "--storms", "2", "--no-planted"]

    assert main([*asked, "--workers", "1", "--json", where]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[1].startswith("forged")
    assert "b2" not in said
    assert "2 storms, 0 promises not kept" in said
