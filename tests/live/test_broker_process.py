"""``python -m broker``: one line when ready, one line when not, and nothing left behind."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.access import save
from broker.port import free_port
from broker.process import Kind
from tests.live.brokers import ACCESS, start_broker

WITHIN_S = 20.0

pytestmark = pytest.mark.live

light_brokers = pytest.mark.parametrize("kind", [Kind.AMQTT, Kind.MOSQUITTO], ids=["amqtt", "mosquitto"])


@pytest.fixture
def access_file(tmp_path: Path) -> Path:
    save(ACCESS, tmp_path / "access.json")
    return tmp_path / "access.json"


@pytest.fixture
def scratch() -> Iterator[str]:
    """Give a folder that a broker running as another user may reach; kill -9 leaves its files there."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield folder


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broker", *map(str, arguments)]
    stdin = subprocess.DEVNULL
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=WITHIN_S, stdin=stdin)


@light_brokers
def test_it_ends_when_the_starter_is_gone(kind: Kind) -> None:
    broker = start_broker(kind)
    errors = broker.process.communicate(timeout=WITHIN_S)[1]

    assert (broker.process.returncode, errors) == (0, "")


@light_brokers
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_good_order_on_a_signal(kind: Kind, number: signal.Signals) -> None:
    broker = start_broker(kind)
    broker.process.send_signal(number)
    code = broker.process.wait(WITHIN_S)

    assert (code, broker.process.communicate()[1]) == (0, "")


@pytest.mark.parametrize(
    ("kind", "children"),
    [
        pytest.param(Kind.MOSQUITTO, 1, id="mosquitto"),
        pytest.param(Kind.RABBITMQ, 2, id="rabbitmq", marks=[pytest.mark.rabbitmq, pytest.mark.slow]),
    ],
)
def test_its_children_do_not_outlive_kill_9(kind: Kind, children: int, scratch: str) -> None:
    broker = start_broker(kind, scratch)
    with watched(children_of(broker.process.pid)) as ends:
        broker.process.kill()
        broker.process.communicate()
        gone = [bool(select.select([end], [], [], WITHIN_S)[0]) for end in ends]

    assert gone == [True] * children


@light_brokers
def test_a_taken_port_is_one_line_and_exit_1(kind: Kind, access_file: Path) -> None:
    broker = start_broker(Kind.AMQTT)
    done = run("--kind", kind.value, "--port", str(broker.port), "--access", access_file)
    broker.stop()

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"broker: port {broker.port} of 127.0.0.1: address already in use\n"


def test_a_port_is_taken_as_asked_for(access_file: Path) -> None:
    port = free_port("127.0.0.1")
    command = [sys.executable, "-m", "broker", "--port", str(port), "--access", str(access_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        process.terminate()

    assert ready == f"ready 127.0.0.1:{port}\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["--kind", "emqx"], "invalid choice", id="kind"),
        pytest.param(["--port", "70000"], "--port 70000: expected 0 to 65535", id="port"),
        pytest.param(["--access", "/nowhere/access.json"], "no such file", id="no-access-file"),
        pytest.param(["--stop-with-stdin"], "standard input is no pipe", id="no-pipe"),
        pytest.param(["--speed", "3"], "unrecognized arguments", id="unknown"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], complaint: str, access_file: Path) -> None:
    done = run("--access", access_file, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def watched(pids: list[int]) -> Iterator[list[int]]:
    """Give a descriptor for each process that becomes readable when it ends."""
    ends = [os.pidfd_open(pid) for pid in pids]
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)
