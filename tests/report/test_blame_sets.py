"""Who may not run what was sent, as a page says it: on top in a sentence, among the views with all that it rests on."""

from pathlib import Path

from lab.report.facts.run import Facts, facts_of
from lab.report.page import Card, Table, Words
from lab.report.sections.blame import blame
from lab.report.sections.summary import summary
from premises.journey.run_file import read_run
from premises.quantity import Instant, seconds
from tests.watching.told import recorded


def facts(name: str, folder: Path, at_s: float | None = None) -> Facts:
    at = None if at_s is None else Instant(seconds(at_s))
    return facts_of(read_run(recorded(name, folder)), "run.vpr", at)


def said_on_top(name: str, folder: Path) -> list[str]:
    return [part.said for part in summary(facts(name, folder)).parts if isinstance(part, Words)]


def test_a_device_that_failed_comes_before_the_one_that_followed_it_and_the_supplier_suspects_both(
    tmp_path: Path,
) -> None:
    said = said_on_top("option-a-one-fails", tmp_path)

    assert said[:2] == [
        "b4 failed at 9.6 s: it came up with 0x00010000 and not with 0x00010001.",
        "b3 runs nothing new for that reason: its package has a part of b4.",
    ]
    assert said[-2:] == [
        (
            "Of b3@0x00010001 of request 3 supplier and DCC know this much: at least one of b3 and B4 does not run it "
            "(3 worlds fit); in truth b3 and B4 do not (2 / 3 / covers)."
        ),
        "Told of no package, and so suspecting nobody: AltHANCo, network operator.",
    ]


def test_a_false_success_is_no_suspicion_and_does_not_cover(tmp_path: Path) -> None:
    assert said_on_top("option-a-early", tmp_path)[-1] == (
        "A false success: supplier and DCC hold that the package of b3 runs everywhere (0 / 1 / does not cover), "
        "and it does not at b4."
    )


def test_where_each_bridge_answers_for_itself_the_one_that_failed_is_the_one_suspect(tmp_path: Path) -> None:
    assert said_on_top("proposed-one-fails", tmp_path)[-2].endswith(
        "supplier and DCC know this much: b4 does not run it (one world fits); in truth b4 does not (1 / 1 / covers)."
    )


def test_each_party_has_a_row_a_package_and_a_card_where_somebody_is_suspected(tmp_path: Path) -> None:
    parts = [*blame(facts("option-a-one-fails", tmp_path))]
    (table,) = [part for part in parts if isinstance(part, Table)]
    cards = [part for part in parts if isinstance(part, Card)]
    rows = dict(cards[0].rows)

    assert [row[:5] for row in table.rows[:3]] == [
        ("supplier", "b1@0x00010001 of request 1", "0 / 1 / covers", "nobody", "nobody"),
        ("supplier", "b2@0x00010001 of request 2", "0 / 1 / covers", "nobody", "nobody"),
        ("supplier", "b3@0x00010001 of request 3", "2 / 3 / covers", "b3 or B4", "b3, B4"),
    ]
    assert [row[0] for row in table.rows] == ["supplier"] * 3 + ["DCC"] * 3
    assert [card.title for card in cards] == ["supplier: b3@0x00010001 of request 3", "DCC: b3@0x00010001 of request 3"]
    assert rows["told"] == ("8.1 s: CCS08 b3 0x00010001 success", "10.0 s: CS09 b3 0x00010001 failure")
    assert rows["may do next"][1:3] == (
        (
            'visit B4. After "runs it": b3 (1 / 1). After "runs the one before": b3 or B4 (2 / 3). '
            "On average 1.8 suspects are left, 2 at worst."
        ),
        'read back by 11.2 b3. After "runs the one before": b3 or B4 (2 / 3). It tells nothing more.',
    )


def test_before_a_word_came_everybody_in_the_package_may_lack_it(tmp_path: Path) -> None:
    found = [*blame(facts("option-a-one-fails", tmp_path, 7))]
    card = next(part for part in found if isinstance(part, Card))

    assert dict(card.rows)["told"] == ("nothing",)
    assert dict(card.rows)["so"] == (
        "2 / 4 / covers: b3 or B4 may not run it (4 worlds fit); in truth b3 and B4 do not",
    )


def test_a_run_without_a_package_has_no_blame(tmp_path: Path) -> None:
    assert [*blame(facts("option-a-one-fails", tmp_path, 0.1))] == []
