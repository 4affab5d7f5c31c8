"""The recorder writes every batch once, asks for gaps again, and marks what never came."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lab.recorder import ASK_EVERY, ASKED_MAX, Recorder, Request
from premises.identity import Name
from premises.journey.notebook import BATCHES_KEPT_MAX
from premises.journey.run_file import Boot, Gap, How, MarkKind, RunHeader, read_run
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch, NotesWanted

HUB = Name("hub")
HEADER = RunHeader("run-1", Name("house"), 1, "", How.LIVE)


def batch(number: int, boot: int = 1) -> NoteBatch:
    return NoteBatch(ENVELOPE_VERSION, HUB, boot, number, ())


def wanted(first: int, last: int, boot: int = 1) -> Request:
    return Request(HUB, NotesWanted(ENVELOPE_VERSION, boot, first, last))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.vpr"


@pytest.fixture
def recorder(path: Path) -> Iterator[Recorder]:
    with closing(Recorder(path, HEADER)) as made:
        yield made


def test_each_batch_is_written_once(recorder: Recorder, path: Path) -> None:
    news = [recorder.take(batch(number)) for number in (0, 1, 1, 0, 2)]

    assert news == [True, True, False, False, True]
    assert read_run(path).batches == {Boot(HUB, 1): 3}


def test_nothing_is_asked_for_when_nothing_is_missing(recorder: Recorder) -> None:
    recorder.take(batch(0))

    assert list(recorder.ask(0)) == []


def test_a_gap_is_asked_for_until_it_is_filled(recorder: Recorder, path: Path) -> None:
    for number in (0, 4):
        recorder.take(batch(number))

    asked = [list(recorder.ask(0)), list(recorder.ask(ASK_EVERY - 1)), list(recorder.ask(ASK_EVERY))]
    filled = [recorder.take(batch(number)) for number in (2, 1, 3, 2)]

    assert asked == [[wanted(1, 3)], [], [wanted(1, 3)]]
    assert filled == [True, True, True, False]
    assert list(recorder.ask(ASK_EVERY * 9)) == []
    assert read_run(path).complete


def test_what_never_comes_is_marked(recorder: Recorder, path: Path) -> None:
    for number in (0, 3):
        recorder.take(batch(number))
    asked = [request for turn in range(ASKED_MAX + 3) for request in recorder.ask(turn * ASK_EVERY)]
    run = read_run(path)

    assert asked == [wanted(1, 2)] * ASKED_MAX
    assert [(mark.kind, mark.first) for mark in run.marks] == [(MarkKind.GAP, 1), (MarkKind.GAP, 2)]
    assert run.gaps == (Gap(HUB, 1, 1, 2),)


def test_batches_that_nobody_remembers_are_given_up_at_once(recorder: Recorder, path: Path) -> None:
    recorder.take(batch(BATCHES_KEPT_MAX + 10))

    assert list(recorder.ask(0)) == [wanted(10, BATCHES_KEPT_MAX + 9)]
    assert [(mark.first, mark.last) for mark in read_run(path).marks] == [(0, 9)]


def test_boots_are_counted_apart(recorder: Recorder) -> None:
    recorder.take(batch(0))
    recorder.take(batch(1, boot=2))

    assert list(recorder.ask(0)) == [wanted(0, 0, boot=2)]


def test_who_was_away_is_asked_for_what_follows(recorder: Recorder) -> None:
    nobody = recorder.ask_after_absence(HUB)
    recorder.take(batch(0))
    recorder.take(batch(0, boot=2))
    recorder.take(batch(1, boot=2))

    assert nobody is None
    assert recorder.ask_after_absence(HUB) == wanted(2, 2 + BATCHES_KEPT_MAX, boot=2)


def test_a_successor_goes_on_with_the_file_and_asks_for_its_gaps(path: Path) -> None:
    before = Recorder(path, HEADER)
    for number in (0, 1, 3):
        before.take(batch(number))
    # As kill -9 leaves it.
    before._writer._file.close()

    with closing(Recorder(path, HEADER)) as after:
        news = [after.take(batch(number)) for number in (3, 4)]
        asked = list(after.ask(0))
        after.take(batch(2))
    run = read_run(path)

    assert news == [False, True]
    assert asked == [wanted(2, 2)]
    assert run.complete
    assert [mark.kind for mark in run.marks] == [MarkKind.RESUMED, MarkKind.ENDED]


def test_what_is_missing_at_the_end_is_marked(path: Path) -> None:
    recorder = Recorder(path, HEADER)
    recorder.take(batch(1))
    recorder.close()
    run = read_run(path)

    assert [mark.kind for mark in run.marks] == [MarkKind.GAP, MarkKind.ENDED]
    assert not run.complete
