"""A clock of another boot of the machine is followed by nobody: its readings mean nothing here, and that is said."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from broker.process import Kind
from lab.live.lineup import Choices, Lineup
from premises.machine.effects import Keep
from premises.quantity import ORIGIN
from premises.runtime.clock import LoopWall, boot_id_of_this_machine
from premises.runtime.shelf import Shelf
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock, Run
from premises.wire.site import Site
from premises.wire.site_text import run_text, site_of_run
from premises.wire.topics import CONDUCTOR
from tests.live.brokers import B1, TOPICS, RealBroker, start_broker
from tests.live.premises_under_test import DOWN_WITHIN_S, FAILED, WITHIN_S, census, line_of, up

pytestmark = pytest.mark.live

OTHER_BOOT = "11111111-2222-3333-4444-555555555555"
COMPLAINT = (
    f"the shared clock belongs to boot {OTHER_BOOT} of the machine, "
    f"and this is boot {boot_id_of_this_machine()}: begin a new run\n"
)


def test_a_participant_that_finds_a_clock_of_another_boot_ends_and_says_so(tmp_path: Path) -> None:
    broker = start_broker(Kind.AMQTT)
    asyncio.run(_publish_other_boot(broker))
    (tmp_path / "password").write_text(broker.address(B1).password, encoding="utf-8")
    words = ["bridges", "b1", "--premises", TOPICS.premises, "--broker", f"mqtt://127.0.0.1:{broker.port}"]
    done = _module(*words, "--password-file", tmp_path / "password", "--shelf", tmp_path / "shelves")
    broker.stop()

    assert done.returncode == FAILED
    assert done.stderr.endswith(COMPLAINT)
    assert "Traceback" not in done.stderr


def test_a_conductor_that_kept_a_clock_of_another_boot_ends_and_says_so(tmp_path: Path) -> None:
    with up(tmp_path) as running, census() as processes:
        processes.add(running.processes.values())
        os.kill(running.supervisor, signal.SIGKILL)
        assert processes.left(within_s=DOWN_WITHIN_S) == []
    (kept,) = running.files.path.glob("*.sqlite")
    _age(kept)
    site = site_of_run(running.files.site.read_text(encoding="utf-8"))
    words = Lineup(site, running.run_id, running.files, Choices()).conductor(running.broker).arguments
    # Without the flag by which it would end with whoever started it.
    done = _module(*(word for word in words[1:] if word != "--stop-with-stdin"))

    assert done.returncode == FAILED
    assert line_of(done) == COMPLAINT.strip()


def _module(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command: Sequence[str] = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WITHIN_S
    )


async def _publish_other_boot(broker: RealBroker) -> None:
    clock = Clock(ENVELOPE_VERSION, OTHER_BOOT, LoopWall().monotonic(), ORIGIN, 1.0, 1)
    run = Run(ENVELOPE_VERSION, "house-1", 0, run_text(Site()))
    async with broker.link(CONDUCTOR)([]) as link:
        link.publish(TOPICS.run(), encode(run), retain=True)
        link.publish(TOPICS.clock(), encode(clock), retain=True)
        await link.flush()


def _age(path: Path) -> None:
    """Make the clock on a conductor's shelf one of another boot."""
    shelf = Shelf(path)
    kept = shelf.get("clock")
    assert kept is not None, "the conductor keeps its clock"
    clock = decode(Clock, kept)
    other = Clock(
        clock.version, OTHER_BOOT, clock.monotonic_at, clock.premises_at, clock.speed, clock.revision
    )  # fmt: skip
    shelf.commit([Keep("clock", encode(other))])
    shelf.close()
