"""A live ground for a test, which must leave no process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.live.lineup import Choices
from lab.testing.live.ground import LiveGround, live_ground
from tests.live.disturbed import first_tries, told
from tests.live.grounds import SITE, SPEED
from tests.live.premises_under_test import Census, census


@pytest.fixture
def processes() -> Iterator[Census]:
    """Give a census of what a test starts."""
    with census() as held:
        yield held


@pytest.fixture
def ground(tmp_path: Path, processes: Census) -> Iterator[LiveGround]:
    """Give a ground of SITE."""
    with live_ground(SITE, Choices(speed=SPEED, seed=7), tmp_path / "home") as found:
        processes.add(found.running.processes.values())
        yield found
    assert processes.left() == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print which live runs were no evidence at first."""
    lines = told(first_tries(config))
    if lines:
        terminalreporter.section("TAKEN AGAIN", sep="=")
    for line in lines:
        terminalreporter.line(line)
