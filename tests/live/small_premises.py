"""A live premises of two, in real processes: a broker, a conductor, somebody who asks and somebody who answers."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from broker.access import Access, AirLink, save
from premises.identity import Name
from premises.journey.run_file import RunFile, read_run
from premises.runtime.mqtt import BrokerAddress
from premises.wire.notes.note import Note
from premises.wire.topics import CONDUCTOR, SUPPLIER, VIEWER
from tests.runtime.players import DCC, HUB

WITHIN_S = 30.0
"""How long something may take before a test fails."""

BROKER = Name("broker")
ACCESS = Access(
    premises=Name("house"),
    participants=(DCC, HUB),
    links=(AirLink(Name("wan"), (DCC, HUB)),),
    passwords={user: f"{user}-secret" for user in (DCC, HUB, SUPPLIER, CONDUCTOR, VIEWER)},
)


@dataclass
class SmallPremises:
    """Its processes by name, and its directory."""

    directory: Path
    site: str
    """``LATENCY_US EVERY_US COUNT``, for ``driver_child``."""
    speed: float = 1.0
    processes: dict[Name, subprocess.Popen[str]] = field(default_factory=dict)
    port: int = 0

    @property
    def run_file(self) -> RunFile:
        """Give what is recorded so far."""
        return read_run(self.directory / "run" / "run.vpr")

    def address(self, user: Name) -> BrokerAddress:
        """Give the way to its broker."""
        return BrokerAddress("127.0.0.1", self.port, user, ACCESS.passwords[user])

    def start(self, who: Name, password: str = "") -> None:
        """Start (again) one of its processes."""
        secret = password or ACCESS.passwords.get(who, "")
        match who:
            case "broker":
                words = ["broker", "--access", str(self._access()), "--port", str(self.port)]
                self.processes[who] = self._spawn(words, stdout=subprocess.PIPE)
                ready = self.processes[who].stdout
                assert ready is not None, "it was started with a pipe"
                self.port = int(ready.readline().rpartition(":")[2])
            case "conductor":
                (self.directory / "site").write_text(self.site)
                words = ["lab.conductor", "--run-directory", str(self.directory / "run"), "--expect", f"{DCC},{HUB}"]
                words += ["--site", str(self.directory / "site"), "--speed", f"{self.speed:g}"]
                self.processes[who] = self._spawn([*words, *self._to_broker()], PREMISES_PASSWORD=secret)
            case _:
                words = ["tests.live.driver_child", who, "--shelf", str(self.directory / "shelves")]
                self.processes[who] = self._spawn([*words, *self._to_broker()], PREMISES_PASSWORD=secret)

    def kill(self, who: Name) -> None:
        """End one process with kill -9."""
        self.processes[who].kill()
        _close(self.processes[who])

    def stop(self, who: Name) -> int:
        """End one process in good order, and give its exit code."""
        self.processes[who].terminate()
        return self.code_of(who)

    def code_of(self, who: Name) -> int:
        """Wait until one process has ended, and give its exit code."""
        process = self.processes[who]
        code = process.wait(WITHIN_S)
        _close(process)
        return code

    def until(self, is_so: Callable[[RunFile], bool]) -> None:
        """Wait until the run file shows it; fail when it does not within WITHIN_S."""
        self.until_so(lambda: (self.directory / "run" / "run.vpr").exists() and is_so(self.run_file))

    def until_so(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so; fail when it is not within WITHIN_S."""
        deadline = time.monotonic() + WITHIN_S
        while not is_so():
            assert time.monotonic() < deadline, "it never came to that"
            # A file can only be looked at; nobody says when it has grown.
            time.sleep(0.1)

    def errors(self) -> list[str]:
        """Give every line that its processes have said."""
        return (self.directory / "errors").read_text(encoding="utf-8").splitlines()

    def _access(self) -> Path:
        path = self.directory / "access.json"
        save(ACCESS, path)
        return path

    def _to_broker(self) -> list[str]:
        return ["--premises", ACCESS.premises, "--broker", f"mqtt://127.0.0.1:{self.port}", "--log-level", "warning"]

    def _spawn(self, words: list[str], stdout: int | None = None, **environment: str) -> subprocess.Popen[str]:
        with (self.directory / "errors").open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", *words, "--stop-with-stdin"],
                stdin=subprocess.PIPE,
                stdout=stdout,
                stderr=errors,
                env={**os.environ, **environment},
                text=True,
            )


@contextmanager
def small_premises(directory: Path, site: str, speed: float = 1.0) -> Iterator[SmallPremises]:
    """Bring one up for the block; whatever still runs afterwards is killed."""
    premises = SmallPremises(directory, site, speed)
    try:
        for who in (BROKER, CONDUCTOR, DCC, HUB):
            premises.start(who)
        yield premises
    finally:
        for process in premises.processes.values():
            process.kill()
            _close(process)


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.stdout is not None:
        process.stdout.close()
    process.wait(WITHIN_S)


def noted(run: RunFile, kind: type[Note], who: Name | None = None) -> list[Note]:
    """Give every note of one kind."""
    return [entry.note for entry in run.entries if isinstance(entry.note, kind) and who in (None, entry.who)]
