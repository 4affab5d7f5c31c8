"""A broker that is somebody else's program: started as our child, and never left behind.

Knows how to start, hear and end a program; which program and with what files is in ``mosquitto`` and ``rabbitmq``.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import KW_ONLY, dataclass, field

from premises.errors import LinkError

READY_WITHIN_S = 90.0
"""RabbitMQ takes 11 to 15 s on two cores. Ours."""

STOP_WITHIN_S = 15.0
"""How long a program may take to end when asked to; then it is killed. Ours."""

LINE_SIZE_MAX = 1 << 16
"""Octets in one line of what a program says. Ours."""

_PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, and how to know that it listens."""

    name: str
    command: tuple[str, ...]
    ready: str
    """What a line of its output contains once it listens."""
    _: KW_ONLY
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to ours."""
    account: str | None = None
    """The user to run it as; None for our own."""
    worth_hearing: bool = True
    """Whether what it says once it listens goes to our standard error."""


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start ``program`` and wait until it listens; end it and all it started on leaving.

    It dies with this process, even by kill -9. LinkError, with its last words, when it does not come up.
    """
    libc = ctypes.CDLL(None)
    process = await asyncio.create_subprocess_exec(
        *program.command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **program.environment},
        limit=LINE_SIZE_MAX,
        # A group of its own, so that a program of several processes is ended whole.
        start_new_session=True,
        user=program.account,
        group=program.account,
        extra_groups=[] if program.account else None,
        preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM),
    )
    assert process.stdout is not None, "its output was asked for"
    try:
        await _until_ready(program, process.stdout)
        forwarding = asyncio.create_task(_forward(program, process.stdout))
        try:
            yield process
        finally:
            forwarding.cancel()
            await asyncio.gather(forwarding, return_exceptions=True)
    finally:
        await _end(process)


async def _until_ready(program: Program, output: asyncio.StreamReader) -> None:
    last = "it said nothing"
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            async for line in output:
                last = line.decode(errors="replace").strip() or last
                if program.ready in last:
                    return
    except TimeoutError:
        raise LinkError(f"{program.name} does not listen after {READY_WITHIN_S:g} s: {last}") from None
    raise LinkError(f"{program.name} ended: {last}")


async def _forward(program: Program, output: asyncio.StreamReader) -> None:
    async for line in output:
        if program.worth_hearing:
            sys.stderr.write(f"{program.name}: {line.decode(errors='replace').rstrip()}\n")


async def _end(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            return
