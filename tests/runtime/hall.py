"""A conductor on a broker in memory and a wall that a test moves; the test plays everybody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lab.conducting.agreed import AgreedRun
from lab.conductor_clock import ConductedClock
from lab.conductor_podium import LEAVE_WITHIN, Conductor, Podium
from lab.faults.imposed import ImposedFaults
from lab.recorder import Recorder
from premises.errors import LinkError
from premises.identity import Name
from premises.journey.run_file import How, RunFile, RunHeader, read_run
from premises.runtime.link import Arrival, Link
from premises.runtime.memory import MemoryBroker
from premises.sim.shelf import VirtualShelf
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock, NoteBatch, Presence, Run
from premises.wire.notes.emulator import ClockSet
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR, VIEWER
from tests.runtime.house import BOOT
from tests.runtime.manual_wall import ManualWall, settle
from tests.runtime.stage import TOPICS

HUB, B1 = Name("hub"), Name("b1")
RUN = Run(ENVELOPE_VERSION, "run-1", 1, "name = 'house'\n")


@dataclass
class Hall:
    """A conductor with its directory, and a test that plays everybody else."""

    directory: Path
    speed: float = 1.0
    run: Run = RUN
    broker: MemoryBroker = field(default_factory=MemoryBroker)
    wall: ManualWall = field(default_factory=ManualWall)
    shelf: VirtualShelf = field(default_factory=VirtualShelf)
    said: list[str] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    boots: int = 0
    _link: Link | None = None

    @property
    def run_file(self) -> RunFile:
        """Give the run file as it is now."""
        return read_run(self.directory / "run.vpr")

    def say(self, topic: str, octets: bytes, *, retain: bool = False) -> None:
        """Publish as somebody else."""
        assert self._link is not None, "the hall is open"
        self._link.publish(topic, octets, retain=retain)

    def come(self, who: Name, *, here: bool = True) -> None:
        """Let a participant come or go."""
        self.say(TOPICS.presence(who), encode(Presence(ENVELOPE_VERSION, who, here)), retain=True)

    def notes(self, number: int, *entries: Entry) -> None:
        """Let the hub publish a batch."""
        self.say(TOPICS.notes(HUB), encode(NoteBatch(ENVELOPE_VERSION, HUB, 1, number, entries)))

    def clocks(self) -> list[Clock]:
        """Give every clock that was published."""
        return [decode(Clock, octets) for octets in self.payloads(TOPICS.clock()) if octets]

    def payloads(self, topic: str) -> list[bytes]:
        """Give what was published on ``topic``."""
        return [arrival.payload for arrival in self.arrivals if arrival.topic == topic]

    def clock_notes(self) -> list[ClockSet]:
        """Give what the conductor recorded of its clock."""
        return [entry.note for entry in self.run_file.entries if isinstance(entry.note, ClockSet)]

    @asynccontextmanager
    async def open(self, *, killed: bool = False) -> AsyncIterator[None]:
        """Let a conductor conduct; ``killed`` ends it as kill -9 would."""
        self.boots += 1
        agreed = AgreedRun(self.shelf, self.run)
        podium = Podium(agreed, TOPICS, (HUB, B1), self.speed, self.boots, self.wall, self.said.append)
        clock = ConductedClock(self.shelf, self.wall, BOOT)
        recorder = Recorder(
            self.directory / "run.vpr",
            RunHeader(self.run.run_id, TOPICS.premises, self.run.seed, self.run.site, How.LIVE),
        )
        conductor = Conductor(podium, clock, ImposedFaults(self.shelf), recorder, self.broker.link(CONDUCTOR))
        stop = asyncio.Event()
        listening = asyncio.create_task(self._listen())
        await settle()
        conducting = asyncio.create_task(conductor.run(stop, _shrug))
        await settle()
        try:
            yield
        finally:
            if killed:
                recorder.close = recorder._writer._file.close  # type: ignore[method-assign]  # nobody says goodbye
                conducting.cancel()
            stop.set()
            await self.wall.go_on(LEAVE_WITHIN)
            await asyncio.gather(conducting, return_exceptions=killed)
            await settle()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        async with self.broker.link(VIEWER)(["vp/house/#"]) as link:
            self._link = link
            while True:
                self.arrivals.append(await link.next())


def _shrug(error: LinkError) -> None:
    assert str(error)
