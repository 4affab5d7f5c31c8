"""Faults imposed while a participant runs: heard live and retained, counted from their moment, healed at once."""

from premises.faults.impairments.impairment import Loss
from premises.identity import Name
from premises.journey.trace import compare
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant
from premises.runtime.driver import Driver
from premises.sim.world import World
from premises.wire.envelope import ENVELOPE_VERSION, FaultsInForce, Imposed, Presence
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import FrameRefused, ParticipantStarted
from premises.wire.notes.flights import FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture, Touched
from tests.runtime.players import DCC, HUB, Pace, echo, pinger, wan
from tests.runtime.stage import RUN, TOPICS, Stage

PLANS = [wan(40_000, 5_000)]
ALL_OF_IT = FaultSpec("loss", link="wan", chance=1.0, leaving="dcc", from_s=1.0)
HALF_OF_IT = FaultSpec("loss", link="wan", chance=0.5, from_s=1.0, for_s=2.0)


def makers() -> dict[Name, Maker]:
    return {DCC: pinger(DCC, HUB, Pace(Duration(50_000))), HUB: echo(HUB)}


def stage_of_two() -> tuple[Stage, list[Driver]]:
    stage = Stage(PLANS)
    return stage, [stage.driver(who, make) for who, make in makers().items()]


def in_force(*specs: FaultSpec, revision: int = 1) -> FaultsInForce:
    faults = tuple(Imposed(f"f{number}", "me", Instant(0), spec) for number, spec in enumerate(specs, 1))
    return FaultsInForce(ENVELOPE_VERSION, revision, faults)


def moments(entries: list[Entry], kind: type[FlightLost | FlightSent]) -> list[Instant]:
    """Give when the DCC adapter noted this of its flights."""
    return [entry.at for entry in entries if isinstance(entry.note, kind) and entry.who == DCC]


async def test_a_fault_counts_from_its_moment_and_is_healed_at_once_when_it_is_cleared() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 500_000)
        stage.say(TOPICS.faults(), in_force(ALL_OF_IT), retain=True)
        await stage.wall.go_to(origin + 2_010_000)
        stage.say(TOPICS.faults(), in_force(revision=2), retain=True)
        await stage.wall.go_to(origin + 3_000_000)
    lost = moments(stage.entries, FlightLost)

    assert lost == [moment for moment in moments(stage.entries, FlightSent) if 1_000_000 <= moment < 2_010_000]
    assert len(lost) > 15
    assert {entry.note.by for entry in stage.entries if isinstance(entry.note, FlightLost)} == {Loss(1.0).called}


async def test_a_fault_imposed_live_however_often_it_is_said_does_what_it_does_in_virtual_time() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        for moment in (900_000, 1_500_000, 1_700_000):
            await stage.wall.go_to(origin + moment)
            stage.say(TOPICS.faults(), in_force(HALF_OF_IT), retain=True)
        await stage.wall.go_to(origin + 4_000_000)
    virtual: list[Entry] = []
    world = World(makers(), PLANS, RUN.seed, virtual.append)
    world.start()
    world.run(Instant(900_000))
    world.impose((HALF_OF_IT,))
    world.run(Instant(4_000_000))

    comparison = compare(stage.entries, virtual)

    assert comparison.differences == ()
    assert len([entry for entry in virtual if isinstance(entry.note, FlightLost)]) > 15


async def test_who_restarts_finds_the_fault_before_its_first_frame() -> None:
    stage, (asker, hub) = stage_of_two()
    async with stage.lit(hub):
        async with stage.lit(asker):
            origin = await stage.begin()
            stage.say(TOPICS.faults(), in_force(ALL_OF_IT), retain=True)
            await stage.wall.go_to(origin + 1_500_000)
        stage.entries.clear()
        async with stage.lit(stage.driver(DCC, makers()[DCC])):
            await stage.wall.go_to(origin + 2_500_000)
    starts = [entry.at for entry in stage.entries if isinstance(entry.note, ParticipantStarted)]

    assert starts == [1_500_000]
    assert moments(stage.entries, FlightLost) == moments(stage.entries, FlightSent)
    assert len(moments(stage.entries, FlightSent)) > 15


async def test_faults_are_asked_for_before_the_clock_that_starts_a_participant() -> None:
    stage, (asker, _) = stage_of_two()
    async with stage.lit(asker):
        subscriptions = list(asker._connection._subscriptions)

    retained = [topic for topic in subscriptions if topic in (TOPICS.faults(), TOPICS.clock())]
    assert retained == [TOPICS.faults(), TOPICS.clock(), TOPICS.faults()], "brokers go forward or backward"


async def test_faults_that_are_none_are_noted_and_those_in_force_stay() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        stage.say(TOPICS.faults(), in_force(ALL_OF_IT), retain=True)
        await stage.wall.go_to(origin + 1_500_000)
        stage.say(TOPICS.faults(), Presence(ENVELOPE_VERSION, HUB, True))
        await stage.wall.go_to(origin + 2_500_000)
    refused = [entry.note for entry in stage.entries if isinstance(entry.note, FrameRefused)]

    assert [note.topic for note in refused] == [TOPICS.faults()] * 2
    assert max(moments(stage.entries, FlightLost)) > 2_400_000


async def test_each_sender_shows_how_many_of_its_flights_a_fault_has_touched() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        elsewhere = FaultSpec("loss", link="han", chance=1.0)
        stage.say(TOPICS.faults(), in_force(elsewhere, HALF_OF_IT, HALF_OF_IT), retain=True)
        await stage.wall.go_to(origin + 4_000_000)
        shown = {who: stage.heard(TOPICS.picture(who), Picture) for who in (DCC, HUB)}
        stage.say(TOPICS.faults(), in_force(HALF_OF_IT, revision=2), retain=True)
        await stage.wall.go_to(origin + 5_000_000)
        after = stage.heard(TOPICS.picture(DCC), Picture)[-1]
    lost = {who: [e for e in stage.entries if e.who == who and isinstance(e.note, FlightLost)] for who in (DCC, HUB)}

    assert shown[DCC][0].touched == ()
    for who, pictures in shown.items():
        first, second = pictures[-1].touched
        assert (first.fault, second.fault) == ("f2", "f3")
        assert first.flights + second.flights == len(lost[who])
        assert first.flights > second.flights > 0, "what the first one loses never comes to the second"
    assert after.touched == (Touched("f1", shown[DCC][-1].touched[0].flights),), "the same fault by another id"


async def test_a_flight_that_comes_later_or_twice_is_touched_and_one_that_is_left_alone_is_not() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        later = FaultSpec("latency", latency_ms=1.0, leaving="dcc", every=2)
        twice = FaultSpec("duplicate", chance=1.0, leaving="dcc", nth=1)
        stage.say(TOPICS.faults(), in_force(later, twice), retain=True)
        await stage.wall.go_to(origin + 4_000_000)
        pictures = stage.heard(TOPICS.picture(DCC), Picture)
    sent = len(moments(stage.entries, FlightSent))

    assert pictures[-1].touched[1] == Touched("f2", 1)
    assert pictures[-1].touched[0].flights == sent // 2
    assert stage.heard(TOPICS.picture(HUB), Picture)[-1].touched == ()
    assert len(pictures) <= 4 * 4 + 2
