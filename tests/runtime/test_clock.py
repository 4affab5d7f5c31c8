"""The shared clock: premises time from the wall and back, revisions, pauses, other boots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import ClockError
from premises.quantity import Instant
from premises.runtime.clock import SPEED_MAX, SharedClock, boot_id_of_this_machine
from premises.wire.envelope import ENVELOPE_VERSION, Clock
from tests.runtime.check_wall import check_wall
from tests.runtime.manual_wall import ManualWall

BOOT = "this-boot"
ORIGIN = 5_000_000


def clock(speed: float = 1.0, revision: int = 1, at: int = ORIGIN, premises_at: int = 0, boot: str = BOOT) -> Clock:
    return Clock(ENVELOPE_VERSION, boot, at, Instant(premises_at), speed, revision)


async def followed(value: Clock, reading: int) -> SharedClock:
    wall = ManualWall(reading)
    shared = SharedClock(wall, BOOT)
    shared.follow(value)
    return shared


async def test_the_manual_wall_obeys_the_contract_of_a_wall() -> None:
    wall = ManualWall()

    await check_wall(wall, wall.go_on)


async def test_time_stands_at_the_origin_until_it_is_reached() -> None:
    shared = await followed(clock(premises_at=7), ORIGIN - 300_000)

    assert shared.now() == 7


@pytest.mark.parametrize(("speed", "now"), [(0.5, 500_000), (1.0, 1_000_000), (60.0, 60_000_000)])
async def test_time_passes_at_the_speed(speed: float, now: int) -> None:
    shared = await followed(clock(speed), ORIGIN + 1_000_000)

    assert shared.now() == now


async def test_a_paused_clock_never_comes_to_what_lies_ahead() -> None:
    shared = await followed(clock(0.0, premises_at=100), ORIGIN + 1_000_000)

    assert shared.now() == 100
    assert shared.wall_of(Instant(101)) is None
    assert shared.wall_of(Instant(100)) == ORIGIN


async def test_an_older_or_equal_revision_is_no_news() -> None:
    shared = await followed(clock(1.0, revision=5), ORIGIN)

    assert not shared.follow(clock(9.0, revision=5))
    assert not shared.follow(clock(9.0, revision=4))
    assert shared.followed == clock(1.0, revision=5)
    assert shared.follow(clock(2.0, revision=6))


async def test_the_clock_of_another_boot_is_refused_in_one_sentence() -> None:
    with pytest.raises(ClockError, match="belongs to boot another") as refusal:
        await followed(clock(boot="another"), ORIGIN)

    assert "\n" not in str(refusal.value)


async def test_a_clock_that_is_too_fast_is_refused() -> None:
    with pytest.raises(ClockError, match="expected 0 to"):
        await followed(clock(SPEED_MAX * 2), ORIGIN)


@given(speed=st.floats(0.01, 10_000), ahead=st.integers(0, 10**12))
def test_the_wall_reaches_a_moment_when_premises_time_does(speed: float, ahead: int) -> None:
    wall = ManualWall(ORIGIN)
    shared = SharedClock(wall, BOOT)
    shared.follow(clock(speed))

    moment = shared.wall_of(Instant(ahead))
    assert moment is not None
    wall.jump(moment - ORIGIN)

    step = max(1, round(speed))
    assert ahead - 1 <= shared.now() <= ahead + step, "to the microsecond of the wall"


def test_this_machine_has_a_boot_id_that_does_not_change() -> None:
    assert boot_id_of_this_machine() == boot_id_of_this_machine() != ""
