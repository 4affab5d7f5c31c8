"""What shares a driver's process: frames brought as a Supplier's, and what leaves for one overheard when it is due."""

from collections.abc import Hashable

import pytest

from premises.errors import LinkError, WireError
from premises.faults.air import LinkPlan
from premises.faults.impairments.latency import Latency
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Machine, Send
from premises.quantity import Duration, Instant
from premises.runtime.driver import Driver
from premises.wire.duis.messages import DuisAck
from premises.wire.message import Frame, Medium
from premises.wire.notes.flights import FlightDelivered
from premises.wire.picture import Picture
from tests.runtime.players import DCC, HUB, wan
from tests.runtime.stage import Stage

GAS, POWER = Name("gas"), Name("power")
THERE, BACK = Latency(Duration(30_000)), Latency(Duration(20_000))
PLANS = [
    LinkPlan(Name("duis-gas"), Medium.DUIS, (GAS, DCC), (THERE,), (BACK,)),
    LinkPlan(Name("duis-power"), Medium.DUIS, (DCC, POWER), (BACK,), (THERE,)),
    wan(40_000),
]


class Repeater:
    """Says back what it heard, twice, and something to the hub; remembers when it heard it."""

    def __init__(self, kept: Kept) -> None:
        self.state: Hashable = ()

    @property
    def deadline(self) -> Instant | None:
        return None

    @property
    def picture(self) -> Picture:
        return Picture(DCC, None, "repeating", have=len(self.heard))

    @property
    def heard(self) -> tuple[tuple[Instant, Frame], ...]:
        return self.state  # type: ignore[return-value]  # such a tuple, by ``receive``

    def start(self, now: Instant) -> Effects:
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self.state = (*self.heard, (now, frame))
        said = [Frame(DCC, frame.source, frame.transaction + more, frame.message) for more in (0, 256)]
        return [Send(frame.source, each) for each in said]

    def wake(self, now: Instant) -> Effects:
        return NOTHING


def repeating() -> tuple[Stage, Driver, list[Repeater]]:
    stage, made = Stage(PLANS), list[Repeater]()

    def make(kept: Kept) -> Machine:
        made.append(Repeater(kept))
        return made[-1]

    return stage, stage.driver(DCC, make), made


@pytest.mark.parametrize("who", [GAS, POWER])
async def test_what_is_brought_arrives_after_its_link_and_what_leaves_is_overheard_when_due(who: Name) -> None:
    stage, driver, made = repeating()
    overheard: list[tuple[Frame, Instant, int]] = []
    async with stage.lit(driver):
        origin = await stage.begin()
        driver.overhear(lambda frame, due: overheard.append((frame, due, stage.wall.monotonic() - origin)))
        await stage.wall.go_to(origin + 1_000_000)
        frame = Frame(who, DCC, 7, DuisAck(300))
        driver.bring(frame)
        await stage.wall.go_to(origin + 1_049_999)
        early = list(overheard)
        await stage.wall.go_to(origin + 1_200_000)

    assert made[0].heard == ((1_030_000, frame),)
    assert early == []
    assert overheard == [
        (Frame(DCC, who, 7, DuisAck(300)), 1_050_000, 1_050_000),
        (Frame(DCC, who, 263, DuisAck(300)), 1_050_000, 1_050_000),
    ]


async def test_what_is_brought_in_one_moment_is_heard_in_that_order() -> None:
    stage, driver, made = repeating()
    overheard: list[int] = []
    async with stage.lit(driver):
        origin = await stage.begin()
        driver.overhear(lambda frame, _: overheard.append(frame.transaction))
        await stage.wall.go_to(origin + 1_000_000)
        for number in range(5):
            driver.bring(Frame(GAS, DCC, number, DuisAck(300 + number)))
        await stage.wall.go_to(origin + 1_200_000)

    assert [frame.transaction for _, frame in made[0].heard] == [0, 1, 2, 3, 4]
    assert overheard == [0, 256, 1, 257, 2, 258, 3, 259, 4, 260]


async def test_what_is_brought_is_noted_as_any_flight_is() -> None:
    stage, driver, _ = repeating()
    async with stage.lit(driver):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 1_000_000)
        driver.bring(Frame(GAS, DCC, 7, DuisAck(300)))
        await stage.wall.go_to(origin + 1_500_000)

    assert [entry.at for entry in stage.entries if isinstance(entry.note, FlightDelivered)] == [1_030_000]


async def test_before_anybody_said_what_the_time_is_nothing_can_be_brought() -> None:
    stage, driver, _ = repeating()
    async with stage.lit(driver):
        with pytest.raises(LinkError, match="dcc does not know the time yet: the conductor has not said"):
            driver.bring(Frame(GAS, DCC, 7, DuisAck(300)))
        with pytest.raises(LinkError, match="does not know the time yet"):
            _ = driver.now


@pytest.mark.parametrize("who", [HUB, Name("nobody")])
async def test_nothing_is_brought_for_who_has_no_duis_link(who: Name) -> None:
    stage, driver, made = repeating()
    async with stage.lit(driver):
        await stage.wall.go_to(await stage.begin())
        with pytest.raises(WireError, match=f"{who} has no DUIS link to dcc"):
            driver.bring(Frame(who, DCC, 7, DuisAck(300)))

    assert made[0].heard == ()
