"""What a participant finds when it starts: rows as they were kept, in order, and nothing else."""

import pytest

from premises.machine.effects import Nothing, of_rows
from premises.quantity import ORIGIN, Instant, earliest, is_due, seconds, spoken

ROWS = {"ota/block/00000030": b"2", "ota/block/00000000": b"1", "ota": b"0", "otario": b"x", "ota/target": b"t"}


def test_an_empty_shelf_has_nothing() -> None:
    assert Nothing().get("ota") is None
    assert list(Nothing().below("ota")) == []


def test_rows_are_found_by_their_key() -> None:
    assert of_rows(ROWS).get("ota/target") == b"t"
    assert of_rows(ROWS).get("ota/") is None


def test_rows_below_a_key_come_in_order_and_neither_itself_nor_its_namesakes() -> None:
    assert list(of_rows(ROWS).below("ota")) == [
        ("ota/block/00000000", b"1"),
        ("ota/block/00000030", b"2"),
        ("ota/target", b"t"),
    ]


def test_a_shelf_of_rows_is_what_they_were_when_it_was_made() -> None:
    rows = dict(ROWS)
    shelf = of_rows(rows)
    rows["ota/target"] = b"changed"
    del rows["ota"]

    assert (shelf.get("ota/target"), shelf.get("ota")) == (b"t", b"0")


@pytest.mark.parametrize(
    ("moments", "first"),
    [((), None), ((None, None), None), ((Instant(7), None, Instant(3)), 3), ((Instant(0), Instant(3)), 0)],
)
def test_the_earliest_of_moments_leaves_out_those_that_are_none(
    moments: tuple[Instant | None, ...], first: int | None
) -> None:
    assert earliest(*moments) == first


def test_a_moment_is_due_when_it_has_come_and_the_first_of_all_moments_too() -> None:
    assert is_due(ORIGIN, ORIGIN)
    assert is_due(ORIGIN, Instant(7))
    assert is_due(Instant(7), Instant(7))
    assert not is_due(Instant(8), Instant(7))
    assert not is_due(None, Instant(7))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (seconds(12), "12.0 s"),
        (seconds(59.4), "59.4 s"),
        (seconds(200), "3 min 20 s"),
        (seconds(7_260), "2 h 1 min"),
        (seconds(52 * 3600), "2 d 4 h"),
    ],
)
def test_a_span_is_spoken_as_a_person_reads_it(span: int, words: str) -> None:
    assert spoken(span) == words
