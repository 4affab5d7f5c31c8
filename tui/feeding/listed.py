"""The list of scenarios, read from a command as anybody can type it: `premises run --list --json`."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress

from premises.errors import UsageError
from tui.acting.children import LAB

WITHIN_S = 30.0
"""Seconds of wall in which the command must have answered. Ours."""

OCTETS_MAX = 4_000_000
"""Octets of its answer, at most: some ten thousand scenarios. Ours."""


async def listed() -> bytes:
    """Give the document; UsageError, one line, with what the command said when it failed."""
    child = await asyncio.create_subprocess_exec(
        *LAB, "run", "--list", "--json", stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            said, complained = await child.communicate()
    except TimeoutError:
        raise UsageError(f"the list of scenarios did not come within {WITHIN_S:g} s") from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode != 0:
        raise UsageError(complained.decode("utf-8", "replace").strip().removeprefix("premises: "))
    if len(said) > OCTETS_MAX:
        raise UsageError(f"the list of scenarios has {len(said):,} octets, expected at most {OCTETS_MAX:,}")
    return said
