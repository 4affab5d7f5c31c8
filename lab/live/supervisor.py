"""Brings up the processes of a live premises, starts again whichever dies, and takes them all down.

Every process watches its standard input, a pipe from here: when the supervisor is gone, however it went, so are they.
It reads nothing of what they say to each other. How a process is started is a ``Spawn``: a new interpreter, or a fork
(``lab.live.forked``).
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, Protocol

from lab.live.run_directory import RunDirectory, Running, forget_running, save_running
from premises.errors import LinkError, PremisesError
from premises.identity import Name
from premises.runtime.process import EXIT_USAGE

READY_WITHIN_S = 30.0
"""Seconds of wall in which the broker must say that it listens. Ours."""

STOP_WITHIN_S = 5.0
"""Seconds of wall in which a process must end when told to, before it is killed. Ours."""

RESTARTS_MAX = 30
"""Restarts of one process in RESTART_WINDOW_S before the whole premises is given up. Ours."""

RESTART_WINDOW_S = 60.0
RESTART_AFTER_S = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """One process of a premises."""

    who: str
    arguments: tuple[str, ...]
    """After the interpreter: ``-m``, the module, its flags."""
    environment: tuple[tuple[str, str], ...] = ()
    says_ready: bool = False
    """Whether it prints one line when it is ready, which must be waited for."""


class Child(Protocol):
    """A process that was started, in a session of its own."""

    stdout: asyncio.StreamReader | None
    """What it prints; None where that is thrown away."""

    @property
    def pid(self) -> int:
        """Its process identifier."""

    @property
    def returncode(self) -> int | None:
        """Its exit code, below 0 the signal that ended it; None while it is not known to have ended."""

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit code; any number may wait."""

    def terminate(self) -> None:
        """Send SIGTERM; ProcessLookupError when it has ended."""

    def kill(self) -> None:
        """Send SIGKILL; ProcessLookupError when it has ended."""


class Spawn(Protocol):
    """A way to start processes."""

    async def __call__(self, part: Part, log: Path) -> Child:
        """Start one: standard input a pipe that this process holds, standard error added to the file ``log``."""


class Supervisor:
    """The processes of one premises; ``run`` brings them up and keeps them up until it is told to stop."""

    def __init__(self, running: Running, say: Callable[[str], None], spawn: Spawn) -> None:
        self._running = running
        self._files: RunDirectory = running.files
        self._say, self._spawn = say, spawn
        self._children: dict[str, Child] = {}
        self._starts: dict[str, list[float]] = {}

    async def start(self, part: Part) -> str:
        """Start one process; give its ready line, or nothing when it says none. LinkError when it does not come up."""
        child = await self._started(part)
        if not part.says_ready:
            return ""
        assert child.stdout is not None, "what says it is ready is heard"
        line = b""
        with suppress(TimeoutError):
            line = await asyncio.wait_for(child.stdout.readline(), READY_WITHIN_S)
        if not line:
            # One that has ended is first heard of as such: to end it again would make asyncio lose its exit code.
            with suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
            raise LinkError(f"{part.who} did not come up: {self._last_words(part.who)}")
        return line.decode().strip()

    async def keep(self, part: Part) -> NoReturn:
        """Start a started process again whenever it dies, until cancelled.

        PremisesError when that does not help: it dies before the premises was up, by its own settings, or too often.
        """
        while True:
            code = await self._children[part.who].wait()
            if not self._running.ready or code == EXIT_USAGE:
                raise PremisesError(f"{part.who} did not come up (code {code}): {self._last_words(part.who)}")
            if self._is_hopeless(part.who):
                raise PremisesError(f"{part.who} keeps ending (code {code}): {self._last_words(part.who)}")
            self._say(f"{part.who} ended with code {code}: starting it again")
            await asyncio.sleep(RESTART_AFTER_S)
            await self.start(part)

    async def stop(self) -> None:
        """End every process, the last one started first; kill what does not end in time."""
        for child in reversed(self._children.values()):
            if child.returncode is not None:
                continue
            with suppress(ProcessLookupError):
                child.terminate()
            try:
                await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        forget_running(self._running.premises, self._files.home)

    def publish(self, *, broker: str | None = None, duis: str | None = None, ready: bool | None = None) -> None:
        """Say what runs, so that the other commands find it."""
        now = self._running
        self._running = replace(
            now,
            broker=now.broker if broker is None else broker,
            duis=now.duis if duis is None else duis,
            ready=now.ready if ready is None else ready,
            processes={who: child.pid for who, child in self._children.items()},
        )
        save_running(self._running, self._files.home)

    @property
    def running(self) -> Running:
        """What is known of this premises."""
        return self._running

    async def _started(self, part: Part) -> Child:
        log = self._files.log(part.who)
        log.parent.mkdir(parents=True, exist_ok=True)
        self._starts.setdefault(part.who, []).append(asyncio.get_running_loop().time())
        child = await self._spawn(part, log)
        self._children[part.who] = child
        self.publish()
        return child

    def _is_hopeless(self, who: str) -> bool:
        now = asyncio.get_running_loop().time()
        return sum(now - start < RESTART_WINDOW_S for start in self._starts[who]) > RESTARTS_MAX

    def _last_words(self, who: str) -> str:
        try:
            lines = self._files.log(who).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1] if lines else f"it said nothing; see {self._files.log(Name(who))}"


async def executed(part: Part, log: Path) -> Child:
    """Start a process as a new interpreter; a ``Spawn``."""
    with log.open("ab") as file:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *part.arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE if part.says_ready else asyncio.subprocess.DEVNULL,
            stderr=file,
            env={**os.environ, **dict(part.environment)},
            start_new_session=True,
        )
