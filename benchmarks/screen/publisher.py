"""``python -m benchmarks.screen.publisher``: says notes over MQTT as participants do, at the rate that it is told.

A connection for each participant, a batch four times a second, each at a moment of its own within the quarter. The
rate comes on standard input, a number a line, and it ends with that. It says ``ready`` when the clock stands there.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.screen.story import AT_S, Again, told
from broker.access import Access, load
from premises.identity import Name
from premises.journey.notebook import BATCH_NOTES_MAX
from premises.quantity import Instant, seconds
from premises.runtime.clock import boot_id_of_this_machine
from premises.runtime.link import Link
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.runtime.process import select_loop
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock, NoteBatch
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR, Topics

TICK_S = 0.25
"""Seconds of wall between two batches of a participant. Source: docs/protocol.md, notes."""


class Publisher:
    """All participants of one premises, in one process."""

    def __init__(self, access: Access, links: dict[Name, Link]) -> None:
        self._topics, self._links = Topics(access.premises), links
        self._again = Again(told())
        self._waiting: dict[Name, list[Entry]] = {who: [] for who in links}
        self._batches = dict.fromkeys(links, 0)
        self.rate = 0.0

    def begin(self) -> None:
        """Let the clock of the premises run, from the busy moment on."""
        self._began = time.monotonic_ns() // 1000
        self._at = int(seconds(AT_S))
        clock = Clock(ENVELOPE_VERSION, boot_id_of_this_machine(), self._began, Instant(self._at), 1.0, 1)
        self._links[CONDUCTOR].publish(self._topics.clock(), encode(clock), retain=True)

    async def run(self) -> None:
        """Say notes, participant by participant, for as long as it may."""
        turns = list(self._links)
        while True:
            for who in turns:
                await asyncio.sleep(TICK_S / len(turns))
                self._note()
                self._say(who)

    def _note(self) -> None:
        now = seconds(AT_S) + time.monotonic_ns() // 1000 - self._began
        if self.rate:
            for entry in self._again.between(Instant(self._at), Instant(now), self.rate):
                self._waiting[entry.who].append(entry)
        self._at = now

    def _say(self, who: Name) -> None:
        waiting, self._waiting[who] = self._waiting[who], []
        for first in range(0, len(waiting), BATCH_NOTES_MAX):
            entries = tuple(waiting[first : first + BATCH_NOTES_MAX])
            batch = NoteBatch(ENVELOPE_VERSION, who, 1, self._batches[who], entries)
            self._batches[who] += 1
            self._links[who].publish(self._topics.notes(who), encode(batch))


async def main(argv: Sequence[str]) -> None:
    """Say notes until standard input ends."""
    access, port = load(Path(argv[0])), int(argv[1])
    async with AsyncExitStack() as stack:
        links = {}
        for who in (CONDUCTOR, *access.participants):
            address = BrokerAddress("127.0.0.1", port, who, access.passwords[who])
            links[who] = await stack.enter_async_context(mqtt_link(address)([]))
        publisher = Publisher(access, links)
        publisher.begin()
        await links[CONDUCTOR].flush()
        print("ready", flush=True)
        running = asyncio.create_task(publisher.run())
        while line := await asyncio.to_thread(sys.stdin.readline):
            publisher.rate = float(line)
        running.cancel()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=select_loop) as runner:
        runner.run(main(sys.argv[1:]))
