"""A live run folded from the batches of notes on the air is the one folded from its run file, as far as both go."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from premises.errors import LinkError
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.package import Stage
from premises.journey.run_file import read_run
from premises.runtime.clock import LoopWall
from premises.runtime.link import Arrival, Connection
from premises.runtime.mqtt import mqtt_link
from premises.wire.codec import decode
from premises.wire.envelope import NoteBatch
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import site_of_run
from premises.wire.topics import VIEWER, Topics
from tests.journey.fold.pages import folded
from tests.journey.fold.stories import reading
from tests.live.premises_under_test import DONE, WITHIN_S, premises, up

pytestmark = pytest.mark.live

CALLED = "heard"
SITE = """
name = "heard"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0

[bridges.b2]
ppmid_variant = "B2"
eui = "90-B3-D5-1F-30-B2-00-01"
image_type = 0x0284
behind = "b1"
reboot_s = 1.0

[links]
wan = { latency_ms = 100.0, jitter_ms = 10.0 }
han = { latency_ms = 40.0, jitter_ms = 5.0, loss = 0.05 }
althan = { latency_ms = 50.0, jitter_ms = 5.0, loss = 0.05 }
"""


@dataclass
class Listener:
    """Everybody's batches as they come, folded at once."""

    journey: Journey = field(default_factory=Journey)
    heard: list[Entry] = field(default_factory=list)
    batches: dict[tuple[Name, int], list[int]] = field(default_factory=dict)
    """Their numbers, by participant and boot."""
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, arrival: Arrival) -> None:
        """Take one batch."""
        batch = decode(NoteBatch, arrival.payload)
        self.batches.setdefault((batch.who, batch.boot), []).append(batch.number)
        self.heard += batch.entries
        self.journey.take_all(batch.entries)
        self.stirred.set()

    def lost(self, error: LinkError) -> None:
        """Fail: what was said meanwhile would be missing."""
        raise AssertionError(f"the broker is gone: {error}")


async def test_a_live_feed_folds_to_what_its_run_file_folds_to(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    image = ("--for", "b2", "--size", "2000", "--site", "site.toml")
    assert premises(tmp_path, "image", "make", "b2.ota", *image).returncode == DONE
    listener = Listener()
    with up(tmp_path, "--site", "site.toml", "--speed", "4", called=CALLED) as running:
        layout = layout_of(site_of_run(running.files.site.read_text(encoding="utf-8")))
        topics = Topics(running.premises)
        connection = Connection(mqtt_link(running.address(VIEWER)), (topics.notes_all(),), None, LoopWall())
        keeping = asyncio.create_task(connection.keep(listener.opened.set, listener.take, listener.lost))
        await asyncio.wait_for(listener.opened.wait(), WITHIN_S)
        sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b2", "--file", "b2.ota")
        async with asyncio.timeout(WITHIN_S):
            while [each.stage for each in reading(listener.journey, layout).packages] != [Stage.REPORTED]:
                listener.stirred.clear()
                await listener.stirred.wait()
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
    run = read_run(running.files.record)
    heard = {(entry.who, entry.boot, entry.number) for entry in listener.heard}
    recorded = [entry for entry in run.entries if (entry.who, entry.boot, entry.number) in heard]

    assert sent.returncode == DONE
    assert all(numbers == list(range(numbers[0], numbers[-1] + 1)) for numbers in listener.batches.values())
    assert len(recorded) == len(listener.heard) > 500
    assert listener.journey == folded(recorded)
    assert reading(listener.journey, layout) == reading(folded(recorded), layout)
    assert any(hop.lost for hop in listener.journey.hops.values())
    # And all of the file is a later moment of the same run.
    assert [each.stage for each in reading(folded(run.entries), layout).packages] == [Stage.REPORTED]
