"""A recorded run told again: the same story at any speed, from anywhere, in lines or through a pipe."""

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from lab.commands.looking.replay import play
from lab.commands.looking.watch import plain_line, tell_steps
from lab.watching.story import Change
from premises.errors import LinkError, UsageError, WireError
from premises.identity import Name
from premises.journey.notebook import BATCH_NOTES_MAX
from premises.journey.played.pipe import LENGTH, LETTER, frames_of, opening_of, steps_from
from premises.journey.played.replaying import NOTES_A_STEP, TICK, Step, paced, steps_of
from premises.quantity import Duration, Instant, seconds
from premises.wire.envelope import ENVELOPE_VERSION
from premises.wire.feed.pipe import PipeOpened
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text
from tests.watching.told import changes_of, recorded, story_of

STORIES = ("outage-mid-transfer", "crash-mid-download", "proposed-b4-asleep")
SPEEDS = (0, 1, 7.5, 60, 100_000)


class FakeWall:
    """A clock that stands still but for those who sleep, and for whoever takes long over a step."""

    def __init__(self) -> None:
        self.now = 5_000_000
        self.slept: list[int] = []

    def monotonic(self) -> int:
        return self.now

    def sleep(self, span: Duration) -> None:
        self.slept.append(span)
        self.now += span


def lines_of(name: str, steps: Iterable[Step]) -> list[str]:
    scenario, _ = story_of(name)
    told: list[Change] = []
    tell_steps(scenario.site, steps, told.extend)
    return [plain_line(change) for change in told]


def opened(name: str) -> PipeOpened:
    scenario, _ = story_of(name)
    return PipeOpened(ENVELOPE_VERSION, name, Name(scenario.site.name), 7, run_text(scenario.site), "incomplete: x")


def piped(name: str, steps: Iterable[Step]) -> bytes:
    return b"".join(frames_of(opened(name), steps, 60.0))


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("name", STORIES)
def test_at_any_speed_the_story_is_the_one_that_a_watcher_of_the_file_is_told(name: str, speed: float) -> None:
    _, entries = story_of(name)

    told = lines_of(name, steps_of(entries, speed, None, entries[-1].at))

    assert told == [plain_line(change) for change in changes_of(name)]


@pytest.mark.parametrize("name", STORIES)
def test_through_a_pipe_it_is_the_same_story(name: str) -> None:
    _, entries = story_of(name)
    stream = io.BytesIO(piped(name, steps_of(entries, 10, None, entries[-1].at)))

    first = opening_of(stream)
    told = lines_of(name, steps_from(stream))

    assert first == opened(name)
    assert told == [plain_line(change) for change in changes_of(name)]
    assert stream.read() == b""


@pytest.mark.parametrize("begin_s", [0, 3, 4.25, 9.4, 12])
def test_from_anywhere_the_rest_is_told_as_if_all_had_been(begin_s: float) -> None:
    name, begin = "outage-mid-transfer", Instant(seconds(begin_s))
    _, entries = story_of(name)
    whole = changes_of(name)

    told = lines_of(name, steps_of(entries, 0, begin, entries[-1].at))
    through = io.BytesIO(piped(name, steps_of(entries, 0, begin, entries[-1].at)))
    opening_of(through)

    standing = [line for line in told if "  is at " in line]
    assert len(standing) == (1 if begin_s >= 0.6 else 0)
    assert told[len(standing) :] == [plain_line(change) for change in whole[-len(told) + len(standing) :]]
    assert [line for line in map(plain_line, whole) if line not in told] == [
        plain_line(change) for change in whole[: len(whole) - len(told) + len(standing)]
    ]
    assert lines_of(name, steps_from(through)) == told


def test_the_past_is_one_step_that_comes_at_once_and_is_marked() -> None:
    _, entries = story_of("outage-mid-transfer")
    first, *rest = steps_of(entries, 4, Instant(seconds(5)), entries[-1].at)

    assert first == Step(Duration(0), first.entries, Instant(seconds(5)), is_past=True)
    assert first.entries == tuple(entry for entry in entries if entry.at <= seconds(5))
    assert not any(step.is_past for step in rest)
    assert [*first.entries, *(entry for step in rest for entry in step.entries)] == list(entries)


def test_a_minute_of_premises_at_60_takes_a_second_of_wall() -> None:
    wall, entries = FakeWall(), story_of("outage-mid-transfer")[1]

    steps = [*paced(steps_of(entries, 60, None, Instant(seconds(60))), wall)]

    assert wall.now - 5_000_000 == seconds(1)
    assert len(steps) == 4
    assert set(wall.slept) == {TICK}


def test_at_no_speed_nobody_waits() -> None:
    wall, entries = FakeWall(), story_of("outage-mid-transfer")[1]

    assert [*paced(steps_of(entries, 0, None, entries[-1].at), wall)]
    assert wall.slept == []


def test_who_reads_slowly_makes_it_slow_and_is_not_hurried_after() -> None:
    wall, entries = FakeWall(), story_of("outage-mid-transfer")[1]

    for number, _ in enumerate(paced(steps_of(entries, 1, None, Instant(seconds(2))), wall)):
        wall.now += seconds(3) if number == 2 else 0

    assert wall.slept == [TICK] * 3 + [TICK] * 4


def test_without_waiting_steps_and_batches_are_bounded() -> None:
    _, entries = story_of("quiet-flat")
    many = [
        Entry(Instant(index // 3), Name("b1"), 1, index, each.note)
        for index, each in enumerate((entries * 20)[: 3 * NOTES_A_STEP + 100])
    ]
    steps = [*steps_of(many, 0, None, many[-1].at)]
    stream = io.BytesIO(piped("quiet-flat", [Step(Duration(0), tuple(many), many[-1].at)]))
    opening_of(stream)

    assert all(len(step.entries) <= NOTES_A_STEP + 3 for step in steps)
    assert [entry for step in steps for entry in step.entries] == many
    assert len(many) > BATCH_NOTES_MAX
    assert next(steps_from(stream)).entries == tuple(many)


def test_a_pipe_that_ends_in_the_middle_says_so_wherever_that_is() -> None:
    _, entries = story_of("outage-mid-transfer")
    whole = piped("outage-mid-transfer", steps_of(entries, 60, None, entries[-1].at))

    for cut in range(0, len(whole), 97):
        with pytest.raises(LinkError, match="ended in the middle"):
            _read_all(whole[:cut])
    _read_all(whole)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"GET / HTTP/1.1\r\n", "no feed of notes"),
        (b"R\xff\xff\xff\xff", "no feed of notes"),
        (b"E" + (3).to_bytes(LENGTH, "big") + b"\x92\x01\x05", "first word"),
        (b"R" + (2).to_bytes(LENGTH, "big") + b"\x91\x02", "version 2"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(octets: bytes, said: str) -> None:
    with pytest.raises(WireError, match=said):
        opening_of(io.BytesIO(octets))


def test_a_feed_that_begins_twice_is_refused() -> None:
    stream = io.BytesIO(2 * next(frames_of(opened("quiet-flat"), [], 0)))
    opening_of(stream)

    with pytest.raises(WireError, match="begins twice"):
        next(steps_from(stream))
    assert LETTER + LENGTH == 5


def test_by_the_command_too_a_pipe_tells_what_the_file_tells(tmp_path: Path) -> None:
    file = recorded("outage-mid-transfer", tmp_path)

    lines = premises("watch", "--run", str(file)).stdout
    fast = premises("replay", str(file), "--speed", "0").stdout
    documents = premises("watch", "--run", str(file), "--json").stdout
    octets = premises("replay", str(file), "--speed", "0", "--pipe").stdout
    read = premises("watch", "--pipe", "--json", said=octets)

    assert fast == lines
    assert read.stdout == documents
    assert read.stderr == b""
    assert len(lines.splitlines()) > 8


def test_a_reader_that_goes_away_is_no_trouble(tmp_path: Path) -> None:
    file = recorded("proposed-b4-asleep", tmp_path)
    for more in (["--pipe"], []):
        read, write = os.pipe()
        os.close(read)
        ended = subprocess.run(
            [*COMMAND, "replay", str(file), "--speed", "0", *more], stdout=write, stderr=subprocess.PIPE, check=False
        )
        os.close(write)

        assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--speed", "-1"], "--speed -1: expected 0 (as fast as can be) to 1e+06 premises seconds a second"),
        (["--speed", "nan"], "--speed nan: expected 0 (as fast as can be) to 1e+06 premises seconds a second"),
        (["--from", "soon"], "--from 'soon': expected premises time, like 00:12:30, 12m30s or 750"),
        (["--from", "1h"], "--from 1 h 0 min: the run ends at 12.0 s: expected a moment before"),
        (["--to", "1h"], "--to 1 h 0 min: the run ends at 12.0 s: expected a moment before"),
        (["--from", "5", "--to", "4"], "--from 5.0 s is after --to 4.0 s"),
        (["--pipe", "--json"], "--pipe beside --json: expected one of them"),
    ],
)
def test_what_cannot_be_told_is_said_in_one_line(words: list[str], said: str, tmp_path: Path) -> None:
    file = recorded("outage-mid-transfer", tmp_path)
    given = dict(zip(words[::2], words[1::2], strict=False))

    with pytest.raises(UsageError) as refused:
        play(
            file, float(given.get("--speed", 0)), given.get("--from"), given.get("--to"),
            as_json="--json" in words, pipe="--pipe" in words,
        )  # fmt: skip

    assert str(refused.value) == said


def test_a_wrong_moment_ends_the_command_with_one_line(tmp_path: Path) -> None:
    ended = premises("replay", str(recorded("outage-mid-transfer", tmp_path)), "--from", "5", "--to", "4")

    assert (ended.returncode, ended.stderr) == (2, b"premises: --from 5.0 s is after --to 4.0 s\n")


def test_a_watcher_of_a_pipe_is_told_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = recorded("outage-mid-transfer", tmp_path)
    octets = premises("replay", str(file), "--speed", "0", "--pipe").stdout

    other = premises("watch", "--pipe", said=file.read_bytes())
    cut = premises("watch", "--pipe", said=octets[:-3])
    both = premises("watch", "--pipe", "--run", str(file))

    assert (other.returncode, cut.returncode, both.returncode) == (2, 1, 2)
    assert other.stderr.startswith(b"premises: standard input: this is no feed of notes")
    assert cut.stderr == b"premises: the feed ended in the middle: whoever wrote it was stopped\n"
    assert both.stderr == b"premises: --pipe beside --run: expected one of them\n"


COMMAND = (sys.executable, "-c", "from lab.cli import main; main()")


def premises(*words: str, said: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*COMMAND, *words], input=said, capture_output=True, check=False)


def _read_all(octets: bytes) -> None:
    stream = io.BytesIO(octets)
    opening_of(stream)
    for _ in steps_from(stream):
        pass
