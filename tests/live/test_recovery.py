"""The screen when things go wrong under it: no premises, another run, a broker that is silent, killed, and back."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from premises.identity import Name
from tests.live.premises_under_test import BROKER, premises, up
from tests.live.terminal import line_with, terminal

pytestmark = pytest.mark.live

SOON_S = 1.5
"""Seconds of wall within which a broker's end is said: one, and half a second for the terminal under test."""


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """Let a process stand still for the block."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_where_no_premises_runs_a_key_starts_one_and_another_run_is_found_by_itself(tmp_path: Path) -> None:
    with terminal(tmp_path, "tui") as here:
        begins = here.shows("No premises is running here.", "premises up -d")
        here.press("b")
        try:
            here.shows("flat-14", "No packages yet. u starts a firmware update.", "REC", within_s=120)
        finally:
            premises(tmp_path, "down")
        here.shows("ENDED")
        with up(tmp_path) as running:
            here.shows("another run begins here", "x1 ")
            again = here.text
            assert running.files.record.exists()
        here.shows("ENDED")
        here.press("q")
        left = here.shows("exit 0")

    assert "connecting" not in begins
    assert "ENDED" not in again
    assert "run recorded in" in left


def test_a_broker_that_is_silent_and_one_that_is_killed_are_said_and_what_was_missed_is_counted(tmp_path: Path) -> None:
    with up(tmp_path) as running, terminal(tmp_path, "tui") as here:
        here.shows("No packages yet.", "REC")
        broker = running.processes[BROKER]
        with stopped(broker):
            here.shows("nothing heard for 3 s", "silent", "as heard last")
            here.press("?")
            here.shows("Keys and marks")
            here.press("Escape")
            here.shows("nothing heard for 5 s")
        here.shows("resynced, ", " missed 00:0")
        here.lacks("nothing heard", "silent")
        os.kill(broker, signal.SIGKILL)
        here.shows("broker down", within_s=SOON_S)
        here.shows("last heard 00:0")
        back = here.until(lambda text: text.count("resynced, ") == 2, "it is back")
        here.lacks("broker down", "last heard")

    assert "x1 " in back.splitlines()[0]


def test_a_device_whose_process_is_killed_from_outside_begins_again_and_the_screen_says_so(tmp_path: Path) -> None:
    with up(tmp_path) as running, terminal(tmp_path, "tui") as here:
        here.shows("No packages yet.", "REC")
        os.kill(running.processes[Name("b1")], signal.SIGKILL)
        text = here.shows("begins again, boot 2")

    assert line_with(text, " B1 ", "begins again, boot 2")
    assert "broker down" not in text


def test_a_screen_that_went_through_it_shows_what_a_fresh_one_shows(tmp_path: Path) -> None:
    with up(tmp_path, "--broker", "mosquitto") as running, terminal(tmp_path, "tui") as here:
        here.shows("No packages yet.", "REC")
        sent = premises(tmp_path, "update", "--to", "b1", "--size", "2048")
        here.shows("P1")
        os.kill(running.processes[BROKER], signal.SIGKILL)
        here.shows("broker down")
        here.shows("resynced, ")
        here.shows("1 done", within_s=120)
        premises(tmp_path, "clock", "pause")
        here.shows("PAUSED")
        (tmp_path / "second").mkdir()
        (tmp_path / "second" / ".premises").symlink_to(tmp_path / ".premises")
        with terminal(tmp_path / "second", "tui") as fresh:
            fresh.shows("1 done", "PAUSED")
            same = fresh.until(lambda text: _told(text) == _told(here.text), "both show the same")

    assert sent.returncode == 0
    assert line_with(same, "✓ P1 ", " B1 ")


def _told(text: str) -> list[str]:
    """Give packages, map and card of a screen: all but the rate, and the screen's own lines among the events."""
    lines = [line for line in text.splitlines() if "SCREEN" not in line]
    end = next(at for at, line in enumerate(lines) if "Events" in line)
    return [lines[0].partition("●")[0], *lines[1:end]]
