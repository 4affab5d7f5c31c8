"""The process of a virtual world: an order goes out as a line, its notes and its answer come back."""

import asyncio
import shlex
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress

from premises.errors import LinkError, UsageError, WireError
from premises.journey.played.pipe import LENGTH, LETTER, headed, ordered
from premises.quantity import Instant
from premises.wire.codec import decode
from premises.wire.envelope import NoteBatch
from premises.wire.feed.pipe import PipeAnswer, PipeClock, PipeOpened, PipeWord
from premises.wire.notes.vocabulary import Entry

STOP_WITHIN_S = 2.0
"""Seconds of wall in which one that was told to end must have, before it is killed. Ours."""

SAID_MAX = 4_096
"""Octets of what it complained that are kept, the newest. Ours."""

Take = Callable[[Sequence[Entry], Instant], None]
"""Takes notes, and the moment up to which they are all there."""


class WorldChild:
    """One process; it has ended when ``close`` returns."""

    def __init__(self, process: Process, take: Take) -> None:
        self._process, self._take = process, take
        self._said = b""
        self._hearing = asyncio.create_task(self._hear())

    @classmethod
    async def begin(cls, words: Sequence[str], take: Take, opened: Callable[[PipeOpened], None]) -> "WorldChild":
        """Start ``words`` and wait until its premises stands; LinkError, one line, when it does not begin."""
        # In a session of its own: Ctrl-C in the terminal is for the screen, which ends it.
        process = await asyncio.create_subprocess_exec(
            *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
        child = cls(process, take)
        try:
            opened(await child._opening())
        except (LinkError, WireError):
            await child.close()
            raise
        return child

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    async def order(self, words: Sequence[str]) -> str:
        """Have it do something, take all that is noted on the way, and give its answer.

        UsageError with its words when it refuses; LinkError when it has died.
        """
        assert self._process.stdin is not None, "it was started with a pipe"
        try:
            self._process.stdin.write(f"{shlex.join(words)}\n".encode())
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise await self._died() from None
        entries: list[Entry] = []
        while True:
            match await self._word():
                case NoteBatch(entries=more):
                    entries += more
                case PipeClock(premises_at=at):
                    self._take(ordered(entries), at)
                    entries = []
                case PipeAnswer(refused=refused, said=said):
                    if refused:
                        raise UsageError(refused)
                    return said
                case _:
                    raise LinkError("the virtual world says what nobody asked for")

    async def close(self) -> None:
        """End it."""
        process = self._process
        if process.stdin is not None:
            process.stdin.close()
        with suppress(ProcessLookupError):
            if process.returncode is None:
                process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        await self._hearing

    async def _opening(self) -> PipeOpened:
        first = await self._word()
        if not isinstance(first, PipeOpened):
            raise LinkError("the virtual world does not say what it tells")
        return first

    async def _word(self) -> PipeWord:
        stream = self._process.stdout
        assert stream is not None, "it was started with a pipe"
        try:
            kind, length = headed(await stream.readexactly(LETTER + LENGTH))
            return decode(kind, await stream.readexactly(length))
        except asyncio.IncompleteReadError:
            raise await self._died() from None

    async def _died(self) -> LinkError:
        code = await self._process.wait()
        await self._hearing
        lines = self._said.decode("utf-8", "replace").strip().splitlines()
        why = lines[-1].removeprefix("premises: ") if lines else f"code {code}"
        return LinkError(f"the virtual world ended: {why}")

    async def _hear(self) -> None:
        stream = self._process.stderr
        assert stream is not None, "it was started with a pipe"
        while octets := await stream.read(SAID_MAX):
            self._said = (self._said + octets)[-SAID_MAX:]
