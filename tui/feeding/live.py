"""A running premises as a feed: its notes over MQTT, with what was noted before; it comes back by itself.

What was heard stays when the broker goes; whoever comes back goes on from there, and a run file fills the gap. A run
that ended stays on the screen until there is another one under its name: that is shown from its beginning.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import monotonic, monotonic_ns

from premises.errors import PremisesError
from premises.quantity import NEVER, Instant, in_seconds, seconds
from premises.runtime.link import OpenLink
from premises.runtime.looking.feed import Feed
from premises.runtime.looking.here import NotRunningError
from premises.runtime.looking.view import Outlook, View, open_view, took_record
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR
from tui.feeding.folding import fold, say_gaps
from tui.feeding.session import Session, Source, Standing
from tui.model.values.figures import clock_said, lasting_said
from tui.model.values.screenful import Event
from tui.model.values.state import State
from tui.playing.tape import tape_in

LISTEN = seconds(0.1)
"""Wall time between two times that what was heard is handed on. Ours."""

RETRY_MIN_S, RETRY_MAX_S = 1.0, 8.0
"""Seconds of wall between two tries to reach a broker, each twice the one before. Ours."""

LOOK_AGAIN_S = 1.0
"""Seconds of wall between two looks for a premises where none runs. Ours."""

COUNT_EVERY_S = 0.3
"""Seconds of wall between two times that it is said how long connecting takes. Ours."""

SURE_WITHIN, SILENT_AFTER = seconds(1.5), seconds(3)
"""Wall time without a word in which all is well, and after which it is not: a word comes every second. Ours."""

FindOutlook = Callable[[], Outlook]
"""Says where to look; PremisesError, one line, while there is nothing to look at."""

Links = Callable[[BrokerAddress], OpenLink]
"""The way to a broker."""


def standing_of(place: str) -> Standing:
    """Give how a live feed stands before it has begun."""
    return Standing(Source.LIVE, place)


async def follow(session: Session, find: FindOutlook, links: Links = mqtt_link) -> None:
    """Hear a premises, and what comes after it, for as long as the screen is there."""
    await _Following(session, find, links).go()


@dataclass(slots=True)
class _Known:
    """How far everything was heard for sure."""

    moment: Instant
    events: int


class _Following:
    """One feed."""

    def __init__(self, session: Session, find: FindOutlook, links: Links) -> None:
        self._session, self._find, self._links = session, find, links
        self._feed = Feed()
        self._outlook: Outlook | None = None
        self._wait = RETRY_MIN_S
        self._sure: _Known | None = None
        """The last moment at which all was well."""
        self._lost: _Known | None = None
        """What it was when that ended; None while all is well."""
        self._back: Instant | None = None
        """When it was well again; what was missed is counted when everything up to then is here."""

    async def go(self) -> None:
        standing = self._session.standing
        while True:
            try:
                if self._is_another(self._find()) or not standing.is_over:
                    await self._hear()
                else:
                    await asyncio.sleep(LOOK_AGAIN_S)
            except (PremisesError, OSError) as error:
                if standing.is_over or await self._has_ended():
                    await asyncio.sleep(LOOK_AGAIN_S)
                elif isinstance(error, NotRunningError) and self._session.reader is None:
                    await self._await_first(str(error))
                else:
                    await self._retry(str(error))

    def _is_another(self, outlook: Outlook) -> bool:
        """Go on with this one; say whether it is another run than the one that was heard."""
        before, self._outlook = self._outlook, outlook
        standing = self._session.standing
        standing.place, standing.is_nowhere = f"mqtt://{outlook.broker.place}", False
        if before is not None and before.record == outlook.record and self._session.reader is not None:
            return False
        self._feed, self._sure, self._lost, self._back = Feed(), None, None, None
        reader = self._session.open(site_of_run(outlook.site.read_text(encoding="utf-8")), _run_of(outlook))
        standing.is_over, standing.is_up, standing.trouble, standing.record = False, False, "", str(outlook.record)
        if before is not None:
            told = f"another run begins here; the one before is in {before.record}"
            reader.remark(Event(self._session.now, None, "screen", "", told))
        return True

    async def _hear(self) -> None:
        assert self._outlook is not None, "it was found"
        async with AsyncExitStack() as stack:
            async with _counting(self._session):
                way = self._links(self._outlook.broker)
                view = await stack.enter_async_context(open_view(self._outlook, self._feed, way))
            self._wait = RETRY_MIN_S
            await self._listen(view)

    async def _listen(self, view: View) -> None:
        self._is_well(view)
        while not view.ended:
            await view.listen(LISTEN)
            if view.silent_for >= SILENT_AFTER:
                self._is_silent(view)
                continue
            if self._lost is not None and self._back is None:
                self._is_well(view)
            await self._take(view)
        await self._end()

    def _is_well(self, view: View) -> None:
        standing = self._session.standing
        self._record()
        standing.is_up, standing.is_silent, standing.trouble = True, False, ""
        standing.retry_at = standing.lost_at = None
        self._back = None if self._lost is None else view.now
        if self._outlook is not None:
            # Who came before the conductor wrote its first note found no run file yet.
            standing.run_id = standing.run_id or _run_of(self._outlook)

    def _record(self) -> None:
        """Let somebody go back in what its conductor writes, once there is such a file."""
        if self._outlook is not None and self._outlook.record.exists():
            self._session.recording = partial(tape_in, self._outlook.record)

    def _is_silent(self, view: View) -> None:
        """Say that nothing comes: what is shown was true then."""
        standing = self._session.standing
        self._lose()
        standing.is_silent, standing.speed = True, 0.0
        silent_s = in_seconds(view.silent_for)
        standing.trouble = f"nothing heard for {silent_s:.0f} s from {standing.place}, though the connection stands"
        self._session.stir()

    async def _take(self, view: View) -> None:
        session, moment = self._session, view.heard_until
        session.standing.speed, session.standing.caveat = view.speed, view.caveat
        if moment is None:
            return
        if self._lost is not None and self._back is not None and moment >= self._back:
            await fold(session, self._feed.release(self._back), self._back)
            self._resync(self._lost, self._back)
        await fold(session, self._feed.release(moment), moment)
        say_gaps(session, self._feed)
        reader = session.reader
        if view.silent_for < SURE_WITHIN and reader is not None:
            self._sure = _Known(moment, reader.events_ever)

    def _resync(self, lost: _Known, back: Instant) -> None:
        """Say what was missed, as one of the events."""
        self._lost = self._back = None
        reader = self._session.reader
        assert reader is not None, "a premises was opened"
        missed = reader.events_ever - lost.events
        span = f"{clock_said(lost.moment)} to {clock_said(back)}"
        words = f"resynced, {missed} event{'s'[: missed != 1]} missed {span}"
        reader.remark(Event(back, State.WAITING, "screen", "", words))

    def _lose(self) -> None:
        self._lost, self._back = self._lost or self._sure, None

    async def _has_ended(self) -> bool:
        """Say whether the run file says that the run ended; then all that was noted is shown."""
        if self._session.reader is None or self._outlook is None:
            return False
        took_record(self._outlook.record, self._feed, monotonic_ns() // 1000)
        if not self._feed.has_stopped(CONDUCTOR):
            return False
        await self._end()
        return True

    async def _end(self) -> None:
        """Show all that was noted: nothing more will come of this run."""
        session, last = self._session, self._feed.release(NEVER)
        standing = session.standing
        await fold(session, last, max((entry.at for entry in last), default=session.now))
        standing.is_over, standing.is_silent, standing.speed, standing.trouble = True, False, 0.0, ""
        session.stir()

    async def _await_first(self, why: str) -> None:
        """Say that there is nothing to look at yet, and look again soon."""
        standing = self._session.standing
        standing.is_nowhere, standing.why = True, why
        self._session.stir()
        await asyncio.sleep(LOOK_AGAIN_S)

    async def _retry(self, why: str) -> None:
        """Say that it cannot be reached, count up since when and down to the next try."""
        standing, loop = self._session.standing, asyncio.get_running_loop()
        self._lose()
        standing.is_up, standing.is_silent, standing.speed = False, False, 0.0
        standing.lost_at = loop.time() if standing.lost_at is None else standing.lost_at
        standing.retry_at = loop.time() + self._wait
        while (left := standing.retry_at - loop.time()) > 0:
            parts = [why, f"again in {left:.0f} s"]
            if self._lost is not None:
                # What a narrow screen leaves out stands last; its run bar has that moment.
                ago = lasting_said(seconds(loop.time() - standing.lost_at))
                parts += [f"last heard {clock_said(self._lost.moment)}", f"{ago} ago"]
            standing.trouble = "; ".join(parts)
            self._session.stir()
            await asyncio.sleep(min(1.0, left))
        self._wait = min(RETRY_MAX_S, 2 * self._wait)


@asynccontextmanager
async def _counting(session: Session) -> AsyncIterator[None]:
    """Say how long connecting takes while the block runs."""

    async def count() -> None:
        began, standing = monotonic(), session.standing
        while True:
            standing.doing = f"Connecting to {standing.place}, {monotonic() - began:.1f} s"
            session.stir()
            await asyncio.sleep(COUNT_EVERY_S)

    counting = asyncio.create_task(count())
    try:
        yield
    finally:
        counting.cancel()
        await asyncio.gather(counting, return_exceptions=True)
        session.standing.doing = ""
        session.stir()


def _run_of(outlook: Outlook) -> str:
    return outlook.record.parent.name if outlook.record.exists() else ""
