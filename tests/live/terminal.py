"""A terminal of its own for a program under test: a tmux server on a socket of the test's, keys in, words out.

Nothing is slept for: whoever wants words waits until they stand there, with a limit.
"""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.premises_under_test import LOOK_EVERY_S, WITHIN_S

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Terminal:
    """One pane."""

    socket: Path

    def tmux(self, *words: str) -> str:
        """Run one of tmux' own commands."""
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words], capture_output=True, text=True, check=False, timeout=WITHIN_S
        )
        assert done.returncode == 0, f"tmux {words}: {done.stderr}"
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-l", text)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.tmux("capture-pane", "-p")

    @property
    def lines(self) -> list[str]:
        """The same, line by line."""
        return self.text.splitlines()

    def says(self, about: str) -> str:
        """Give one of the pane's own figures, such as ``alternate_on``."""
        return self.tmux("display-message", "-p", f"#{{{about}}}").strip()

    def until(self, holds: Callable[[str], object], what: str, within_s: float = WITHIN_S) -> str:
        """Wait until ``holds`` of the text, and give it; fail after ``within_s``, showing what stood there."""
        give_up_at = time.monotonic() + within_s
        while not holds(text := self.text):
            assert time.monotonic() < give_up_at, f"not within {within_s:g} s: {what}\n{text}"
            time.sleep(LOOK_EVERY_S)
        return text

    def shows(self, *words: str, within_s: float = WITHIN_S) -> str:
        """Wait until all of ``words`` stand there, and give the text."""
        return self.until(lambda text: all(word in text for word in words), f"{words} on the screen", within_s)

    def lacks(self, *words: str, within_s: float = WITHIN_S) -> str:
        """Wait until none of ``words`` stands there, and give the text."""
        return self.until(lambda text: not any(word in text for word in words), f"no {words} any more", within_s)


def line_with(text: str, *words: str) -> str:
    """Give the first line in which all of ``words`` stand; empty for none."""
    return next((line for line in text.splitlines() if all(word in line for word in words)), "")


@contextmanager
def terminal(folder: Path, *words: str, size: tuple[int, int] = (120, 40)) -> Iterator[Terminal]:
    """Run ``premises`` with ``words`` in a shell of a terminal; it says ``exit CODE`` when it is over.

    Before and after, the shell writes down how the terminal is set: to ``before`` and ``after``.
    """
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    command = shlex.join([sys.executable, "-m", "lab", *words])
    script = folder / "sit.sh"
    script.write_text(
        f"stty -g >before\n{command}\ncode=$?\nstty -g >after\necho exit $code\nexec cat\n", encoding="utf-8"
    )
    # Whoever runs the tests may say how wide something else is: this terminal is as wide as it is.
    theirs = ("TMUX", "NO_COLOR", "COLUMNS", "LINES")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    environment |= {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    socket = folder / "tmux"
    width, height = size
    begin = ["tmux", "-S", str(socket), "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height)]
    subprocess.run([*begin, "-c", str(folder), f"sh {script}"], env=environment, check=True, timeout=WITHIN_S)
    here = Terminal(socket)
    try:
        here.tmux("set-option", "-s", "set-clipboard", "on")
        yield here
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True, timeout=WITHIN_S)
