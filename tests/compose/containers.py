"""A premises in containers for the tests: a project of its own name, brought up with the loopback override.

Every container that is asked, killed or removed is one of that project; nothing is looked for by its name.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

WITHIN_S = 90.0
"""Seconds of wall for whatever takes a second or ten on a machine that has time."""

LOOK_EVERY_S = 1.0
"""Seconds of wall between two looks, each of which starts a process on a machine that is busy enough."""

SERVICES = ("b1", "b2", "b3", "b4", "broker", "conductor", "dcc", "gsme", "hub", "ppmid")
"""Those that have a health."""

SITE = """
name = "four-bridges"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 2.0
start_delay_max_s = 3.0

[bridges.b2]
ppmid_variant = "B2"
eui = "90-B3-D5-1F-30-B2-00-01"
image_type = 0x0284
behind = "b1"
reboot_s = 2.0
start_delay_max_s = 3.0

[bridges.b3]
ppmid_variant = "B3"
eui = "90-B3-D5-1F-30-B3-00-01"
image_type = 0x0384
reboot_s = 2.0
start_delay_max_s = 3.0

[bridges.b4]
ppmid_variant = "B4"
eui = "90-B3-D5-1F-30-B4-00-01"
image_type = 0x0484
behind = "b3"
reboot_s = 2.0
start_delay_max_s = 3.0
wake_every_s = 90.0
awake_s = 80.0
poll_every_s = 0.25

[meters.ppmid]
kind = "PPMID"
eui = "90-B3-D5-1F-30-00-00-05"
behind = "b2"

[meters.gsme]
kind = "GSME"
eui = "90-B3-D5-1F-30-00-00-07"
behind = "b4"
wake_every_s = 90.0
awake_s = 20.0

[links]
wan = { latency_ms = 400.0, jitter_ms = 100.0 }
# A download of half a minute of premises time at the least, so that it can be seen on its way.
han = { latency_ms = 50.0, jitter_ms = 10.0, loss = 0.0 }
althan = { latency_ms = 60.0, jitter_ms = 10.0, loss = 0.0 }
"""

OVERRIDE = """
services:
  keys:
    command: [premises, keys, /keys, --site, /site.toml, --seed, "1"]
    volumes: ["{site}:/site.toml:ro"]
"""


def without_engine() -> str:
    """Give why no container can be started here; empty when one can."""
    for program in ("docker", "docker-compose"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    asked = subprocess.run(["docker", "info"], capture_output=True, text=True, check=False)
    return "" if asked.returncode == 0 else "no container engine answers"


@dataclass(frozen=True, slots=True)
class Containers:
    """One project of containers."""

    project: str
    override: Path

    def compose(self, *words: str, within_s: float = WITHIN_S) -> subprocess.CompletedProcess[str]:
        """Run docker-compose on this project and wait for its end; what fails is the caller's to see."""
        files = (ROOT / "compose.yaml", ROOT / "compose.loopback.yaml", self.override)
        flags = [word for file in files for word in ("--file", str(file))]
        return _run("docker-compose", "--project-name", self.project, *flags, *words, within_s=within_s)

    def done(self, *words: str, within_s: float = WITHIN_S) -> str:
        """Run docker-compose, fail unless it did what it was told, and give its output."""
        ended = self.compose(*words, within_s=within_s)
        assert ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def cli(self, *words: str) -> str:
        """Run one ``premises`` command as a person would, and give what it printed."""
        return self.done("run", "--rm", "-T", "cli", *words)

    def inside(self, service: str, *command: str) -> str:
        """Run a command in the running container of a service and give its output."""
        ended = _run("docker", "exec", "--env", "PREMISES_KEYS=/keys", self.container(service), *command)
        assert ended.returncode == 0, f"{service}: {command}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def container(self, service: str) -> str:
        """Give the identifier of a service's container, running or not."""
        found = self.all("ps", "--all", "--filter", f"label=com.docker.compose.service={service}")
        assert len(found) == 1, f"{service}: {found}"
        return found[0]

    def fact(self, service: str, template: str) -> str:
        """Give what the engine knows of a service's container."""
        return _run("docker", "inspect", "--format", template, self.container(service)).stdout.strip()

    def kill(self, service: str) -> None:
        """Kill a container from outside, which the engine takes for a person's wish, and start it again."""
        container = self.container(service)
        for verb in ("kill", "start"):
            assert _run("docker", verb, container).returncode == 0, f"docker {verb} of {service}"

    def kill_process(self, service: str) -> None:
        """Kill the process inside a container, which is then the engine's to start again."""
        self.inside(service, "sh", "-c", "kill -9 $(cat /proc/1/task/1/children)")

    def status(self, who: str) -> str:
        """Give the rows of ``premises status`` that are about one participant; empty while it does not answer."""
        ended = _run("docker", "exec", "-e", "PREMISES_KEYS=/keys", self.container("conductor"), "premises", "status")
        return "\n".join(line for line in ended.stdout.splitlines() if who in line.split())

    def until_healthy(self) -> None:
        """Wait until every process shows itself at the broker."""
        asked = "{{.State.Status}} {{.State.Health.Status}}"
        until(lambda: {self.fact(who, asked) for who in SERVICES} == {"running healthy"}, "all are healthy")

    def all(self, kind: str, *words: str) -> list[str]:
        """Give the identifiers of what this project has of one kind: ``ps``, ``volume ls``, ``network ls``."""
        label = f"label=com.docker.compose.project={self.project}"
        return _run("docker", *kind.split(), "--quiet", "--filter", label, *words).stdout.split()


@contextmanager
def containers(folder: Path) -> Iterator[Containers]:
    """Give a project that is not up yet, and leave nothing of it behind."""
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    (folder / "override.yaml").write_text(OVERRIDE.format(site=folder / "site.toml"), encoding="utf-8")
    project = Containers(f"premises-test-{os.getpid()}", folder / "override.yaml")
    try:
        yield project
    finally:
        project.compose("down", "--volumes", "--remove-orphans")


def until(holds: Callable[[], bool], what: str) -> float:
    """Wait until ``holds`` and give the seconds that took; fail, saying ``what`` was waited for, after WITHIN_S."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + WITHIN_S, f"not within {WITHIN_S:g} s: {what}"
        time.sleep(LOOK_EVERY_S)
    return time.monotonic() - began


def _run(*command: str, within_s: float = WITHIN_S) -> subprocess.CompletedProcess[str]:
    # Wide, so that no line is folded. The speed is more than a busy machine can keep; the governor finds what it can.
    environment = {**os.environ, "PREMISES_SPEED": "8", "PREMISES_SEED": "1"}
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
    )
