"""Processes that tests start in both ways there are, and what each writes of itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.live.forked import forked
from lab.live.supervisor import Child, Part, Spawn, executed

WITHIN_S = 20.0
MODULE = "tests.live.telling_child"

both_ways = pytest.mark.parametrize("spawn", [executed, forked], ids=["executed", "forked"])


@dataclass
class Started:
    """A process that was started, and what it wrote of itself."""

    child: Child
    log: Path
    file: Path

    async def ended(self) -> int:
        return await asyncio.wait_for(self.child.wait(), WITHIN_S)

    async def first_line(self) -> bytes:
        assert self.child.stdout is not None, "it says that it is ready"
        return await asyncio.wait_for(self.child.stdout.readline(), WITHIN_S)

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        return found


@asynccontextmanager
async def started(spawn: Spawn, folder: Path, *words: str, **environment: str) -> AsyncIterator[Started]:
    """Start one, and kill whatever is left of it."""
    log, file = folder / "who.log", folder / "told.json"
    part = part_of(file, *words, **environment)
    child = await spawn(part, log)
    try:
        yield Started(child, log, file)
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.wait_for(child.wait(), WITHIN_S)


def part_of(file: Path, *words: str, **environment: str) -> Part:
    variables = tuple(environment.items())
    return Part("who", ("-m", MODULE, str(file), *words), variables, says_ready="ready" in words)
