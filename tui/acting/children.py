"""Acts as child processes: ``python -m lab ...``, each with a time limit, ended well when the screen closes."""

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress

from tui.acting.act import Act, Whereto
from tui.acting.journal import Ending, Entry, Journal, UnderWay

ANSWERS_WITHIN_S = 30.0
"""Seconds of wall in which a command that does not stay must have ended: its start, and the conductor's ten. Ours."""

STAYS_MAX_S = 7_200.0
"""Seconds of wall in which one that stays must have ended. Ours."""

STOP_WITHIN_S = 2.0
"""Seconds of wall in which one that was told to end must have, before it is killed. Ours."""

TAIL_MAX = 8_192
"""Octets of what a command says that are kept, the newest. Ours."""

UNDER_WAY_MAX = 16
"""Commands at one time. Ours."""

LAB = (sys.executable, "-m", "lab")


class ChildCommands:
    """Commands of one premises; every process it starts has ended when ``close`` returns."""

    def __init__(
        self, whereto: Whereto, program: Sequence[str] = LAB, within_s: float = ANSWERS_WITHIN_S,
        environ: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """``environ`` is what they inherit; None for all that this program has."""
        self._environ = environ
        self.journal, self.whereto = Journal(), whereto
        self._program, self._within_s = tuple(program), within_s
        self._under_way = UnderWay(self.journal)

    def start(self, act: Act) -> Entry:
        entry = self.journal.begin(act, self.whereto.words_of(act), time.time())
        if self._under_way.count >= UNDER_WAY_MAX:
            self.journal.end(entry, Ending(None, f"{UNDER_WAY_MAX} commands are under way: expected fewer; see @"))
            return entry
        return self._under_way.begin(entry, self._run(entry))

    async def close(self) -> None:
        await self._under_way.close()

    async def _run(self, entry: Entry) -> None:
        self.journal.end(entry, await self._ended(entry))

    async def _ended(self, entry: Entry) -> Ending:
        try:
            child = await asyncio.create_subprocess_exec(
                *self._program,
                *entry.words,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                start_new_session=True,
                env=self._environ,
            )
        except OSError as error:
            return Ending(None, f"{self._program[0]}: {(error.strerror or str(error)).lower()}")
        within_s = STAYS_MAX_S if entry.act.stays else self._within_s
        try:
            async with asyncio.timeout(within_s):
                return await _outcome(child)
        except TimeoutError:
            return Ending(None, f"no answer within {within_s:g} s: whether it was done is not known")
        finally:
            await _put_down(child)


async def _outcome(child: Process) -> Ending:
    assert child.stdout is not None, "it was started with a pipe"
    assert child.stderr is not None, "it was started with a pipe"
    said, complained, code = await asyncio.gather(_tail(child.stdout), _tail(child.stderr), child.wait())
    return Ending(code, _last_line(said) if code == 0 else _last_line(complained) or _last_line(said))


async def _tail(stream: asyncio.StreamReader) -> bytes:
    kept = b""
    while octets := await stream.read(TAIL_MAX):
        kept = (kept + octets)[-TAIL_MAX:]
    return kept


def _last_line(octets: bytes) -> str:
    """Give the last line that says anything; a progress bar goes over its own line again and again."""
    lines = octets.decode("utf-8", "replace").replace("\r", "\n").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "").removeprefix("premises: ")


async def _put_down(child: Process) -> None:
    if child.returncode is not None:
        return
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await child.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
