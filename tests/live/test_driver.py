"""The driver over a real broker, in real processes: lateness, parity, kill -9, a broker that restarts, a good end."""

from pathlib import Path

import pytest

from premises.identity import Name
from premises.journey.run_file import Boot, RunFile
from premises.journey.trace import compare
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant
from premises.runtime.clock import LoopWall, until
from premises.sim.world import World
from premises.wire.notes.emulator import ClockSet, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.live.disturbed import first_tries, once_more, stragglers
from tests.live.small_premises import BROKER, noted, small_premises
from tests.runtime.check_wall import check_wall
from tests.runtime.players import DCC, HUB, Pace, echo, pinger, wan

pytestmark = [pytest.mark.live, pytest.mark.quiet]

LATENCY = 40_000
"""Microseconds of a radio that a loaded broker can still follow."""

BUSY_EVERY, BUSY_COUNT = 10_000, 400
"""200 frames a second for four seconds."""

CALM_EVERY, CALM_COUNT = 400_000, 12
"""5 frames a second: without a straggler a process may stand still for 320 ms, as where other tests run too."""

LATE_P50_MAX = 5_000
"""Microseconds. Ours: wide enough for a machine that runs other tests; a quiet one has 350, and 1,300 at p99."""


def answers(run: RunFile) -> int:
    return len(noted(run, FlightDelivered, DCC))


def lateness(run: RunFile) -> list[int]:
    return sorted(note.late for note in noted(run, FlightDelivered) if isinstance(note, FlightDelivered))


def virtual() -> list[Entry]:
    pace = Pace(Duration(CALM_EVERY), Instant(0), CALM_COUNT)
    makers: dict[Name, Maker] = {DCC: pinger(DCC, HUB, pace), HUB: echo(HUB)}
    entries: list[Entry] = []
    world = World(makers, [wan(LATENCY)], 0, entries.append)
    world.start()
    world.run(Instant(60_000_000))
    return entries


def calm(folder: Path) -> tuple[list[int], RunFile]:
    """Tell the calm story, and give the exit codes and what was recorded."""
    folder.mkdir()
    with small_premises(folder, f"{LATENCY} {CALM_EVERY} {CALM_COUNT}") as premises:
        premises.until(lambda run: answers(run) == CALM_COUNT)
        codes = [premises.stop(who) for who in (DCC, HUB, CONDUCTOR)]
        return codes, premises.run_file


async def test_the_real_wall_obeys_the_contract_of_a_wall() -> None:
    wall = LoopWall()

    async def wait(span: int) -> None:
        await until(wall, wall.monotonic() + span)

    await check_wall(wall, wait)


def test_200_frames_a_second_are_handed_over_when_they_are_due(tmp_path: Path) -> None:
    with small_premises(tmp_path, f"{LATENCY} {BUSY_EVERY} {BUSY_COUNT}") as premises:
        premises.until(lambda run: answers(run) == BUSY_COUNT)
        late = lateness(premises.run_file)

    assert late[len(late) // 2] <= LATE_P50_MAX


async def test_a_link_of_40_ms_says_the_same_live_as_in_virtual_time(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async def take(name: str) -> tuple[list[int], RunFile]:
        return calm(tmp_path / name)

    taken = {"again": await take("once")}
    codes, run = (await once_more(taken, lambda told: told[1], take, first_tries(request.config)))["again"]

    assert codes == [0, 0, 0]
    assert run.complete
    assert run.killed == ()
    assert stragglers(run) == []
    assert compare(run.entries, virtual()).differences == ()


def test_a_participant_that_is_killed_goes_on_from_its_shelf(tmp_path: Path) -> None:
    with small_premises(tmp_path, f"{LATENCY} {BUSY_EVERY} {BUSY_COUNT}") as premises:
        premises.until(lambda run: answers(run) > 50)
        premises.kill(DCC)
        premises.start(DCC)
        premises.until(lambda run: len(noted(run, ParticipantStarted, DCC)) == 2 and answers(run) > 200)
        for who in (DCC, HUB, CONDUCTOR):
            premises.stop(who)
        run = premises.run_file
    second = [e.note for e in run.entries if isinstance(e.note, FlightSent) and e.who == DCC and e.boot == 2]
    counters = [note.counter for note in noted(run, FlightSent, DCC) if isinstance(note, FlightSent)]

    assert run.killed == (Boot(DCC, 1),)
    assert run.gaps == ()
    assert [note.offset for note in second] == list(range(second[0].offset, second[0].offset + len(second)))
    assert len(set(counters)) == len(counters), "a frame counter was used twice"
    assert [note.boot for note in noted(run, ParticipantStarted, DCC) if isinstance(note, ParticipantStarted)] == [1, 2]


def test_a_conductor_that_is_killed_goes_on_with_the_same_clock_and_file(tmp_path: Path) -> None:
    with small_premises(tmp_path, f"{LATENCY} {CALM_EVERY} {CALM_COUNT}") as premises:
        premises.until(lambda run: answers(run) > 2)
        premises.kill(CONDUCTOR)
        premises.start(CONDUCTOR)
        premises.until(lambda run: answers(run) == CALM_COUNT)
        for who in (DCC, HUB, CONDUCTOR):
            premises.stop(who)
        run = premises.run_file

    assert run.complete, f"{run.gaps} {run.dropped}"
    assert [note.speed for note in noted(run, ClockSet) if isinstance(note, ClockSet)] == [1.0]
    assert compare(run.entries, virtual()).differences == ()


def test_a_broker_that_restarts_loses_frames_and_no_notes(tmp_path: Path) -> None:
    with small_premises(tmp_path, f"{LATENCY} {BUSY_EVERY} 100000") as premises:
        premises.until(lambda run: answers(run) > 50)
        premises.kill(BROKER)
        premises.start(BROKER)
        premises.until(lambda run: bool(noted(run, FlightLost)))
        so_far = answers(premises.run_file)
        premises.until(lambda run: answers(run) > so_far + 100)
        for who in (DCC, HUB, CONDUCTOR):
            premises.stop(who)
        run = premises.run_file

    assert run.complete, f"{run.gaps} {run.dropped}"
    assert run.killed == ()
    assert {note.by for note in noted(run, FlightLost) if isinstance(note, FlightLost)} == {"broker"}
    assert len(noted(run, ParticipantStopped, HUB)) == 1
    assert len(noted(run, ParticipantStarted, HUB)) == 1, "nobody restarted"


def test_whoever_holds_its_standard_input_takes_it_along(tmp_path: Path) -> None:
    with small_premises(tmp_path, f"{LATENCY} {BUSY_EVERY} {BUSY_COUNT}") as premises:
        premises.until(lambda run: answers(run) > 5)
        codes = []
        for who in (DCC, HUB, CONDUCTOR):
            process = premises.processes[who]
            assert process.stdin is not None, "it was started with a pipe"
            process.stdin.close()
            codes.append(process.wait(30))
        run = premises.run_file

    assert codes == [0, 0, 0]
    assert run.killed == ()


def test_a_wrong_password_ends_a_process_at_once_with_one_line(tmp_path: Path) -> None:
    with small_premises(tmp_path, "1 1 1") as premises:
        premises.stop(DCC)
        premises.start(DCC, password="wrong")
        code = premises.code_of(DCC)
        said = premises.errors()

    assert code == 1
    # The broker has a line of its own.
    assert len([line for line in said if line.startswith("broker 127.0.0.1:")]) == 1
    assert not any("broker.lost" in line for line in said), "nobody asks again"
    assert not any("Traceback" in line for line in said)
