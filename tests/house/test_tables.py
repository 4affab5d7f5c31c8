"""The tables of docs/ are what the code says; `make docs` writes them again."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from premises.wire import notes
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import NOTES, event_of
from tests.house import tables
from tests.house.tree import ROOT


@pytest.mark.parametrize("page", sorted({table.page for table in tables.TABLES}), ids=str)
def test_a_page_shows_what_the_code_says(page: Path) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == tables.page_of(page), "run `make docs`"


def test_every_event_has_a_name_of_its_own_a_meaning_and_a_row() -> None:
    events = [event_of(kind) for kind in NOTES]
    rows = list(tables.note_rows())

    assert len(set(events)) == len(events) == len(rows)
    assert [row[0] for row in rows if not row[1].endswith(".")] == []


def test_every_kind_of_note_is_of_the_vocabulary_or_a_live_viewer_would_refuse_it() -> None:
    for module in pkgutil.iter_modules(notes.__path__, f"{notes.__name__}."):
        importlib.import_module(module.name)

    assert set(Note.__subclasses__()) == set(NOTES)


def test_every_event_reads_as_noun_and_participle() -> None:
    odd = [event_of(kind) for kind in NOTES if len(event_of(kind).split(".")) != 2]

    assert odd == []


def test_a_table_is_put_between_its_markers_and_nowhere_else() -> None:
    page = "before\n<!-- generated: notes -->\nold\n<!-- end -->\nafter\n"

    assert tables.filled(page, {"notes": "new"}) == (
        "before\n<!-- generated: notes -->\n\nnew\n\n<!-- end -->\nafter\n"
    )


def test_a_page_without_the_marker_is_refused() -> None:
    with pytest.raises(AssertionError, match="expected one <!-- generated: notes -->"):
        tables.filled("nothing here", {"notes": "new"})
