"""A live seat and a seat of the world lose a supply alike: at the same moment, for as long, whatever else is wrong."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from premises.faults.air import LinkPlan
from premises.faults.impairments.latency import Latency
from premises.faults.life import KEY_FALLEN
from premises.identity import Name
from premises.journey.trace import compare, trace_hash
from premises.machine.effects import Effect, Effects, Kept, Machine, Maker, Send
from premises.quantity import Duration, Instant
from premises.runtime.seat import GRACE
from premises.sim.world import World
from premises.wire.device.supply import SupplyCut, supply_from
from premises.wire.fault import FaultSpec
from premises.wire.message import Frame, Medium
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted
from premises.wire.notes.flights import FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import ORIGIN, House, clock, drawn
from tests.runtime.players import DCC, HUB, Pace, Pinger, echo, wan

RUN = 2_000_000
HOLDS_UP = 40_000
"""Microseconds from the word to the end of the supply."""

SUPPLY = LinkPlan(supply_from(DCC), Medium.MAINS, (DCC, HUB), (Latency(Duration(HOLDS_UP), Duration(0)),), ())
PLANS = [wan(40_000, 5_000, 0.1), SUPPLY]

Cuts = dict[int, int]
"""After how many questions the supply goes, and for how many microseconds."""


class Feeder(Pinger):
    """A pinger that feeds the one it asks, and cuts its supply after some of its questions."""

    def __init__(self, cuts: Cuts, kept: Kept) -> None:
        super().__init__(DCC, HUB, Pace(Duration(37_000)), kept)
        self._cuts = cuts

    def wake(self, now: Instant) -> Effects:
        before = self.asked
        effects: list[Effect] = [*super().wake(now)]
        # None after the end of the story, which a live one is told a little beyond.
        if self.asked > before and now < RUN - HOLDS_UP and (span := self._cuts.get(self.asked)):
            effects.append(Send(SUPPLY.name, Frame(DCC, HUB, 0, SupplyCut(Duration(span)))))
        return effects


def makers(cuts: Cuts) -> dict[Name, Maker]:
    def feeder(kept: Kept) -> Machine:
        return Feeder(cuts, kept)

    return {DCC: feeder, HUB: echo(HUB)}


def in_virtual_time(
    cuts: Cuts, faults: list[FaultSpec], seed: int = 1, *, watched: bool = True
) -> tuple[World, list[Entry]]:
    entries: list[Entry] = []
    world = World(makers(cuts), PLANS, seed, entries.append if watched else None, faults=faults)
    world.start()
    world.run(Instant(RUN))
    return world, entries


def live(cuts: Cuts, faults: list[FaultSpec], seed: int = 1) -> House:
    house = House(makers(cuts), PLANS, drawn(seed, 1_000, 15_000), drawn(seed + 1, 0, 2_000), seed, faults)
    house.follow(clock())
    house.run(ORIGIN + RUN + 2 * GRACE)
    return house


def before(entries: list[Entry], moment: int = RUN) -> list[Entry]:
    return [entry for entry in entries if entry.at < moment]


def lives(entries: list[Entry]) -> list[tuple[int, Note]]:
    kinds = (ParticipantStarted, DeviceFailed, DeviceRestored)
    return [(entry.at, entry.note) for entry in entries if entry.who == HUB and isinstance(entry.note, kinds)]


CUTS = st.dictionaries(
    st.integers(1, 50), st.sampled_from([1, 37_000, 500_000]) | st.integers(1, 1_500_000), max_size=4
)


def _down(kind: Literal["crash", "power-cut"], who: Name, from_s: float) -> FaultSpec:
    if kind == "crash":
        return FaultSpec(kind, device=who, from_s=from_s, takes_s=0.3)
    return FaultSpec(kind, device=who, from_s=from_s, for_s=0.4)


KINDS: st.SearchStrategy[Literal["crash", "power-cut"]] = st.sampled_from(("crash", "power-cut"))
WHO = st.sampled_from([DCC, HUB])
CRASHES = st.lists(st.builds(_down, KINDS, WHO, st.floats(0, 2)), max_size=3)


@given(CUTS, CRASHES, st.integers(0, 1_000_000))
def test_a_supply_goes_and_comes_the_same_live_and_in_virtual_time(
    cuts: Cuts, faults: list[FaultSpec], seed: int
) -> None:
    world, virtual = in_virtual_time(cuts, faults, seed)
    house = live(cuts, faults, seed)

    assert [entry for entry in house.entries if isinstance(entry.note, FlightStraggled)] == []
    assert trace_hash(before(house.entries)) == trace_hash(before(virtual))
    assert compare(house.entries, virtual).differences == ()
    assert house.shelves[HUB].get(KEY_FALLEN) == world.kept(HUB).get(KEY_FALLEN)


@given(CUTS, st.integers(0, 1_000_000))
def test_a_world_that_nobody_watches_loses_its_supplies_as_well(cuts: Cuts, seed: int) -> None:
    watched, _ = in_virtual_time(cuts, [], seed)
    alone, _ = in_virtual_time(cuts, [], seed, watched=False)

    assert alone.pictures == watched.pictures
    assert alone.kept(HUB).get(KEY_FALLEN) == watched.kept(HUB).get(KEY_FALLEN)


def test_it_is_down_from_when_its_capacitors_are_empty_and_for_as_long_as_was_said() -> None:
    _, entries = in_virtual_time({5: 300_000}, [])
    down_at = 1 + 4 * 37_000 + HOLDS_UP

    assert lives(entries)[1:] == [
        (down_at, DeviceFailed("power-cut")),
        (down_at + 300_000, DeviceRestored()),
        (down_at + 300_000, ParticipantStarted(2)),
    ]


def test_a_cut_that_begins_while_it_is_down_for_something_else_keeps_it_down_to_its_end() -> None:
    crash = FaultSpec("crash", device=HUB, from_s=0.1, takes_s=0.2)
    _, entries = in_virtual_time({5: 300_000}, [crash])

    assert [at for at, _ in lives(entries)[1:3]] == [100_000, 1 + 4 * 37_000 + HOLDS_UP + 300_000]


def test_a_process_that_dies_without_a_supply_finds_none_when_it_is_started() -> None:
    house = House(makers({5: 1_000_000}), PLANS)
    house.follow(clock())
    house.run(ORIGIN + 600_000)
    house.enter(HUB)
    house.seats[HUB].follow(clock(), live=False)
    house.run(ORIGIN + RUN)
    found = lives(house.entries)

    assert [note for _, note in found] == [
        ParticipantStarted(1),
        DeviceFailed("power-cut"),
        ParticipantStarted(2),
        DeviceFailed("power-cut"),
        DeviceRestored(),
        ParticipantStarted(3),
    ]
    assert found[4][0] == found[1][0] + 1_000_000


def test_what_is_imposed_and_healed_ends_no_cut_of_a_supply() -> None:
    world, entries = in_virtual_time({}, [])
    world = World(makers({5: 1_000_000}), PLANS, 1, entries.append)
    entries.clear()
    world.start()
    world.run(Instant(300_000))
    world.impose((FaultSpec("power-cut", device=HUB, from_s=0.0, until_s=0.5),))
    world.run(Instant(400_000))
    world.impose(())
    world.run(Instant(RUN))

    assert [at for at, _ in lives(entries)[1:3]] == [188_001, 1_188_001]


def test_only_cuts_that_still_hold_are_remembered() -> None:
    world, _ = in_virtual_time({5: 1_000, 20: 1_000, 40: 1_000}, [])
    row = world.kept(HUB).get(KEY_FALLEN)

    assert row is not None
    assert len(row.splitlines()) == 1
