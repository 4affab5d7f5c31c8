"""A program in a terminal that is not there: a pty of a size, its output drained and counted as fast as it comes."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

KEPT = 1 << 16
"""Octets of output that are kept to look into. Ours."""

STOP_WITHIN_S = 10.0
"""Seconds that it may take to end. Ours."""

_TICKS = os.sysconf("SC_CLK_TCK")


class Terminal:
    """One program; its standard error and output go to the pty, and its keys come from there."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], environ: Mapping[str, str], pipe: IO[bytes] | None = None
    ) -> None:
        ours, theirs = os.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.began = time.monotonic()
        self._pty, self._total, self._tail = ours, 0, b""
        self._process = subprocess.Popen(
            command, stdin=pipe or theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**_without_sizes(os.environ), "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ},
            preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread, and one call
        )  # fmt: skip
        os.close(theirs)
        self._news = threading.Condition()
        self._drain = threading.Thread(target=self._drained, daemon=True)
        self._drain.start()

    @property
    def octets(self) -> int:
        """How many it wrote."""
        return self._total

    @property
    def cpu_s(self) -> float:
        """User and system time of its process."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def rss_mb(self) -> float:
        """Resident memory."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) / 1_000 for line in lines if line.startswith("VmRSS"))

    def wait_for(self, text: bytes, within_s: float, *, anew: bool = False) -> float:
        """Give the moment at which ``text`` was written; AssertionError with what was when it is not in time.

        ``anew`` counts only what is written from now on.
        """
        give_up_at = time.monotonic() + within_s
        with self._news:
            if anew:
                self._tail = b""
            while text not in self._tail:
                left = give_up_at - time.monotonic()
                is_in_time = left > 0 and self._process.poll() is None
                assert is_in_time, f"{text!r} not written: {self._tail[-2000:]!r}"
                self._news.wait(min(left, 0.5))
            return time.monotonic()

    def press(self, keys: bytes) -> float:
        """Press keys, and give the moment; what was written before is forgotten."""
        with self._news:
            self._tail = b""
        os.write(self._pty, keys)
        return time.monotonic()

    def stop(self) -> None:
        """Leave it as a person would, or end it; wait until it is gone."""
        os.write(self._pty, b"\x1b")
        time.sleep(0.3)
        os.write(self._pty, b"q")
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        self._drain.join()
        os.close(self._pty)

    def _drained(self) -> None:
        while True:
            ready, _, _ = select.select([self._pty], [], [], 0.5)
            try:
                octets = os.read(self._pty, 1 << 16) if ready else b""
            except OSError:
                return
            if not ready and self._process.poll() is not None:
                return
            with self._news:
                self._total += len(octets)
                self._tail = (self._tail + octets)[-KEPT:]
                self._news.notify_all()


def _without_sizes(environ: Mapping[str, str]) -> dict[str, str]:
    """Give what a program inherits in a terminal that says its own size."""
    return {key: value for key, value in environ.items() if key not in ("COLUMNS", "LINES")}
