"""``premises replay``: a recorded run told again at any speed, or given to another program through a pipe."""

import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import typer

from lab.commands.looking.watch import shown, tell_steps
from lab.commands.looking.why import recorded
from premises.errors import UsageError
from premises.journey.played.pipe import frames_of
from premises.journey.played.replaying import Step, paced, steps_of
from premises.journey.run_file import RunFile
from premises.journey.telling.moments import moment_of
from premises.journey.telling.seen import caveat_of
from premises.quantity import Duration, Instant, in_seconds, spoken
from premises.wire.envelope import ENVELOPE_VERSION
from premises.wire.feed.pipe import PipeOpened
from premises.wire.site_text import site_of_run

SPEED_MAX = 1_000_000.0
"""Premises seconds a wall second, at most: eleven days; who wants more says 0. Ours."""


class _Wall:
    """The machine's own clock."""

    def monotonic(self) -> int:
        return time.monotonic_ns() // 1000

    def sleep(self, span: Duration) -> None:
        time.sleep(in_seconds(span))


def play(run: Path, speed: float, begin: str | None, end: str | None, *, as_json: bool, pipe: bool) -> None:
    """Tell ``run`` from ``begin`` to ``end``; Ctrl-C, or a reader that goes away, ends it well.

    UsageError, one line, for what cannot be told so.
    """
    _check(speed, as_json=as_json, pipe=pipe)
    found = recorded(run)
    first, last = _moments(found, begin, end)
    steps = paced(steps_of(found.entries, speed, first, last), _Wall())
    try:
        if pipe:
            _write(found, steps, speed)
        else:
            if caveat := caveat_of(found):
                typer.echo(f"premises: {caveat}", err=True)
            tell_steps(site_of_run(found.header.site), steps, shown(as_json=as_json))
    except KeyboardInterrupt:
        # To look no longer is how this ends well.
        return
    except BrokenPipeError:
        # Whoever read has gone. What is buffered still goes nowhere, so that Python does not complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check(speed: float, *, as_json: bool, pipe: bool) -> None:
    if not math.isfinite(speed) or not 0 <= speed <= SPEED_MAX:
        raise UsageError(
            f"--speed {speed:g}: expected 0 (as fast as can be) to {SPEED_MAX:g} premises seconds a second"
        )
    if pipe and as_json:
        raise UsageError("--pipe beside --json: expected one of them")
    if pipe and sys.stdout.isatty():
        raise UsageError("--pipe writes for another program: expected something like `| premises watch --pipe`")


def _moments(run: RunFile, begin: str | None, end: str | None) -> tuple[Instant | None, Instant]:
    """Give from when to when, of what the run has."""
    over = run.entries[-1].at if run.entries else Instant(0)
    first = None if begin is None else moment_of(begin, "--from")
    last = over if end is None else moment_of(end, "--to")
    if first is not None and first > over:
        raise UsageError(f"--from {spoken(first)}: the run ends at {spoken(over)}: expected a moment before")
    if last > over:
        raise UsageError(f"--to {spoken(last)}: the run ends at {spoken(over)}: expected a moment before")
    if first is not None and first > last:
        raise UsageError(f"--from {spoken(first)} is after --to {spoken(last)}")
    return first, last


def _write(run: RunFile, steps: Iterator[Step], speed: float) -> None:
    header = run.header
    opened = PipeOpened(
        ENVELOPE_VERSION, header.run_id, header.premises, header.seed, header.site, caveat_of(run)
    )  # fmt: skip
    for frames in frames_of(opened, steps, speed):
        sys.stdout.buffer.write(frames)
        sys.stdout.buffer.flush()
