"""A virtual world as a feed: told as far as the screen's time goes, at any pace; and the other future of a fork.

Both worlds of a fork are told to the same moments, one after the other. What was ordered is written down with its
moment, for that is all that another world needs to be told the same story.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from premises.errors import LinkError, PremisesError, UsageError
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, seconds
from premises.wire.feed.pipe import PipeOpened
from premises.wire.site_text import site_of_run
from tui.feeding.child import WorldChild
from tui.feeding.session import Session, Source, Standing
from tui.playing.tape import tape_in

TICK_S = 0.125
"""Seconds of wall between two pieces that are told. Ours."""

LATE_MAX_S = 0.5
"""Seconds of wall that are made up for where a piece took longer; beyond that it goes slower. Ours."""

ORDERS_MAX = 1_000
"""Orders to one world. Ours."""

LAB = (sys.executable, "-m", "lab")


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was ordered, and when."""

    at: Instant
    words: tuple[str, ...]


@dataclass(slots=True)
class _World:
    """One world: its process, what is shown of it, and what it was ordered."""

    session: Session
    child: WorldChild
    orders: list[Ordered] = field(default_factory=list)


class VirtualWorlds:
    """The feed; ``follow`` runs it until the screen closes."""

    def __init__(self, session: Session, words: Sequence[str], program: Sequence[str] = LAB) -> None:
        """``words`` are what `premises world` is told: its file, its seed, its faults."""
        self.speed, self.is_paused = 1.0, False
        self._first, self._words, self._program = session, tuple(words), tuple(program)
        self._worlds: list[_World] = []
        self._door = asyncio.Lock()
        self._records = TemporaryDirectory(prefix="premises-world-")
        self._begun = 0
        session.driver = self

    @property
    def orders(self) -> Sequence[Ordered]:
        """What the first world was ordered."""
        return self._worlds[0].orders if self._worlds else ()

    @property
    def pids(self) -> Sequence[int]:
        """The processes that there are."""
        return tuple(world.child.pid for world in self._worlds)

    @property
    def record(self) -> Path:
        """The run file of the first world."""
        return Path(self._records.name) / "1.vpr"

    async def follow(self, _: Session) -> None:
        """Tell it at its pace until this is cancelled; what goes wrong is said on the screen, and what came stays."""
        try:
            await self.begin()
            await self._pace()
        except (PremisesError, OSError) as error:
            self._say_dead(str(error))
        finally:
            await self.close()

    async def begin(self) -> None:
        """Start the first world; LinkError, one line, when it does not begin."""
        self._worlds.append(await self._begun_world(self._first))
        self._standing()

    async def close(self) -> None:
        """End every process, and take the records away."""
        async with self._door:
            for world in self._worlds:
                await world.child.close()
            self._worlds = []
        self._records.cleanup()

    async def until(self, moment: Instant) -> None:
        """Tell every world up to ``moment``."""
        async with self._door:
            for world in self._worlds:
                await _told(world, moment)

    async def step(self) -> None:
        async with self._door:
            self.is_paused = True
            first, *others = self._there()
            await first.child.order(("step",))
            for world in others:
                await _told(world, first.session.now)
        self._standing()

    async def order(self, words: tuple[str, ...]) -> str:
        async with self._door:
            return await _ordered(self._there()[0], words)

    async def fork(self, at: Instant, words: tuple[str, ...]) -> Session:
        async with self._door:
            first = self._there()[0]
            await self._unfork()
            session = Session(standing_of(first.session.standing.place))
            other = await self._begun_world(session)
            try:
                for order in first.orders:
                    if order.at <= at:
                        await _told(other, order.at)
                        await _ordered(other, order.words)
                await _told(other, at)
                await _ordered(other, words)
                await _told(other, first.session.now)
            except PremisesError:
                await other.child.close()
                raise
            self._worlds.append(other)
        self._standing()
        return session

    async def unfork(self) -> None:
        async with self._door:
            await self._unfork()

    async def _unfork(self) -> None:
        for world in self._worlds[1:]:
            await world.child.close()
        del self._worlds[1:]

    def _there(self) -> list[_World]:
        if not self._worlds:
            raise LinkError("there is no virtual world: see what the line on top says")
        return self._worlds

    async def _begun_world(self, session: Session) -> _World:
        self._begun += 1
        file = Path(self._records.name) / f"{self._begun}.vpr"

        def opened(first: PipeOpened) -> None:
            session.open(site_of_run(first.site), first.run_id)
            session.recording = partial(tape_in, file)

        words = (*self._program, "world", *self._words, "--record", str(file))
        child = await WorldChild.begin(words, session.take, opened)
        session.standing.is_up = True
        return _World(session, child)

    async def _pace(self) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(max(0.0, before + TICK_S - loop.time()))
            now = loop.time()
            passed, before = min(LATE_MAX_S, now - before), now
            self._standing()
            if not self.is_paused:
                await self.until(Instant(self._first.now + seconds(passed * self.speed)))

    def _standing(self) -> None:
        speed = 0.0 if self.is_paused else self.speed
        for world in self._worlds:
            standing = world.session.standing
            if standing.speed != speed:
                standing.speed = speed
                world.session.stir()

    def _say_dead(self, why: str) -> None:
        for session in (self._first, *(world.session for world in self._worlds[1:])):
            session.standing.is_up, session.standing.speed, session.standing.trouble = False, 0.0, why
            session.stir()


def standing_of(place: str) -> Standing:
    """Give how a virtual world of a file stands before it has begun; empty for the default premises."""
    return Standing(Source.VIRTUAL, place or "a premises with B1")


def moment_said(at: Instant) -> str:
    """Give a moment as an order says it, to the microsecond."""
    whole, rest = divmod(at, MICROSECONDS_PER_SECOND)
    return f"{whole}.{rest:06}"


async def _told(world: _World, moment: Instant) -> None:
    if moment > world.session.now:
        await world.child.order(("until", moment_said(moment)))


async def _ordered(world: _World, words: tuple[str, ...]) -> str:
    if len(world.orders) >= ORDERS_MAX:
        raise UsageError(f"{ORDERS_MAX} orders were given to this world: expected fewer")
    at = world.session.now
    said = await world.child.order(words)
    world.orders.append(Ordered(at, words))
    return said
