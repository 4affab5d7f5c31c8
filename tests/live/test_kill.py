"""kill -9 of every process of a premises in mid-download: the update goes on, and no number is ever used twice.

What is judged is what a viewer heard on the air, joined with the run file: notes of a killed process may be lost.
"""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from lab.images import make_image
from lab.live.window import open_window
from lab.sending.updating import send_update
from lab.story.verdict import SUCCESS
from premises.identity import Name
from premises.journey.run_file import RunFile, read_run
from premises.quantity import Instant
from premises.wire.envelope import Envelope
from premises.wire.field.wan import ChunkRequest
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.message import Message
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, SUPPLIER
from premises.wire.topics import CONDUCTOR
from tests.live.premises_under_test import (
    B1,
    BROKER,
    DONE,
    DOWN_WITHIN_S,
    Census,
    Observer,
    census,
    observing,
    premises,
    running_in,
    up,
)

pytestmark = [pytest.mark.live, pytest.mark.quiet]

PROCESSES = (BROKER, CONDUCTOR, DCC, HUB, B1)
KILLS = 20
SIZE, SIZE_SMALL = 32 * 1024, 16 * 1024
SPEED = 8
UPDATES_MAX = 20
UPDATE_WITHIN_S = 180.0

SITE = """
name = "killed"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 2.0
query_every_s = 30.0
start_delay_max_s = 3.0
# Long enough that only a frame that is lost is asked for again, however busy this machine is.
retry_after_s = 10.0

[links]
wan = { latency_ms = 400.0, jitter_ms = 100.0 }
# Slow enough on the wall that a busy machine need not slow the clock down.
han = { latency_ms = 60.0, jitter_ms = 10.0, loss = 0.0 }
"""
FIRST_VERSION = 0x0001_0000


@dataclass
class Campaign:
    """Updates of one premises, one after another, and the processes killed meanwhile."""

    folder: Path
    observer: Observer
    chance: Random
    victims: list[Name]
    """Still to be killed, the next one first."""
    size: int
    """Octets of each image."""
    killed: Counter[Name] = field(default_factory=Counter)
    processes: Census = field(default_factory=Census)
    began: list[Instant] = field(default_factory=list)
    """When each update was asked for."""
    version: int = FIRST_VERSION

    async def update(self) -> None:
        """Send one image, kill whom it is the turn of while it travels, and see it run and known to run."""
        self.version += 1
        image = make_image(0x0184, self.version, self.size, manufacturer=0xA170)
        self.observer.offsets.clear()
        async with open_window(running_in(self.folder, "killed"), SUPPLIER) as window:
            request_id = await send_update(window, image, ["b1"])
            self.began.append(window.clock.now())
        while self.victims and await self._kill_next():
            pass
        await self.observer.until(lambda: self._is_known(request_id), f"success of {request_id}", UPDATE_WITHIN_S)

    async def _kill_next(self) -> bool:
        """Kill the next victim at a random moment of the transfer or the download; False when that is too late."""
        who, offsets = self.victims[0], self.observer.offsets
        on_the_way: type[Message] = ImageBlockRequest
        if who != B1 and ImageBlockRequest not in offsets and self.chance.random() < 0.5:
            on_the_way = ChunkRequest
        at = offsets.get(on_the_way, 0) + self.chance.randrange(self.size // 4)
        await self.observer.until(
            lambda: offsets.get(on_the_way, -1) >= at or self._is_downloaded(), f"{on_the_way.__name__} of {at}"
        )
        if self._is_downloaded():
            return False
        # Not in order to wait for anything: the moment itself is drawn.
        await asyncio.sleep(self.chance.uniform(0.0, 0.02))
        self.victims.pop(0)
        await self.kill(who)
        return True

    async def kill(self, who: Name) -> None:
        """Kill one process that the premises says it has, and wait until its successor has shown itself."""
        processes = running_in(self.folder, "killed").processes
        self.processes.add(processes.values())
        self.observer.expect_again(who)
        os.kill(processes[who], signal.SIGKILL)
        self.killed[who] += 1
        await self.observer.until_back(who)

    def _is_downloaded(self) -> bool:
        return self.observer.offsets.get(ImageBlockRequest, 0) >= self.size * 9 // 10

    def _is_known(self, request_id: str) -> bool:
        pictures = self.observer.pictures
        known = [outcome for outcome in pictures[DCC].outcomes if outcome.request_id == request_id]
        return bool(known) and known[0].activation == SUCCESS and pictures[B1].running == self.version


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """What names a flight for ever."""

    source: Name
    boot: int
    link: Name
    target: Name
    sequence: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a flight was."""

    at: Instant
    kind: str
    offset: int


class Evidence:
    """What was heard on the air of one premises, and what its run file says of it."""

    def __init__(self, observer: Observer, entries: Iterable[Entry]) -> None:
        self.heard = [(_name_of(envelope), envelope) for envelope in observer.envelopes]
        self.frames = observer.frames
        self.noted = [
            (Sent(entry.who, entry.boot, entry.note.link, entry.note.target, entry.note.sequence), entry, entry.note)
            for entry in entries
            if isinstance(entry.note, FlightSent)
        ]

    def names_used_twice(self) -> list[Sent]:
        """Give the flights that share their name with another one."""
        said: dict[Sent, set[Said]] = {}
        for (name, envelope), heard in zip(self.heard, self.frames, strict=True):
            message = heard.frame.message
            offset = getattr(message, "offset", -1)
            said.setdefault(name, set()).add(Said(envelope.sent_at, type(message).__name__, offset))
        for name, entry, note in self.noted:
            said.setdefault(name, set()).add(Said(entry.at, note.kind, note.offset))
        several = [name for name, sayings in said.items() if len(sayings) > 1]
        return [*_twice(name for name, _ in self.heard), *_twice(name for name, _, _ in self.noted), *several]

    def counters_used_twice(self) -> list[tuple[Name, int]]:
        """Give the frame counters that two frames of one sender share, whether they were noted or only heard."""
        noted = {name: note.counter for name, _, note in self.noted}
        heard_only = [
            (name.source, counter) for name, counter in self._counters_on_air(noted).items() if name not in noted
        ]
        return _twice([*((name.source, counter) for name, counter in noted.items()), *heard_only])

    def _counters_on_air(self, noted: dict[Sent, int]) -> dict[Sent, int]:
        """Give the counter of each frame that was heard on a radio: a secured frame shows all of it."""
        counters: dict[Sent, int] = {}
        for (name, _), heard in zip(self.heard, self.frames, strict=True):
            if name.link == "han":
                counters[name] = heard.counter
                assert noted.get(name, heard.counter) == heard.counter, f"{name} shows {heard.counter}: {noted[name]}"
        return counters

    def asked_again(self, began: list[Instant]) -> list[int]:
        """Give the offsets that B1 asked for more than once, of each update."""
        asked: dict[Sent, tuple[Instant, int]] = {
            name: (entry.at, note.offset) for name, entry, note in self.noted if note.kind == "ImageBlockRequest"
        }
        for (name, envelope), heard in zip(self.heard, self.frames, strict=True):
            if isinstance(heard.frame.message, ImageBlockRequest):
                asked[name] = envelope.sent_at, heard.frame.message.offset
        offsets = ((sum(start <= at for start in began), offset) for at, offset in asked.values())
        return [offset for _, offset in _twice(offsets)]


async def _campaign(folder: Path, seed: int, victims: list[Name], size: int) -> tuple[Campaign, RunFile]:
    """Kill all of ``victims`` in turn, each in mid-download of some update, and give what came of it."""
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    words = ("--site", folder / "site.toml", "--speed", str(SPEED), "--seed", str(seed))
    with up(folder, *words, called="killed") as running:
        async with observing(running) as observer:
            await observer.until_back(BROKER)
            chance = Random(seed)  # noqa: S311 - drawn from the seed in the test's id
            told = Campaign(folder, observer, chance, victims, size)
            for _ in range(UPDATES_MAX):
                await told.update()
                if not victims:
                    break
        told.processes.add([running.supervisor, *running_in(folder, "killed").processes.values()])
        down = premises(folder, "down")
        assert (down.returncode, victims) == (0, []), down.stderr
    return told, read_run(running.files.record)


def _check(told: Campaign, run: RunFile) -> None:
    """Fail unless the kills were real, cost no more than they may, and left nothing behind."""
    evidence = Evidence(told.observer, run.entries)
    asked_again = evidence.asked_again(told.began)
    lives = {who: max(entry.boot for entry in run.entries if entry.who == who) for who in (CONDUCTOR, DCC, HUB, B1)}
    cut_off = told.killed[B1] + told.killed[HUB] + told.killed[BROKER]

    assert lives == {who: 1 + told.killed[who] for who in lives}
    assert len(asked_again) <= cut_off, f"asked again: {asked_again}, after {told.killed}"
    assert evidence.names_used_twice() == []
    assert evidence.counters_used_twice() == []
    assert run.complete, f"gaps {run.gaps}, dropped {run.dropped}, cut {run.cut}"
    assert told.processes.left(within_s=DOWN_WITHIN_S) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
async def test_a_kill_of_each_process_costs_one_block_at_most_and_no_number_twice(seed: int, tmp_path: Path) -> None:
    victims = Random(seed).sample(PROCESSES, k=len(PROCESSES))  # noqa: S311 - drawn from the seed in the test's id
    told, run = await _campaign(tmp_path, seed, victims, SIZE_SMALL)

    assert told.killed == Counter(PROCESSES)
    _check(told, run)


@pytest.mark.campaign
@pytest.mark.slow
@pytest.mark.parametrize("seed", [101])
@pytest.mark.parametrize("who", PROCESSES)
async def test_twenty_kills_of_a_process_lose_nothing(who: Name, seed: int, tmp_path: Path) -> None:
    told, run = await _campaign(tmp_path, seed, [who] * KILLS, SIZE)

    assert told.killed == {who: KILLS}
    _check(told, run)


def test_nothing_outlives_a_supervisor_that_is_killed_and_up_works_afterwards(tmp_path: Path) -> None:
    with up(tmp_path) as running, census() as processes:
        processes.add(running.processes.values())
        os.kill(running.supervisor, signal.SIGKILL)
        left = processes.left(within_s=DOWN_WITHIN_S)
    commands = [premises(tmp_path, *words) for words in (["up", "--detach"], ["status"], ["down"])]

    assert left == []
    assert list(running.processes) == [BROKER, CONDUCTOR, DCC, HUB, B1]
    assert [done.returncode for done in commands] == [DONE, DONE, DONE]


def _name_of(envelope: Envelope) -> Sent:
    return Sent(envelope.source, envelope.boot, envelope.link, envelope.target, envelope.sequence)


Item = TypeVar("Item", bound=Hashable)


def _twice(items: Iterable[Item]) -> list[Item]:
    return [item for item, times in Counter(items).items() if times > 1]
