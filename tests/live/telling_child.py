"""``python -m tests.live.telling_child FILE WORD...``: a process that writes down what it is, and does what it is told.

For the contract of whatever starts processes. WORD is ``ready`` to print a line, ``say`` to complain, ``exit N``,
``crash``, ``deaf`` to take no notice of SIGTERM, ``stay`` to live until standard input ends.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path


def main(file: Path, words: list[str]) -> int:
    """Write what this process is to ``file``, then do what ``words`` say."""
    file.write_text(json.dumps(_what_this_is()), encoding="utf-8")
    told = iter(words)
    for word in told:
        if word == "exit":
            return int(next(told))
        DEEDS[word]()
    return 0


def _ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _say() -> None:
    sys.stderr.write("it says so\n")


def _crash() -> None:
    raise RuntimeError("it crashed")


def _be_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _stay() -> None:
    while sys.stdin.read(1):
        pass


DEEDS = {"ready": _ready, "say": _say, "crash": _crash, "deaf": _be_deaf, "stay": _stay}


def _what_this_is() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "session": os.getsid(0),
        "arguments": sys.argv[1:],
        "called": sys.modules["__main__"].__name__,
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "python_threads": threading.active_count(),
        "interrupt": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
        "pipes": sorted(_pipes()),
    }


def _pipes() -> list[str]:
    """Give every pipe and socket beyond the three that every process has."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        if int(each.name) > 2:
            try:
                found.append(str(each.readlink()))
            except OSError:
                continue
    return [name for name in found if name.startswith(("pipe:", "socket:"))]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
