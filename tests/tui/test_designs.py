"""The designs on the screen: who is on the inventory, what a bundle shows of its parts, and what its Supplier sees."""

import asyncio
from functools import cache

import pytest

from tests.tui.designs import DESIGNS, names_of, shots
from tests.tui.stage import golden, session_of
from tests.tui.told import moment
from tui.panes.brief import BRIEF, ROOM, fitting_box

ON_SMI = {"proposed": {"B1", "B2", "B3", "B4"}, "option-a": {"B1", "B2", "B3"}, "option-b": {"B1"}}
"""The bridges that a design has on the inventory."""


@cache
def told(design: str) -> dict[str, str]:
    return asyncio.run(shots(design))


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_shows_what_it_did_at_each_size_in_truth_and_to_its_supplier(design: str) -> None:
    for name in names_of(design):
        text = told(design)[name]
        width, _, height = name.rpartition("-")[2].partition("x")
        assert text.splitlines() == golden(name).splitlines(), name
        assert len(text.splitlines()) == int(height)
        assert max(map(len, text.splitlines())) <= int(width)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", ["160x50", "120x40"])
def test_a_bridge_is_marked_smi_where_its_design_has_it_on_the_inventory(design: str, size: str) -> None:
    text = golden(f"live-{size}" if design == "proposed" else f"{design}-{size}")
    marked = {
        f"B{number}"
        for number in range(1, 5)
        for title in (f" Bridge {number} ", f" B{number} ")
        if f"{title}─" in text and _title(text, title).endswith("SMI ")
    }

    assert marked == ON_SMI[design]


def _title(text: str, title: str) -> str:
    """Give the top of a box from its title to its corner."""
    return text.partition(f"╭─{title}")[2].partition("╮")[0]


@pytest.mark.parametrize("size", ["160x50", "120x40", "80x24"])
def test_a_bundle_has_a_row_for_each_part_and_its_reason_names_the_one_that_failed(size: str) -> None:
    lines = golden(f"option-b-{size}").splitlines()
    whole = next(line for line in lines if line.startswith("│✗ P1 "))
    parts = [next(line for line in lines if f" {branch} {who} " in line) for branch, who in PARTS]

    assert "b4" in whole
    assert "bad end" in whole
    assert [part[1] for part in parts] == ["✓", "✗", "✗"]
    assert lines.index(parts[0]) == lines.index(whole) + 1


PARTS = (("├", "b2"), ("├", "b3"), ("└", "b4"))


@pytest.mark.parametrize("size", ["160x50", "120x40", "80x24"])
def test_to_its_supplier_a_bundle_is_one_package_that_failed(size: str) -> None:
    text = golden(f"option-b-supplier-{size}")

    assert "SUPPLIER'S VIEW" in text.splitlines()[0]
    assert "activation failed" in text
    assert not any(word in text for word in ("b2", "B2", "b3", "B3", "b4", "B4", "Bridge 2", "bad end", "S1", "FAULTS"))


def test_words_of_a_box_are_brief_enough_for_the_narrowest() -> None:
    shown = session_of().reader.picture(moment(640))  # type: ignore[union-attr]  # it was opened

    assert {words: len(words) for words in BRIEF.values() if len(words) > ROOM} == {}
    assert all(len(fitting_box(box.words, ROOM)) <= ROOM for box in shown.boxes)
    assert fitting_box("image refused", 13) == "image refused"
    assert fitting_box("its part: failed", ROOM) == "failed"
    assert fitting_box("asleep, 00:10:12", ROOM) == "asleep"
