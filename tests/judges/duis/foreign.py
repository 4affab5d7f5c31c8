"""A Supplier's software that nobody here wrote: Smart DCC's templates, signer and parser, in a process of its own.

``drive.mjs`` asks and listens; what it says of each answer (is it valid, what does it hold) is what a test looks at.
"""

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.judges.duis.published import PACKAGES

WITHIN_S = 60.0
"""Seconds of wall for an answer; the signer takes 1.6 s for each of its two looks."""

ENDPOINTS = {8: "serviceD", 1: "serviceS", 5: "serviceS", 4: "serviceT"}

Told = dict[str, Any]


class Foreign:
    """The client; ``told`` is all that it said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: queue.Queue[Told] = queue.Queue()
        self.told: list[Told] = []
        threading.Thread(target=self._read, daemon=True).start()
        assert self.next(lambda line: "ready" in line)["ready"] > 200

    def listen(self) -> int:
        """Listen for what the DCC POSTs, and give the port."""
        self._say({"listen": 0})
        port: int = self.next(lambda line: "listening" in line)["listening"]
        return port

    def ask(self, template: str, url: str, counter: int, variant: int, **more: object) -> Told:
        """Send a template, with another counter and body, and give what is said of the synchronous answer."""
        order = {"ask": template, "counter": counter, "variant": variant, "url": f"{url}/api/v1/{ENDPOINTS[variant]}"}
        self._say(order | more)
        return self.next(lambda line: line.get("counter") == counter and line.get("variant") == variant)

    def posted(self, is_it: Callable[[Told], bool]) -> Told:
        """Give the first POST whose response ``is_it``."""
        found = self.next(lambda line: "posted" in line and line["valid"] and is_it(line["response"]))
        response: Told = found["response"]
        return response

    def next(self, is_it: Callable[[Told], bool]) -> Told:
        """Give the first line that ``is_it``, of those told and those to come."""
        for line in self.told:
            if is_it(line):
                return line
        while True:
            try:
                line = self._lines.get(timeout=WITHIN_S)
            except queue.Empty:
                said = [{**each, "xml": ""} for each in self.told[-3:]]
                raise AssertionError(f"nothing within {WITHIN_S:g} s; last told: {said}") from None
            self.told.append(line)
            if is_it(line):
                return line

    def _say(self, order: Told) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))


@contextmanager
def foreign() -> Iterator[Foreign]:
    """Run the client."""
    words = ("node", str(Path(__file__).with_name("drive.mjs")), str(PACKAGES / "-"))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Foreign(process)
        finally:
            process.kill()
