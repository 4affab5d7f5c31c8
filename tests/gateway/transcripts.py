"""Where the gateways of a test leave each XML that comes and goes, when somebody wants to judge all of it.

``DUIS_TRANSCRIPTS=/tmp/xml make test ARGS=tests/live``: one directory a test below it, named by the test. Processes
that a test starts hear of it by the adapter's own setting; gateways in the test's process ask here.
"""

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path

WANTED, TOLD = "DUIS_TRANSCRIPTS", "PREMISES_DUIS_TRANSCRIPT"
"""The variable of whoever runs the tests, and that of the adapter."""

NAME_LENGTH_MAX = 150
"""Characters of a directory that is named by a test."""


def begin(test: str, environ: MutableMapping[str, str]) -> None:
    """Say where the gateways of ``test`` leave their XML from now on, if anybody wants it."""
    wanted = environ.get(WANTED, "")
    if wanted:
        environ[TOLD] = str(Path(wanted).absolute() / re.sub(r"[^A-Za-z0-9_.-]+", "-", test)[-NAME_LENGTH_MAX:])


def directory(environ: Mapping[str, str], otherwise: Path | None = None) -> Path | None:
    """Give the directory that was said, or another one."""
    return Path(environ[TOLD]) if TOLD in environ else otherwise
