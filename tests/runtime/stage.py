"""Drivers on a broker in memory and a wall that a test moves, with a conductor's part played by the test."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec import Struct

from premises.errors import LinkError
from premises.faults.air import LinkPlan
from premises.identity import Name
from premises.machine.effects import Maker
from premises.quantity import Instant
from premises.runtime.driver import Driver, Surroundings
from premises.runtime.link import Arrival, Link
from premises.runtime.memory import MemoryBroker
from premises.sim.shelf import VirtualShelf
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock, NoteBatch, Run
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR, Topics
from tests.runtime.house import BOOT
from tests.runtime.manual_wall import ManualWall, settle
from tests.runtime.players import cast

TOPICS = Topics(Name("house"))
RUN = Run(ENVELOPE_VERSION, "run-1", 1, "")

_Value = TypeVar("_Value", bound=Struct)


@dataclass
class Stage:
    """Everything of one live premises, in one event loop."""

    plans: Sequence[LinkPlan]
    broker: MemoryBroker = field(default_factory=MemoryBroker)
    wall: ManualWall = field(default_factory=ManualWall)
    entries: list[Entry] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    """Everything that a conductor would hear, and every frame."""
    losses: list[str] = field(default_factory=list)
    shelves: dict[Name, VirtualShelf] = field(default_factory=dict)
    _conductor: Link | None = None

    def driver(self, who: Name, make: Maker) -> Driver:
        """Give a driver; its shelf is the one it had before."""
        around = Surroundings(TOPICS, RUN.run_id, self.wall, BOOT)
        kept = self.shelves.setdefault(who, VirtualShelf())
        return Driver(cast(who, make, self.plans), around, kept, self.broker.link(who), self.entries.append)

    def lost(self, error: LinkError) -> None:
        """Remember that a broker was lost."""
        self.losses.append(str(error))

    def say(self, topic: str, value: Struct, *, retain: bool = False) -> None:
        """Publish as the conductor."""
        assert self._conductor is not None, "the stage is lit"
        self._conductor.publish(topic, encode(value), retain=retain)

    async def begin(self, speed: float = 1.0) -> int:
        """Publish a clock whose origin lies ahead; give the wall's reading at the origin."""
        origin = self.wall.monotonic() + 300_000
        self.say(TOPICS.clock(), Clock(ENVELOPE_VERSION, BOOT, origin, Instant(0), speed, 1), retain=True)
        await settle()
        return origin

    def heard(self, topic: str, kind: type[_Value]) -> list[_Value]:
        """Give what was published on ``topic`` so far."""
        return [decode(kind, arrival.payload) for arrival in self.arrivals if arrival.topic == topic]

    def batches(self, who: Name) -> list[NoteBatch]:
        """Give the batches of notes that ``who`` published so far."""
        return self.heard(TOPICS.notes(who), NoteBatch)

    @asynccontextmanager
    async def lit(self, *drivers: Driver) -> AsyncIterator[None]:
        """Run ``drivers`` and listen; afterwards they are stopped, and what they raised is raised."""
        listening = asyncio.create_task(self._listen())
        await settle()
        running = [asyncio.create_task(driver.run(self.lost)) for driver in drivers]
        try:
            await settle()
            yield
        finally:
            for driver in drivers:
                driver.stop()
            await settle()
            await asyncio.gather(*running)
            await settle()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        async with self.broker.link(CONDUCTOR)(["vp/house/#"]) as link:
            self._conductor = link
            link.publish(TOPICS.run(), encode(RUN), retain=True)
            while True:
                self.arrivals.append(await link.next())
