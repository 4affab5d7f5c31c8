"""The notes of a running premises as whoever looks on hears them, with what was noted before they came.

Notes are not retained: who comes late subscribes first, then reads the run file that the conductor writes, and goes on
with what is said; what both have counts once. Without that file (a premises elsewhere) nothing is known of what was
noted before: a viewer may not ask participants for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from premises.errors import LinkError, RunFileError, WireError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.journey.telling.seen import Noted, Seen, seen_of
from premises.quantity import Duration, Instant, seconds, spoken
from premises.runtime.clock import LoopWall, SharedClock, boot_id_of_this_machine
from premises.runtime.link import Arrival, Link, OpenLink
from premises.runtime.looking.feed import Feed
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.codec import decode
from premises.wire.envelope import Clock, NoteBatch
from premises.wire.site import Site
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR, Topics

HEARD_WITHIN = seconds(0.6)
"""Wall time in which everybody has said what they noted: they publish four times a second. Ours."""

CLOCK_WITHIN_S = 2.0
"""Seconds of wall in which the retained clock must come. Ours."""

READ_AGAIN_AFTER = seconds(1)
"""Wall time between two looks into the run file while there is a gap. Ours."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What must be known of a premises to look on."""

    premises: Name
    site: Path
    """The site, as it travels with the run."""
    record: Path
    """Where the conductor's run file is, if there is one here."""
    broker: BrokerAddress
    """As the viewer."""


class View:
    """What was heard of one running premises so far."""

    def __init__(self, site: Site, topics: Topics, link: Link, record: Path, feed: Feed) -> None:
        self.site, self.feed = site, feed
        self._topics, self._link, self._record = topics, link, record
        self._wall = LoopWall()
        self._clock = SharedClock(self._wall, boot_id_of_this_machine())
        self._looks: list[tuple[int, Instant]] = []
        self._read_at = 0
        self._heard_at = self._wall.monotonic()
        self._strange = 0
        self._strangest = ""

    @property
    def ended(self) -> bool:
        """Whether the run ended: the conductor, who stays until last, has gone in good order."""
        return self.feed.has_stopped(CONDUCTOR)

    @property
    def now(self) -> Instant:
        """Premises time now."""
        return self._clock.now()

    @property
    def silent_for(self) -> Duration:
        """Wall time for which nothing at all has come: the conductor says every second that it is there."""
        return Duration(self._wall.monotonic() - self._heard_at)

    @property
    def speed(self) -> float:
        """Premises seconds a wall second, as the conductor said last; 0 is a pause."""
        return 0.0 if self._clock.followed is None else self._clock.followed.speed

    @property
    def heard_until(self) -> Instant | None:
        """The newest moment up to which everybody has said what they noted; None so soon after the beginning."""
        old = [moment for wall, moment in self._looks if wall <= self._wall.monotonic() - HEARD_WITHIN]
        return old[-1] if old else None

    @property
    def caveat(self) -> str:
        """Why this may not be the whole story; empty when it is."""
        parts = [f"not understood, {self._strange} times: {self._strangest}"] if self._strange else []
        if self.feed.since is not None:
            since = spoken(self.feed.since)
            parts.append(f"looks since {since}: there is no run file here, and what was noted before is not known")
        elif not self.feed.is_complete:
            parts.append("incomplete: some notes were never heard")
        return "; ".join(parts)

    async def begin(self) -> None:
        """Wait for the clock, then take what was noted before; LinkError when there is no clock."""
        give_up_at = asyncio.get_running_loop().time() + CLOCK_WITHIN_S
        while self._clock.followed is None:
            left = give_up_at - asyncio.get_running_loop().time()
            if left <= 0 or not await self.next(left):
                raise LinkError(f"no word of the clock of this premises within {CLOCK_WITHIN_S:g} s")
        if not self.read_record():
            self.feed.since = self._clock.now() if self.feed.since is None else self.feed.since
        self._look()

    async def next(self, within_s: float) -> bool:
        """Take the next thing that comes; False when nothing does within ``within_s`` of wall."""
        try:
            async with asyncio.timeout(within_s):
                arrival = await self._link.next()
        except TimeoutError:
            return False
        self._heard_at = self._wall.monotonic()
        try:
            self._take(arrival)
        except WireError as error:
            self._strange += 1
            self._strangest = str(error)
        return True

    async def listen(self, span: Duration) -> None:
        """Take whatever comes in ``span`` of wall, and fill gaps from the run file."""
        until = self._wall.monotonic() + span
        while (left := until - self._wall.monotonic()) > 0:
            await self.next(left / 1_000_000)
        self._look()
        now = self._wall.monotonic()
        if self.feed.waits and now >= self._read_at + READ_AGAIN_AFTER:
            self.read_record()
        self.feed.give_up(now)

    def _look(self) -> None:
        if self._clock.followed is not None:
            wall = self._wall.monotonic()
            self._looks = [look for look in self._looks if look[0] > wall - 2 * HEARD_WITHIN]
            self._looks.append((wall, self._clock.now()))

    def _take(self, arrival: Arrival) -> None:
        if not arrival.payload:
            return
        if arrival.topic == self._topics.clock():
            try:
                self._clock.follow(decode(Clock, arrival.payload))
            except WireError as error:
                raise LinkError(f"the clock of this premises cannot be read: {error}") from None
        elif arrival.topic.startswith(self._topics.notes(Name(""))):
            batch = decode(NoteBatch, arrival.payload)
            self.feed.take(batch.entries, self._wall.monotonic())

    def read_record(self) -> bool:
        """Take what the run file has; False when there is none to read."""
        self._read_at = self._wall.monotonic()
        return took_record(self._record, self.feed, self._read_at)


def took_record(record: Path, feed: Feed, now: int) -> bool:
    """Let ``feed`` take what a run file has at wall time ``now``; False when there is none to read."""
    try:
        feed.read(read_run(record), now)
    except RunFileError:
        return False
    return True


@asynccontextmanager
async def open_view(outlook: Outlook, feed: Feed, way: OpenLink | None = None) -> AsyncIterator[View]:
    """Look on as the viewer, with what was noted before; LinkError when broker or clock cannot be reached.

    ``feed`` takes what is heard; one that has heard something before goes on from there. Without a ``way`` it is MQTT.
    """
    site = site_of_run(outlook.site.read_text(encoding="utf-8"))
    topics = Topics(outlook.premises)
    way = way or mqtt_link(outlook.broker)
    async with way([topics.clock(), topics.presence(CONDUCTOR), topics.notes_all()]) as link:
        view = View(site, topics, link, outlook.record, feed)
        await view.begin()
        yield view


async def see(outlook: Outlook) -> Seen:
    """Give what is known of a running premises at the moment of asking; LinkError where it began unheard."""
    noted = await noted_by(outlook)
    return seen_of(noted.site, noted.entries, noted.now, noted.caveat)


async def noted_by(outlook: Outlook) -> Noted:
    """Give what was noted in a running premises up to the moment of asking; LinkError where it began unheard."""
    async with open_view(outlook, Feed()) as view:
        if view.feed.since is not None:
            raise LinkError(
                f"what {outlook.premises} noted until now is not known: no run file at {outlook.record}: "
                "expected --run FILE, or `premises watch` for what comes from now on"
            )
        while (moment := view.heard_until) is None:
            await view.listen(HEARD_WITHIN)
        return Noted(view.site, tuple(view.feed.release(moment)), moment, view.caveat)
