"""A run that is said again with another site: a participant goes on from what it knows, by what it is made by then."""

from collections.abc import Callable, Hashable, Sequence

from msgspec.structs import replace

from premises.errors import SiteError
from premises.journey.trace import compare
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant
from premises.runtime.driver import Again, Driver, Surroundings
from premises.sim.shelf import VirtualShelf
from premises.sim.world import World
from premises.wire.envelope import Run
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import FrameRefused
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import BOOT
from tests.runtime.players import DCC, HUB, Pace, cast, echo, pinger, wan
from tests.runtime.stage import RUN, TOPICS, Stage

PLANS = [wan(40_000, 5_000)]
OFTEN, SELDOM = (pinger(DCC, HUB, Pace(Duration(every))) for every in (50_000, 200_000))
ANEW = replace(RUN, site="another")
CUT = FaultSpec("power-cut", device="dcc", from_s=0.5, until_s=1.5)


def again(run: Run) -> Maker | None:
    """Give who makes the asker by ``run``; a site that is empty is as before, and one is none."""
    if run.site == "none":
        raise SiteError("the site of this run cannot be read")
    return SELDOM if run.site == ANEW.site else None


def asking(stage: Stage, again: Again | None = again, faults: Sequence[FaultSpec] = ()) -> Driver:
    around = Surroundings(TOPICS, RUN.run_id, stage.wall, BOOT)
    played = cast(DCC, OFTEN, PLANS, faults=faults)
    return Driver(played, around, VirtualShelf(), stage.broker.link(DCC), stage.entries.append, again)


def moments(entries: list[Entry]) -> list[Instant]:
    return [entry.at for entry in entries if isinstance(entry.note, FlightSent) and entry.who == DCC]


async def test_it_goes_on_from_what_it_knows_as_in_virtual_time() -> None:
    stage = Stage(PLANS)
    async with stage.lit(asking(stage), stage.driver(HUB, echo(HUB))):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_010_000)
        stage.say(TOPICS.run(), ANEW, retain=True)
        await stage.wall.go_to(origin + 3_000_000)
    virtual: list[Entry] = []
    world = World({DCC: OFTEN, HUB: echo(HUB)}, PLANS, RUN.seed, virtual.append)
    world.start()
    world.run(Instant(1_010_000))
    known: Hashable = world.machine(DCC).state
    world.recast({DCC: SELDOM})
    assert world.machine(DCC).state == known
    world.run(Instant(3_000_000))

    assert compare(stage.entries, virtual).differences == ()
    gaps = {later - sooner for sooner, later in zip(moments(virtual), moments(virtual)[1:], strict=False)}
    assert gaps == {50_000, 200_000}


def test_a_sooner_deadline_of_who_is_made_otherwise_is_kept() -> None:
    world = World(
        {DCC: pinger(DCC, HUB, Pace(Duration(50_000), count_max=2)), HUB: echo(HUB)}, PLANS, 1, lambda _: None
    )
    world.start()
    world.run(Instant(1_000_000))
    world.recast({DCC: OFTEN})
    world.run(Instant(1_000_000))

    assert world.machine(DCC).picture.have == 2
    world.run(Instant(2_000_000))
    assert world.machine(DCC).picture.have > 10


async def test_who_is_down_meanwhile_starts_as_it_is_made_by_then() -> None:
    stage, virtual = Stage(PLANS), list[Entry]()
    async with stage.lit(asking(stage, faults=(CUT,)), stage.driver(HUB, echo(HUB))):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_010_000)
        stage.say(TOPICS.run(), ANEW, retain=True)
        await stage.wall.go_to(origin + 3_000_000)
    world = World({DCC: OFTEN, HUB: echo(HUB)}, PLANS, RUN.seed, virtual.append, faults=(CUT,))
    world.start()
    world.run(Instant(1_010_000))
    world.recast({DCC: SELDOM})
    world.run(Instant(3_000_000))

    assert moments(stage.entries) == moments(virtual)
    assert len([moment for moment in moments(virtual) if moment > 1_000_000]) == 8, "every 200 ms from 1.5 s on"


async def test_a_run_that_says_nothing_new_and_one_that_cannot_be_read_change_nothing() -> None:
    stage = Stage(PLANS)
    async with stage.lit(asking(stage), stage.driver(HUB, echo(HUB))):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_010_000)
        for site in ("", "none"):
            stage.say(TOPICS.run(), replace(RUN, site=site))
        await stage.wall.go_to(origin + 3_000_000)
    refused = [entry.note for entry in stage.entries if isinstance(entry.note, FrameRefused)]

    assert [(note.topic, note.reason) for note in refused] == [(TOPICS.run(), "the site of this run cannot be read")]
    assert len(moments(stage.entries)) > 55


async def test_who_was_told_of_no_way_to_be_made_anew_goes_on_as_it_is() -> None:
    lengths: list[int] = []
    sayings: tuple[Callable[[Stage], None], ...] = (lambda _: None, lambda stage: stage.say(TOPICS.run(), ANEW))
    for say in sayings:
        stage = Stage(PLANS)
        async with stage.lit(asking(stage, None), stage.driver(HUB, echo(HUB))):
            origin = await stage.begin()
            await stage.wall.go_to(origin + 1_010_000)
            say(stage)
            await stage.wall.go_to(origin + 2_000_000)
        lengths.append(len(moments(stage.entries)))

    assert lengths[0] == lengths[1] > 35
