"""The page of a run: one file that a telephone, a printer and a screen reader can read, and nothing that it fetches."""

import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from lab.report.charts import Key, Row, clock_for, stacked
from lab.report.facts.run import facts_of
from lab.report.making import about, report_of
from lab.report.page import Card
from lab.report.sections.causes import causes
from premises.errors import SiteError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.quantity import Instant, seconds
from premises.wire.notes.downloads import ImageRejected
from premises.wire.notes.emulator import FaultImposed, NotesDropped
from premises.wire.notes.requests import RequestRefused
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC
from premises.wire.site_text import changed, run_text, site_of_run
from premises.wire.topics import CONDUCTOR
from tests.report.reading import LEADS, Element, read
from tests.watching.told import recorded

NAME = "option-a-early"
HOSTILE = '</title><script>alert(1)</script><img src=x onerror=alert(1)> & "b4" \' {{ 7 * 7 }}'


@pytest.fixture(scope="module")
def run_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the run file of a scenario, once."""
    return recorded(NAME, tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def text(run_file: Path) -> str:
    """Make the page of it, once."""
    return report_of(read_run(run_file), run_file.name)


@pytest.fixture(scope="module")
def page(text: str) -> Element:
    """Read the page, once."""
    return read(text)


def test_nothing_is_fetched_and_nothing_runs(page: Element) -> None:
    found = list(page.every())
    leads = [each.attributes[name] for each in found for name in LEADS if name in each.attributes]
    style = next(page.every("style"))

    assert [each.tag for each in found if each.tag in ("script", "iframe", "object", "embed", "link", "base")] == []
    assert [name for each in found for name in each.attributes if name.startswith("on")] == []
    assert [lead for lead in leads if not lead.startswith("#")] == []
    assert re.findall(r"url\(|@import|https?:", "".join(map(str, style.parts))) == []


def test_ids_are_unique_and_every_reference_has_its_target(page: Element) -> None:
    ids = [each.attributes["id"] for each in page.every() if "id" in each.attributes]
    wanted = [each.attributes["href"][1:] for each in page.every("a")]
    wanted += [each.attributes["aria-labelledby"] for each in page.every() if "aria-labelledby" in each.attributes]

    assert sorted(ids) == sorted(set(ids))
    assert set(wanted) <= set(ids)
    assert len(wanted) > 8


def test_headings_go_down_by_one_and_there_is_one_of_the_first(page: Element) -> None:
    levels = [int(each.tag[1]) for each in page.every("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_has_a_name_words_as_words_and_a_table_below(page: Element) -> None:
    figures = [each for each in page.every("figure") if next(each.every("div")).attributes.get("role") == "img"]

    for section in page.every("section"):
        charts = [each for each in section.every("figure") if each in figures]
        assert bool(charts) <= bool([*section.every("table")])
    for figure in figures:
        drawn = [each for each in figure.every("div") if each.attributes.get("role") == "img"]
        assert [each.attributes["class"] for each in drawn] == ["wide", "narrow"]
        assert all(next(each.every("span")).text for each in drawn)
        assert all([*each.every("text")] for each in drawn), "text stays text"
        assert all("viewbox" in next(each.every("svg")).attributes for each in drawn)
    assert len(figures) == 4


def test_the_ladder_is_in_sheets_and_once_more_as_text(page: Element) -> None:
    section = next(each for each in page.every("section") if each.attributes["id"] == "ladder")
    sheets = [*section.every("figure")]

    assert [next(each.every("figcaption")).text for each in sheets] == ["Ladder, part 1 of 2", "Ladder, part 2 of 2"]
    assert all(next(each.every("desc")).text for each in sheets)
    assert "supplier" in next(section.every("pre")).text


def test_every_table_says_what_it_shows_and_each_cell_has_its_heads(page: Element) -> None:
    tables = list(page.every("table"))

    for table in tables:
        heads = [each for each in table.every("th") if each.attributes.get("scope") == "col"]
        rows = [*next(table.every("tbody")).every("tr")]
        assert next(table.every("caption")).text
        assert all(len([*row.every("td", "th")]) == len(heads) for row in rows)
        assert all(row.every("th") for row in rows)
    assert len(tables) > 10


def test_the_page_says_its_language_fits_a_telephone_and_prints_black_on_white(page: Element) -> None:
    style = "".join(map(str, next(page.every("style")).parts))

    assert next(page.every("html")).attributes["lang"] == "en"
    assert [each.attributes["content"] for each in page.every("meta") if each.attributes.get("name") == "viewport"] == [
        "width=device-width, initial-scale=1"
    ]
    assert "prefers-color-scheme: dark" in style
    assert "--paper: #ffffff" in style[style.index("@media print") :]


def test_the_same_run_file_gives_the_same_octets_in_another_process(run_file: Path, text: str) -> None:
    program = (
        "import sys; from pathlib import Path; from lab.report.making import report_of; "
        "from premises.journey.run_file import read_run; file = Path(sys.argv[1]); "
        "sys.stdout.write(report_of(read_run(file), file.name))"
    )
    there = subprocess.run([sys.executable, "-c", program, str(run_file)], capture_output=True, text=True, check=True)

    assert there.stdout == text


def test_what_was_said_by_others_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    run = read_run(recorded("crash-mid-download", tmp_path))
    at = run.entries[-1].at
    said = (
        Entry(at, CONDUCTOR, 1, 0, FaultImposed("f1", HOSTILE, HOSTILE)),
        Entry(at, DCC, 1, 9_000, RequestRefused(HOSTILE, HOSTILE, HOSTILE)),
        Entry(at, Name("b1"), 2, 9_000, ImageRejected(0x0001_0002, HOSTILE)),
    )
    header = replace(run.header, run_id=HOSTILE, started=HOSTILE, versions={HOSTILE: HOSTILE})

    text = report_of(replace(run, header=header, entries=(*run.entries, *said)), HOSTILE)
    page = read(text)

    assert [*page.every("script", "img")] == []
    assert [name for each in page.every() for name in each.attributes if name.startswith("on")] == []
    assert page.text.count("{{ 7 * 7 }}") > 10
    assert "49" not in page.text.partition("Which device failed")[2].partition("Time in each stage")[0]


def test_a_premises_cannot_be_called_what_a_page_would_have_to_escape(tmp_path: Path) -> None:
    run = read_run(recorded("crash-mid-download", tmp_path))
    site = run_text(changed(site_of_run(run.header.site), name=HOSTILE))

    with pytest.raises(SiteError, match=r"expected|Expected"):
        report_of(replace(run, header=replace(run.header, site=site)), "run.vpr")


def test_a_chart_escapes_the_names_that_it_draws() -> None:
    row: Row = {"name": HOSTILE, "key": HOSTILE, "from": 0, "to": 9, "middle": 4, "short": HOSTILE}
    drawn = stacked([row], [HOSTILE], [Key(HOSTILE, "var(--s1)")], clock_for(Instant(0)), 760)

    assert [*read(drawn).every("script", "img")] == []
    assert "&lt;" in drawn


def test_a_run_that_is_no_evidence_says_so_before_all_else(page: Element, run_file: Path) -> None:
    run = read_run(run_file)
    last = run.entries[-1]
    more = Entry(last.at, last.who, last.boot, last.number + 1, NotesDropped(3))

    doubtful = read(report_of(replace(run, entries=(*run.entries, more), dropped=3), "run.vpr"))

    assert "No evidence. This run is no evidence: incomplete: 3 notes dropped." in next(doubtful.every("header")).text
    assert "evidence" not in next(page.every("header")).text


def test_which_device_failed_and_who_could_know_is_the_first_thing_said(page: Element) -> None:
    summary = next(each for each in page.every("section") if each.attributes["id"] == "summary")
    said = [each.text for each in summary.every("p")]

    assert said == [
        "b4 failed at 5.8 s: it came up with 0x00010000 and not with 0x00010001.",
        "1 of 1 packages are done, and the DCC adapter heard so: b3@0x00010001.",
        (
            "A false success: supplier and DCC hold that the package of b3 runs everywhere (0 / 1 / does not cover), "
            "and it does not at b4."
        ),
    ]


def test_a_moment_can_be_asked_for_and_nothing_later_counts(tmp_path: Path) -> None:
    facts = facts_of(read_run(recorded("crash-mid-download", tmp_path)), "run.vpr", Instant(seconds(4)))
    cards = [part for part in causes(facts).parts if isinstance(part, Card)]

    assert about(facts).endswith(", 4.0 s of premises time, of 8.1 s")
    assert [card.title for card in cards] == ["DEVICE_DOWN: b1@0x00010001 of request 1"]
    assert ("where", ("b1, since 3.0 s, 1.0 s, to the end",)) in cards[0].rows


def test_a_run_in_which_nothing_was_noted_has_a_page(tmp_path: Path) -> None:
    run = replace(read_run(recorded("crash-mid-download", tmp_path)), entries=())

    page = read(report_of(run, "run.vpr"))

    assert "No request was accepted in this run." in page.text
    assert "Nothing was sent." in page.text
