"""``premises status --as PARTY`` on a run file: the page, the document, and one line for what cannot be asked."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.commands.looking.party import show_party
from lab.live.elsewhere import reach
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from tests.house.tree import ROOT
from tests.watching.told import recorded

PAGE = ROOT / "docs" / "views.md"
LOSER = """\
change-in-mid-update  premises time 13.6 s  as Supplier loser

device  is        runs        since  by       state
hub     CHF       0x00040100  0.0 s  records
b1      PPMID B1  0x00010000  0.0 s  records

request  package        stage      since   waits for
1        b1@0x00010001  delivered  12.0 s  CS09

it was told
         0.7 s  I99 (11.4) of request 1
        12.0 s  CCS08 b1 0x00010001 success of request 1

it cannot know
  b1@0x00010001: nothing between CCS08 and CS09; silent for 1.7 s, since 12.0 s
  between words, whether a device is up, asleep or out of reach: what it runs is what it said last
  what was given to a bridge by hand on a visit, and what another Supplier sent

beside the truth, which it does not have
visibility gap: 1.8 s of device time
  b1: 1.8 s, goes on since 11.8 s
  request 1, b1: ACTIVE at 11.8 s, which it cannot know yet
"""
TRUTH = """\
change-in-mid-update  premises time 13.6 s  as the truth, which only this emulator has

device  is        runs        state  gainer      loser         dcc         althanco      dno
hub     CHF       0x00040100  up     ?           0x00040100    0x00040100  ?             ?
b1      PPMID B1  0x00010001  up     0x00010001  0x00010000 !  0x00010001  0x00010000 !  ?
? cannot say; ! holds what is not so

party     visibility gap  goes on for
gainer    27.2 s          hub
loser     1.8 s           b1
dcc       1.4 s
althanco  15.4 s          hub, b1
dno       27.2 s          hub, b1

request  package        stage     since   waits for
1        b1@0x00010001  REPORTED  13.2 s  nothing more
"""
STORY = "change-in-mid-update"


def none_is_asked_for() -> Reachable:
    raise AssertionError("a run file was given")


def nobody() -> Reachable:
    return reach(None, None, None)


Show = Callable[..., str]


@pytest.fixture
def show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    """Give what shows a party of a shipped story."""
    files: dict[str, Path] = {}

    def ask(story: str, party: str, at: str | None = None, *, as_json: bool = False) -> str:
        file = files[story] = files.get(story) or recorded(story, tmp_path)
        show_party(none_is_asked_for, party, file, at, as_json=as_json)
        return capsys.readouterr().out

    return ask


def test_a_supplier_sees_what_it_was_told_and_how_long_it_is_silent(show: Show) -> None:
    assert show(STORY, "loser") == LOSER


def test_the_truth_has_all_parties_beside_it(show: Show) -> None:
    assert show(STORY, "truth") == TRUTH


def test_a_false_success_is_said_where_the_truth_stands(show: Show) -> None:
    page = show("option-a-early", "supplier")
    desk, beside = page.split("beside the truth")

    assert "b3@0x00010001  runs" in desk
    assert "false success" not in desk
    assert "false success: b3@0x00010001 is said to run; without it: b4" in beside


def test_supplier_is_the_import_supplier_and_a_name_in_any_case_is_that_supplier(show: Show) -> None:
    assert show(STORY, "supplier") == show(STORY, " LOSER ") == LOSER


def test_who_knows_no_device_is_said_to(show: Show) -> None:
    page = show(STORY, "dno")

    assert "it knows of no device here" in page
    assert "it was told" not in page


def test_at_a_moment_only_what_was_noted_by_then_is_known(show: Show) -> None:
    page = show(STORY, "gainer", "5")

    assert "it knows of no device here" in page
    assert "premises time 5.0 s" in page


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("suplier", "party 'suplier': did you mean supplier?"),
        ("gaine", "party 'gaine': did you mean gainer?"),
        ("", "party '': expected one of supplier, truth, gainer, loser, dcc, althanco, dno"),
    ],
)
def test_a_party_that_there_is_not_is_one_line(party: str, words: str, show: Show) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(words)}$"):
        show(STORY, party)


def test_a_moment_after_the_end_and_a_moment_of_what_runs_are_refused(show: Show) -> None:
    with pytest.raises(UsageError, match=r"--at 1 min 40 s: the run ends at 13\.6 s"):
        show(STORY, "dcc", "100")
    with pytest.raises(UsageError, match="expected --run FILE beside it"):
        show_party(nobody, "dcc", None, "3", as_json=False)


def test_without_a_premises_it_says_that_a_run_file_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="or give a run file with --run"):
        show_party(nobody, "dcc", None, None, as_json=False)


def test_the_document_has_the_keys_of_its_page_and_no_others(show: Show) -> None:
    table = PAGE.read_text(encoding="utf-8").split("With `--json`")[1]
    known = set(re.findall(r"^\| `([a-z_.]+)` \|", table, re.MULTILINE))
    document = json.loads(show(STORY, "loser", as_json=True))
    found = set(document)
    for key in ("devices", "packages", "words", "gaps", "behind"):
        assert document[key]
        found |= {f"{key}.{field}" for each in document[key] for field in each}

    assert found == known


def test_the_document_of_a_false_success_names_who_does_not_run_it(show: Show) -> None:
    document = json.loads(show("option-a-early", "supplier", as_json=True))
    (b4,) = [each for each in document["devices"] if each["who"] == "b4"]

    assert [each["wrongly"] for each in document["packages"]] == [["b4"]]
    assert (b4["known"], b4["version"], b4["kind"]) == (False, None, None)
    assert document["gap_s"] > 45
