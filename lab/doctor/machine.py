"""Whether this machine can carry a premises: Python, a port, room on the disk, programs that help.

It looks and changes nothing; a file that it tries to write is gone at once.
"""

import os
import shutil
import tempfile
from pathlib import Path

from broker.port import free_port
from lab.doctor.finding import Finding, Level, found
from premises.errors import LinkError

PYTHON_MIN = (3, 11)
"""The oldest Python that will do. Ours, as pyproject.toml says it."""

DISK_MIN = 256 * 1024 * 1024
"""Octets that must be free: shelves, and the run files of some long runs. Ours."""

PROGRAMS = (
    ("mosquitto", "for --broker mosquitto", "apt-get install mosquitto"),
    ("rabbitmq-server", "for --broker rabbitmq", "apt-get install rabbitmq-server"),
    ("tshark", "for `make oracles`", "apt-get install tshark"),
)
"""Programs that nobody needs: name, what they are for, how to get them on Debian."""

LOOPBACK = "127.0.0.1"
_MORE_PLACES = "/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/rabbitmq/bin"


def python(version: tuple[int, ...]) -> Finding:
    """Look at a version of Python."""
    shown, oldest = (".".join(map(str, numbers)) for numbers in (version, PYTHON_MIN))
    return found("python", shown, f"{oldest} or newer", wrong=version < PYTHON_MIN, do=f"install Python {oldest}")


def port(number: int) -> Finding:
    """Look whether our own broker could listen on ``number``; 0 is any."""
    what = f"port {number}" if number else "port"
    try:
        free = free_port(LOOPBACK, number)
    except LinkError as error:
        why = str(error).rpartition(": ")[2]
        return Finding(Level.WRONG, what, why, "a free one", "choose another with --port, or end what listens there")
    return Finding(Level.FINE, what, f"{free} of {LOOPBACK} is free", "a free one")


def home(folder: Path) -> Finding:
    """Look whether files can be written where premises keep theirs, or where that folder would be made."""
    place = folder if folder.exists() else folder.absolute().parent
    problem = ""
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
    do = "make it writable, or call premises from another directory"
    return found(
        str(folder), problem or "can be written", "a directory that can be written", wrong=bool(problem), do=do
    )


def disk(folder: Path, free: int | None = None) -> Finding:
    """Look how many octets are free below ``folder``, or take them to be ``free``."""
    free = shutil.disk_usage(folder.absolute().parent).free if free is None else free
    do = "make room, or remove old runs below .premises/runs"
    return found("disk", f"{free >> 20} MiB free", f"{DISK_MIN >> 20} MiB or more", wrong=free < DISK_MIN, do=do)


def programs(path: str) -> list[Finding]:
    """Look for each of PROGRAMS along ``path``, and where Debian hides servers."""
    return [_program(name, use, way, path) for name, use, way in PROGRAMS]


def _program(name: str, use: str, way: str, path: str) -> Finding:
    place = shutil.which(name, path=os.pathsep.join((path, _MORE_PLACES)))
    return Finding(Level.INFO, name, place or "not installed", f"only {use}", "" if place else f"on Debian: {way}")
