"""What is taken again, and what never is: without a process."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from premises.identity import Name
from premises.journey.run_file import RunFile, read_run
from premises.quantity import Duration, Instant
from premises.wire.notes.flights import FlightStraggled
from premises.wire.notes.vocabulary import Entry
from tests.live.disturbed import DISTURBED_MAX, once_more, told
from tests.watching.told import recorded

LATE = FlightStraggled(Name("han"), Name("b1"), 1, 7, Duration(24_847))


@pytest.fixture
def good(tmp_path: Path) -> RunFile:
    """Give a run that is evidence."""
    return read_run(recorded("quiet-flat", tmp_path))


def disturbed(run: RunFile) -> RunFile:
    """Give the same run with a straggler in it."""
    return replace(run, entries=(*run.entries, Entry(Instant(1), Name("hub"), 1, 9_999, LATE)))


def taken(first: dict[str, RunFile], second: RunFile, lines: list[str]) -> tuple[dict[str, RunFile], list[str]]:
    """Take again what is disturbed; give what came of it, and who was taken again."""
    again: list[str] = []

    async def take(name: str) -> RunFile:
        again.append(name)
        return second

    return asyncio.run(once_more(first, lambda run: run, take, lines)), again


def test_only_a_run_that_holds_a_straggler_is_taken_again_and_it_is_said(good: RunFile) -> None:
    lines: list[str] = []

    found, again = taken({"quiet": good, "late": disturbed(good)}, good, lines)

    assert again == ["late"]
    assert found == {"quiet": good, "late": good}
    assert lines == ["late: 1 straggler(s), the worst 24.8 ms behind; taken again, alone"]
    assert told(lines)[1:] == ["1 of at most 3 live runs were no evidence at first"]


def test_a_run_that_is_disturbed_again_is_left_as_it_is(good: RunFile) -> None:
    found, again = taken({"late": disturbed(good)}, disturbed(good), [])

    assert again == ["late"]
    assert found == {"late": disturbed(good)}


def test_when_more_were_disturbed_than_a_session_may_have_none_is_taken_again(good: RunFile) -> None:
    first = {str(number): disturbed(good) for number in range(DISTURBED_MAX)}

    assert taken(first, good, [])[1] == list(first)
    assert taken(first, good, ["another: before"]) == (first, [])


def test_of_a_session_without_any_nothing_is_printed() -> None:
    assert told([]) == []
