"""The driver on a broker in memory: presence, the clock, a lost broker, notes asked for again, a good end."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from premises.errors import ClockError, LinkError
from premises.identity import Name
from premises.journey.trace import compare
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant
from premises.runtime.aerial import BY_BROKER
from premises.runtime.driver import CATCH_UP, LAG_MAX, Driver
from premises.runtime.link import REOPEN_AFTER, REOPEN_AFTER_MAX, Connection, Link, Will
from premises.sim.world import World
from premises.wire.envelope import ENVELOPE_VERSION, Clock, NotesWanted, Presence, Run
from premises.wire.notes.emulator import FrameRefused, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent, FlightStraggled
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from tests.runtime.house import BOOT
from tests.runtime.manual_wall import ManualWall
from tests.runtime.players import DCC, HUB, Pace, echo, pinger, wan
from tests.runtime.stage import RUN, TOPICS, Stage

PLANS = [wan(40_000, 5_000)]
EVERY = Duration(50_000)


def makers() -> dict[Name, Maker]:
    return {DCC: pinger(DCC, HUB, Pace(EVERY)), HUB: echo(HUB)}


def stage_of_two() -> tuple[Stage, list[Driver]]:
    stage = Stage(PLANS)
    return stage, [stage.driver(who, make) for who, make in makers().items()]


async def test_live_and_virtual_say_the_same() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 2_000_000)
    virtual: list[Entry] = []
    world = World(makers(), PLANS, RUN.seed, virtual.append)
    world.start()
    world.run(Instant(2_000_000))

    comparison = compare(stage.entries, virtual)

    assert comparison.differences == ()
    assert all(lane.first > 30 for lane in comparison.lanes)


async def test_presence_is_retained_and_taken_back_at_the_end() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        here = stage.heard(TOPICS.presence(HUB), Presence)
    after = stage.heard(TOPICS.presence(HUB), Presence)

    assert here == [Presence(ENVELOPE_VERSION, HUB, True)]
    assert after[-1] == Presence(ENVELOPE_VERSION, HUB, False)


async def test_nothing_starts_before_the_origin_and_everything_at_it() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin - 1)
        before = list(stage.entries)
        await stage.wall.go_to(origin)
        after = list(stage.entries)

    assert before == []
    assert [(entry.at, entry.note) for entry in after] == [(0, ParticipantStarted(1))] * 2


async def test_the_end_is_noted_and_the_last_notes_are_published() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 333_000)

    published = [entry for who in (DCC, HUB) for batch in stage.batches(who) for entry in batch.entries]

    assert isinstance(stage.batches(HUB)[-1].entries[-1].note, ParticipantStopped)
    assert sorted(published, key=str) == sorted(stage.entries, key=str)


async def test_notes_and_pictures_are_published_at_most_four_times_a_second() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 10_000_000)
        batches, pictures = stage.batches(HUB), stage.heard(TOPICS.picture(HUB), Picture)

    assert 30 <= len(batches) <= 41
    assert 30 <= len(pictures) <= 41
    assert pictures[-1].have > 150


async def test_notes_that_were_missed_are_published_again() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 2_000_000)
        first = stage.batches(HUB)
        stage.say(TOPICS.wanted(HUB), NotesWanted(ENVELOPE_VERSION, 1, 2, 4))
        stage.say(TOPICS.wanted(HUB), NotesWanted(ENVELOPE_VERSION, 9, 0, 99))
        await stage.wall.go_on(1)
        again = stage.batches(HUB)[len(first) :]

    assert [batch.number for batch in again] == [2, 3, 4]
    assert again == first[2:5]


async def test_a_lost_broker_stops_neither_timers_nor_held_frames() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 500_000)
        stage.broker.cut(DCC)
        cut_at = len(stage.entries)
        await stage.wall.go_to(origin + 590_000)
        meanwhile = stage.entries[cut_at:]
        await stage.wall.go_to(origin + 2_000_000)
        presence = stage.heard(TOPICS.presence(DCC), Presence)

    assert [entry for entry in meanwhile if isinstance(entry.note, FlightSent) and entry.who == DCC]
    assert [entry for entry in meanwhile if isinstance(entry.note, FlightDelivered) and entry.who == DCC]
    assert {entry.note.by for entry in meanwhile if isinstance(entry.note, FlightLost)} == {BY_BROKER}
    assert [said.here for said in presence] == [True, False, True]
    assert len(stage.losses) == 1


async def test_after_a_lost_broker_the_whole_recording_can_be_had() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 500_000)
        stage.broker.cut(DCC)
        await stage.wall.go_to(origin + 2_000_000)
        numbers = [batch.number for batch in stage.batches(DCC)]

    assert numbers == list(range(len(numbers)))


async def test_a_broker_that_stays_away_is_tried_for_ever_at_a_bounded_pace() -> None:
    wall, tries = ManualWall(), list[int]()

    class NobodyThere(AbstractAsyncContextManager[Link]):
        async def __aenter__(self) -> Link:
            tries.append(wall.monotonic())
            raise LinkError("not there")

        async def __aexit__(self, *_: object) -> None:
            """Nothing was opened."""

    def refuse(subscriptions: Sequence[str], will: Will | None = None) -> NobodyThere:
        return NobodyThere()

    connection = Connection(refuse, (), None, wall)
    keeping = asyncio.create_task(connection.keep(lambda: None, lambda arrival: None, lambda error: None))
    await wall.go_on(100 * REOPEN_AFTER_MAX)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)

    rests = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert rests[0] == REOPEN_AFTER
    assert rests == sorted(rests)
    assert set(rests[10:]) == {REOPEN_AFTER_MAX}


async def test_the_picture_is_shown_again_after_the_broker_was_lost() -> None:
    stage = Stage(PLANS)
    async with stage.lit(stage.driver(HUB, echo(HUB))):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 2_000_000)
        before = stage.heard(TOPICS.picture(HUB), Picture)
        stage.broker.cut(HUB)
        await stage.wall.go_on(2_000_000)
        after = stage.heard(TOPICS.picture(HUB), Picture)

    assert len(before) == 1
    assert after == before * 2


async def test_a_clock_that_comes_a_little_late_is_a_beginning_for_who_was_listening() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        late = Clock(ENVELOPE_VERSION, BOOT, stage.wall.monotonic() - 20_000, Instant(0), 1.0, 1)
        stage.say(TOPICS.clock(), late, retain=True)
        await stage.wall.go_on(1_000)
        starts = [entry.at for entry in stage.entries if isinstance(entry.note, ParticipantStarted)]

    assert starts == [0, 0]


async def test_another_speed_re_arms_the_timer() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_000_000)
        faster = Clock(ENVELOPE_VERSION, BOOT, origin + 1_000_000, Instant(1_000_000), 2.0, 2)
        stage.say(TOPICS.clock(), faster, retain=True)
        await stage.wall.go_to(origin + 2_000_000)
        sent = [entry.at for entry in stage.entries if isinstance(entry.note, FlightSent) and entry.who == DCC]

    assert len(sent) == pytest.approx(60, abs=1), "20 in the first second, 40 in the next"


async def test_a_paused_premises_sends_nothing() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_000_000)
        stage.say(TOPICS.clock(), Clock(ENVELOPE_VERSION, BOOT, origin + 1_000_000, Instant(1_000_000), 0.0, 2))
        await stage.wall.go_to(origin + 1_000_001)
        paused = len(stage.entries)
        await stage.wall.go_to(origin + 60_000_000)
        after = len(stage.entries)

    assert after == paused


async def test_another_run_ends_the_participant_in_good_order() -> None:
    stage, drivers = stage_of_two()

    async def another_run() -> None:
        async with stage.lit(*drivers):
            origin = await stage.begin()
            await stage.wall.go_to(origin + 100_000)
            stage.say(TOPICS.run(), Run(ENVELOPE_VERSION, "run-2", 1, ""), retain=True)
            await stage.wall.go_on(1)

    with pytest.raises(ClockError, match="run run-1 is over: the conductor now runs run-2"):
        await another_run()

    assert stage.heard(TOPICS.presence(HUB), Presence)[-1].here is False


async def test_the_clock_of_another_boot_ends_the_participant_in_one_sentence() -> None:
    stage, drivers = stage_of_two()

    async def another_boot() -> None:
        async with stage.lit(*drivers):
            stage.say(TOPICS.clock(), Clock(ENVELOPE_VERSION, "other", 0, Instant(0), 1.0, 1), retain=True)
            await stage.wall.go_on(1)

    with pytest.raises(ClockError, match="belongs to boot other"):
        await another_boot()


async def test_a_control_message_that_is_none_is_noted() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        stage.say(TOPICS.clock(), Presence(ENVELOPE_VERSION, HUB, True))
        origin = await stage.begin()
        await stage.wall.go_to(origin)

    refused = [entry.note for entry in stage.entries if isinstance(entry.note, FrameRefused)]

    assert [note.topic for note in refused] == [TOPICS.clock()] * 2


async def test_a_restarted_participant_starts_now_and_goes_on_with_its_shelf() -> None:
    stage, (asker, hub) = stage_of_two()
    async with stage.lit(hub):
        async with stage.lit(asker):
            origin = await stage.begin()
            await stage.wall.go_to(origin + 500_000)
        async with stage.lit(stage.driver(DCC, makers()[DCC])):
            await stage.wall.go_to(origin + 1_000_000)

    starts = [(entry.at, entry.note) for entry in stage.entries if isinstance(entry.note, ParticipantStarted)]
    offsets = [e.note.offset for e in stage.entries if isinstance(e.note, FlightSent) and e.who == DCC]

    assert starts[-1] == (500_000, ParticipantStarted(2))
    assert offsets == list(range(len(offsets)))


async def test_a_process_that_was_stopped_reads_before_it_goes_on() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 500_000)
        stage.wall.jump(LAG_MAX * 3)
        so_far = len(stage.entries)
        # The loop may ring a timer before it has read what lies in its sockets.
        drivers[1]._ring()
        waiting = not drivers[1]._bell.is_set()
        await stage.wall.go_on(CATCH_UP)
        caught_up = len(stage.entries)

    assert waiting
    assert caught_up > so_far
    assert [entry for entry in stage.entries if isinstance(entry.note, FlightStraggled)] == []
