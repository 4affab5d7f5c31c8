"""Live seats without asyncio and without a broker: publications travel for as long as a test says, on a wall it moves.

So the order in which a seat does things can be compared with the world's, for any transit and any slowness.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from premises.draws import Luck
from premises.errors import LinkError
from premises.faults.air import LinkPlan
from premises.identity import Name
from premises.journey.notebook import Notebook
from premises.machine.effects import Maker
from premises.quantity import Instant
from premises.runtime.aerial import Aerial
from premises.runtime.clock import SharedClock
from premises.runtime.link import Arrival
from premises.runtime.seat import Seat
from premises.sim.shelf import VirtualShelf
from premises.wire.envelope import ENVELOPE_VERSION, Clock
from premises.wire.fault import FaultSpec
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import Topics
from tests.runtime.manual_wall import ManualWall
from tests.runtime.players import cast

TOPICS = Topics(Name("house"))
BOOT = "this-boot"
ORIGIN = 2_000_000


def clock(speed: float = 1.0, revision: int = 1, at: int = ORIGIN, premises_at: int = 0) -> Clock:
    """Give a clock of these tests' boot."""
    return Clock(ENVELOPE_VERSION, BOOT, at, Instant(premises_at), speed, revision)


@dataclass
class House:
    """Seats by name, and what is on its way between them."""

    makers: dict[Name, Maker]
    plans: Sequence[LinkPlan]
    transit: Callable[[int], int] = lambda number: 1_000
    """Microseconds of wall that the n-th publication takes."""
    slowness: Callable[[int], int] = lambda number: 0
    """Microseconds of wall by which the n-th turn comes late."""
    seed: int = 1
    faults: Sequence[FaultSpec] = ()
    """What the site says is wrong with devices."""
    entries: list[Entry] = field(default_factory=list)
    published: int = 0
    turned: int = 0
    is_cut: bool = False

    def __post_init__(self) -> None:
        self.wall = ManualWall(ORIGIN - 300_000)
        self.seats: dict[Name, Seat] = {}
        self.aerials: dict[Name, Aerial] = {}
        self.shelves = {who: VirtualShelf() for who in self.makers}
        self._travelling: list[tuple[int, int, Arrival]] = []
        self._due: dict[Name, int | None] = {}
        self._stirred: set[Name] = set()
        """Whose next turn may have moved: only what a seat is told or does moves it."""
        for who in self.makers:
            self.enter(who)

    def enter(self, who: Name) -> None:
        """Let ``who`` begin (again), from what it kept."""
        part = cast(who, self.makers[who], self.plans, self.seed, self.faults)
        notebook = Notebook(who, self.entries.append)
        shared = SharedClock(self.wall, BOOT)
        self.aerials[who] = Aerial(part, TOPICS)
        self.seats[who] = Seat(part, self.aerials[who], self.shelves[who], notebook, shared, self.wall)

    def follow(self, value: Clock, *, live: bool = True) -> None:
        """Tell everybody the clock."""
        for seat in self.seats.values():
            seat.follow(value, live=live)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send one publication on its way; order on one topic is kept, as a broker keeps it."""
        if self.is_cut:
            raise LinkError("cut")
        self.published += 1
        at = self.wall.monotonic() + self.transit(self.published)
        before = [moment for moment, _, arrival in self._travelling if arrival.topic == topic]
        heappush(self._travelling, (max([at, *before]), self.published, Arrival(topic, payload, retained=False)))

    def run(self, moment: int) -> None:
        """Let the wall go on to ``moment``, with everything that happens on the way."""
        self._stirred = set(self.seats)
        while (following := self._next()) <= moment:
            self.wall.jump(max(0, following - self.wall.monotonic()))
            self._arrive()
            for who, seat in self.seats.items():
                due = self._due.get(who)
                if due is not None and due <= self.wall.monotonic():
                    self.turned += 1
                    seat.turn(self.publish)
                    self._due[who] = None
                    self._stirred.add(who)
        self.wall.jump(max(0, moment - self.wall.monotonic()))

    def _next(self) -> int:
        for who in self.seats:
            if who in self._stirred:
                self._due[who] = self._due_at(who)
        self._stirred.clear()
        moments = [due for due in self._due.values() if due is not None]
        if self._travelling:
            moments.append(self._travelling[0][0])
        return max(self.wall.monotonic(), min(moments)) if moments else 1 << 62

    def _due_at(self, who: Name) -> int | None:
        """Give when a seat's next turn is: no later than it was to be before something else came."""
        wanted, due = self.seats[who].moment(), self._due.get(who)
        if wanted is None:
            return None
        late = wanted + self.slowness(self.turned)
        return late if due is None else min(due, late)

    def _arrive(self) -> None:
        while self._travelling and self._travelling[0][0] <= self.wall.monotonic():
            _, _, arrival = heappop(self._travelling)
            for who, seat in self.seats.items():
                if self.aerials[who].hears(arrival.topic):
                    seat.take(arrival)
                    self._stirred.add(who)


def drawn(seed: int, least: int, most: int) -> Callable[[int], int]:
    """Give a function from number to a span in ``least``..``most``, the same for each seed."""
    luck = Luck(seed, "test")

    def span(number: int) -> int:
        return least + round((most - least) * luck.draws(0, number).fraction(0))

    return span
