"""Live runs that say themselves that they are no evidence: which of them are taken once more, and what is said of it.

A straggler is a frame that came after something that was due later: the machine was late, not we, and the run notes it.
Nothing else is ever taken again (docs/decisions/0019).
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import pytest

from premises.journey.run_file import RunFile
from premises.wire.notes.flights import FlightStraggled

DISTURBED_MAX = 3
"""Runs of one session that may be taken again. Ours: a tenth of what `make check` tells; a quiet machine has none."""

FIRST_TRIES = pytest.StashKey[list[str]]()
"""One line for each run of this session that was no evidence."""

Taken = TypeVar("Taken")


def stragglers(run: RunFile) -> list[FlightStraggled]:
    """Give every straggler that a run notes."""
    return [entry.note for entry in run.entries if isinstance(entry.note, FlightStraggled)]


def first_tries(config: pytest.Config) -> list[str]:
    """Give the lines of this session, to read or to add to."""
    return config.stash.setdefault(FIRST_TRIES, [])


def said(name: str, run: RunFile) -> str:
    """Give the line that is printed of a run that is taken again."""
    late = stragglers(run)
    worst = max(note.behind for note in late)
    return f"{name}: {len(late)} straggler(s), the worst {worst / 1000:.1f} ms behind; taken again, alone"


async def once_more(
    taken: dict[str, Taken],
    run_of: Callable[[Taken], RunFile],
    take: Callable[[str], Awaitable[Taken]],
    lines: list[str],
) -> dict[str, Taken]:
    """Give ``taken`` with each run that holds a straggler taken again by ``take``, one after the other, once.

    Each adds a line to ``lines``; when a session has more than DISTURBED_MAX, nothing is taken again and they fail.
    """
    disturbed = [name for name, each in taken.items() if stragglers(run_of(each))]
    lines += [said(name, run_of(taken[name])) for name in disturbed]
    if len(lines) > DISTURBED_MAX:
        return taken
    return taken | {name: await take(name) for name in disturbed}


def told(lines: Iterable[str]) -> list[str]:
    """Give what a session prints at its end; nothing when nothing was taken again."""
    all_ = list(lines)
    return [*all_, f"{len(all_)} of at most {DISTURBED_MAX} live runs were no evidence at first"] if all_ else []
