"""Folds what a feed brought, some at a time, so that keys are heard and the screen is painted between.

Nothing is left out: what waits is in the feed's own hands, whose bounds are those of its queue or pipe.
"""

import asyncio
from collections.abc import Sequence

from premises.quantity import Instant
from premises.runtime.looking.feed import Feed
from premises.wire.notes.vocabulary import Entry
from tui.feeding.session import Session
from tui.model.values.screenful import Event
from tui.model.values.state import State

FOLD_MAX = 1_000
"""Notes that are folded in one turn of the loop: some 10 ms. Ours."""


async def fold(session: Session, entries: Sequence[Entry], until: Instant) -> None:
    """Let the session take what was noted up to ``until``; at each turn its moment is that of the last note taken."""
    for first in range(0, len(entries) - FOLD_MAX, FOLD_MAX):
        some = entries[first : first + FOLD_MAX]
        session.take(some, some[-1].at)
        await asyncio.sleep(0)
    session.take(entries[max(0, (len(entries) - 1) // FOLD_MAX * FOLD_MAX) :], until)


def say_gaps(session: Session, feed: Feed) -> None:
    """Say what never came among the events: a line a gap, with the count."""
    reader = session.reader
    if reader is None:
        return
    for gap in feed.gaps():
        words = f"{gap.count:,} note{'s'[: gap.count != 1]} of it never came"
        reader.remark(Event(gap.at, State.FAILED, str(gap.who), "", words))
        session.stir()
