"""Stands as ``sitecustomize`` in an environment: each process writes, as it ends, what it imported from a source tree.

It is copied there and read by whatever Python runs, so it imports nothing of ours. Whoever is started without the two
variables is no concern of it.
"""

import atexit
import os
import sys
from pathlib import Path

PAGE = "WITNESS_PAGE"
"""Names the file to write on."""

TREE = "WITNESS_TREE"
"""Names the folder that nothing may come from."""


def look(page: Path, tree: Path) -> None:
    """Write one line: who looked, then every module that came from ``tree``."""
    files = {name: getattr(module, "__file__", None) for name, module in sorted(sys.modules.items())}
    foreign = [name for name, file in files.items() if file and Path(file).is_relative_to(tree)]
    with page.open("a", encoding="utf-8") as written:
        written.write(" ".join((str(os.getpid()), *foreign)) + "\n")


if PAGE in os.environ and TREE in os.environ:
    atexit.register(look, Path(os.environ[PAGE]), Path(os.environ[TREE]))
