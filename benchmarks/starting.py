"""How long a test waits for its premises, as whoever wrote it feels it: the set-up of the fixture, as pytest counts it.

Sessions of pytest of their own, in an empty folder. In virtual time beside ``python -c pass``, as nothing that is a
process can be there sooner; live beside the same premises with a new interpreter for each process, in the same session
and in turn. Wall time. The first test of a session also waits for what is loaded then.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Bar, Figure, Samples

SESSIONS = 5
"""Sessions of pytest, of which each has one first test. Ours."""

TESTS_VIRTUAL, TESTS_LIVE = 10, 3
"""Tests of one session, the first included. Ours."""

VIRTUAL_MAX = Bar(50.0, at_most=True)
"""Milliseconds."""

LIVE_MAX = Bar(3.0, at_most=True)
"""Seconds."""

MILLISECONDS = 1000.0

_TOLD = "told.jsonl"

_CONFTEST = f"""
import json
from pathlib import Path

import pytest


def pytest_runtest_logreport(report):
    if report.when == "setup":
        with Path({_TOLD!r}).open("a") as told:
            told.write(json.dumps([report.nodeid.partition("::")[2].partition("[")[0], report.duration]) + "\\n")


@pytest.fixture
def executed_premises(request, tmp_path):
    from lab.live.supervisor import executed
    from lab.testing.live.opened import opened
    from lab.testing.playing import played

    yield from played(request.node, opened(tmp_path, executed))
"""

_TEST = """
def test_{fixture}_{number}({fixture}):
    pass
"""


@dataclass(frozen=True, slots=True)
class Session:
    """What the tests of one session waited, in seconds, by fixture and in their order."""

    waited: Mapping[str, Sequence[float]]

    def first(self, fixture: str) -> float:
        """Give what the first of the session waited."""
        return self.waited[fixture][0]

    def others(self, fixture: str) -> tuple[float, ...]:
        """Give what those after it waited."""
        return tuple(self.waited[fixture][1:])


def starting_virtual() -> Iterator[Figure]:
    """Measure the fixture ``premises``."""
    sessions, bare = [], []
    for _ in range(SESSIONS):
        sessions.append(session_of(["premises"] * TESTS_VIRTUAL))
        bare.append(_bare_interpreter_s())
    yield from virtual_figures(sessions, bare)


def starting_live() -> Iterator[Figure]:
    """Measure the fixture ``live_premises``."""
    sessions = [session_of(["live_premises", "executed_premises"] * TESTS_LIVE) for _ in range(SESSIONS)]
    yield from live_figures(sessions)


def virtual_figures(sessions: Sequence[Session], bare: Sequence[float]) -> Iterator[Figure]:
    """Give what was found, beside what a bare interpreter took."""
    what, fixture = "a test waits for `premises` (four bridges, two meters)", "premises"
    firsts = Samples(tuple(session.first(fixture) * MILLISECONDS for session in sessions))
    others = Samples(tuple(each * MILLISECONDS for session in sessions for each in session.others(fixture)))
    peer = Samples(tuple(each * MILLISECONDS for each in bare))
    yield Figure(
        "start-virtual",
        f"{what}: beside `python -c pass`, wall",
        "ms",
        others.median,
        peer.median,
        bar=VIRTUAL_MAX,
        spread=max(others.spread, peer.spread),
    )
    yield Figure(
        "start-virtual-first",
        f"{what}: the first of a session, which loads it, wall",
        "ms",
        firsts.median,
        spread=firsts.spread,
    )


def live_figures(sessions: Sequence[Session]) -> Iterator[Figure]:
    """Give what was found of forks, beside new interpreters."""
    what = "a test waits for `live_premises` (ten processes)"
    ours, theirs = "live_premises", "executed_premises"
    firsts = Samples(tuple(session.first(ours) for session in sessions))
    others = Samples(tuple(each for session in sessions for each in session.others(ours)))
    peer = Samples(tuple(each for session in sessions for each in session.others(theirs)))
    yield Figure(
        "start-live",
        f"{what}, forked: beside a new interpreter for each, wall",
        "s",
        others.median,
        peer.median,
        bar=LIVE_MAX,
        spread=max(others.spread, peer.spread),
    )
    yield Figure(
        "start-live-first",
        f"{what}, forked: the first of a session, which loads it, wall",
        "s",
        firsts.median,
        bar=LIVE_MAX,
        spread=firsts.spread,
    )


def session_of(fixtures: Sequence[str]) -> Session:
    """Run one session with a test for each of ``fixtures``, in that order; fails when one of them does."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        tests = (_TEST.format(fixture=fixture, number=number) for number, fixture in enumerate(fixtures))
        (folder / "test_starting.py").write_text("".join(tests), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"the session failed: {done.stdout}{done.stderr}"
        lines = (folder / _TOLD).read_text(encoding="utf-8").splitlines()
    waited: dict[str, list[float]] = {}
    for called, duration in map(json.loads, lines):
        waited.setdefault(called.removeprefix("test_").rpartition("_")[0], []).append(duration)
    return Session(waited)


def _bare_interpreter_s() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began
