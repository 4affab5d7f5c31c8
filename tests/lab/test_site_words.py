"""What ``premises site check`` says of a site: who is behind whom, over what, and how it begins."""

from pathlib import Path

import pytest

from lab.commands.files.site import check, described
from lab.site import load_site
from premises.errors import SiteError

ROOT = Path(__file__).parents[2]


def test_devices_stand_below_whom_they_are_behind() -> None:
    lines = described(load_site(ROOT / "sites" / "four-bridges.toml"))

    assert lines[0] == "four-bridges: design proposed, bridges B1 + B2 + B3 + B4, seed 0"
    assert [line.split()[0] for line in lines[2:9]] == ["hub", "b1", "b2", "ppmid", "b3", "b4", "gsme"]
    assert [len(line) - len(line.lstrip()) for line in lines[2:9]] == [0, 2, 4, 6, 2, 4, 6]
    assert lines[7].endswith("wakes every 1800 s, over althan-b3-b4 (120 ms give or take 40, 1.0% lost)")
    assert lines[-1] == "begins as new, at 0 s:"


def test_a_meter_stands_below_its_bridge_on_the_han(tmp_path: Path) -> None:
    meter = '[meters.ppmid]\nkind = "PPMID"\neui = "90-B3-D5-1F-30-00-00-09"\nbehind = "b1"\n'
    (tmp_path / "x.toml").write_text(meter)
    line = described(load_site(tmp_path / "x.toml"))[4]

    assert line == "    ppmid PPMID 90-B3-D5-1F-30-00-00-09, over han-b1-ppmid (25 ms give or take 10, 0.5% lost)"


def test_a_link_of_its_own_is_the_one_that_is_shown(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        '[bridges.b1]\nppmid_variant = "B1"\neui = "90-B3-D5-1F-30-B1-00-01"\nimage_type = 1\nlink = {loss = 0.5}\n'
    )

    assert described(load_site(tmp_path / "x.toml"))[3].endswith("over han (25 ms give or take 10, 50.0% lost)")


def test_faults_are_shown_in_the_words_that_a_person_could_have_used(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('fault = [{say = "drop the 2nd CS09 on wan"}, {kind = "outage", link = "han"}]')

    assert described(load_site(tmp_path / "x.toml"))[-3:-1] == [
        "fault: 100% loss of the 2nd CS09 on wan",
        "fault: outage on han",
    ]


def test_a_beginning_in_mid_story_is_shown_as_everybody_finds_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    past = '[before]\nuntil_s = 600\n[[before.update]]\nat_s = 1\nto = ["b1"]\nsize = 1000000\n'
    (tmp_path / "x.toml").write_text(past)
    check(tmp_path / "x.toml")
    shown = capsys.readouterr().out.splitlines()

    assert "begins at 10 min 0 s in mid-story, after 1 request:" in shown
    assert any(line.startswith("b1 ") and "downloading 0x00010001" in line and "of 1000000" in line for line in shown)
    assert any(line.startswith("hub ") and "holding 0x00010001" in line for line in shown)


def test_a_site_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[hub]\nslot_size_mx = 4096\n")

    with pytest.raises(SiteError, match=r"hub\.slot_size_mx is unknown: did you mean slot_size_max\?"):
        check(tmp_path / "x.toml")
