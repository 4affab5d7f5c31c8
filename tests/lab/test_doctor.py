"""What could keep a premises from running here is found, said in a line with what to do, and nothing else is."""

import json
import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import typer

from broker.port import free_port
from lab.commands.doctor import examine
from lab.conductor_clock import BEGINS_AFTER
from lab.doctor import machine, running
from lab.doctor.finding import Finding, Level
from lab.live.run_directory import HOME, Running, holding, save_running
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.envelope import ENVELOPE_VERSION, Clock

SAME = ("time:[1]", "time:[1]")


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port on which somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def left_behind(called: str, directory: str, pid: int) -> Path:
    """Write what a supervisor that was killed leaves behind."""
    HOME.mkdir(exist_ok=True)
    save_running(Running(Name(called), "r1", directory, 1, "mqtt://127.0.0.1:1", True, 1.0, True, {"hub": pid}, 0.0))
    return HOME / f"{called}.json"


def clock(monotonic_at: int) -> Clock:
    return Clock(ENVELOPE_VERSION, "boot", monotonic_at, Instant(0), 1.0, 1)


def examined(capsys: pytest.CaptureFixture[str], broker: str = "embedded", port: int = 0) -> tuple[int, list[str]]:
    """Give exit code and lines of ``premises doctor``."""
    code = 0
    try:
        examine(broker, port)
    except typer.Exit as left:
        code = left.exit_code
    return code, capsys.readouterr().out.splitlines()


def test_a_line_says_what_was_found_what_was_expected_and_what_to_do() -> None:
    finding = Finding(Level.WRONG, "port 1883", "address already in use", "a free one", "choose another")

    assert str(finding) == "wrong  port 1883: address already in use (expected a free one); choose another"


def test_a_machine_that_is_in_order_has_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = examined(capsys)

    assert code == 0
    assert [line.split()[1] for line in lines if line.startswith("fine")] == ["python:", ".premises:", "disk:", "port:"]
    assert [line.split()[1] for line in lines if line.startswith("info")] == [
        "mosquitto:",
        "rabbitmq-server:",
        "tshark:",
    ]
    assert not HOME.exists(), "it changes nothing"


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 10, 14), Level.WRONG), ((3, 9), Level.WRONG), ((3, 11, 0), Level.FINE), ((4, 0), Level.FINE)],
)
def test_a_python_that_is_too_old_is_wrong(version: tuple[int, ...], level: Level) -> None:
    assert machine.python(version).level is level


def test_the_oldest_python_is_the_one_that_the_package_asks_for() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")

    assert tomllib.loads(text)["project"]["requires-python"] == ">=" + ".".join(map(str, machine.PYTHON_MIN))


def test_a_port_that_is_taken_is_wrong_and_a_free_one_is_not(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = examined(capsys, port=taken)
    free = free_port("127.0.0.1")
    wrong = [line for line in lines if line.startswith("wrong")]

    assert code == 1
    assert len(wrong) == 1
    assert wrong[0].startswith(f"wrong  port {taken}: address already in use (expected a free one); choose another")
    assert machine.port(free).level is Level.FINE


def test_a_broker_where_nobody_listens_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port("127.0.0.1")
    code, lines = examined(capsys, f"mqtt://somebody:secret@127.0.0.1:{port}")

    assert code == 1
    assert (
        f"wrong  broker 127.0.0.1:{port}: connection refused (expected a broker that knows 'somebody'); "
        "start it, or look at host and port of --broker"
    ) in lines
    assert not any("secret" in line for line in lines)


def test_an_address_that_is_none_is_usage() -> None:
    with pytest.raises(UsageError, match="expected mqtt://user:password@host:port"):
        examine("127.0.0.1:1883", 0)


def test_a_broker_that_is_asked_for_and_not_installed_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = machine.programs(str(tmp_path))
    (tmp_path / "mosquitto").touch(mode=0o755)
    there = machine.programs(str(tmp_path))[0]

    assert [(finding.level, finding.what) for finding in nowhere] == [
        (Level.INFO, "mosquitto"), (Level.INFO, "rabbitmq-server"), (Level.INFO, "tshark"),
    ]  # fmt: skip
    assert (there.found, there.do) == (str(tmp_path / "mosquitto"), "")


def test_a_home_that_is_no_directory_is_wrong() -> None:
    HOME.write_text("")
    finding = machine.home(HOME)

    assert (finding.level, finding.found) == (Level.WRONG, "not a directory")
    assert finding.do


def test_a_home_that_is_there_is_tried_and_left_as_it_was() -> None:
    HOME.mkdir()

    assert machine.home(HOME).level is Level.FINE
    assert list(HOME.iterdir()) == []


@pytest.mark.parametrize(("free", "level"), [(machine.DISK_MIN - 1, Level.WRONG), (machine.DISK_MIN, Level.FINE)])
def test_too_little_room_is_wrong(free: int, level: Level) -> None:
    assert machine.disk(HOME, free).level is level


def test_a_run_file_whose_supervisor_is_gone_is_wrong_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    path = left_behind("flat", "/nowhere/runs/r1", os.getpid())
    code, lines = examined(capsys)

    assert code == 1
    assert (
        f"wrong  {path}: its supervisor is gone, and none of its processes still run "
        "(expected a premises that runs); remove it; `premises up` would write it anew"
    ) in lines


def test_a_process_that_outlived_its_supervisor_is_named_with_its_number() -> None:
    words = [sys.executable, "-c", "print(1, flush=True); input()", "/here/runs/r1/shelves"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout is not None, "it says when it has begun"
        orphan.stdout.readline()
        left_behind("flat", "/here/runs/r1", orphan.pid)
        (finding,) = running.run_files()
        orphan.communicate(b"\n")
    (later,) = running.run_files()

    assert finding.found == "its supervisor is gone, and 1 of its processes still run"
    assert finding.do == f"end hub {orphan.pid}"
    assert later.found.endswith("and none of its processes still run")


def test_a_run_file_that_cannot_be_read_is_wrong_too() -> None:
    left_behind("flat", "/here", 1).write_text("{")

    assert [finding.level for finding in running.run_files()] == [Level.WRONG]


def test_a_run_file_whose_supervisor_lives_is_fine_and_its_broker_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with holding("flat"):
        path = left_behind("flat", "/here/runs/r1", 1)
        code, lines = examined(capsys)

    assert code == 1, "nobody answers there"
    assert f"fine   {path}: flat runs, supervisor 1 (expected a premises that runs)" in lines
    assert any(line.startswith("wrong  clock of flat: ") for line in lines)


def test_the_conductors_clock_is_ours_when_it_was_set_in_our_past() -> None:
    finding = running.conducted(clock(1_000_000), "flat", 13_500_000, SAME)

    assert (finding.level, finding.found) == (Level.FINE, "it was set 12.5 s ago by ours")


def test_a_clock_that_has_yet_to_begin_is_fine_and_one_from_later_is_not() -> None:
    soon = running.conducted(clock(BEGINS_AFTER), "flat", 0, SAME)
    later = running.conducted(clock(BEGINS_AFTER + 1), "flat", 0, SAME)

    assert (soon.level, later.level) == (Level.FINE, Level.WRONG)
    assert "from now by ours" in later.found


def test_a_conductor_in_another_time_namespace_has_another_clock() -> None:
    finding = running.conducted(clock(0), "flat", 1, ("time:[2]", "time:[1]"))

    assert finding.level is Level.WRONG
    assert "time namespace time:[2], we are in time:[1]" in finding.found


@pytest.mark.parametrize(("now_s", "said"), [(100.9, []), (101.5, ["+1.5 s"]), (40.0, ["-60.0 s"])])
def test_a_wall_clock_that_was_set_is_worth_knowing_and_no_harm(now_s: float, said: list[str]) -> None:
    findings = running.wall_moved("flat", 100.0, now_s)

    assert [finding.level for finding in findings] == [Level.INFO] * len(said)
    assert all(words in finding.found for words, finding in zip(said, findings, strict=True))


def test_what_is_kept_of_a_premises_that_runs_can_be_read_by_this_test() -> None:
    path = left_behind("flat", "/here", 1)

    assert asdict(Running(**json.loads(path.read_text(encoding="utf-8"))))["processes"] == {"hub": 1}
