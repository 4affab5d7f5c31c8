"""B4 and a GSME as sleepers: phase, drift and missed wakes of a site, and what is wrong with their sleep."""

import pytest
from msgspec.structs import replace

from bridges.cast import bridge_maker
from lab.cast import makers_of
from meters.cast import meter_maker
from premises.identity import Name
from premises.machine.ailing import Ailing
from premises.machine.contract import check_machine
from premises.machine.effects import Kept, Listen, Machine, Nothing
from premises.quantity import Instant, seconds
from premises.wire.field.metering import ReportAttributes
from premises.wire.field.zcl import ImageNotify, QueryNextImageResponse, Status, UpgradeEndRequest
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.service import ServiceCut
from premises.wire.notes.sleep import WakeMissed
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB, Site
from tests.machine.reading import listens, noted, sent_of
from tests.machine.wrong import wrong
from tests.rooms.hub_stage import MAKER, NEW
from tests.rooms.meter_stage import GSME, TAKEN, four_bridges
from tests.rooms.stage import Stage
from tests.rooms.test_bridge_ailing import FAULTS

B4 = Name("b4")
PERIOD_S = 1800
SLEEPERS = pytest.mark.parametrize("who", [B4, GSME])


def site(**sleep: float) -> Site:
    """Give the premises with all four bridges, B4 and the GSME asleep by the same rules."""
    four = four_bridges()
    b4, gsme = replace(four.bridges["b4"], **sleep), replace(four.meters["gsme"], **sleep)
    return replace(four, bridges=four.bridges | {"b4": b4}, meters=four.meters | {"gsme": gsme})


def sleeper(who: Name, seed: int = 1, **sleep: float) -> Stage[Machine]:
    """Give one sleeper, started."""
    premises = site(**sleep)
    make = bridge_maker(premises, who, seed) if who == B4 else meter_maker(premises, who, seed)
    return Stage(who, make)


def suffer(stage: Stage[Machine], *faults: object) -> None:
    assert isinstance(stage.machine, Ailing)
    stage.machine.suffer(faults, stage.now)  # type: ignore[arg-type]  # DeviceFaults, of any number


def day(stage: Stage[Machine], wakes: int) -> list[tuple[float, bool]]:
    """Give when it should have woken, so many times, and whether it did."""
    seen: list[tuple[float, bool]] = []
    while len(seen) < wakes:
        asleep = stage.machine.picture.activity == "asleep"
        effects = stage.wake()
        if asleep:
            seen.append((stage.now / 1e6, listens(effects) == [True]))
            assert bool(noted(effects, WakeMissed)) is not seen[-1][1]
    return seen


@SLEEPERS
def test_by_default_it_wakes_at_whole_periods(who: Name) -> None:
    assert day(sleeper(who), 3) == [(1800, True), (3600, True), (5400, True)]


@SLEEPERS
def test_a_phase_is_when_it_wakes_first(who: Name) -> None:
    assert day(sleeper(who, wake_phase_s=700), 3) == [(700, True), (2500, True), (4300, True)]


@SLEEPERS
def test_a_slow_clock_makes_every_period_longer(who: Name) -> None:
    assert day(sleeper(who, wake_drift_ppm=1000), 3) == [(1801.8, True), (3603.6, True), (5405.4, True)]


@SLEEPERS
def test_a_missed_wake_is_noted_costs_a_whole_period_and_turns_no_radio_on(who: Name) -> None:
    seen = day(sleeper(who, wake_missed=0.5), 20)

    assert [at for at, _ in seen] == [n * PERIOD_S for n in range(1, 21)]
    assert 0 < sum(woke for _, woke in seen) < 20


def test_which_wakes_are_missed_follows_from_the_seed_and_the_device() -> None:
    def missed(who: Name, seed: int) -> list[bool]:
        return [woke for _, woke in day(sleeper(who, seed, wake_missed=0.5), 30)]

    assert missed(B4, 1) == missed(B4, 1)
    assert missed(B4, 1) != missed(B4, 2)
    assert missed(GSME, 1) != missed(GSME, 2)
    assert missed(B4, 1) != missed(GSME, 1)


@SLEEPERS
def test_a_missed_wake_says_why_and_when_the_next_one_is(who: Name) -> None:
    stage = sleeper(who)
    suffer(stage, wrong("stuck-asleep"))
    while stage.machine.picture.activity != "asleep":
        stage.wake()
    effects = stage.wake()

    assert effects == [WakeMissed(1, "stuck-asleep", Instant(seconds(3600)))]
    assert stage.machine.deadline == Instant(seconds(3600))


@SLEEPERS
def test_stuck_asleep_it_misses_its_wakes_and_wakes_at_its_first_regular_one(who: Name) -> None:
    stage = sleeper(who)
    suffer(stage, wrong("stuck-asleep", 1800, 5400))

    assert day(stage, 4) == [(1800, False), (3600, False), (5400, True), (7200, True)]


@SLEEPERS
def test_a_clock_that_drifts_for_an_hour_is_late_for_good(who: Name) -> None:
    stage = sleeper(who)
    suffer(stage, wrong("clock-drift", 1800, 5400, drift_ppm=500_000))

    # A slow hour holds 40 minutes of its clock; at 5400 s it reads 4200 s.
    assert day(stage, 4) == [(1800, True), (4500, True), (6600, True), (8400, True)]


@SLEEPERS
def test_healed_while_it_sleeps_it_wakes_as_if_no_wake_had_been_in_danger(who: Name) -> None:
    stage = sleeper(who)
    suffer(stage, wrong("stuck-asleep"))
    day(stage, 2)
    suffer(stage)

    assert day(stage, 1) == [(5400, True)]


def test_stuck_asleep_b4_hears_nothing_and_asks_nothing() -> None:
    stage = sleeper(B4)
    suffer(stage, wrong("stuck-asleep"))
    day(stage, 1)
    before = stage.machine.state
    effects = stage.hear(GSME, ReportAttributes(0, 5))

    assert effects == [MessageIgnored(GSME, "ReportAttributes", "asleep")]
    assert stage.machine.state == before


def test_a_gsme_that_is_stuck_asleep_reports_nothing_and_its_next_report_is_its_second() -> None:
    stage = sleeper(GSME)
    stage.hear(HUB, TAKEN, 1)
    suffer(stage, wrong("stuck-asleep", 0, 5400))
    day(stage, 2)
    while stage.machine.picture.activity != "asleep":
        stage.wake()
    effects = stage.wake()

    assert effects[0] == Listen(True)
    assert sent_of(effects, ReportAttributes) == [ReportAttributes(0, 180)]
    assert noted(effects, ServiceCut) == [], "it asked for nothing meanwhile, so nothing was refused it"


@SLEEPERS
def test_a_loss_of_power_wakes_even_one_who_is_stuck_asleep(who: Name) -> None:
    stage = sleeper(who)
    suffer(stage, wrong("stuck-asleep"))
    day(stage, 1)
    effects = stage.restart()

    assert sent_of(effects, DataRequest) == [DataRequest()]


@SLEEPERS
def test_a_loss_of_power_sets_its_clock_right(who: Name) -> None:
    stage = sleeper(who, wake_drift_ppm=1000)
    day(stage, 10)
    stage.restart()

    # It was started at 18018 s, and only what it has lost since then counts.
    assert day(stage, 1) == [(19801.782, True)]


def test_what_is_wrong_with_a_bridge_is_wrong_with_b4_too() -> None:
    stage = sleeper(B4)
    suffer(stage, wrong("flash-full"))
    image_type = four_bridges().bridges["b4"].image_type
    stage.hear(HUB, ImageNotify(100, MAKER, image_type, NEW))
    effects = stage.hear(HUB, QueryNextImageResponse(MAKER, image_type, NEW, 200))

    assert sent_of(effects, UpgradeEndRequest) == [UpgradeEndRequest(Status.ABORT, MAKER, image_type, NEW)]


def test_the_chance_of_a_meter_is_its_own_when_that_of_devices_is_another() -> None:
    premises = site(wake_missed=0.5)
    seen = [day(Stage(GSME, make), 30) for make in (meter_maker(premises, GSME, 2), makers_of(premises, 1, 2)[GSME])]

    assert seen[0] == seen[1]
    assert seen[0] != day(sleeper(GSME, 1, wake_missed=0.5), 30)


@SLEEPERS
def test_it_keeps_the_contract_whatever_its_rhythm_and_whatever_is_wrong(who: Name) -> None:
    premises = site(wake_every_s=40.0, awake_s=5.0, wake_phase_s=7.0, wake_drift_ppm=-12_345.6, wake_missed=0.3)

    def make(kept: Kept) -> Machine:
        return (bridge_maker if who == B4 else meter_maker)(premises, who, 1)(kept)

    likely = [Frame(HUB, who, number, TAKEN) for number in range(1, 9)]

    check_machine(make, likely, faults=FAULTS)
    assert isinstance(make(Nothing()), Ailing)
