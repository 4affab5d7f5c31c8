"""A premises under test over real processes: a ``Ground`` in real time, at the premises' own speed.

A thread with an event loop of its own brings the premises up, plays the Supplier, hears every note and takes all of it
down (``stage``). The test's calls block; what the premises ended of is raised by the call that finds it so.
Several may be up at once, each in a folder of its own.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from lab.live.forked import forked
from lab.live.lineup import Choices
from lab.live.run_directory import Running, find_running
from lab.live.supervisor import Spawn
from lab.testing.ground import HEARD_MAX, Heard
from lab.testing.live.stage import Play, Stage
from premises.errors import LinkError, PremisesError
from premises.identity import Name
from premises.quantity import ORIGIN, Instant
from premises.runtime.looking.here import NotRunningError
from premises.wire.duis.messages import ServiceRequest
from premises.wire.fault import FaultSpec
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.site import Site

LOOK_EVERY_S = 0.02
"""Seconds of wall between two times that a test's condition is asked when nothing comes. Ours."""

UP_WITHIN_S = 90.0
"""Seconds of wall in which a premises must be up, and heard. Ours."""

CAUGHT_UP_WITHIN_S = 3.0
"""Seconds of wall for which whoever asks for notes waits until everybody has said theirs. Ours."""

SHOWN_WITHIN_S = 0.4
"""Seconds of wall in which everybody shows what has changed: they publish four times a second. Ours."""

CALL_WITHIN_S = 30.0
"""Seconds of wall in which what a test orders must be done. Ours."""

DOWN_WITHIN_S = 60.0
"""Seconds of wall in which a premises must be down; what is left of it is killed then. Ours."""


@contextmanager
def live_ground(site: Site, choices: Choices, home: Path, spawn: Spawn = forked) -> Iterator["LiveGround"]:
    """Bring a premises up for the block, its files in the folder ``home``, and leave no process of it behind.

    PremisesError with what kept it from coming up, or with what it ended of when no call has said so.
    """
    ground = LiveGround(Play(site, choices, home, spawn))
    with futures.ThreadPoolExecutor(1, f"premises-{site.name}") as thread:
        try:
            ground.begin(thread)
            yield ground
        finally:
            ground.end()


class LiveGround:
    """A ``Ground``; ``live_ground`` begins and ends it."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._stirred = threading.Event()
        self._stage = Stage(play, self._stirred.set)
        self._held: futures.Future[None] = futures.Future()
        self._heard: list[Heard] = []
        self._is_playing, self._has_said = False, False
        self._did_at, self._did_at_s = ORIGIN, 0.0

    @property
    def now(self) -> Instant:
        assert self._stage.clock is not None, "it is up, so its clock is known"
        return self._stage.clock.now()

    @property
    def pictures(self) -> Mapping[Name, Picture]:
        """What everyone shows of itself, as new as what the test did last; while time is let pass, as it comes."""
        if not self._is_playing:
            shown_at = self._did_at_s + SHOWN_WITHIN_S
            self._wait(lambda: self._held.done() or time.monotonic() >= shown_at, SHOWN_WITHIN_S)
        return MappingProxyType(self._stage.pictures)

    @property
    def heard(self) -> Sequence[Heard]:
        coming, now = self._stage.coming, self.now
        while coming and coming[0].due <= now:
            answer = coming.popleft()
            since = self._heard[-1].at if self._heard else answer.due
            self._heard.append(Heard(max(since, answer.due), answer.message))
        if len(self._heard) > HEARD_MAX:
            raise PremisesError(f"{len(self._heard)} messages to the Supplier: expected at most {HEARD_MAX}")
        return self._heard

    @property
    def entries(self) -> Sequence[Entry]:
        """Every note up to what the test did last, for which it waits; while time is let pass, every one that came."""
        if not self._is_playing:
            did_at = self._did_at
            self._wait(lambda: self._held.done() or (self._stage.noted_until or 0) >= did_at, CAUGHT_UP_WITHIN_S)
        return self._stage.entries

    @property
    def is_still(self) -> bool:
        return False

    @property
    def running(self) -> Running:
        """What runs now: its processes, and where its files are."""
        return find_running(self._play.site.name, self._play.home)

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed; everybody has heard of it when this returns."""
        self._do(self._stage.order(faults))

    def send(self, request: ServiceRequest) -> None:
        self._do(self._stage.send(request))

    def run(self, until: Instant, stop: Callable[[], bool]) -> bool:
        self._is_playing = True
        try:
            while not stop():
                self._check()
                if self.now >= until:
                    return False
                self._stirred.wait(LOOK_EVERY_S)
                self._stirred.clear()
        finally:
            self._is_playing = False
            self._mark()
        return True

    def begin(self, thread: futures.Executor) -> None:
        """Bring it up in ``thread``, and wait until it is."""
        self._held = thread.submit(asyncio.run, self._stage.hold_up())
        self._held.add_done_callback(lambda _: self._stirred.set())
        if not self._wait(lambda: self._held.done() or self._stage.is_up, UP_WITHIN_S):
            raise PremisesError(f"premises {self._play.site.name} is not up within {UP_WITHIN_S:g} s")
        if self._held.done():
            self._has_said = True
            self._held.result()
        self._mark()

    def end(self) -> None:
        """Take it down, and raise what it has ended of unless that was said."""
        self._wait(lambda: self._held.done() or self._stage.loop is not None, CALL_WITHIN_S)
        # Without a loop any more there is nobody to tell.
        with suppress(RuntimeError):
            if self._stage.loop is not None:
                self._stage.loop.call_soon_threadsafe(self._stage.stop.set)
        futures.wait([self._held], DOWN_WITHIN_S)
        if not self._held.done():
            self._kill()
        if not self._has_said:
            self._check()

    def _check(self) -> None:
        """Raise why the premises is gone, if it is."""
        error = self._held.exception() if self._held.done() else None
        if error is not None:
            self._has_said = True
            raise PremisesError(f"the premises under test is gone: {error}") from error

    def _kill(self) -> None:
        with suppress(NotRunningError):
            for pid in self.running.processes.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _wait(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Wait until ``holds``, and say whether it does."""
        give_up_at = time.monotonic() + within_s
        while not holds():
            if time.monotonic() > give_up_at:
                return False
            self._stirred.wait(LOOK_EVERY_S)
            self._stirred.clear()
        return True

    def _do(self, work: Coroutine[None, None, None]) -> None:
        """Have the loop do ``work``, or raise its error."""
        if self._held.done():
            work.close()
            self._check()
        assert self._stage.loop is not None, "it is up, so its loop runs"
        done = asyncio.run_coroutine_threadsafe(work, self._stage.loop)
        futures.wait([done, self._held], CALL_WITHIN_S, futures.FIRST_COMPLETED)
        if not done.done():
            done.cancel()
            self._check()
            raise LinkError(f"premises {self._play.site.name} did not do it within {CALL_WITHIN_S:g} s")
        done.result()
        self._mark()

    def _mark(self) -> None:
        """Remember when the test did something: what came of it by then it may ask for."""
        self._did_at, self._did_at_s = self.now, time.monotonic()
