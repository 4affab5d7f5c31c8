"""``premises demo``: four bridges are updated, and whatever ends it leaves no process."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.live.premises_under_test import DONE, DOWN_WITHIN_S, FAILED, WITHIN_S, census, premises, row_of, running_in

pytestmark = pytest.mark.live


@pytest.mark.slow
def test_the_demonstration_updates_four_bridges_and_leaves_no_process(tmp_path: Path) -> None:
    done = premises(tmp_path, "demo", "--size", "1024", within_s=300.0)
    rows = [row_of(done, who) for who in ("B1", "B2", "B3", "B4")]

    assert done.returncode == DONE
    assert all("runs 0x00010001 since" in row for row in rows)
    assert re.search(r"B4 was awake [1-4]?[0-9]% of ", done.stderr), "asleep for most of the time"
    assert premises(tmp_path, "status").returncode == FAILED


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_demonstration_that_is_stopped_in_the_middle_leaves_no_process(told: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lab", "demo"]
    with (
        census() as processes,
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as demo,
    ):  # fmt: skip
        assert demo.stdout is not None, "it was asked for"
        assert "B1" in demo.stdout.readline(), "the campaign is on its way"
        processes.add(running_in(tmp_path, "demo").processes.values())
        demo.send_signal(told)
        began = time.monotonic()
        code = demo.wait(WITHIN_S)
        left = processes.left(within_s=1.0)

    assert (code, left) == (FAILED, [])
    assert time.monotonic() - began < DOWN_WITHIN_S
