"""The frames of a running premises as packets, about a second after they were sent: ``premises capture --follow``.

Asks the conductor, again and again, that frames be kept; hears the notes of everybody as any viewer does, puts them in
order, and hands packets on. Ends with the premises, or when nobody reads what it writes.
"""

import asyncio
import select
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import BinaryIO, Protocol

from lab.capture.capture import Capture, Wanted
from lab.capture.lease import FRAMES_RENEWED
from lab.capture.pcapng import CaptureWriter
from lab.faults.ordering import who_asks
from lab.live.run_directory import Reachable
from lab.watching.outlook import outlook_on
from premises.errors import LinkError
from premises.quantity import NEVER, seconds
from premises.runtime.link import Link
from premises.runtime.looking.feed import Feed
from premises.runtime.looking.view import View, open_view, took_record
from premises.runtime.mqtt import mqtt_link
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, FramesKept, FramesOrder, Run
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR, VIEWER, Topics

TICK = seconds(0.1)
"""Wall time between two looks at what was heard. Ours."""

ANSWERS_WITHIN_S = 10.0
"""Seconds of wall in which the conductor must have frames kept; one that was killed is back in less. Ours."""

ENDS_WITHIN_S = 3.0
"""Seconds of wall in which a premises whose broker is gone must have said in its run file that it ended. Ours."""

_MICROSECONDS = 1_000_000


class Begin(Protocol):
    """Writes the head of a capture, and gives what its packets go to."""

    def __call__(self, capture: Capture, run: Run) -> CaptureWriter:
        """Write it; OSError when nobody takes it."""


async def follow(running: Reachable, stream: BinaryIO, begin: Begin, wanted: Wanted) -> None:
    """Write packets to ``stream`` until the premises ends or nobody reads; cancelled, it writes what it has heard.

    LinkError when the conductor or the broker is silent, OSError when the stream takes nothing more.
    """
    async with _kept(running) as run:
        feed = Feed()
        async with open_view(outlook_on(running), feed) as view:
            # What was kept before anybody followed is in the run file, and no affair of who follows.
            capture = Capture(site_of_run(run.site), run.seed, replace(wanted, since=view.now))
            writer = begin(capture, run)
            try:
                await _listen(view, capture, writer, stream)
            except LinkError:
                await _wait_for_the_end(running, feed)
            finally:
                capture.take(feed.release(NEVER))
                writer.write(capture.rest())


async def _listen(view: View, capture: Capture, writer: CaptureWriter, stream: BinaryIO) -> None:
    while not view.ended and _is_read(stream):
        await view.listen(TICK)
        now = time.monotonic_ns() // 1_000
        if (moment := view.heard_until) is not None:
            capture.take(view.feed.release(moment), now)
            writer.write(capture.packets(now))


async def _wait_for_the_end(running: Reachable, feed: Feed) -> None:
    """Look into the run file for the end of a premises whose broker is gone; LinkError when it has not ended."""
    give_up_at = time.monotonic() + ENDS_WITHIN_S
    while True:
        took_record(running.files.record, feed, time.monotonic_ns() // 1_000)
        if feed.has_stopped(CONDUCTOR):
            return
        if time.monotonic() >= give_up_at:
            raise LinkError(f"the broker of {running.premises} is gone, and the premises has not said that it ended")
        await asyncio.sleep(TICK / _MICROSECONDS)


@asynccontextmanager
async def _kept(running: Reachable) -> AsyncIterator[Run]:
    """Have frames kept while the block runs, and give the run; LinkError when nobody says that they are."""
    topics = Topics(running.premises)
    async with mqtt_link(running.address(VIEWER))([topics.frames(), topics.run()]) as link:
        link.publish(topics.frame_orders(), _order())
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                run = await _run_that_keeps(link, topics)
        except TimeoutError:
            raise LinkError(
                f"the conductor of {running.premises} does not have frames kept within {ANSWERS_WITHIN_S:g} s: "
                "expected it to be there, see `premises status`"
            ) from None
        asking = asyncio.create_task(_ask_again(link, topics))
        try:
            yield run
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)


async def _run_that_keeps(link: Link, topics: Topics) -> Run:
    run, kept = None, False
    while run is None or not kept:
        arrival = await link.next()
        if arrival.payload and arrival.topic == topics.run():
            run = decode(Run, arrival.payload)
        elif arrival.payload and arrival.topic == topics.frames():
            kept = decode(FramesKept, arrival.payload).kept
    return run


async def _ask_again(link: Link, topics: Topics) -> None:
    while True:
        await asyncio.sleep(FRAMES_RENEWED / _MICROSECONDS)
        link.publish(topics.frame_orders(), _order())


def _order() -> bytes:
    return encode(FramesOrder(ENVELOPE_VERSION, who_asks()))


def _is_read(stream: BinaryIO) -> bool:
    """Say whether there is anybody who reads a pipe; a file is always read."""
    poll = select.poll()
    poll.register(stream.fileno(), 0)
    return not any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
