"""A campaign as a person watches it: a bar for each device on a terminal, a line for each change elsewhere.

Bars are words and go to standard error; lines are data and go to standard output.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from lab.sending.campaigning import Show
from lab.sending.progress import Progress as Step
from premises.identity import Name
from premises.quantity import Instant, spoken

STAGE_WIDTH = max(len(stage) for stage in ("TURN", "DCC", "WAN", "STORE", "HAN", "VERIFY", "ACTIVE", "REPORTED"))


@contextmanager
def showing() -> Iterator[Show]:
    """Give what shows progress for the block."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _Lines().show
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[octets]:>16}", markup=False),
        TextColumn("{task.fields[stage]}", markup=False),
    )
    with Progress(*columns, console=console) as progress:
        yield _Bars(progress).show


class _Bars:
    """One bar a device, from the first moment it is heard of."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[Name, TaskID] = {}

    def show(self, now: Instant, step: Step) -> None:
        """Draw how far one device is."""
        if step.who not in self._tasks:
            self._tasks[step.who] = self._progress.add_task(step.who.upper(), total=None, octets="", stage="")
        moves = step.size > 1
        self._progress.update(
            self._tasks[step.who],
            # A bar that swings to and fro would say that something moves.
            total=step.size or 1,
            completed=step.have,
            octets=f"{step.have} of {step.size}" if moves else "",
            stage=f"{step.stage:<{STAGE_WIDTH}} {step.detail}",
        )


class _Lines:
    """One line a change of stage or cause; none for octets alone."""

    def __init__(self) -> None:
        self._last: dict[Name, tuple[str, str]] = {}

    def show(self, now: Instant, step: Step) -> None:
        """Say what is new about one device, if anything is."""
        news = (step.stage, step.detail)
        if self._last.get(step.who) != news:
            self._last[step.who] = news
            typer.echo(f"{spoken(now):>12}  {step.who.upper():<6} {step.stage:<{STAGE_WIDTH}} {step.detail}")
