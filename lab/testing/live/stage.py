"""What a test has of a live premises, on the side of its event loop: the processes, a Supplier's ears, every note.

All of it runs in one loop; what it gathers another thread may read at any time. It says nothing to a test by itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from lab.faults.imposed import HEARD_WITHIN
from lab.faults.ordering import order_faults
from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.run_directory import Running
from lab.live.supervisor import Spawn
from lab.live.window import Answer, Window, open_window
from lab.testing.ground import ENTRIES_MAX
from lab.watching.outlook import outlook_on
from premises.errors import LinkError, PremisesError
from premises.identity import Name
from premises.quantity import NEVER, Duration, Instant, after, in_seconds, seconds
from premises.runtime.clock import LoopWall, SharedClock, until
from premises.runtime.driver import first_of
from premises.runtime.looking.feed import Feed
from premises.runtime.looking.view import open_view
from premises.wire.duis.messages import ServiceRequest
from premises.wire.fault import FaultSpec
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.site import SUPPLIER, Site

LISTEN = seconds(0.05)
"""Wall time between two times that what was noted is handed on. Ours."""

REOPEN_AFTER = seconds(0.1)
"""Wall time before a lost connection is opened again. Ours."""

SPEAK_WITHIN_S = 20.0
"""Seconds of wall in which a lost connection must be there again for whoever wants to send. Ours."""


@dataclass(frozen=True, slots=True)
class Play:
    """Which premises is brought up, and how."""

    site: Site
    choices: Choices
    home: Path
    """The folder for its files."""
    spawn: Spawn


class Stage:
    """One premises from its first process to its last; ``hold_up`` runs it, once."""

    def __init__(self, play: Play, stir: Callable[[], None]) -> None:
        """``stir`` is called, in the loop's thread, whenever there is news."""
        self._play, self._stir = play, stir
        self.stop = asyncio.Event()
        """Set in the loop to take the premises down."""
        self.loop: asyncio.AbstractEventLoop | None = None
        self.clock: SharedClock | None = None
        """None until it is known."""
        self.pictures: dict[Name, Picture] = {}
        self.coming: deque[Answer] = deque()
        """What the Supplier is told and nobody has taken, in the order in which it was said."""
        self.entries: list[Entry] = []
        self.noted_until: Instant | None = None
        """The moment up to which ``entries`` has everything; None so soon after the beginning."""
        self._window: Window | None = None
        self._speaks, self._hears = asyncio.Event(), asyncio.Event()
        self._number = 0
        self._imposed: tuple[tuple[str, FaultSpec], ...] = ()
        self._running: Running | None = None

    @property
    def is_up(self) -> bool:
        """Whether everybody has shown themselves, and notes are heard."""
        return self._speaks.is_set() and self._hears.is_set()

    async def hold_up(self) -> None:
        """Bring the premises up, and keep it so until told to stop; PremisesError when it cannot be kept."""
        self.loop = asyncio.get_running_loop()
        self._stir()
        play = self._play
        up = premises_up(play.site, play.choices, lambda _: None, self.stop, home=play.home, spawn=play.spawn)
        async with up as (running, kept):
            self._running = running
            await first_of(_end_of(kept), _told(self.stop), self._play_supplier(running), self._hear_notes(running))

    async def send(self, request: ServiceRequest) -> None:
        """Send a request as the Supplier; LinkError when the broker is gone for longer than SPEAK_WITHIN_S."""
        try:
            async with asyncio.timeout(SPEAK_WITHIN_S):
                await self._speaks.wait()
        except TimeoutError:
            raise LinkError(f"the Supplier has had no broker for {SPEAK_WITHIN_S:g} s") from None
        assert self._window is not None, "it speaks"
        # Two requests of one microsecond still need numbers of their own.
        self._number = max(self._number, self._window.clock.now()) + 1
        self._window.send(request, self._number)

    async def order(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed; when it returns everybody has heard of it.

        Their moments are premises time, and those to come are kept to the wall time that an order is under way.
        """
        assert self._running is not None, "it is up"
        assert self.clock is not None, "it is up"
        now, wanted = self.clock.now(), list(faults)
        stay: list[tuple[str, FaultSpec]] = []
        gone: list[str] = []
        for name, spec in self._imposed:
            if spec in wanted:
                wanted.remove(spec)
                stay.append((name, spec))
            elif now < spec.ends_at:
                # What is over the conductor forgets by itself.
                gone.append(name)
        since = after(now, Duration(ceil(HEARD_WITHIN * self._speed)))
        more = [spec for spec in wanted if since < spec.ends_at]
        if not (gone or more):
            return
        names = await order_faults(self._running, [_counted_from(since, spec) for spec in more], gone)
        self._imposed = (*stay, *zip(names[len(gone) :], more, strict=True))
        wall = LoopWall()
        await until(wall, wall.monotonic() + HEARD_WITHIN)

    @property
    def _speed(self) -> float:
        assert self.clock is not None, "it is up"
        return 0.0 if self.clock.followed is None else self.clock.followed.speed

    async def _play_supplier(self, running: Running) -> None:
        while True:
            try:
                async with open_window(running, SUPPLIER) as window:
                    await self._listen_at(window)
            except LinkError:
                self._speaks.clear()
            await _rest()

    async def _listen_at(self, window: Window) -> None:
        window.pictures.update(self.pictures)
        while True:
            said = window.answered
            window.take(await window.link.next())
            if window.answered is not said:
                self.coming.append(window.answered[-1])
            self.pictures = dict(window.pictures)
            if window.is_running:
                self._window, self.clock = window, window.clock
                self._speaks.set()
            self._stir()

    async def _hear_notes(self, running: Running) -> None:
        feed = Feed()
        try:
            while True:
                with suppress(LinkError):
                    await self._look_on(running, feed)
                await _rest()
        finally:
            # What came last is not known to be all that was noted by then; whoever asks why it ended wants it.
            self.entries += feed.release(NEVER)

    async def _look_on(self, running: Running, feed: Feed) -> None:
        async with open_view(outlook_on(running), feed) as view:
            self._hears.set()
            while True:
                await view.listen(LISTEN)
                self._take_notes(feed, view.heard_until)

    def _take_notes(self, feed: Feed, moment: Instant | None) -> None:
        if moment is None:
            return
        self.entries += feed.release(moment)
        self.noted_until = moment
        if len(self.entries) > ENTRIES_MAX:
            raise PremisesError(f"{len(self.entries)} notes in one test: expected at most {ENTRIES_MAX}")
        self._stir()


async def _end_of(kept: "asyncio.Task[None]") -> None:
    await kept


async def _told(stop: asyncio.Event) -> None:
    await stop.wait()


async def _rest() -> None:
    wall = LoopWall()
    await until(wall, wall.monotonic() + REOPEN_AFTER)


def _counted_from(since: Instant, spec: FaultSpec) -> FaultSpec:
    """Give the same fault with its moments counted from ``since``, as an order says them; what was before is then."""
    # An end said as a length would move with a beginning that is in the past.
    from_s = max(0.0, round(spec.from_s - in_seconds(since), 6))
    until_s = None if spec.ends_at_s is None else round(spec.ends_at_s - in_seconds(since), 6)
    return FaultSpec(**{**spec.as_table(), "from_s": from_s, "until_s": until_s, "for_s": None})
