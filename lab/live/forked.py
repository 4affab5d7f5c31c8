"""Processes of a premises that begin as forks of one that has loaded everything: ``forked``, the other ``Spawn``.

Python's own fork server, one for each process that asks: started with the first part, single-threaded, without an
event loop, gone when whoever asked and all parts are. A fork makes itself into what a new interpreter would be, a
session, pipes, environment and arguments of its own, then runs its module as ``python -m`` does. Linux only.
"""

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Light, so that the fork server can load while whoever asks for it does.
    from lab.live.supervisor import Child, Part

PRELOADED = (
    "broker.embedded",
    "broker.process",
    "bridges.process",
    "dcc_adapter.process",
    "hub.process",
    "meters.process",
    "lab.conductor_podium",
    "lab.live.forked",
    "lab.story.scenario",
    "premises.runtime.process",
    "premises.runtime.settings",
)
"""What a fork finds loaded: all that the parts of a premises need, but for the module that each runs as its own."""

END_KNOWN_WITHIN_S = 5.0
"""Seconds of wall in which the fork server must say the exit code of a process that has ended. Ours."""

_STDIN, _STDOUT, _STDERR = 0, 1, 2


def begin_loading() -> None:
    """Have the fork server load PRELOADED, if it has not begun to, and wait for nothing."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([*PRELOADED, *_what_main_loads()])
    forkserver.ensure_running()


async def forked(part: "Part", log: Path) -> "Child":
    """Start a process as a fork; a ``Spawn``. The first one waits until the fork server has loaded PRELOADED."""
    begin_loading()
    flag, module, *flags = part.arguments
    assert flag == "-m", f"a fork runs a module, and {part.who} is started with {flag}"
    context = multiprocessing.get_context("forkserver")
    stdin, our_end = context.Pipe(duplex=False)
    out, stdout = context.Pipe(duplex=False) if part.says_ready else (None, None)
    environment = {**os.environ, **dict(part.environment)}
    process = context.Process(
        target=_become, args=(module, flags, environment, log, (stdin, stdout)), name=part.who, daemon=True
    )
    try:
        process.start()
    finally:
        for theirs in (stdin, stdout):
            if theirs is not None:
                theirs.close()
    return _Forked(process, our_end, None if out is None else await _reader_of(out))


class _Forked:
    """A process that was forked; a ``Child``.

    Its end is known by a descriptor of the process itself: were the fork server killed, its children would live on.
    """

    def __init__(self, process: ForkServerProcess, stdin: Connection, stdout: asyncio.StreamReader | None) -> None:
        assert process.pid is not None, "it was started"
        self.stdout = stdout
        self._process, self._stdin, self._pid = process, stdin, process.pid
        self._ended = asyncio.Event()
        self._code: int | None = None
        self._end = -1
        with suppress(ProcessLookupError):
            self._end = os.pidfd_open(self._pid)
        if self._end < 0:
            self._reap()
        else:
            asyncio.get_running_loop().add_reader(self._end, self._reap)

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def returncode(self) -> int | None:
        return self._code

    async def wait(self) -> int:
        await self._ended.wait()
        assert self._code is not None, "an end has a code"
        return self._code

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._end < 0:
            raise ProcessLookupError(f"process {self._pid} has ended")
        signal.pidfd_send_signal(self._end, number)

    def _reap(self) -> None:
        if self._end >= 0:
            asyncio.get_running_loop().remove_reader(self._end)
            os.close(self._end)
            self._end = -1
        self._process.join(END_KNOWN_WITHIN_S)
        code = self._process.exitcode
        assert code is not None, f"the fork server says nothing of process {self._pid}, which has ended"
        self._code = code
        self._stdin.close()
        self._process.close()
        self._ended.set()


async def _reader_of(out: Connection) -> asyncio.StreamReader:
    """Give what comes out of a pipe, which is closed at its end."""
    reader = asyncio.StreamReader()
    file = os.fdopen(os.dup(out.fileno()), "rb", buffering=0)
    out.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader


def _what_main_loads() -> tuple[str, ...]:
    """Give what the main module of this process is made of, as each fork loads that again: pytest's is a script."""
    return ("pytest",) if "pytest" in sys.modules else ()


def _become(
    module: str,
    flags: list[str],
    environment: dict[str, str],
    log: Path,
    pipes: tuple[Connection, Connection | None],
) -> None:
    """Be the process that ``python -m module`` would be, until its end."""
    os.setsid()
    stdin, stdout = pipes
    os.dup2(stdin.fileno(), _STDIN)
    stdin.close()
    sys.stdin = open(_STDIN, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor, for life
    if stdout is None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDOUT)
        os.close(nowhere)
    else:
        os.dup2(stdout.fileno(), _STDOUT)
        stdout.close()
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(file, _STDERR)
    os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *flags]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
