"""What is imposed on live seats while they run is the same as in the world, for lanes, for lives and for machines."""

from collections.abc import Hashable

from premises.faults.life import KEY_FALLEN
from premises.identity import Name
from premises.journey.trace import trace_hash
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import Effects, Kept, Machine, Maker, Send
from premises.quantity import Duration, Instant
from premises.runtime.seat import GRACE
from premises.sim.world import World
from premises.wire.fault import FaultSpec
from premises.wire.field.wan import ChunkRequest
from premises.wire.message import Frame
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted
from premises.wire.notes.flights import FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from tests.runtime.house import ORIGIN, House, clock, drawn
from tests.runtime.players import DCC, HUB, Pace, Pinger, echo
from tests.runtime.test_seat_life import LIVES, PLANS, PLAYERS, RUN, before, fault, in_virtual_time, live, noted


class Complaining(Pinger):
    """A pinger that says with how many faults it lives, each time it is told; it keeps nothing of that."""

    ailments: DeviceFaults | None = None

    @property
    def state(self) -> Hashable:
        return self.asked, self.answered, self._next_at, self.ailments

    @state.setter
    def state(self, value: Hashable) -> None:
        self.asked, self.answered, self._next_at, self.ailments = value  # type: ignore[misc]  # by the getter

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        self.ailments = faults
        return [Send(HUB, Frame(DCC, HUB, 0, ChunkRequest(1, 1_000 + len(faults), 64)))]

    def start(self, now: Instant) -> Effects:
        assert self.ailments is not None, "told before it starts"
        return super().start(now)


def complaining(kept: Kept) -> Machine:
    return Complaining(DCC, HUB, Pace(Duration(37_000)), kept)


AILING: dict[Name, Maker] = {DCC: complaining, HUB: echo(HUB)}
FLASH_FULL = fault("flash-full", DCC, 0.1, for_s=0.4)


def complaints(entries: list[Entry]) -> list[tuple[int, int]]:
    """Give when it was told of its faults, and of how many."""
    sent = noted(entries, DCC, FlightSent)
    return [(at, note.offset - 1_000) for at, note in sent if isinstance(note, FlightSent) and note.offset >= 1_000]


def test_a_machine_is_told_what_is_wrong_with_it_before_each_start() -> None:
    faults = [FLASH_FULL, fault("slow-erase", HUB, 0.0, takes_s=1.0), fault("crash", DCC, 0.5, takes_s=0.1)]
    _, virtual = in_virtual_time(AILING, faults)
    house = live(AILING, faults)

    assert trace_hash(before(house.entries)) == trace_hash(before(virtual))
    assert complaints(virtual) == [(0, 1), (600_000, 1)]


def test_a_machine_is_told_again_when_that_changes_and_only_then() -> None:
    refuses = fault("refuse-verify", DCC, 0.0)
    told: list[list[tuple[int, int]]] = []
    for imposing in (imposing_in_virtual_time, imposing_live):
        entries = imposing(AILING, [FLASH_FULL], [(0.3, (refuses,)), (0.6, (refuses,)), (0.9, ())])
        told.append([(at // 300_000, count) for at, count in complaints(entries)])

    assert told == [[(0, 1), (1, 2), (3, 1)]] * 2


Steps = list[tuple[float, tuple[FaultSpec, ...]]]
"""At which moments what is imposed."""


def imposing_in_virtual_time(makers: dict[Name, Maker], faults: list[FaultSpec], steps: Steps) -> list[Entry]:
    entries: list[Entry] = []
    world = World(makers, PLANS, 1, entries.append, faults=faults)
    world.start()
    for at, imposed in steps:
        world.run(Instant(round(at * 1e6)))
        world.impose(imposed)
    world.run(Instant(RUN))
    return before(entries)


def imposing_live(makers: dict[Name, Maker], faults: list[FaultSpec], steps: Steps) -> list[Entry]:
    house = House(makers, PLANS, drawn(1, 1_000, 15_000), drawn(2, 0, 2_000), 1, faults)
    house.follow(clock())
    for at, imposed in steps:
        house.run(ORIGIN + round(at * 1e6))
        for seat in house.seats.values():
            seat.impose(imposed)
    house.run(ORIGIN + RUN + 2 * GRACE)
    return before(house.entries)


IMPOSED: Steps = [
    (0.1, (fault("crash", HUB, 0.5, takes_s=0.2), FaultSpec("loss", chance=0.5, from_s=0.4, for_s=0.8))),
    (0.2, (fault("crash", HUB, 0.5, takes_s=0.2), FaultSpec("loss", chance=0.5, from_s=0.4, for_s=0.8))),
]


def test_faults_imposed_ahead_of_their_moments_do_the_same_live_and_in_virtual_time() -> None:
    virtual = imposing_in_virtual_time(PLAYERS, [], IMPOSED)

    assert trace_hash(imposing_live(PLAYERS, [], IMPOSED)) == trace_hash(virtual)
    assert noted(virtual, HUB, DeviceFailed) == [(500_000, DeviceFailed("crash"))]
    assert trace_hash(virtual) != trace_hash(imposing_in_virtual_time(PLAYERS, [], []))


def test_what_is_healed_brings_a_device_back_at_once_and_leaves_no_trace_in_its_luck() -> None:
    flat = (fault("battery-flat", HUB, 0.3), FaultSpec("outage", link="wan"))
    for imposing in (imposing_in_virtual_time, imposing_live):
        lives = noted(imposing(PLAYERS, [], [(0.3, flat), (0.6, ())]), HUB, *LIVES)
        assert [note for _, note in lives] == [
            ParticipantStarted(1),
            DeviceFailed("battery-flat"),
            DeviceRestored(),
            ParticipantStarted(2),
        ]
        assert [at // 100_000 for at, _ in lives] == [0, 3, 6, 6]


def test_what_is_imposed_before_the_start_holds_from_the_start() -> None:
    house = House(PLAYERS, PLANS)
    house.seats[HUB].impose((fault("power-cut", HUB, 0.0, for_s=0.5),))
    house.follow(clock())
    house.run(ORIGIN + 900_000)

    assert [at for at, _ in noted(house.entries, HUB, *LIVES)] == [0, 0, 500_000, 500_000]


def test_what_was_imposed_outlives_a_process_until_it_is_healed() -> None:
    house = House(PLAYERS, PLANS)
    house.follow(clock())
    house.run(ORIGIN + 300_000)
    house.seats[HUB].impose((fault("battery-flat", HUB, 0.3),))
    house.run(ORIGIN + 600_000)
    house.enter(HUB)
    house.seats[HUB].follow(clock(), live=False)
    house.run(ORIGIN + 900_000)
    shown = house.seats[HUB].picture
    house.seats[HUB].impose(())
    house.run(ORIGIN + 1_200_000)

    assert shown is not None
    assert shown.activity == "down"
    assert [note for _, note in noted(house.entries, HUB, *LIVES)][-2:] == [DeviceRestored(), ParticipantStarted(3)]
    assert house.shelves[HUB].get(KEY_FALLEN) is None


def test_an_outage_that_is_imposed_loses_every_frame_until_it_is_healed() -> None:
    for imposing in (imposing_in_virtual_time, imposing_live):
        entries = imposing(PLAYERS, [], [(0.3, (FaultSpec("outage", link="wan"),)), (0.9, ())])
        lost_at = [
            entry.at // 100_000 for entry in entries if isinstance(entry.note, FlightLost) and entry.note.by == "outage"
        ]
        assert set(lost_at) >= {4, 5, 6, 7}
        assert set(lost_at) <= {3, 4, 5, 6, 7, 8, 9}
