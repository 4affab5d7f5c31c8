"""What a program must know that a browser shows: that it is so, and that it ends with who serves it."""

import ctypes
import os
import signal

DRIVER = "TEXTUAL_DRIVER"
"""By this variable textual-serve tells a program that a browser shows it."""

_PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def is_served() -> bool:
    """Say whether a browser shows this program."""
    return bool(os.environ.get(DRIVER))


def end_with_parent() -> None:
    """Have this program ended when the one that serves it is gone, even by kill -9."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
