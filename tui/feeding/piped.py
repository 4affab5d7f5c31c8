"""Notes that another program writes to our input, as ``premises replay --pipe`` does: its pace is ours."""

import asyncio
from typing import BinaryIO

from premises.errors import LinkError, WireError
from premises.journey.played.pipe import opening_of, steps_from
from premises.journey.played.replaying import Step
from premises.wire.site_text import site_of_run
from tui.feeding.folding import fold
from tui.feeding.session import Session, Source, Standing

AT_ONCE_MAX = 0.001
"""Seconds of wall between two steps that count as a pace of their own, at least. Ours."""


def standing_of() -> Standing:
    """Give how a pipe stands before it has begun."""
    return Standing(Source.PIPE, "standard input")


async def follow(session: Session, stream: BinaryIO) -> None:
    """Show what comes until it ends; what is no feed, or ends in the middle, is said on the screen."""
    standing = session.standing
    try:
        opened = await asyncio.to_thread(opening_of, stream)
        session.open(site_of_run(opened.site), opened.run_id)
        standing.is_up, standing.caveat = True, opened.caveat
        await _steps(session, stream)
        standing.is_over = True
    except (LinkError, WireError) as error:
        standing.trouble = f"standard input: {error}"
    standing.speed = 0.0
    session.stir()


async def _steps(session: Session, stream: BinaryIO) -> None:
    steps, loop = steps_from(stream), asyncio.get_running_loop()
    before, began = session.now, loop.time()
    while True:
        step: Step | None = await asyncio.to_thread(next, steps, None)
        if step is None:
            return
        await fold(session, step.entries, step.until)
        if not step.is_past:
            passed = loop.time() - began
            session.standing.speed = round((step.until - before) / 1_000_000 / passed, 1) if passed > AT_ONCE_MAX else 1
        before, began = step.until, loop.time()
