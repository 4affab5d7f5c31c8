"""``premises why`` on a run file: the page, the document, the exit code, and one line for what cannot be asked."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from lab.commands.completion import packages_to_ask_for
from lab.commands.looking.watch import watch
from lab.commands.looking.why import tell_why
from lab.commands.run import Recording, run_virtual
from lab.live.elsewhere import reach
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.journey.telling.moments import moment_of
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.notes.downloads import ImageVerified, OtaRested
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text
from tests.watching.told import SCENARIOS, recorded, story_of

PAGE = Path(__file__).parents[2] / "docs" / "why.md"
OUTAGE = """\
outage-mid-transfer  premises time 6.0 s  1 package, 1 stalled

b2@0x00010001 of request 1: LINK_DOWN
  way       DCC 0.6 s > WAN 0.8 s > STORE 1.1 s > [ALT 1.5 s] > VERIFY > ACTIVE > REPORTED
  here      the device fetches it over the Alt HAN, since 1.5 s; 336 of 768 octets
  why       WORDS (blocked)
  where     b2 > b1, since 3.1 s, for 2.9 s; ORIGIN
  evidence  1. WORDS
               3.1 s  b1 #1.62  flight.lost WORDS
"""
QUIET = """\
quiet-flat  premises time 3.0 s  1 package, 0 stalled

b1@0x00010001 of request 1: it moves
  way       DCC 0.6 s > WAN 0.8 s > STORE 1.2 s > [HAN 1.3 s] > VERIFY > ACTIVE > REPORTED
  here      the device fetches it over the HAN, since 1.3 s; 816 of 1536 octets, 494 octets/s, whole at 4.5 s
"""


def none_is_asked_for() -> Reachable:
    raise AssertionError("a run file was given")


def nobody() -> Reachable:
    return reach(None, None, None)


def why(file: Path, package: str | None = None, at: str | None = None, *, as_json: bool = False) -> int:
    """Ask a run file, and give the exit code."""
    try:
        tell_why(none_is_asked_for, package, file, at, as_json=as_json)
    except typer.Exit as end:
        return end.exit_code
    return 0


def test_a_package_that_is_stalled_is_told_with_place_evidence_and_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = why(recorded("outage-mid-transfer", tmp_path), at="00:00:06")
    page = capsys.readouterr().out
    masked = re.sub(r"(?m)(why       |evidence  1\. |flight\.lost ).*?( \(blocked\)|$)", r"\1WORDS\2", page)
    shown = re.sub("natural|injected", "ORIGIN", masked)

    assert code == 3
    assert shown.startswith(OUTAGE)
    assert re.search(r"(?m)^  next      .* at 6\.5 s$", page)
    assert re.search(r"(?m)^  ends by   .*; who can act: AltHANCo, DCC$", page)


def test_a_package_that_moves_is_told_with_rate_and_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = why(recorded("quiet-flat", tmp_path), at="3")

    assert (code, capsys.readouterr().out) == (0, QUIET)


@pytest.mark.parametrize(
    ("package", "code", "told"),
    [
        (None, 3, ["b1", "b2", "b3", "b4"]),
        ("b4", 0, ["b4"]),
        ("B1", 3, ["b1"]),
        ("b2@0x00010001", 3, ["b2"]),
        ("b2@65537", 3, ["b2"]),
        ("3:b3", 3, ["b3"]),
    ],
)
def test_only_the_package_that_is_named_decides_the_exit_code(
    package: str | None, code: int, told: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = why(recorded("naive-supplier", tmp_path), package, as_json=True)

    assert given == code
    assert [each["device"] for each in json.loads(capsys.readouterr().out)["packages"]] == told


def test_before_any_request_nothing_is_stalled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = why(recorded("quiet-flat", tmp_path), at="0.1")
    said = capsys.readouterr()

    assert (code, said.err) == (0, "premises: no request was accepted yet\n")
    assert said.out == "quiet-flat  premises time 0.1 s  0 packages, 0 stalled\n"


def test_what_nobody_can_explain_has_an_exit_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario, entries = story_of("quiet-flat")
    verified = next(entry for entry in entries if isinstance(entry.note, ImageVerified))
    silence = Entry(Instant(verified.at + seconds(600)), verified.who, 1, verified.number + 1, OtaRested(verified.at))
    file = tmp_path / "silence.vpr"
    header = RunHeader("silence", Name("flat"), 1, run_text(scenario.site), How.VIRTUAL)
    write_run(file, header, [entry for entry in entries if entry.at < verified.at] + [verified, silence])

    assert why(file) == 4
    assert "1 stalled, 1 of them unexplained" in capsys.readouterr().out


def test_what_was_noted_after_the_moment_is_not_known_at_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = recorded("outage-mid-transfer", tmp_path)
    codes = [why(file, at=at) for at in ("2", "6", "9", None)]

    assert codes == [0, 3, 0, 0]
    assert [line for line in capsys.readouterr().out.splitlines() if "ACTIVE 10.6 s" in line] == [
        "  way       DCC 0.6 s > WAN 0.8 s > STORE 1.1 s > ALT 1.5 s > VERIFY 9.4 s > ACTIVE 10.6 s > [REPORTED 11.0 s]"
    ]


def test_every_key_is_on_its_page_and_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    why(recorded("outage-mid-transfer", tmp_path), at="6", as_json=True)
    document = json.loads(capsys.readouterr().out)
    package = document["packages"][0]
    cause = package["cause"]
    keys = {*document, *(f"packages.{key}" for key in package), *(f"cause.{key}" for key in cause)}
    keys |= {f"steps.{key}" for key in package["steps"][0]} | {f"next.{key}" for key in cause["next"]}
    keys |= {f"evidence.{key}" for key in cause["evidence"][0]}
    keys |= {f"notes.{key}" for key in cause["evidence"][0]["notes"][0]}
    why(recorded("old-news", tmp_path), as_json=True)
    keys |= {f"refused.{key}" for key in json.loads(capsys.readouterr().out)["refused"][0]}
    written = PAGE.read_text(encoding="utf-8").partition("## `premises watch --json`")[0]

    assert set(re.findall(r"^\| `([\w.]+)` \|", written, flags=re.MULTILINE)) == keys


@pytest.mark.parametrize("as_json", [True, False])
def test_who_watches_a_run_file_hears_it_to_its_end(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch(none_is_asked_for, recorded("quiet-flat", tmp_path), plain=False, as_json=as_json)

    assert "ends: 1 of 1 packages done, 0 stalled" in capsys.readouterr().out.splitlines()[-1]


def test_a_file_that_was_cut_off_is_told_and_said_to_be_incomplete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recorded("quiet-flat", tmp_path)
    file.write_bytes(file.read_bytes()[:-9])
    why(file)

    assert capsys.readouterr().err == "premises: incomplete: its tail is cut off\n"


def wrong(ask: Callable[[Path], object], folder: Path) -> str:
    """Give the line that is said."""
    with pytest.raises(UsageError) as refused:
        ask(folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("b22", "package 'b22': did you mean b2?"),
        ("b2@0x00010009", "package 'b2@0x00010009': did you mean b2@0x00010001?"),
        ("9:b2", "package '9:b2': did you mean 1:b2?"),
        ("zzz", "package 'zzz': expected one of b2, b2@0x00010001, 1:b2"),
    ],
)
def test_an_unknown_package_names_the_nearest(package: str, said: str, tmp_path: Path) -> None:
    file = recorded("outage-mid-transfer", tmp_path)

    assert wrong(lambda _: why(file, package), tmp_path) == said


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda folder: why(folder / "none.vpr"), "none.vpr: no such file or directory"),
        (lambda folder: why(SCENARIOS / "quiet-flat.toml"), "quiet-flat.toml: "),
        (lambda folder: why(recorded("quiet-flat", folder), at="1h"), "--at 1 h 0 min: the run ends at "),
        (lambda folder: why(recorded("quiet-flat", folder), at="noon"), "--at 'noon': expected premises time, like"),
        (lambda _: tell_why(nobody, None, None, "3", as_json=False), "--at '3': a running premises is asked for now"),
        (lambda _: watch(nobody, None, plain=True, as_json=True), "--plain beside --json: expected one of them"),
        (lambda folder: watch(nobody, folder / "none.vpr", plain=True, as_json=False), "no such file or directory"),
    ],
    ids=["no-file", "no-run", "too-late", "no-moment", "at-of-a-running-one", "two-forms", "watch-no-file"],
)
def test_what_cannot_be_asked_is_one_line(ask: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    assert said in wrong(ask, tmp_path)


def test_without_a_premises_each_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = "no premises is running here: start one with `premises up`, or give a run file with --run"

    assert wrong(lambda _: tell_why(nobody, None, None, None, as_json=False), tmp_path) == expected
    assert wrong(lambda _: watch(nobody, None, plain=False, as_json=False), tmp_path) == expected


@pytest.mark.parametrize(
    ("said", "moment_s"),
    [
        ("00:12:30", 750), ("12:30", 750), ("12m30s", 750), ("12 min 30 s", 750), ("750", 750), ("0.5", 0.5),
        ("1:00:00.25", 3600.25), ("2 d 4 h", 187_200),
    ],
)  # fmt: skip
def test_a_moment_is_said_as_people_say_it(said: str, moment_s: float) -> None:
    assert in_seconds(moment_of(said, "--at")) == moment_s


@pytest.mark.parametrize("said", ["", "noon", "12:", ":30", "-5", "5 parsecs", "1h later", "12m30"])
def test_what_is_no_moment_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="expected premises time"):
        moment_of(said, "--at")


def test_a_shell_offers_the_packages_of_a_run_file(tmp_path: Path) -> None:
    file = recorded("outage-mid-transfer", tmp_path)

    assert packages_to_ask_for(file, None, None, "b2") == ["b2", "b2@0x00010001"]
    assert packages_to_ask_for(file, None, None, "") == ["b2", "b2@0x00010001", "1:b2"]
    assert packages_to_ask_for(tmp_path / "none.vpr", None, None, "") == []


def test_a_scenario_that_fails_says_why_each_package_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SCENARIOS / "naive-supplier.toml").read_text(encoding="utf-8")
    file = tmp_path / "promised-too-much.toml"
    file.write_text(re.sub(r"running = .*", "running = { b1 = 0x00010001 }", text), encoding="utf-8")
    with pytest.raises(typer.Exit):
        run_virtual(file, None, Recording())
    lines = capsys.readouterr().out.splitlines()
    failed = next(number for number, line in enumerate(lines) if line.startswith("FAILED"))

    assert [line.partition(": OVER")[0].partition(", OVER")[0] for line in lines[failed + 1 :]] == [
        "waits: b1@0x00010001 of request 1: at HAN since 1.0 s",
        "waits: b2@0x00010001 of request 2: at ALT since 1.5 s",
        "waits: b3@0x00010001 of request 3: at HAN since 1.8 s",
    ]


REFUSED = """\
old-news  premises time 0.7 s  0 packages, 0 stalled; 1 refused

request 1: REFUSED_BY_DCC
"""


def test_a_request_that_was_refused_is_told_with_its_reason_and_is_no_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recorded("old-news", tmp_path)
    code = why(file)
    page = capsys.readouterr()
    why(file, as_json=True)
    (refused,) = json.loads(capsys.readouterr().out)["refused"]

    assert code == 3
    assert page.err == ""
    assert page.out.startswith(REFUSED)
    assert "next      nothing by itself" in page.out
    assert refused["cause"]["code"] == "REFUSED_BY_DCC"
    assert refused["detail"] in page.out


def test_a_refusal_is_told_as_it_comes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch(none_is_asked_for, recorded("old-news", tmp_path), plain=True, as_json=False)
    lines = capsys.readouterr().out.splitlines()

    assert [line for line in lines if "request 1  " in line and "REFUSED_BY_DCC: dcc refused the request" in line]
