"""Who asks for what cannot be done gets one line that helps, and the right exit code, and changes nothing."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.port import free_port
from lab.live.run_directory import Running
from premises.wire.site import DCC
from tests.live.premises_under_test import (
    BROKER,
    DONE,
    FAILED,
    STALLED,
    USAGE,
    census,
    line_of,
    observing,
    premises,
    running_in,
    up,
)

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory in which one premises runs, for all who leave it as it is."""
    home = tmp_path_factory.mktemp("flat")
    with up(home):
        yield home


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update", "--to", "b7"], "unknown device 'b7': this premises has b1"),
        (["update", "--to", "b1,b1"], "device 'b1' is named twice: expected each once"),
        (["update", "--to", "b1", "--file", "nowhere.ota"], "nowhere.ota: no such file or directory"),
        (["update", "--to", "b1", "--timeout", "0"], "Invalid value for '--timeout'"),
        (["update"], "Missing option '--to'"),
        (["up"], "premises 'flat-14' is already running here: stop it with `premises down`"),
        (["up", "--detach"], "premises 'flat-14' is already running here"),
    ],
)
def test_a_mistake_beside_a_running_premises_is_usage(words: list[str], said: str, flat: Path) -> None:
    done = premises(flat, *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert said in line_of(done)


@pytest.mark.parametrize("words", [["status"], ["down"], ["update", "--to", "b1"]], ids=lambda words: str(words[0]))
def test_without_a_premises_each_command_says_how_to_get_one(words: list[str], tmp_path: Path) -> None:
    done = premises(tmp_path, *words)

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert line_of(done) == "premises: no premises is running here: start one with `premises up`"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frob"], "No such command 'frob'"),
        (["up", "--site", "nowhere.toml"], "nowhere.toml: no such file or directory"),
        (["up", "--detach", "--site", "nowhere.toml"], "nowhere.toml: no such file or directory"),
        (["up", "--speed", "-1"], "speed -1: expected 0 (a pause) to 1e+06"),
        (["up", "--broker", "embeded"], "--broker 'embeded': expected embedded, mosquitto, rabbitmq or mqtt://"),
        (["up", "--broker", "mqtt://127.0.0.1:9"], "has no user or no password: expected mqtt://user:password@"),
        (["image", "make", "b1.ota", "--size", "40"], "an image of 40 octets cannot be made: expected 129 to 10240000"),
        (["image", "make", "b1.ota", "--version", "new"], "--version 'new': expected a number from 0 to 0xfffffffe"),
        (["image", "make", "nowhere/b1.ota"], "nowhere/b1.ota: no such file or directory"),
        (["image", "inspect", "nowhere.ota"], "nowhere.ota: no such file or directory"),
        (["run", "nowhere.toml"], "nowhere.toml: no such file or directory"),
        (["trace", "hash", "nowhere.vpr"], "nowhere.vpr: no such file"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_usage_and_leaves_nothing_behind(words: list[str], said: str, tmp_path: Path) -> None:
    done = premises(tmp_path, *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert said in line_of(done)
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".json", ".ota", ".vpr")] == []


def test_a_site_that_is_none_is_refused_by_file_key_value_and_nearest_word(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[hub]\nslot_size_mx = 4096\n", encoding="utf-8")
    done = premises(tmp_path, "up", "--site", "site.toml")

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert line_of(done) == "premises: site site.toml: hub.slot_size_mx is unknown: did you mean slot_size_max?"


@pytest.mark.parametrize("detach", [[], ["--detach"]], ids=["stays", "detached"])
def test_a_port_that_is_taken_is_one_line_and_nothing_stays_up(detach: list[str], flat: Path, tmp_path: Path) -> None:
    port = running_in(flat, "flat-14").broker.rsplit(":", 1)[1]
    done = premises(tmp_path, "up", "--port", port, *detach)

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert f"port {port} of 127.0.0.1: address already in use" in line_of(done)
    assert premises(tmp_path, "status").returncode == FAILED


def test_a_broker_elsewhere_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    port = free_port("127.0.0.1")
    done = premises(tmp_path, "up", "--broker", f"mqtt://somebody:secret@127.0.0.1:{port}")

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert line_of(done).endswith(f"broker 127.0.0.1:{port}: connection refused")


def test_a_broker_elsewhere_that_refuses_us_is_one_line_without_the_password(flat: Path, tmp_path: Path) -> None:
    place = running_in(flat, "flat-14").broker.removeprefix("mqtt://")
    done = premises(tmp_path, "up", "--broker", f"mqtt://somebody:secret@{place}")

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert f"broker {place}: user 'somebody' is not authorised, or the password is wrong" in line_of(done)
    assert "secret" not in done.stderr


def test_of_two_premises_one_has_to_be_named(tmp_path: Path) -> None:
    for called in ("upstairs", "downstairs"):
        (tmp_path / f"{called}.toml").write_text(f'name = "{called}"\n', encoding="utf-8")
    with (
        up(tmp_path, "--site", "upstairs.toml", called="upstairs"),
        up(tmp_path, "--site", "downstairs.toml", called="downstairs"),
    ):
        unnamed = [premises(tmp_path, *words) for words in (["status"], ["down"], ["update", "--to", "b1"])]
        foreign = premises(tmp_path, "status", "--premises", "attic")
        named = premises(tmp_path, "status", "--premises", "upstairs")
        late = premises(
            tmp_path, "update", "--premises", "upstairs", "--to", "b1", "--wait", "--timeout", "1"
        )  # fmt: skip

    said = "premises: 2 premises are running (downstairs, upstairs): say which with --premises"
    assert [(done.returncode, line_of(done)) for done in unnamed] == [(USAGE, said)] * 3
    assert line_of(foreign) == "premises: premises 'attic' is not running here: there is downstairs, upstairs"
    assert (foreign.returncode, named.returncode) == (FAILED, DONE)
    assert late.returncode == STALLED
    assert re.search("no last word on .* within 1 s: b1 at (DCC|WAN) ", line_of(late))


def test_a_broker_that_is_gone_is_named_and_back_it_is_as_if_nothing_was(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        _without_broker(running)
        place = running.broker.removeprefix("mqtt://")
        asked = [premises(tmp_path, *words) for words in (["status"], ["update", "--to", "b1"])]
        os.kill(running.supervisor, signal.SIGCONT)
        asyncio.run(_everybody(running))
        again = premises(tmp_path, "status")

    assert [(done.returncode, done.stdout) for done in asked] == [(FAILED, "")] * 2
    assert [line_of(done) for done in asked] == [f"premises: broker {place}: connection refused"] * 2
    assert again.returncode == DONE


def test_who_loses_sight_of_an_update_is_told_that_it_goes_on(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        command = [sys.executable, "-m", "lab", "update", "--to", "b1", "--wait"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as watching:
            asyncio.run(_kill_broker_after_acceptance(running))
            said = watching.communicate(timeout=60)[1]
        asyncio.run(_everybody(running))
        shown = premises(tmp_path, "status")

    assert watching.returncode == FAILED
    assert re.fullmatch("premises: broker .*: request .* goes on unwatched, see `premises status`\n", said)
    assert "no word yet" in shown.stdout


def _without_broker(running: Running) -> None:
    """Take the broker away; a supervisor that stands still cannot start it again."""
    os.kill(running.supervisor, signal.SIGSTOP)
    with census() as broker:
        broker.add([running.processes[BROKER]])
        os.kill(running.processes[BROKER], signal.SIGKILL)
        assert broker.left(within_s=20.0) == []


async def _everybody(running: Running) -> None:
    async with observing(running) as observer:
        await observer.until_back(BROKER)


async def _kill_broker_after_acceptance(running: Running) -> None:
    async with observing(running) as observer:
        await observer.until(lambda: bool(DCC in observer.pictures and observer.pictures[DCC].outcomes), "acceptance")
        os.kill(running.processes[BROKER], signal.SIGKILL)
        await observer.until(lambda: not observer.connection.stands, "the loss of the broker")
