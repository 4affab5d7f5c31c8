"""A running premises as a feed: its notes over MQTT, with what was noted before; it comes back by itself.

What was heard stays when the broker goes; whoever comes back goes on from there, and a run file fills the gap.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from time import monotonic_ns

from premises.errors import PremisesError
from premises.quantity import NEVER, seconds
from premises.runtime.looking.feed import Feed
from premises.runtime.looking.view import Outlook, View, open_view, took_record
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR
from tui.feeding.session import Session, Source, Standing
from tui.playing.tape import tape_in

LISTEN = seconds(0.1)
"""Wall time between two times that what was heard is handed on. Ours."""

RETRY_MIN_S, RETRY_MAX_S = 1.0, 8.0
"""Seconds of wall between two tries to reach a broker, each twice the one before. Ours."""

FindOutlook = Callable[[], Outlook]
"""Says where to look; PremisesError, one line, while there is nothing to look at."""


def standing_of(place: str) -> Standing:
    """Give how a live feed stands before it has begun."""
    return Standing(Source.LIVE, place)


async def follow(session: Session, find: FindOutlook) -> None:
    """Hear a premises until its run ends, and try again for as long as it cannot be reached."""
    feed, wait = Feed(), RETRY_MIN_S
    outlook: Outlook | None = None
    while not session.standing.is_over:
        try:
            outlook = find()
            if session.reader is None:
                session.open(site_of_run(outlook.site.read_text(encoding="utf-8")), _run_of(outlook))
            if session.recording is None and outlook.record.exists():
                session.recording = partial(tape_in, outlook.record)
            async with open_view(outlook, feed) as view:
                wait = RETRY_MIN_S
                await _listen(session, view)
        except (PremisesError, OSError) as error:
            if outlook is not None and _has_ended(session, outlook, feed):
                return
            wait = await _retry(session, str(error), wait)


async def _listen(session: Session, view: View) -> None:
    standing = session.standing
    standing.is_up, standing.trouble, standing.retry_at = True, "", None
    while True:
        await view.listen(LISTEN)
        standing.speed, standing.caveat = view.speed, view.caveat
        moment = view.heard_until
        if moment is not None:
            session.take(view.feed.release(moment), moment)
        if view.ended:
            _end(session, view.feed)
            return


async def _retry(session: Session, why: str, wait: float) -> float:
    """Say that it cannot be reached, count down, and give how long to wait the next time."""
    standing, loop = session.standing, asyncio.get_running_loop()
    standing.is_up, standing.speed = False, 0.0
    standing.retry_at = loop.time() + wait
    kept = " What is shown is as it was heard last." if session.reader is not None else ""
    while (left := standing.retry_at - loop.time()) > 0:
        standing.trouble = f"{why}. Trying again in {left:.0f} s.{kept}"
        session.stir()
        await asyncio.sleep(min(1.0, left))
    return min(RETRY_MAX_S, 2 * wait)


def _has_ended(session: Session, outlook: Outlook, feed: Feed) -> bool:
    """Say whether the run file says that the run ended; then all that was noted is shown."""
    took_record(outlook.record, feed, monotonic_ns() // 1000)
    if session.reader is None or not feed.has_stopped(CONDUCTOR):
        return False
    _end(session, feed)
    return True


def _end(session: Session, feed: Feed) -> None:
    """Show all that was noted: nothing more will come."""
    standing, last = session.standing, feed.release(NEVER)
    standing.is_over, standing.speed, standing.trouble = True, 0.0, ""
    session.take(last, max((entry.at for entry in last), default=session.now))


def _run_of(outlook: Outlook) -> str:
    return outlook.record.parent.name if outlook.record.exists() else ""
