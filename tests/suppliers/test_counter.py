"""Counters of RequestIDs: above every one before, through any end of a process, and never one twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.desk.counter import COUNTER_MAX, keep_place, next_counter, place_in
from premises.errors import UsageError


def test_a_counter_is_the_wall_clocks_or_one_more_than_the_last(tmp_path: Path) -> None:
    path = tmp_path / "own" / "counter"
    walls = iter((1000, 1000, 999, 2000))
    given = [next_counter(path, lambda: next(walls)) for _ in range(4)]

    assert given == [1000, 1001, 1002, 2000]
    assert path.stat().st_mode & 0o077 == 0


def test_of_many_at_once_no_two_get_the_same(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    with ThreadPoolExecutor(4) as pool:
        counters = list(pool.map(lambda _: next_counter(path, lambda: 5), range(100)))

    assert sorted(counters) == list(range(5, 105))


def test_a_kill_before_the_number_was_written_used_none(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_text("")

    assert next_counter(path, lambda: 7) == 7


@pytest.mark.parametrize("text", ["no number", "-1", "1.5"])
def test_what_is_no_counter_is_not_guessed(text: str, tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_text(text)

    with pytest.raises(UsageError, match="is no counter"):
        next_counter(path)


def test_after_the_last_counter_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_text(str(COUNTER_MAX))

    with pytest.raises(UsageError, match="no counter is left"):
        next_counter(path)
    assert path.read_text() == str(COUNTER_MAX)


def test_a_directory_that_cannot_be_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="file"):
        next_counter(tmp_path / "file" / "counter")


def test_the_place_of_what_was_told_last_is_kept_and_may_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "place"
    lost = place_in(path)
    keep_place(path, 12)

    assert (lost, place_in(path)) == (0, 12)
    assert [each.name for each in tmp_path.iterdir()] == ["place"]
