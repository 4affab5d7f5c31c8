"""A live seat and a seat of the world go down, come up and are told alike, whatever is wrong with them and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.faults.air import LinkPlan
from premises.faults.life import KEY_FALLEN
from premises.identity import Name, eui64
from premises.journey.trace import compare, trace_hash
from premises.machine.effects import Effects, Kept, Machine, Maker, Send
from premises.quantity import Duration, Instant
from premises.runtime.seat import GRACE
from premises.sim.world import World
from premises.wire.fault import FaultSpec
from premises.wire.field.wan import ChunkRequest, PowerOutage
from premises.wire.message import Frame
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted
from premises.wire.notes.flights import FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import ORIGIN, House, clock, drawn
from tests.runtime.players import DCC, HUB, Echo, Pace, Pinger, echo, pinger, wan

RUN = 2_000_000
"""Microseconds of premises time in one story."""

PLANS = [wan(40_000, 5_000, 0.1)]
PLAYERS: dict[Name, Maker] = {DCC: pinger(DCC, HUB, Pace(Duration(37_000))), HUB: echo(HUB)}


def fault(kind: str, device: Name, from_s: float, **more: float | None) -> FaultSpec:
    """Give a fault of a device."""
    return FaultSpec(kind, device=device, from_s=from_s, **more)  # type: ignore[arg-type]  # a kind, and keys that it takes


def in_virtual_time(makers: dict[Name, Maker], faults: list[FaultSpec], seed: int = 1) -> tuple[World, list[Entry]]:
    entries: list[Entry] = []
    world = World(makers, PLANS, seed, entries.append, faults=faults)
    world.start()
    world.run(Instant(RUN))
    return world, entries


def live(makers: dict[Name, Maker], faults: list[FaultSpec], seed: int = 1, plans: list[LinkPlan] = PLANS) -> House:
    house = House(makers, plans, drawn(seed, 1_000, 15_000), drawn(seed + 1, 0, 2_000), seed, faults)
    house.follow(clock())
    house.run(ORIGIN + RUN + 2 * GRACE)
    return house


def before(entries: list[Entry], moment: int = RUN) -> list[Entry]:
    return [entry for entry in entries if entry.at < moment]


MOMENTS = st.sampled_from([0.0, 0.0, 0.037, 0.04, 0.3, 0.5]) | st.floats(0, 2)
SPANS = st.sampled_from([0.000001, 0.04, 0.3]) | st.floats(0.000001, 1)
LIFE = st.one_of(
    st.builds(lambda who, at, span: fault("crash", who, at, takes_s=span), st.sampled_from([DCC, HUB]), MOMENTS, SPANS),
    st.builds(
        lambda who, at, span: fault("power-cut", who, at, for_s=span), st.sampled_from([DCC, HUB]), MOMENTS, SPANS
    ),
    st.builds(lambda who, at: fault("battery-flat", who, at), st.sampled_from([DCC, HUB]), st.floats(1, 2)),
    st.builds(
        lambda at, nth, span: fault("reboot-mid-write", DCC, at, nth=nth, takes_s=span),
        MOMENTS,
        st.sampled_from([None, 1, 2, 5]),
        SPANS,
    ),
)


@given(st.lists(LIFE, max_size=6), st.integers(0, 1_000_000))
def test_any_list_of_downs_gives_the_same_live_and_in_virtual_time(faults: list[FaultSpec], seed: int) -> None:
    world, virtual = in_virtual_time(PLAYERS, faults, seed)
    house = live(PLAYERS, faults, seed)

    assert [entry for entry in house.entries if isinstance(entry.note, FlightStraggled)] == []
    assert trace_hash(before(house.entries)) == trace_hash(before(virtual))
    assert compare(house.entries, virtual).differences == ()
    assert {who: house.shelves[who].get(KEY_FALLEN) for who in PLAYERS} == {
        who: world.kept(who).get(KEY_FALLEN) for who in PLAYERS
    }


def noted(entries: list[Entry], who: Name, *kinds: type[Note]) -> list[tuple[int, Note]]:
    return [(entry.at, entry.note) for entry in entries if entry.who == who and isinstance(entry.note, kinds)]


LIVES = (ParticipantStarted, DeviceFailed, DeviceRestored)


def both(faults: list[FaultSpec]) -> list[Entry]:
    """Give what is noted, which must be the same by both clocks."""
    _, virtual = in_virtual_time(PLAYERS, faults)
    assert trace_hash(before(live(PLAYERS, faults).entries)) == trace_hash(before(virtual))
    return before(virtual)


def test_downs_that_overlap_or_touch_are_one_down() -> None:
    entries = both(
        [
            fault("crash", HUB, 0.3, takes_s=0.2),
            fault("power-cut", HUB, 0.4, for_s=0.3),
            fault("crash", HUB, 0.7, takes_s=0.1),
        ]
    )

    assert noted(entries, HUB, *LIVES) == [
        (0, ParticipantStarted(1)),
        (300_000, DeviceFailed("crash")),
        (800_000, DeviceRestored()),
        (800_000, ParticipantStarted(2)),
    ]


def test_who_is_down_hears_nothing_and_says_nothing() -> None:
    entries = both([fault("crash", DCC, 0.3, takes_s=0.4)])
    sent = [at for at, _ in noted(entries, DCC, FlightSent)]
    missed = [at for at, note in noted(entries, DCC, FlightMissed) if getattr(note, "why", "") == "down"]

    assert [at for at in sent if 300_000 <= at < 700_000] == []
    assert any(at > 700_000 for at in sent)
    assert missed
    assert all(300_000 <= at < 700_000 for at in missed)


def test_a_battery_that_is_flat_for_ever_stays_so() -> None:
    entries = both([fault("battery-flat", HUB, 0.3)])

    assert noted(entries, HUB, *LIVES)[1:] == [(300_000, DeviceFailed("battery-flat"))]


class Greeter(Pinger):
    """A pinger that says something as soon as it starts."""

    def start(self, now: Instant) -> Effects:
        return [*super().start(now), Send(HUB, Frame(DCC, HUB, 0, ChunkRequest(1, 7, 64)))]


def greeter(kept: Kept) -> Machine:
    return Greeter(DCC, HUB, Pace(Duration(37_000)), kept)


def test_who_is_down_from_the_beginning_starts_a_first_boot_that_does_nothing() -> None:
    makers: dict[Name, Maker] = {DCC: greeter, HUB: echo(HUB)}
    faults = [fault("power-cut", DCC, 0.0, for_s=0.5)]
    _, entries = in_virtual_time(makers, faults)

    assert trace_hash(before(live(makers, faults).entries)) == trace_hash(before(entries))
    assert noted(entries, DCC, *LIVES)[:4] == [
        (0, ParticipantStarted(1)),
        (0, DeviceFailed("power-cut")),
        (500_000, DeviceRestored()),
        (500_000, ParticipantStarted(2)),
    ]
    assert min(at for at, _ in noted(entries, DCC, FlightSent)) == 500_000


def test_the_write_in_which_it_reboots_is_neither_kept_nor_sent_nor_done_twice() -> None:
    torn = fault("reboot-mid-write", DCC, 0.3, nth=2, takes_s=0.2)
    entries = both([torn])
    sent = [(at, note) for at, note in noted(entries, DCC, FlightSent)]
    ((down_at, _),) = noted(entries, DCC, DeviceFailed)
    offsets = [note.offset for _, note in sent if isinstance(note, FlightSent)]

    assert noted(entries, DCC, DeviceFailed) == [(down_at, DeviceFailed("reboot-mid-write"))]
    assert sum(300_000 <= at < down_at for at, _ in sent) == 1, "the second write since it counts"
    assert down_at not in [at for at, _ in sent]
    assert offsets == list(range(len(offsets))), "what it had kept is where it goes on"


def test_a_process_that_dies_while_its_device_is_down_finds_it_still_down() -> None:
    torn = fault("reboot-mid-write", DCC, 0.3, takes_s=1.0)
    house = House(PLAYERS, PLANS, faults=[torn])
    house.follow(clock())
    house.run(ORIGIN + 600_000)
    house.enter(DCC)
    house.seats[DCC].follow(clock(), live=False)
    house.run(ORIGIN + RUN)
    lives = noted(house.entries, DCC, *LIVES)

    assert [note for _, note in lives] == [
        ParticipantStarted(1),
        DeviceFailed("reboot-mid-write"),
        ParticipantStarted(2),
        DeviceFailed("reboot-mid-write"),
        DeviceRestored(),
        ParticipantStarted(3),
    ]
    assert lives[-1][0] == lives[1][0] + 1_000_000


class Gasper(Echo):
    """An echo that says one last thing when it was without power for 300 ms."""

    gasps_after = Duration(300_000)

    def gasp(self, since: Instant, now: Instant) -> Effects:
        return [Send(DCC, Frame(HUB, DCC, 0, PowerOutage(HUB_EUI, since)))]


def gasper(kept: Kept) -> Machine:
    return Gasper(HUB, kept)


HUB_EUI = eui64("00-DB-12-34-56-78-90-A2")
GASPING: dict[Name, Maker] = {DCC: pinger(DCC, HUB, Pace(Duration(37_000))), HUB: gasper}


def gasps(entries: list[Entry]) -> list[tuple[int, int]]:
    """Give when the hub said its last word, and in which boot."""
    return [
        (entry.at, entry.boot)
        for entry in entries
        if entry.who == HUB and isinstance(entry.note, FlightSent) and entry.note.kind == "PowerOutage"
    ]


@pytest.mark.parametrize(
    ("cuts", "said_at"),
    [
        ([(0.2, 0.9)], [500_000]),
        ([(0.2, 0.3)], []),
        ([(0.2, 0.300001)], [500_000]),
        ([(0.2, 0.2), (0.4, 0.2)], [500_000]),
        ([(0.2, 0.4), (0.9, 0.4)], [500_000, 1_200_000]),
        ([(0.0, 0.4)], [300_000]),
    ],
)
def test_a_last_word_is_said_once_a_cut_live_as_in_virtual_time(
    cuts: list[tuple[float, float]], said_at: list[int]
) -> None:
    faults = [fault("power-cut", HUB, since, for_s=span) for since, span in cuts]
    _, virtual = in_virtual_time(GASPING, faults)
    house = live(GASPING, faults)

    assert [at for at, _ in gasps(virtual)] == said_at
    assert trace_hash(before(house.entries)) == trace_hash(before(virtual))


@pytest.mark.parametrize(("dies_at", "said"), [(0.4, [(500_000, 2)]), (0.7, [(500_000, 1)])])
def test_a_process_that_dies_while_its_power_is_gone_says_the_last_word_once(
    dies_at: float, said: list[tuple[int, int]]
) -> None:
    house = House(GASPING, PLANS, faults=[fault("power-cut", HUB, 0.2, for_s=1.0)])
    house.follow(clock())
    house.run(ORIGIN + round(dies_at * 1e6))
    house.enter(HUB)
    house.seats[HUB].follow(clock(), live=False)
    house.run(ORIGIN + RUN)

    assert gasps(house.entries) == said
    assert noted(house.entries, HUB, DeviceRestored) == [(1_200_000, DeviceRestored())]


def test_a_last_word_is_no_write_in_which_a_device_can_reboot() -> None:
    faults = [fault("power-cut", HUB, 0.2, for_s=0.9), fault("reboot-mid-write", HUB, 0.3)]
    _, virtual = in_virtual_time(GASPING, faults)

    assert [at for at, _ in gasps(virtual)] == [500_000]
    assert trace_hash(before(live(GASPING, faults).entries)) == trace_hash(before(virtual))
