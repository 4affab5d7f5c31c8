"""Health, and the commands of a person, beside a premises that only its keys and its broker are known of."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.live.run_directory import Running
from premises.wire.topics import VIEWER
from tests.live.premises_under_test import DONE, FAILED, USAGE, line_of, premises, row_of, up

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give a premises for all who leave it as it is."""
    with up(tmp_path_factory.mktemp("flat")) as running:
        yield running


def health(running: Running, *words: str) -> subprocess.CompletedProcess[str]:
    flags = ["--premises", running.premises, "--broker", running.broker]
    flags += ["--password-file", str(running.files.secret(VIEWER))]
    command = [sys.executable, "-m", "lab.live.health", *flags, *words]
    return subprocess.run(command, cwd=running.directory, env=os.environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("who", ["conductor", "dcc", "hub", "b1"])
def test_who_is_there_and_shows_itself_is_healthy(who: str, flat: Running) -> None:
    looked = health(flat, who)

    assert (looked.returncode, looked.stdout, looked.stderr) == (DONE, "", "")


def test_who_is_not_there_is_not_healthy(flat: Running) -> None:
    looked = health(flat, "b7")

    assert (looked.returncode, line_of(looked)) == (FAILED, "no word from b7 within 3 s")


def test_nobody_is_healthy_without_a_broker(flat: Running) -> None:
    looked = health(flat, "--broker", "mqtt://127.0.0.1:9", "b1")

    assert (looked.returncode, line_of(looked)) == (FAILED, "broker 127.0.0.1:9: connection refused")


def test_a_health_that_nobody_can_have_is_usage(flat: Running) -> None:
    looked = health(flat, "B 1")

    assert looked.returncode == USAGE
    assert "name 'B 1': expected" in line_of(looked)


def test_status_finds_a_premises_elsewhere(flat: Running, tmp_path: Path) -> None:
    shown = premises(tmp_path, "status", "--keys", flat.directory, "--broker", flat.broker)

    assert shown.returncode == DONE, shown.stderr
    assert "0x00010000" in row_of(shown, "b1")


def test_an_update_reaches_a_premises_elsewhere(flat: Running, tmp_path: Path) -> None:
    sent = premises(tmp_path, "update", "--to", "b1", "--keys", flat.directory, "--broker", flat.broker)

    assert sent.returncode == DONE, sent.stderr
    assert sent.stdout.count(":") == 2
