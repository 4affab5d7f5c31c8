"""All the asyncio of a live participant: one read that stays open, one timer, and no task for any frame.

What is done and in which order is the seat's; here its arrivals are brought, its moments are waited for, and what it
says is published. A lost broker changes nothing but that: frames held and timers go on, and the link is opened again.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from heapq import heappop, heappush

from premises.errors import ClockError, LinkError, SiteError, WireError
from premises.identity import Name
from premises.journey.notebook import Hear, Notebook
from premises.machine.effects import Maker
from premises.quantity import Instant
from premises.runtime.aerial import Aerial, Cast, Overhear
from premises.runtime.clock import Pace, Ringing, SharedClock, Wall
from premises.runtime.link import Arrival, Connection, OpenLink, Will
from premises.runtime.seat import Seat
from premises.runtime.shelf import KeptLive
from premises.wire.codec import decode, encode
from premises.wire.envelope import (
    ENVELOPE_VERSION,
    Clock,
    FaultsInForce,
    FramesKept,
    Imposed,
    NotesWanted,
    Presence,
    Run,
)
from premises.wire.message import Frame
from premises.wire.notes.emulator import FrameRefused
from premises.wire.picture import Picture, Touched
from premises.wire.topics import Topics

PUBLISH_EVERY = 250_000
"""Microseconds of wall between two batches of notes, and between two pictures. Source: docs/protocol.md, notes."""

LAG_MAX = 10_000
"""Microseconds that a timer may ring late before this process takes itself to have been stopped. Ours."""

CATCH_UP = 5_000
"""Microseconds that such a process reads what came meanwhile, before it goes on by its clock. Ours."""


Again = Callable[[Run], Maker | None]
"""Gives who makes a participant by a run that is said again; None when nothing of it is otherwise than last time."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all participants of one live premises in one process share."""

    topics: Topics
    run_id: str
    wall: Wall
    boot_id: str
    """The operating system's, from ``clock.boot_id_of_this_machine``."""


class Driver:
    """Runs one participant live until it is stopped."""

    def __init__(
        self, cast: Cast, around: Surroundings, kept: KeptLive, open_link: OpenLink, hear: Hear | None = None,
        again: Again | None = None,
    ) -> None:  # fmt: skip
        self._who, self._around, self._wall, self._again = cast.who, around, around.wall, again
        self._aerial = Aerial(cast, around.topics)
        self._notebook = Notebook(cast.who, hear)
        self._clock = SharedClock(around.wall, around.boot_id)
        self._seat = Seat(cast, self._aerial, kept, self._notebook, self._clock, around.wall)
        topics = around.topics
        # The clock starts us, and these come before it: a broker gives what it kept in this order or reversed.
        retained = (topics.faults(), topics.frames())
        own = (*retained, topics.clock(), topics.run(), topics.wanted(cast.who), *reversed(retained))
        self._connection = Connection(open_link, (*self._aerial.subscriptions, *own), self._will(), around.wall)
        self._notes, self._pictures = Pace(around.wall, PUBLISH_EVERY), Pace(around.wall, PUBLISH_EVERY)
        self._stirred = False
        self._shown: Picture | None = None
        self._imposed: tuple[Imposed, ...] = ()
        self._bell = asyncio.Event()
        self._armed: int | None = None
        self._expected = 0
        self._ringing: Ringing | None = None
        self._lagging = False
        self._stopping = False
        self._over: ClockError | None = None
        self._brought = self._left = 0
        self._overheard: list[tuple[Instant, int, Frame]] = []

    @property
    def who(self) -> Name:
        """The participant's name."""
        return self._who

    @property
    def now(self) -> Instant:
        """Premises time now; LinkError before the conductor has said."""
        if self._clock.followed is None:
            raise LinkError(f"{self._who} does not know the time yet: the conductor has not said")
        return self._clock.now()

    def bring(self, frame: Frame) -> None:
        """Let ``frame`` arrive as if a Supplier had sent it now over its DUIS link; for who shares this process.

        LinkError before the conductor has said what the time is, WireError when no such link leads here.
        """
        self._brought += 1
        self._seat.take(self._aerial.brought(frame, self._brought, self.now))
        self._arm()

    def overhear(self, hear: Overhear) -> None:
        """Tell ``hear`` of each frame for a Supplier from now on, when it is due; for who shares this process."""

        def ring() -> None:
            due, _, frame = heappop(self._overheard)
            hear(frame, due)

        def leave(frame: Frame, due: Instant) -> None:
            # Numbered, so that what is due at one moment is heard in the order in which it was said.
            self._left += 1
            heappush(self._overheard, (due, self._left, frame))
            moment = self._clock.wall_of(due)
            self._wall.ring_at(self._wall.monotonic() if moment is None else moment, ring)

        self._aerial.overhear = leave

    def stop(self) -> None:
        """Let ``run`` end in good order: the end is noted, notes are flushed, presence is taken back."""
        self._stopping = True
        self._bell.set()

    async def run(self, lost: Callable[[LinkError], None]) -> None:
        """Run until ``stop``, telling ``lost`` of each loss of the broker.

        ClockError when the clock or the run is another's, ShelfError when nothing can be kept any more.
        """
        try:
            await first_of(self._turns(), self._connection.keep(self._opened, self._take, lost))
        finally:
            if self._ringing is not None:
                self._ringing.cancel()

    def _will(self) -> Will:
        return Will(self._around.topics.presence(self._who), self._presence(here=False))

    def _presence(self, *, here: bool) -> bytes:
        return encode(Presence(ENVELOPE_VERSION, self._who, here))

    def _opened(self) -> None:
        self._connection.publish(self._around.topics.presence(self._who), self._presence(here=True), retain=True)
        self._shown = None
        self._stirred = True
        self._arm()

    def _take(self, arrival: Arrival) -> None:
        if self._aerial.hears(arrival.topic):
            self._seat.take(arrival)
        elif arrival.payload:
            try:
                self._obey(arrival)
            except (WireError, SiteError) as error:
                self._seat.note(FrameRefused(arrival.topic, str(error)))
            except ClockError as error:
                self._over = error
                self.stop()
        self._arm()

    def _obey(self, arrival: Arrival) -> None:
        topics = self._around.topics
        if arrival.topic == topics.clock():
            self._seat.follow(decode(Clock, arrival.payload), live=not arrival.retained)
        elif arrival.topic == topics.faults():
            self._imposed = decode(FaultsInForce, arrival.payload).faults
            self._seat.impose(tuple(imposed.spec for imposed in self._imposed))
        elif arrival.topic == topics.frames():
            self._seat.keep_frames(kept=decode(FramesKept, arrival.payload).kept)
        elif arrival.topic == topics.run():
            self._agree(decode(Run, arrival.payload))
        elif arrival.topic == topics.wanted(self._who):
            for batch in self._notebook.again(decode(NotesWanted, arrival.payload)):
                self._connection.publish(topics.notes(self._who), encode(batch))

    def _agree(self, run: Run) -> None:
        """Go by the run as the conductor says it now."""
        if run.run_id != self._around.run_id:
            raise ClockError(f"run {self._around.run_id} is over: the conductor now runs {run.run_id}")
        make = None if self._again is None else self._again(run)
        if make is not None:
            self._seat.recast(make)

    async def _turns(self) -> None:
        try:
            while not self._stopping:
                await self._bell.wait()
                self._bell.clear()
                self._step()
            self._seat.stop()
        finally:
            await self._take_leave()
        if self._over is not None:
            raise self._over

    def _step(self) -> None:
        if self._seat.turn(self._connection.publish):
            self._stirred = True
        if self._connection.stands:
            # What cannot be published now is asked for again, or shown after the next opening.
            with suppress(LinkError):
                self._publish_notes()
                self._publish_picture()
        self._arm()

    def _publish_notes(self) -> None:
        if self._notebook.waiting and self._notes.allows():
            batch = self._notebook.batch()
            assert batch is not None, "notes were waiting"
            self._connection.publish(self._around.topics.notes(self._who), encode(batch))

    def _publish_picture(self) -> None:
        if self._stirred and self._pictures.allows():
            self._stirred = False
            picture = self._picture()
            if picture is not None and picture != self._shown:
                self._connection.publish(self._around.topics.picture(self._who), encode(picture), retain=True)
                self._shown = picture

    def _picture(self) -> Picture | None:
        """Give what the machine shows of itself, and what imposed faults did to what it said."""
        picture = self._seat.picture
        if picture is None or not self._imposed:
            return picture
        counts = self._seat.touched(tuple(imposed.spec for imposed in self._imposed))
        touched = zip(self._imposed, counts, strict=True)
        return picture.with_touched(tuple(Touched(imposed.id, count) for imposed, count in touched if count))

    def _arm(self) -> None:
        """Set the one timer to the next moment at which there is something to do."""
        if self._lagging:
            return
        moment = self._moment()
        if self._ringing is not None:
            if moment == self._armed:
                return
            self._ringing.cancel()
            self._ringing = None
        self._armed = moment
        if moment is not None:
            self._expected = max(moment, self._wall.monotonic())
            self._ringing = self._wall.ring_at(moment, self._ring)

    def _moment(self) -> int | None:
        moment = self._seat.moment()
        if self._connection.stands:
            if self._notebook.waiting:
                moment = self._notes.next_at if moment is None else min(moment, self._notes.next_at)
            if self._stirred:
                moment = self._pictures.next_at if moment is None else min(moment, self._pictures.next_at)
        return moment

    def _ring(self) -> None:
        self._ringing = None
        now = self._wall.monotonic()
        if now - self._expected > LAG_MAX and not self._lagging:
            # Frames due before what the timer is for may still be unread: going on at once would make them stragglers.
            self._lagging = True
            self._expected = now + CATCH_UP
            self._ringing = self._wall.ring_at(self._expected, self._ring)
            return
        self._lagging = False
        self._bell.set()

    async def _take_leave(self) -> None:
        with suppress(LinkError):
            while (batch := self._notebook.batch()) is not None:
                self._connection.publish(self._around.topics.notes(self._who), encode(batch))
            self._connection.publish(self._around.topics.presence(self._who), self._presence(here=False), retain=True)
            await self._connection.flush()


async def first_of(*owned: Coroutine[object, object, None]) -> None:
    """Run all of ``owned`` until the first ends, end the others, and raise what any of them raised."""
    tasks = [asyncio.create_task(each) for each in owned]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
