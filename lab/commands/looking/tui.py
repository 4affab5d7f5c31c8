"""``premises tui``: the screen, as a program of its own with what it must know of the premises that is meant."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import typer

from lab.live.elsewhere import Elsewhere
from lab.live.run_directory import HOME, Reachable
from lab.worlds.world import told_in
from premises.errors import UsageError
from premises.runtime.looking.here import NotRunningError
from premises.runtime.settings import PREFIX
from premises.wire.topics import VIEWER


def show(
    reach: Callable[[], Reachable], named: str | None, run: Path | None, at: str | None, look: Sequence[str], *,
    pipe: bool,
) -> None:  # fmt: skip
    """Show a premises until the person leaves, and exit with the screen's code; UsageError for what cannot be shown.

    ``reach`` is asked for the premises when neither a run file nor a pipe is given; where none runs the screen waits
    for one, or for the one that is ``named``.
    """
    if pipe and run is not None:
        raise UsageError("--pipe beside --run: expected one of them")
    if at is not None and run is None:
        raise UsageError(f"--at {at!r}: a running premises is shown as it is: expected --run FILE beside it")
    words, environ = list(look), dict(os.environ)
    if pipe:
        words.append("--pipe")
    elif run is not None:
        words += ["--run", str(run), *(("--at", at) if at is not None else ())]
    else:
        more, places = _places(reach, named)
        words += more
        environ |= places
    _run(words, environ)


def show_virtual(
    file: Path | None, seed: int | None, faults: Sequence[str], look: Sequence[str], beside: Mapping[str, object]
) -> None:
    """Show a virtual world in a process of its own; UsageError or SiteError when there is none to tell.

    ``beside`` is what was said that goes with something else, by its option.
    """
    for option, value in beside.items():
        if value not in (None, False):
            raise UsageError(f"--virtual beside {option}: expected one of them")
    # Read here too, so that what is wrong is a line and no screen.
    told_in(file, seed, faults)
    words = ["--virtual", "" if file is None else str(file.absolute())]
    words += [] if seed is None else ["--seed", str(seed)]
    _run([*words, *(["--faults", "\n".join(faults)] if faults else []), *look], dict(os.environ))


def _run(words: Sequence[str], environ: Mapping[str, str]) -> None:
    if "--serve" in words:
        # A server is ended by its number: it takes this one's, so that nobody is left behind.
        os.execve(sys.executable, [sys.executable, "-m", "tui", *words], environ)  # noqa: S606 - there is no shell in it
    code = subprocess.run([sys.executable, "-m", "tui", *words], env=environ, check=False).returncode
    if code:
        raise typer.Exit(code)


def _places(reach: Callable[[], Reachable], named: str | None) -> tuple[list[str], dict[str, str]]:
    """Give what the screen is told of where to look: of this machine it looks for itself, again and again."""
    try:
        running = reach()
    except NotRunningError:
        running = None
    if isinstance(running, Elsewhere):
        return places_of(running)
    return ["--home", str(HOME.absolute()), *(("--named", named) if named is not None else ())], {}


def places_of(running: Elsewhere) -> tuple[list[str], dict[str, str]]:
    """Give the flags, and what no flag may hold: the way to the broker with its password."""
    files = running.files
    words = ["--site", str(files.site), "--record", str(files.record)]
    # What is ordered from the screen is a command as well, and is told where as this one was.
    words += ["--keys", str(files.path), "--keys-broker", running.broker]
    broker = running.address(VIEWER).secret_url()
    return words, {f"{PREFIX}PREMISES": running.premises, f"{PREFIX}BROKER": broker}
