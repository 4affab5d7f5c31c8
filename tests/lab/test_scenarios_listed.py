"""What ``premises run --list`` shows of a directory."""

import json
from pathlib import Path

import pytest

from lab.commands.looking.scenarios import show_scenarios
from premises.errors import UsageError
from tui.model.pages.scenarios import stories_of

STORY = (
    'purpose = "B1 is updated, and nothing else happens."\n\n[expect]\nrunning = { b1 = 0x00010001 }\nwithin_s = 60.0\n'
)


def test_each_scenario_is_named_by_its_way_from_the_directory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "slow.toml").write_text(STORY)
    (tmp_path / "quiet.toml").write_text(STORY)
    show_scenarios(tmp_path, as_json=True)

    said = capsys.readouterr().out
    assert [each["name"] for each in json.loads(said)["scenarios"]] == ["quiet", "long/slow"]
    (quiet, slow) = stories_of(said.encode())
    assert (quiet.file, quiet.within_s) == (str(tmp_path / "quiet.toml"), 60.0)
    assert slow.purpose == "B1 is updated, and nothing else happens."


def test_a_file_that_is_no_scenario_is_listed_with_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.toml").write_text("purpose = 3\n")
    show_scenarios(tmp_path, as_json=True)

    (bad,) = json.loads(capsys.readouterr().out)["scenarios"]
    assert bad["purpose"].startswith("is no scenario: ")
    assert "bad.toml" in bad["purpose"]


def test_a_directory_without_any_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no scenario in it"):
        show_scenarios(tmp_path, as_json=False)
    with pytest.raises(UsageError, match="there is no such directory"):
        show_scenarios(tmp_path / "none", as_json=False)
