"""A premises brought up by the real command, heard from the air, and its processes killed: for the live tests.

Every process that is killed is one that the premises itself says it has; nothing is looked for by its name.
"""

import asyncio
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from lab.live.run_directory import Running
from premises.errors import LinkError
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.runtime.clock import LoopWall
from premises.runtime.link import Arrival, Connection
from premises.runtime.mqtt import mqtt_link
from premises.runtime.process import run_of
from premises.wire.codec import decode
from premises.wire.envelope import Envelope, Presence
from premises.wire.field.air_bytes import AddressBook, Heard, Hop, from_octets
from premises.wire.message import Message
from premises.wire.picture import Picture
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR, VIEWER, Topics

BROKER = Name("broker")
B1 = Name("b1")

DONE, FAILED, USAGE, STALLED = 0, 1, 2, 3
"""Exit codes, by rule 31."""

WITHIN_S = 60.0
"""Seconds of wall for whatever takes a second on a machine that has time."""

LOOK_EVERY_S = 0.05

DOWN_WITHIN_S = 20.0

PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def premises(folder: Path, *words: str | Path, within_s: float = WITHIN_S) -> subprocess.CompletedProcess[str]:
    """Run one ``premises`` command in ``folder``, as a person would, and wait for its end."""
    command = [sys.executable, "-m", "lab", *map(str, words)]
    # Wide, so that no line is folded, and without colours.
    environment = {**os.environ, "COLUMNS": "400", "TERM": "dumb"}
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=nothing, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            out, said = process.communicate(timeout=within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            out, said = process.communicate()
            raise AssertionError(f"`premises {words[0]}` still runs after {within_s:g} s: {out}{said}") from None
    return subprocess.CompletedProcess(command, process.returncode, out, said)


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    """Give the one line that was said; fail when it was more, or a traceback."""
    assert done.stderr.count("\n") == 1, f"{done.args}: {done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def row_of(shown: subprocess.CompletedProcess[str], who: str) -> str:
    """Give the row of one participant in what ``status`` printed."""
    return next(line for line in shown.stdout.splitlines() if line.split()[:1] == [who])


def running_in(folder: Path, called: str) -> Running:
    """Give what the premises ``called`` says of itself."""
    return Running(**json.loads((folder / ".premises" / f"{called}.json").read_text(encoding="utf-8")))


@contextmanager
def up(folder: Path, *words: str | Path, called: str = "flat-14") -> Iterator[Running]:
    """Bring a premises up with ``premises up`` and these flags, and leave no process of it behind.

    It is told to end when the tests end, even by kill -9.
    """
    libc = ctypes.CDLL(None)
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "lab", "up", *map(str, words)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # It asks the kernel for one thing, and no test starts a thread.
        preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - see above
    )
    with supervisor:
        try:
            _wait_until_up(supervisor)
            yield running_in(folder, called)
        finally:
            supervisor.send_signal(signal.SIGCONT)
            supervisor.terminate()
            try:
                supervisor.wait(DOWN_WITHIN_S)
            except subprocess.TimeoutExpired:
                supervisor.kill()


def _wait_until_up(supervisor: "subprocess.Popen[bytes]") -> None:
    assert supervisor.stderr is not None, "it was asked for"
    give_up_at, said = time.monotonic() + 2 * WITHIN_S, b""
    while b" is up at " not in said:
        left = max(0.0, give_up_at - time.monotonic())
        more = os.read(supervisor.stderr.fileno(), 4096) if select.select([supervisor.stderr], [], [], left)[0] else b""
        assert more, f"the premises is not up: {said.decode()}"
        said += more


class Census:
    """Every process that a premises ever had, each by a descriptor, as its number may go to another one."""

    def __init__(self) -> None:
        self._ends: dict[int, int] = {}

    def add(self, pids: Iterable[int]) -> None:
        """Watch these processes too; one that has gone already needs no watching."""
        for pid in pids:
            if pid not in self._ends:
                with suppress(ProcessLookupError):
                    self._ends[pid] = os.pidfd_open(pid)

    def left(self, *, within_s: float = 0.0) -> list[int]:
        """Give those that have not ended ``within_s`` from now."""
        give_up_at = time.monotonic() + within_s
        return [pid for pid, end in self._ends.items() if not _ends_by(end, give_up_at)]

    def close(self) -> None:
        """Watch no longer."""
        for end in self._ends.values():
            os.close(end)


@contextmanager
def census() -> Iterator[Census]:
    """Give a census for the block."""
    held = Census()
    try:
        yield held
    finally:
        held.close()


def _ends_by(end: int, moment: float) -> bool:
    return bool(select.select([end], [], [], max(0.0, moment - time.monotonic()))[0])


@dataclass
class Observer:
    """What is said on the air of one premises, and every picture: heard as its viewer, through losses of the broker."""

    site: Site
    book: AddressBook
    topics: Topics
    connection: Connection
    envelopes: list[Envelope] = field(default_factory=list)
    """In the order in which they came."""
    frames: list[Heard] = field(default_factory=list)
    """What each envelope carries."""
    pictures: dict[Name, Picture] = field(default_factory=dict)
    present: dict[Name, bool] = field(default_factory=dict)
    offsets: dict[type[Message], int] = field(default_factory=dict)
    """The newest offset of each kind of message that is about one."""
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, holds: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
        """Wait until ``holds``, asking after each arrival; fail, saying ``what`` was waited for, otherwise."""
        give_up_at = asyncio.get_running_loop().time() + within_s
        while not holds():
            self.stirred.clear()
            try:
                await asyncio.wait_for(self.stirred.wait(), give_up_at - asyncio.get_running_loop().time())
            except TimeoutError:
                raise AssertionError(f"not within {within_s:g} s: {what}; {self.present}, {self.pictures}") from None

    def expect_again(self, who: Name) -> None:
        """Take one process, or with the broker everybody, not to be there until it says so again."""
        for name in self.present:
            self.present[name] = self.present[name] and BROKER != who != name

    async def until_back(self, who: Name) -> None:
        """Wait until a process that was killed is there again, and everybody else with it."""
        await self.until(lambda: self.connection.stands and all(self.present.values()), f"{who} is back")

    def opened(self) -> None:
        """Begin to listen again; who is there is said again by themselves."""
        self.stirred.set()

    def lost(self, error: LinkError) -> None:
        """Know nobody to be there."""
        self.present = dict.fromkeys(self.present, False)
        self.stirred.set()

    def take(self, arrival: Arrival) -> None:
        """Take one arrival."""
        if arrival.topic.startswith(self.topics.air_all().removesuffix("#")):
            self._take_envelope(decode(Envelope, arrival.payload))
        elif arrival.topic.endswith("/presence") and arrival.payload:
            presence = decode(Presence, arrival.payload)
            self.present[presence.who] = presence.here
        elif arrival.payload:
            picture = decode(Picture, arrival.payload)
            self.pictures[picture.who] = picture
        self.stirred.set()

    def _take_envelope(self, envelope: Envelope) -> None:
        plans = {(plan.name, *sorted(plan.ends)): plan for plan in link_plans(self.site)}
        plan = plans[envelope.link, *sorted((envelope.source, envelope.target))]
        hop = Hop(envelope.source, envelope.target)
        heard = from_octets(envelope.octets, plan.medium, hop, self.book)
        self.envelopes.append(envelope)
        self.frames.append(heard)
        offset = getattr(heard.frame.message, "offset", None)
        if isinstance(offset, int):
            self.offsets[type(heard.frame.message)] = offset


@asynccontextmanager
async def observing(running: Running) -> AsyncIterator[Observer]:
    """Listen to a premises as its viewer while the block runs."""
    site = site_of_run(running.files.site.read_text(encoding="utf-8"))
    topics = Topics(running.premises)
    names = (CONDUCTOR, DCC, HUB, *devices(site))
    retained = [topic for who in names for topic in (topics.picture(who), topics.presence(who))]
    connection = Connection(mqtt_link(running.address(VIEWER)), (topics.air_all(), *retained), None, LoopWall())
    run = await run_of(mqtt_link(running.address(VIEWER)), topics, LoopWall(), lambda _: None)
    observer = Observer(site, address_book(site, run.seed), topics, connection, present=dict.fromkeys(names, False))
    keeping = asyncio.create_task(connection.keep(observer.opened, observer.take, observer.lost))
    try:
        yield observer
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until ``holds``; fail after WITHIN_S, saying ``what`` was waited for."""
    give_up_at = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < give_up_at, f"not within {WITHIN_S:g} s: {what}"
        time.sleep(LOOK_EVERY_S)
