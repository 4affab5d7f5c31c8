"""``premises world``: a virtual world that does what it is told on standard input, and writes what was noted."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lab.worlds.serving import serve
from lab.worlds.world import ToldWorld, told_in
from premises.errors import UsageError


def tell(file: Path | None, seed: int | None, faults: Sequence[str], record: Path | None) -> None:
    """Obey until the input ends or nobody reads; UsageError or SiteError, one line, for what cannot be told."""
    told = told_in(file, seed, faults)
    if sys.stdout.isatty():
        raise UsageError("world writes for another program: expected something like `premises tui --virtual`")
    try:
        serve(ToldWorld(told), sys.stdin.buffer, sys.stdout.buffer, record)
    except KeyboardInterrupt:
        return
    except BrokenPipeError:
        # Whoever read has gone; what is buffered goes nowhere, so that Python does not complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
