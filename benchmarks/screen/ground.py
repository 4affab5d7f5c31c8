"""What the screen is measured on: a mosquitto on loopback, a publisher, a run file of what was noted before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.screen.story import told
from benchmarks.screen.terminal import Terminal
from broker.access import load
from lab.live.keys import ensure_keys
from lab.live.run_directory import RunDirectory
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.runtime.mqtt import BrokerAddress
from premises.runtime.settings import PREFIX
from premises.wire.site_text import run_text
from premises.wire.topics import VIEWER

READY_WITHIN_S = 30.0
"""Seconds that a program may take to be there. Ours."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A premises that is only said."""

    premises: Name
    files: RunDirectory
    broker: BrokerAddress
    publisher: "subprocess.Popen[str]"

    def say(self, rate: float) -> None:
        """Have so many notes a second said from now on."""
        assert self.publisher.stdin is not None, "it was asked for"
        self.publisher.stdin.write(f"{rate}\n")
        self.publisher.stdin.flush()

    def screen(self, module: str, size: tuple[int, int], *flags: str) -> Terminal:
        """Start a screen of it."""
        words = ["--site", str(self.files.site), "--record", str(self.files.record), *flags]
        environ = {f"{PREFIX}PREMISES": self.premises, f"{PREFIX}BROKER": self.broker.secret_url()}
        return Terminal([sys.executable, "-m", module, *words], size, environ)


@contextmanager
def ground() -> Iterator[Ground]:
    """Have it for a while; nothing is left behind."""
    story, pipe = told(), subprocess.PIPE
    with TemporaryDirectory() as folder:
        files = RunDirectory(Path(folder) / "run")
        ensure_keys(story.site, files)
        site, name = run_text(story.site), Name(story.site.name)
        write_run(files.record, RunHeader("bench", name, story.seed, site, How.LIVE), story.past)
        command = [sys.executable, "-m", "broker", "--kind", "mosquitto", "--access", str(files.access)]
        with subprocess.Popen([*command, "--stop-with-stdin"], stdin=pipe, stdout=pipe, text=True) as broker:
            assert broker.stdout is not None, "it was asked for"
            port = broker.stdout.readline().rpartition(":")[2].strip()
            command = [sys.executable, "-m", "benchmarks.screen.publisher", str(files.access), port]
            with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as publisher:
                assert publisher.stdout is not None, "it was asked for"
                publisher.stdout.readline()
                password = load(files.access).passwords[VIEWER]
                yield Ground(name, files, BrokerAddress("127.0.0.1", int(port), VIEWER, password), publisher)
                publisher.communicate()
            broker.communicate()
